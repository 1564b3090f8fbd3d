"""What an editor's form showed: the version of its record, and a digest of each field, so that what nobody touched
is told from what somebody changed, whoever saved meanwhile."""

import json
from collections.abc import Iterable, Mapping
from uuid import uuid4
from zlib import crc32

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from gtlead.records.models import Record, field_named
from gtlead.review.values import as_json

NEW = "new"


def mark(token: str, model: type[Record], values: Mapping[str, object]) -> str:
    """The version, then each field with its digest: `3 title:1a2b3c4d text:5e6f7a8b`."""
    return " ".join([token, *(f"{name}:{found}" for name, found in digests(model, values).items())])


def fresh_mark() -> str:
    """Of a form for a record that is not there yet: names the form itself, which makes one record and no second."""
    return f"{NEW}-{uuid4().hex}"


def version_of(seen: str) -> str:
    """The version that a mark names."""
    return seen.partition(" ")[0]


def typed(seen: str, model: type[Model], cleaned: Mapping[str, object], names: Iterable[str]) -> list[str]:
    """Which of these fields hold something else than the form showed; all, if it does not say so."""
    showed = dict(part.rpartition(":")[::2] for part in seen.split(" ")[1:])
    now = digests(model, {name: cleaned[name] for name in names if name in cleaned})
    return [name for name in names if name not in now or showed.get(name) != now[name]]


def digests(model: type[Model], values: Mapping[str, object]) -> dict[str, str]:
    """A short digest of each value, the same for a value on file and the same one typed."""
    found = {}
    for name, value in values.items():
        try:
            plain = as_json(field_named(model, name), value)
        except (FieldDoesNotExist, ArithmeticError, ValueError, TypeError):
            continue
        text = plain.strip() if isinstance(plain, str) else "" if plain is None else json.dumps(plain)
        found[name] = f"{crc32(text.encode()):08x}"
    return found
