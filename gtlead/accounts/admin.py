"""Accounts and the log of sign-ins, for superusers."""

from collections.abc import Sequence
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import ManyToManyField, Model, QuerySet
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_otp.plugins.otp_static.admin import StaticDevice  # registers itself when imported
from django_otp.plugins.otp_totp.admin import TOTPDevice

from gtlead.accounts.forms import SignInForm
from gtlead.accounts.invitations import invite, one_time_link
from gtlead.accounts.roles import IN_WORDS, ROLES
from gtlead.accounts.second_factor import remove
from gtlead.records.models import Record

MOST_LINKS = 20

admin.site.login_form = SignInForm
admin.site.login_template = "admin/sign_in.html"
admin.site.unregister([User, Group, TOTPDevice, StaticDevice])  # nobody reads another person's keys


@admin.register(User)
class AccountAdmin(UserAdmin):  # type: ignore[type-arg]
    """Accounts; whose phone is lost gets in again with the password alone."""

    actions = ["remove_second_factor", "make_links"]

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Model, Model]", request: HttpRequest, **kwargs: object
    ) -> "ModelMultipleChoiceField[Model] | None":
        """Beside the choice of groups stands what each of them may do."""
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None and db_field.name == "groups":
            rows = ((name, words) for name, words in IN_WORDS.items())
            field.help_text = format_html_join("", "<b>{}</b>: {}.<br>", rows)
        return field

    @admin.action(description=_("Make one-time links to set a password, and send them"), permissions=["change"])
    def make_links(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
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
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
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


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """Groups; what a role may do stands in the code and is not changed here, so nothing is put back in silence."""

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> list[str]:
        """Name and permissions of a role."""
        return ["role", "name", "permissions"] if obj is not None and obj.name in ROLES else []

    def get_fields(self, request: HttpRequest, obj: Group | None = None) -> Any:
        """A role says first what it is."""
        return self.get_readonly_fields(request, obj) or super().get_fields(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """A role would come back at the next start."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.name not in ROLES)

    @admin.display(description=_("role"))
    def role(self, group: Group) -> str:
        """What it may do, and why it cannot be changed here."""
        words = _("It %(what)s. Its permissions are part of the site; a group of your own can have any others.")
        return str(words) % {"what": IN_WORDS[group.name]}


class SignInLog(admin.ModelAdmin):  # type: ignore[type-arg]
    """Kept by the machine; nobody edits it."""

    list_display = ["attempt_time", "username", "ip_address", "user_agent"]
    search_fields = ["username", "ip_address"]
    date_hierarchy = "attempt_time"
    show_full_result_count = False
    actions: Sequence[str] | None = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
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

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Superusers open what is locked."""
        return bool(request.user.is_superuser)
