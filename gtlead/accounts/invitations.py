"""One-time links with which somebody sets the password of their account: an invitation, or help for who forgot it.

Made by Django's own tokens: used once, good for three days, and void as soon as the password changes or its owner
signs in. Whoever has a second factor is asked for it afterwards as always.
"""

from typing import Any

from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.mail import send_mail
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

PAUSE = 10 * 60  # seconds between two messages to one address


def one_time_link(request: HttpRequest, user: User) -> str:
    """Where this person sets a password."""
    uid, token = urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)
    return request.build_absolute_uri(reverse("password_reset_confirm", args=[uid, token]))


def invite(user: User, link: str, host: str) -> bool:
    """Send the link to whom it is for; whether there was an address to send it to."""
    if not user.email:
        return False
    text = _(
        "Hello %(name)s,\n\nset the password of your account “%(name)s” at %(host)s here:\n\n%(link)s\n\n"
        "The link works once, for three days. If you do not know what this is about, do nothing."
    )
    values = {"name": user.get_username(), "host": host, "link": link}
    return bool(send_mail(_("Your account at %(host)s") % values, text % values, None, [user.email]))


class ForgottenForm(PasswordResetForm):
    """Asks for an address; one address gets a message every ten minutes, whoever asks for it."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whether there is such an account shows in no answer."""
        if cache.add(f"password-reset:{self.cleaned_data['email'].lower()}", True, PAUSE):
            super().save(*args, **kwargs)
