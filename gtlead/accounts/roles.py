"""Groups and their permissions, applied after `migrate`. Change them here and nowhere else."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from gtlead.records.kinds import record_models


def on_records(*actions: str) -> set[str]:
    """The permissions of these actions on every kind of record."""
    kinds = [kind._meta for kind in record_models()]
    return {f"{kind.app_label}.{action}_{kind.model_name}" for kind in kinds for action in actions}


# What the reading of registers writes; of an entry people say what it is to us.
READINGS = {"countries.view_reading", "countries.view_entry", "countries.change_entry", "countries.view_difference"}


ROLES: dict[str, set[str]] = {
    # Prepares: writes drafts and hands them in; publishes nothing and deletes nothing.
    "editor": on_records("view", "add", "change") | READINGS | {"gtlead.view_proposal", "gtlead.view_factreport"},
    # Decides: everything an editor may, what of others becomes public, and what becomes of readers' reports on facts.
    "reviewer": on_records("view", "add", "change")
    | READINGS
    | {"gtlead.view_proposal", "gtlead.publish_record", "gtlead.view_factreport", "gtlead.handle_factreport"},
    # Reads and downloads: sees all records and takes the staff reports away.
    "analyst": on_records("view") | {"gtlead.view_proposal", "gtlead.export_reports", "gtlead.view_exportlog"},
    # Decides which contributions of readers are shown, and lets readers contribute or not; changes no record.
    # While nobody is in this group, readers cannot contribute at all.
    "moderator": {"themes.moderate_contribution", "themes.view_contribution", "themes.view_moderationlog"},
}


# What each may do, in the words that stand where it is given.
IN_WORDS = {
    "editor": _("prepares: writes drafts and proposals and hands them in; publishes and deletes nothing"),
    "reviewer": _("decides what of others becomes public, and answers readers' reports; may write as an editor does"),
    "analyst": _("reads all records and takes the staff reports away; changes nothing"),
    "moderator": _("decides which contributions of readers are shown; changes no record"),
}


def apply_roles(using: str = "default") -> None:
    """Give each group exactly the permissions of its role; people in the groups stay."""
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    known = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in permission_model.objects.using(using).select_related("content_type")
    }
    for name, wanted in ROLES.items():
        group, _created = group_model.objects.using(using).get_or_create(name=name)
        group.permissions.set([known[permission] for permission in sorted(wanted) if permission in known])


def after_migrate(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Receiver: an app's permissions exist once its post_migrate has run, so wait for the last app's."""
    if sender is list(apps.get_app_configs())[-1]:
        apply_roles(using)


def connect() -> None:
    """Called once, when the app registry is ready."""
    post_migrate.connect(after_migrate, dispatch_uid="roles")
