"""The second factor: a code from an app on one's phone, and recovery codes for when the phone is lost."""

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES = 10
NAME = "GT Lead"


def is_enrolled(user: User | AnonymousUser) -> bool:
    """Whether signing in asks this person for a code."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def device_for(user: User, code: str) -> TOTPDevice | StaticDevice | None:
    """What the code must come from: six digits from the app, anything else from the list of recovery codes."""
    kind = TOTPDevice if len(code) == 6 and code.isdecimal() else StaticDevice
    return kind.objects.filter(user=user, confirmed=True).first()


def verified_device(user: User, typed: str) -> TOTPDevice | StaticDevice | None:
    """The device that accepts the code, if any; a wrong code makes the next try wait longer."""
    code = "".join(typed.split()).replace("-", "").lower()
    device = device_for(user, code)
    return verify_token(user, device.persistent_id, code) if device else None


def begin(user: User | AnonymousUser) -> TOTPDevice:
    """A device that waits for its first code."""
    device, _created = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": NAME})
    return device


def waiting_device(user: User | AnonymousUser) -> TOTPDevice | None:
    """The device whose first code has not come yet."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def confirm(user: User | AnonymousUser, typed: str) -> TOTPDevice | None:
    """The device, in use from now on if the code is its own."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is None or not device.verify_token("".join(typed.split())):
            return None
        TOTPDevice.objects.filter(user=user, confirmed=True).delete()
        device.confirmed = True
        device.save()
    return device


@transaction.atomic
def new_codes(user: User | AnonymousUser) -> list[str]:
    """Fresh recovery codes, each good for one sign-in; the old ones end."""
    device, _created = StaticDevice.objects.get_or_create(user=user, defaults={"name": NAME})
    device.token_set.all().delete()
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def codes_left(user: User | AnonymousUser) -> int:
    """How many recovery codes have not been used."""
    return int(StaticToken.objects.filter(device__user=user).count())


@transaction.atomic
def remove(user: User | AnonymousUser) -> None:
    """Back to the password alone."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def picture(device: TOTPDevice) -> SafeString:
    """The device's address as a QR code: an inline SVG, since the policy allows no image in a data address."""
    import segno  # noqa: PLC0415 - a hundredth of a start, and only this one page needs it

    code = segno.make(device.config_url, error="m")
    drawn = code.svg_inline(scale=5, border=4, dark="#000", light="#fff", title=_("QR code with the key"))
    return mark_safe(drawn)  # noqa: S308 - made of squares alone


def spelled_key(device: TOTPDevice) -> str:
    """The key for those who type it, in groups of four."""
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
