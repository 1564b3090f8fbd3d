"""Takes forbidden characters out of what is on file already (gtlead/records/text.py); for migrations."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import IntegrityError, models, transaction

from gtlead.records.text import cleaned_deep

TEXTS = (models.CharField, models.TextField, models.JSONField)


def mended(tables: Iterable[Any], database: str = "default") -> Iterator[str]:
    """Mends the rows of these models, and names each row that was mended, with its columns."""
    for model in tables:
        names = [field.attname for field in model._meta.local_concrete_fields if isinstance(field, TEXTS)]
        rows = model._base_manager.using(database)
        for pk, *values in rows.values_list("pk", *names).iterator() if names else ():
            changes = {n: new for n, old in zip(names, values, strict=True) if (new := cleaned_deep(old)) != old}
            if changes:
                yield f"{model._meta.label} {pk}: {', '.join(changes)}{write(rows.filter(pk=pk), changes)}"


def write(row: Any, changes: dict[str, Any]) -> str:
    """Puts the mended values on file; says so if another row has the same already."""
    try:
        with transaction.atomic(using=row.db):
            row.update(**changes)
    except IntegrityError:
        return " (left as it was: another row is the same without them)"
    return ""
