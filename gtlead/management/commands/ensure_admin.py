"""`manage.py ensure_admin`: the first account, made when there is none."""

import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

NAME = "admin"


class Command(BaseCommand):
    """Does nothing once anybody has an account, so that a deleted `admin` stays deleted."""

    help = "Create the account `admin` if nobody has one, with ADMIN_PASSWORD or a password shown once."

    def handle(self, **_options: object) -> None:
        """Create it and say how to sign in."""
        accounts = get_user_model()._default_manager
        if accounts.exists():
            return
        given = settings.ADMIN_PASSWORD
        if given:
            self.refuse_weak(given)
        password = given or secrets.token_urlsafe(12)
        accounts.create_superuser(NAME, password=password)
        shown = "from ADMIN_PASSWORD" if given else f"{password} (shown only now; keep it)"
        self.stdout.write(f"Account for /admin/ created. Name: {NAME}  Password: {shown}")
        self.stdout.flush()

    def refuse_weak(self, password: str) -> None:
        """A public site's password follows its rules; on this machine alone a warning does."""
        try:
            validate_password(password)
        except ValidationError as error:
            reasons = " ".join(error.messages)
            if not settings.IS_LOCAL:
                raise CommandError(f"ADMIN_PASSWORD is too weak for a public site. {reasons}") from error
            self.stderr.write(f"ADMIN_PASSWORD is weak: {reasons}")
