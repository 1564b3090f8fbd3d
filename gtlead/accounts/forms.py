"""Forms of signing in and of the second factor."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gtlead.accounts import sign_ins
from gtlead.accounts.second_factor import is_enrolled, verified_device


class CodeInput(forms.TextInput):
    """A field that phones and password managers know how to fill."""

    def __init__(self) -> None:
        super().__init__({"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"})


class SignInForm(AdminAuthenticationForm):
    """Name and password; then, for accounts with a second factor only, its code."""

    code = forms.CharField(label=_("Code"), max_length=20, required=False, widget=CodeInput())
    needs_code = False

    def clean(self) -> dict[str, object]:
        """Nobody with a second factor gets in without it; wrong codes count as failed sign-ins."""
        cleaned = self.with_patience()
        user: Any = self.get_user()
        if user is None or not is_enrolled(user):
            return cleaned
        self.needs_code = True
        password: Any = self.fields["password"].widget
        password.render_value = True  # the page comes again and asks for the code only
        typed = self.cleaned_data.get("code", "")
        if not typed:
            raise ValidationError(_("Now enter the code from your app, or a recovery code."), code="code_required")
        user.otp_device = verified_device(user, typed)
        if user.otp_device is None:
            user_login_failed.send(__name__, credentials={"username": user.get_username()}, request=self.request)
            raise ValidationError(
                _("The code is wrong, was used before, or came too soon after a wrong one. Wait for the next code."),
                code="code_wrong",
            )
        return cleaned

    def with_patience(self) -> dict[str, object]:
        """Name and password; from an address from which many names failed, what fails is answered as too much."""
        request: Any = self.request
        name, address = self.cleaned_data.get("username", ""), sign_ins.client_address(request)
        if not sign_ins.is_noisy(address):
            return super().clean()
        try:
            if not sign_ins.may_try(name, address):
                raise self.get_invalid_login_error()
            return super().clean()
        except ValidationError:
            request.axes_locked_out = True  # the middleware of django-axes answers 429
            raise


class FirstCodeForm(forms.Form):
    """The first code proves that the app holds the key."""

    code = forms.CharField(label=_("Code from the app"), max_length=20, widget=CodeInput())


class PasswordForm(forms.Form):
    """Asked again before the second factor changes, in case somebody found the screen unlocked."""

    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )

    def __init__(self, data: QueryDict | None = None, *, user: User | AnonymousUser) -> None:
        super().__init__(data)
        self.user = user

    def clean_password(self) -> str:
        """The password of the account."""
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise ValidationError(_("This is not your password."), code="wrong")
        return password
