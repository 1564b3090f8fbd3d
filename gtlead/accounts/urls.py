"""Addresses of one's own account, below /staff/."""

from django.urls import path

from gtlead.accounts import views

urlpatterns = [
    path("second-factor/", views.second_factor, name="second-factor"),
    path("second-factor/begin/", views.begin, name="second-factor-begin"),
    path("second-factor/confirm/", views.confirm, name="second-factor-confirm"),
    path("second-factor/change/", views.change, name="second-factor-change"),
]
