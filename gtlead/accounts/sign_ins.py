"""Where a sign-in came from, and how long its entry in the log is kept."""

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

from gtlead.feedback import form_guard


def client_address(request: HttpRequest) -> str | None:
    """The address that is throttled: what our own proxies say, which a client cannot choose."""
    return form_guard.client_address(request.META) or None


def forget_old_sign_ins(**_kwargs: Any) -> None:
    """Drop what is older than the log is kept; called at every sign-in and when the site starts."""
    limit = timezone.now() - timedelta(days=settings.SIGN_INS_KEPT_DAYS)
    for log in (AccessLog, AccessFailureLog, AccessAttempt):
        log.objects.filter(attempt_time__lt=limit).delete()


def connect() -> None:
    """Called once, when the app registry is ready."""
    user_logged_in.connect(forget_old_sign_ins, dispatch_uid="forget-old-sign-ins")
