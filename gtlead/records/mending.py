"""Makes what is on file already keep the rules (gtlead/records/text.py, rules.py), and lists it; for migrations."""

from collections.abc import Iterable, Iterator
from itertools import count

from django.db import IntegrityError, models, transaction
from django.db.models import Model, QuerySet

from gtlead.records.models import Record
from gtlead.records.text import cleaned_deep

TEXTS = (models.CharField, models.TextField, models.JSONField)


def mended(tables: Iterable[type[Model]], database: str = "default") -> Iterator[str]:
    """Mends the rows of these models, and names each row that was mended, with its columns."""
    for model in tables:
        names = [field.attname for field in model._meta.local_concrete_fields if isinstance(field, TEXTS)]
        rows = model._base_manager.using(database)
        for pk, *values in rows.values_list("pk", *names).iterator() if names else ():
            changes = {n: new for n, old in zip(names, values, strict=True) if (new := cleaned_deep(old)) != old}
            if changes:
                yield f"{model._meta.label} {pk}: {', '.join(changes)}{write(rows.filter(pk=pk), changes)}"


def write(row: QuerySet[Model], changes: dict[str, object]) -> str:
    """Puts the mended values on file; says so if another row has the same already."""
    try:
        with transaction.atomic(using=row.db):
            row.update(**changes)
    except IntegrityError:
        return " (left as it was: another row is the same without them)"
    return ""


def lowered(tables: Iterable[type[Model]], database: str = "default") -> Iterator[str]:
    """Writes slugs in small letters, with a number where another record has the same; names each."""
    for model in tables:
        rows = model._base_manager.using(database)
        taken = set(rows.values_list("slug", flat=True))
        for pk, slug in rows.order_by("pk").values_list("pk", "slug"):
            if slug == (lower := slug.lower()):
                continue
            free = next(s for n in count(1) if (s := lower if n == 1 else f"{lower[:96]}-{n}") not in taken)
            taken.add(free)
            rows.filter(pk=pk).update(slug=free)
            yield f"{model._meta.label} {pk}: slug “{slug}” is “{free}” now"


def emptied(model: type[Record], pairs: Iterable[tuple[str, str]], database: str = "default") -> Iterator[str]:
    """Empties later dates that lie before the earlier ones, which nobody can mean; names each with what it said."""
    rows = model._base_manager.using(database)
    for earlier, later in pairs:
        for pk, start, end in rows.exclude(**{earlier: ""}).exclude(**{later: ""}).values_list("pk", earlier, later):
            if end < start[: len(end)]:
                rows.filter(pk=pk).update(**{later: ""})
                yield f"{model._meta.label} {pk}: {later} “{end}” before {earlier} “{start}” is empty now"
