"""A form sent twice (a double click, a slow line) makes one record."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from gtlead.review.models import SubmittedForm
from gtlead.review.seen import NEW

KEPT = timedelta(days=2)


class AlreadySubmittedError(Exception):
    """The form made its record already."""


def was_sent(key: str) -> bool:
    """Whether the form of this key made its record already."""
    return key.startswith(f"{NEW}-") and SubmittedForm.objects.filter(key=key[:200]).exists()


def once(key: str) -> None:
    """Note that the form of this key makes its record now; AlreadySubmittedError if it did, or is just doing so."""
    if not key.startswith(f"{NEW}-"):
        return
    SubmittedForm.objects.filter(at__lt=timezone.now() - KEPT).delete()
    try:
        with transaction.atomic():
            SubmittedForm.objects.create(key=key[:200])
    except IntegrityError as error:
        raise AlreadySubmittedError from error
