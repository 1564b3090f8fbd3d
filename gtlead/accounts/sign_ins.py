"""Where a sign-in came from, how many an address may try, and how long its entry in the log is kept.

An account is locked after some failures (django-axes). An address is never locked, since colleagues may share it; but
once many names failed from it, a name that never came in from there has a few tries only, and names that nobody has are
not looked at: their passwords cost nothing. What is refused looks the same for both, and is answered late by the
server's front.
"""

import logging
from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from gtlead.feedback import form_guard

log = logging.getLogger(__name__)

MANY_NAMES = 10  # that failed from one address within the time for which an account is locked
FEW_TRIES = 3


def client_address(request: HttpRequest) -> str | None:
    """The address that is throttled: what our own proxies say, which a client cannot choose; of IPv6 the network."""
    return form_guard.place_of(form_guard.client_address(request.META)) or None


def is_noisy(address: str | None) -> bool:
    """Whether many names failed from the address lately."""
    failed = failures(address).values("username").distinct()
    return bool(failed[:MANY_NAMES].count() == MANY_NAMES)


def failures(address: str | None) -> QuerySet[Model]:
    """The failed sign-ins from an address within the time for which an account is locked."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    found: QuerySet[Model] = AccessFailureLog.objects.filter(ip_address=address, attempt_time__gt=since)
    return found


def may_try(name: str, address: str | None) -> bool:
    """Whether a password is looked at for a name from a noisy address."""
    if AccessLog.objects.filter(username=name, ip_address=address).exists():
        return True
    is_account = get_user_model().objects.filter(username=name, is_active=True).exists()
    return is_account and failures(address).filter(username=name).count() < FEW_TRIES


def forget_old_sign_ins(**_kwargs: object) -> None:
    """Drop what is older than the log is kept; called at every sign-in and when the site starts."""
    limit = timezone.now() - timedelta(days=settings.SIGN_INS_KEPT_DAYS)
    for log in (AccessLog, AccessFailureLog, AccessAttempt):
        log.objects.filter(attempt_time__lt=limit).delete()


def note_lock_out(**_kwargs: object) -> None:
    """That an account is locked stands in the log of the server; which one, in that of the sign-ins."""
    log.warning("a sign-in was refused: the account is locked")


def connect() -> None:
    """Called once, when the app registry is ready."""
    user_locked_out.connect(note_lock_out, dispatch_uid="note-lock-out")
    user_logged_in.connect(forget_old_sign_ins, dispatch_uid="forget-old-sign-ins")
