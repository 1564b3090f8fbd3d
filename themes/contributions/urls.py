"""Addresses of contributions. They come before those of the questions, whose slugs they would look like."""

from django.urls import path

from themes.contributions import moderation_views, views

urlpatterns = [
    path("ethics/withdraw/", views.withdraw, name="withdraw"),
    path("ethics/<slug:slug>/contribute/", views.contribute, name="contribute"),
    path("ethics/<slug:slug>/contributions/", views.contribution_list, name="contributions"),
    path("about/moderation/", views.moderation_rules, name="moderation-rules"),
    path("staff/moderation/", moderation_views.queue, name="moderation"),
    path("staff/moderation/group/", moderation_views.refuse_group, name="moderation-group"),
    path("staff/moderation/switch/", moderation_views.switch, name="moderation-switch"),
    path("staff/moderation/<int:number>/", moderation_views.item, name="moderation-item"),
]
