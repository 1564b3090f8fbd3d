"""Guards of the public forms: signed time, keyed hash of the address, one-time codes, suspicion. Pure."""

import hashlib
import hmac
import ipaddress
import secrets
import time
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core import signing

from gtlead.feedback.plain_text import disguised_words

LEAST_SECONDS = 3
LONGEST_SECONDS = 60 * 60 * 24
PER_HOUR = 5
PER_DAY = 20
MOST_WAITING = 1000
SALT = "public form"
MOST_DISGUISED = 3
CODE_LENGTH = 20


class ReportRejectedError(Exception):
    """Nothing was stored; the message tells the reader why."""


@dataclass(frozen=True)
class Ticket:
    """What a form carries: which form, once only, when it was opened, and the version of the record it shows."""

    form: str
    nonce: str
    opened: float
    version: int

    @property
    def is_hasty(self) -> bool:
        """Whether it came back sooner than anybody types."""
        return time.time() - self.opened < LEAST_SECONDS


def new_ticket(form: str, version: int = 0) -> str:
    """A signed ticket for a form that is being opened now."""
    return signing.dumps([form, secrets.token_urlsafe(9), round(time.time(), 2), version], salt=SALT)


def read_ticket(value: str, form: str) -> Ticket | None:
    """The ticket, if we signed it for this form within the last day."""
    try:
        ticket = Ticket(*signing.loads(value, salt=SALT, max_age=LONGEST_SECONDS))
    except (signing.BadSignature, TypeError):
        return None
    return ticket if ticket.form == form else None


def client_address(meta: Mapping[str, str]) -> str:
    """The reader's address: what our own proxies say, never what a client could have written itself."""
    hops: list[str] = [hop.strip() for hop in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    proxies: int = settings.PROXIES
    if proxies and len(hops) >= proxies:
        return hops[-proxies]
    return str(meta.get("REMOTE_ADDR", ""))


def place_of(address: str) -> str:
    """What one reader can hardly change: the address; of IPv6 the network, by its first address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.version == 4:
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip.packed, 64), strict=False).network_address)


def address_hash(address: str, day: date) -> str:
    """A keyed hash that tells addresses of one day apart and says nothing of any; IPv6 by its network."""
    key = keyed(f"address of {day.isoformat()}").digest()
    return hmac.new(key, place_of(address).encode(), hashlib.sha256).hexdigest()


def keyed(text: str) -> "hmac.HMAC":
    """A digest that only this site can make."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256)


def one_time_code(*parts: str) -> str:
    """A hundred bits in four groups; the same for the same form sent twice, so that nothing is stored twice."""
    code = b32encode(keyed("\0".join(("code", *parts))).digest()).decode()[:CODE_LENGTH]
    return "-".join(code[i : i + 5] for i in range(0, CODE_LENGTH, 5))


def code_hash(code: str) -> str:
    """What is kept of a code; blanks, hyphens and small letters are forgiven."""
    plain = "".join(char for char in code.upper() if char.isalnum())
    return hashlib.sha256(f"withdrawal {plain}".encode()).hexdigest()


def suspicions(*, trap: str, ticket: Ticket, text: str) -> list[str]:
    """Why a text may be from a machine, as words for moderators; a person is never told, nor a bot."""
    found = []
    if trap:
        found.append("trap filled")
    if ticket.is_hasty:
        found.append("sent within seconds")
    if disguised_words(text) >= MOST_DISGUISED:
        found.append("disguised letters")
    return found
