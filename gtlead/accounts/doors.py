"""How one gets in without a password: addresses below /admin/ that are open to strangers. The pages are Django's."""

from django.contrib import admin
from django.contrib.auth import views
from django.urls import path

from gtlead.accounts.invitations import ForgottenForm

HEAD = {"site_header": admin.site.site_header, "site_title": admin.site.site_title}

urlpatterns = [
    path(
        "password_reset/",
        views.PasswordResetView.as_view(form_class=ForgottenForm, extra_context=HEAD),
        name="admin_password_reset",
    ),
    path("password_reset/done/", views.PasswordResetDoneView.as_view(extra_context=HEAD), name="password_reset_done"),
    path(
        "reset/<uidb64>/<token>/",
        views.PasswordResetConfirmView.as_view(extra_context=HEAD),
        name="password_reset_confirm",
    ),
    path("reset/done/", views.PasswordResetCompleteView.as_view(extra_context=HEAD), name="password_reset_complete"),
]
