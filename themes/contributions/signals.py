"""Contributing opens with the first moderator and closes with the last, on kept pages too."""

from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.db.models.signals import m2m_changed, pre_delete

from gtlead.publication.content_version import raise_version


def raise_when_joined(sender: type[Model], action: str, **kwargs: object) -> None:
    """Receiver: somebody joined or left a group."""
    if action.startswith("post_"):
        raise_version()


def raise_when_gone(sender: type[Model], **kwargs: object) -> None:
    """Receiver: an account or a group is deleted."""
    raise_version()


def connect() -> None:
    """Called once, when the app registry is ready."""
    m2m_changed.connect(raise_when_joined, sender=User.groups.through, dispatch_uid="contributing-opens")
    for model in (User, Group):
        pre_delete.connect(raise_when_gone, sender=model, dispatch_uid=f"contributing-closes-{model.__name__}")
