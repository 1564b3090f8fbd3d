"""What a table of a kind may hold, and how a row becomes the values of a record."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gtlead.lists.tables import CellType, Column
from gtlead.sources.models import Source

YES = frozenset({"yes", "1", "true"})
NOT_APPLICABLE = "not-applicable"  # what downloads say of an end that has not come
BETWEEN = re.compile(r";?\s+|;$")  # addresses may hold semicolons
NO = frozenset({"no", "0", "false", ""})


@dataclass(frozen=True)
class ImportKind:
    """A kind of record that tables may bring; its columns are those of the download of the same name."""

    name: str
    title: str | Promise
    model: Any
    columns: Sequence[Column]
    renamed: Mapping[str, str]

    def field_of(self, column: str) -> models.Field | None:
        """The field a column fills; None for what is reckoned and only stands in downloads."""
        name = self.renamed.get(column, column)
        return next((f for f in [*self.model._meta.fields, *self.model._meta.many_to_many] if f.name == name), None)

    @property
    def header(self) -> list[str]:
        """The columns of the template to fill in."""
        return [column.name for column in self.columns if self.field_of(column.name)]

    @property
    def key(self) -> str:
        """The column of the lasting identifier."""
        return next(column.name for column in self.columns if self.renamed.get(column.name) == "slug")

    def unknown(self, names: Sequence[str]) -> list[str]:
        """Columns that no download of this kind has."""
        known = {column.name for column in self.columns} | {"slug"}
        return [name for name in names if name not in known]


class Reader:
    """Turns rows into values; keeps the related records it has looked up."""

    def __init__(self, kind: ImportKind) -> None:
        self.kind = kind
        self.columns = {column.name: column for column in kind.columns}
        self.related: dict[Any, dict[str, Any]] = {}

    def values(self, row: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, list[Any]]]:
        """Plain values and lists by field; ValidationError names each column that is wrong."""
        plain: dict[str, Any] = {}
        lists: dict[str, list[Any]] = {}
        wrong: dict[str, list[str]] = {}
        for name, cell in row.items():
            target = self.kind.field_of(name)
            if target is None or target.name == "state":
                continue
            column = self.columns.get(name)
            word = column.missing if column else ""
            is_word = word and cell in (word, NOT_APPLICABLE) and cell not in dict(target.flatchoices)
            text = "" if is_word else cell
            try:
                if isinstance(target, models.ManyToManyField):
                    lists[target.name] = [self.find(target.related_model, key) for key in keys_in(text)]
                elif isinstance(target, models.ForeignKey):
                    plain[target.name] = self.find(target.related_model, text) if text else None
                else:
                    plain[target.name] = converted(target, column, text)
            except ValidationError as error:
                wrong[name] = error.messages
        if wrong:
            raise ValidationError(wrong)
        return plain, lists

    def find(self, model: Any, key: str) -> Any:
        """A record that must be there already, by identifier; a source also by its address."""
        if model not in self.related:
            records = list(model._default_manager.all())
            known = {record.slug.lower(): record for record in records}
            if model is Source:
                known |= {record.url: record for record in records}
            self.related[model] = known
        found = self.related[model].get(key) or self.related[model].get(key.lower())
        if found is None:
            raise ValidationError(_("there is no %(kind)s “%(key)s”") % {"kind": model._meta.verbose_name, "key": key})
        return found


def keys_in(text: str) -> list[str]:
    """The members of a list, divided by semicolons and spaces; each once."""
    return list(dict.fromkeys(part for part in BETWEEN.split(text) if part))


def converted(target: models.Field, column: Column | None, text: str) -> Any:
    """One value as the field wants it."""
    if isinstance(target, models.BooleanField):
        if text.lower() not in YES | NO:
            raise ValidationError(_("“%(text)s” is neither yes nor no") % {"text": text})
        return text.lower() in YES
    if column and column.type == CellType.LIST and isinstance(target, models.TextField):
        return "\n".join(part for line in text.split(";") if (part := line.strip()))
    if column and column.type == CellType.LIST:
        return " ".join(keys_in(text))
    if not text and target.null:
        return None
    if not text and target.has_default():
        return target.get_default()
    return text if isinstance(target, models.CharField | models.TextField) else target.to_python(text)
