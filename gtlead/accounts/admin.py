"""Accounts and the log of sign-ins, for superusers."""

from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_otp.plugins.otp_static.admin import StaticDevice  # registers itself when imported
from django_otp.plugins.otp_totp.admin import TOTPDevice

from gtlead.accounts.forms import SignInForm
from gtlead.accounts.invitations import invite, one_time_link
from gtlead.accounts.second_factor import remove

MOST_LINKS = 20

admin.site.login_form = SignInForm
admin.site.login_template = "admin/sign_in.html"
admin.site.unregister([User, TOTPDevice, StaticDevice])  # nobody reads another person's keys


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts; whose phone is lost gets in again with the password alone."""

    actions = ["remove_second_factor", "make_links"]

    @admin.action(description=_("Make one-time links to set a password, and send them"), permissions=["change"])
    def make_links(self, request: HttpRequest, queryset: QuerySet) -> None:
        """For a new colleague, or who forgot theirs; written into the history of each account."""
        for user in queryset.filter(is_active=True)[:MOST_LINKS]:
            if user.is_superuser and not request.user.is_superuser:
                continue
            link = one_time_link(request, user)
            is_sent = invite(user, link, request.get_host())
            text = _("sent to %(address)s") if is_sent else _("no address to send it to: hand it over yourself")
            self.log_change(request, user, str(_("One-time link made.")))
            self.message_user(request, f"{user}: {link} ({text % {'address': user.email}})")

    @admin.action(description=_("Remove the second factor of the chosen accounts"), permissions=["change"])
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Written into the history of each account."""
        for user in queryset:
            remove(user)
            self.log_change(request, user, str(_("Second factor removed.")))
        number = len(queryset)
        done = ngettext(
            "%(n)d account signs in with its password alone.",
            "%(n)d accounts sign in with their passwords alone.",
            number,
        )
        self.message_user(request, done % {"n": number})


class SignInLog(admin.ModelAdmin):
    """Kept by the machine; nobody edits it."""

    list_display: Any = ["attempt_time", "username", "ip_address", "user_agent"]
    search_fields = ["username", "ip_address"]
    date_hierarchy = "attempt_time"
    show_full_result_count = False
    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Entries go by themselves when they are old."""
        return False


@admin.register(AccessLog)
class SignIns(SignInLog):
    """Who came in."""

    list_display = ["attempt_time", "username", "ip_address", "logout_time", "user_agent"]


@admin.register(AccessFailureLog)
class FailedSignIns(SignInLog):
    """Who was refused."""

    list_display = ["attempt_time", "username", "ip_address", "locked_out", "user_agent"]
    list_filter = ["locked_out"]


@admin.register(AccessAttempt)
class Throttled(SignInLog):
    """What is being counted now; deleting a row lets its owner try again at once."""

    list_display = ["attempt_time", "username", "ip_address", "failures_since_start"]
    actions = ["delete_selected"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Superusers open what is locked."""
        return bool(request.user.is_superuser)
