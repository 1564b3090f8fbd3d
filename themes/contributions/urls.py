"""Addresses of the public voice. They come before those of the questions, whose slugs they would look like."""

from django.urls import path

from themes.contributions import moderation_views as moderation
from themes.contributions import views as voice

urlpatterns = [
    path("ethics/withdraw/", voice.withdraw, name="withdraw"),
    path("ethics/<slug:slug>/contribute/", voice.contribute, name="contribute"),
    path("ethics/<slug:slug>/contributions/", voice.contribution_list, name="contributions"),
    path("about/moderation/", voice.moderation_rules, name="moderation-rules"),
    path("staff/moderation/", moderation.queue, name="moderation"),
    path("staff/moderation/group/", moderation.refuse_group, name="moderation-group"),
    path("staff/moderation/switch/", moderation.switch, name="moderation-switch"),
    path("staff/moderation/<int:number>/", moderation.item, name="moderation-item"),
]
