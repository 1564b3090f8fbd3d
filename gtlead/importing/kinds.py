"""What a table of a kind may hold, and how a row becomes the values of a record."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from gtlead.importing.reading import AMBIGUOUS
from gtlead.lists.tables import CellType, Column
from gtlead.records.models import ModelField, Record, kind_named_by
from gtlead.records.text import tidied
from gtlead.sources.models import Source

YES = frozenset({"yes", "1", "true"})
NOT_APPLICABLE = "not-applicable"  # what downloads say of an end that has not come
BETWEEN = re.compile(r";?\s+|;$")  # addresses may hold semicolons
NO = frozenset({"no", "0", "false"})
ONLY_STAFF_SEE = frozenset({"state", "last_saved"})  # in the staff's downloads
REFUSED_BECAUSE = "refused_because"  # in the file of refused rows
EXPLAINS = "#"  # begins the line of a template that says what its cells may hold
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
BLANKS = re.compile("[\xa0\u2007\u202f\u3000]")
SOME = 8  # of the identifiers that are allowed
ALIKE = 60  # percent; those that are spelt so nearly come first


@dataclass(frozen=True)
class ImportKind:
    """A kind of record that tables may bring; its columns are those of the download of the same name."""

    name: str
    title: str | Promise
    model: type[Record]
    columns: Sequence[Column[Any]]
    renamed: Mapping[str, str]
    named_by: Sequence[str] = ()  # columns that make an identifier where a file has none
    found_by: str = ""  # a column by whose value a record is found where a file has no identifier

    def field_of(self, column: str) -> ModelField | None:
        """The field a column fills; None for what is reckoned and only stands in downloads."""
        name = self.renamed.get(column, column)
        return next((f for f in [*self.model._meta.fields, *self.model._meta.many_to_many] if f.name == name), None)

    @property
    def header(self) -> list[str]:
        """The columns of the template to fill in."""
        return [column.name for column in self.columns if self.field_of(column.name)]

    @property
    def allowed(self) -> dict[str, str]:
        """What the cells of each column may hold, in a line of the template that the import passes over."""
        explained = {name: what_it_takes(self, column) for column in self.columns if (name := column.name)}
        return explained | {self.key: f"{EXPLAINS} {_('leave this line, or delete it')}"}

    @property
    def key(self) -> str:
        """The column of the lasting identifier."""
        return next(column.name for column in self.columns if self.renamed.get(column.name) == "slug")

    @property
    def known(self) -> frozenset[str]:
        """The columns that a download of this kind has, the staff's own included."""
        return frozenset(column.name for column in self.columns) | {"slug", REFUSED_BECAUSE} | ONLY_STAFF_SEE

    def unknown(self, names: Sequence[str]) -> list[str]:
        """Columns that no download of this kind has."""
        return [name for name in names if name not in self.known]

    def unread(self, names: Iterable[str]) -> list[str]:
        """Columns that stand in downloads and are not read: reckoned ones, and what is decided elsewhere."""
        return [name for name in names if name not in (self.key, "slug") and self.target(name) is None]

    def target(self, column: str) -> ModelField | None:
        """The field that an import may fill."""
        target = self.field_of(column)
        return None if target is None or target.name in ("state", "slug") or not target.editable else target


def what_it_takes(kind: ImportKind, column: Column[object]) -> str:
    """What a cell of the column may hold, in words."""
    target = kind.target(column.name)
    if target is None:
        return ""
    if words := [str(word) for word, _label in target.flatchoices if word]:
        return " | ".join(words)
    if isinstance(target, models.BooleanField):
        return "yes | no"
    if isinstance(target, models.ForeignKey | models.ManyToManyField):
        named = target.related_model._meta.verbose_name
        text = _("%(kind)s: identifiers, divided by blanks") if target.many_to_many else _("%(kind)s: its identifier")
        return text % {"kind": named}
    if isinstance(target, models.DateField):
        return "2019-05-24"
    if getattr(target, "is_partial_date", False):
        return "2019 | 2019-05 | 2019-05-24"
    return _("a number, such as 1250000.5") if isinstance(target, models.DecimalField | models.IntegerField) else ""


class Reader:
    """Turns rows into values; keeps the related records it has looked up, those that `rows` name all at once."""

    def __init__(self, kind: ImportKind, rows: Iterable[Mapping[str, object]] = ()) -> None:
        self.kind = kind
        self.columns = {column.name: column for column in kind.columns}
        self.related: dict[tuple[type[Record], str], Record | None] = {}
        self.names: dict[type[Record], dict[str, str]] = {}
        self.look_up(rows)

    def values(self, row: Mapping[str, object]) -> tuple[dict[str, object], dict[str, list[Record]]]:
        """Plain values and lists by field; ValidationError names each column that is wrong."""
        plain: dict[str, object] = {}
        lists: dict[str, list[Record]] = {}
        wrong: dict[str, list[str]] = {}
        for name, cell in row.items():
            target = self.kind.target(name)
            if target is None:
                continue
            column = self.columns.get(name)
            word = column.missing if column else ""
            is_word = word and cell in (word, NOT_APPLICABLE) and cell not in dict(target.flatchoices)
            text = "" if is_word else cell
            try:
                if isinstance(target, models.ManyToManyField):
                    lists[target.name] = self.members(kind_named_by(target), str(text))
                elif isinstance(target, models.ForeignKey):
                    plain[target.name] = self.find(kind_named_by(target), str(text)) if text else none_of(target)
                else:
                    plain[target.name] = converted(target, column, text)
            except ValidationError as error:
                wrong[name] = error.messages
        if wrong:
            raise ValidationError(wrong)
        return plain, lists

    def look_up(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Read at once what rows name by identifier or address, so that no row has to ask for it."""
        named: dict[type[Record], set[str]] = defaultdict(set)
        for name, cell in ((name, cell) for row in rows for name, cell in row.items()):
            target = self.kind.target(name)
            if isinstance(target, models.ForeignKey | models.ManyToManyField):
                named[kind_named_by(target)].update(keys_in(str(cell)))
        for model, keys in named.items():
            records = model._default_manager
            self.related |= {(model, record.slug): record for record in records.filter(slug__in=keys)}
            if model is Source:
                self.related |= {(model, source.url): source for source in Source.objects.filter(url__in=keys)}

    def members(self, model: type[Record], text: str) -> list[Record]:
        """The records that a list names; `a;b` are two where no single one is called so."""
        found: list[Record] = []
        for key in keys_in(text):
            parts = [part for part in key.split(";") if part] if ";" in key and not self.known(model, key) else [key]
            found += [self.find(model, part) for part in parts]
        return list(dict.fromkeys(found))

    def find(self, model: type[Record], key: str) -> Record:
        """A record that must be there already, by identifier; a source also by its address."""
        if found := self.known(model, key):
            return found
        slugs = list(self.all_named(model))
        alike = process.extract(slugify(key), slugs, scorer=fuzz.ratio, limit=SOME, score_cutoff=ALIKE)
        some = [slug for slug, _score, _place in alike] or slugs[:SOME]
        words = {"kind": model._meta.verbose_name, "key": key, "some": ", ".join(some)}
        raise ValidationError(_("there is no %(kind)s “%(key)s”. There are such as: %(some)s") % words)

    def known(self, model: type[Record], key: str) -> Record | None:
        """The record of that identifier, address or name; None if there is none. The answer is kept."""
        if (model, key) not in self.related:
            self.related[model, key] = self.looked_up(model, key)
        return self.related[model, key]

    def looked_up(self, model: type[Record], key: str) -> Record | None:
        """The same, asked of the database."""
        records = model._default_manager
        if found := records.filter(slug=key.lower()).first():
            return found
        if model is Source and "://" in key:
            return records.filter(url__in=(key, key.lower())).last() or once_at(key)
        called = [slug for slug, name in self.all_named(model).items() if name == key.lower()]
        return records.filter(slug__in=called[-1:]).first()

    def all_named(self, model: type[Record]) -> dict[str, str]:
        """Identifier and name of every record of a kind, asked for where an identifier is unknown."""
        if model not in self.names:
            self.names[model] = {record.slug: str(record).lower() for record in model._default_manager.all()}
        return self.names[model]


def once_at(address: str) -> Record | None:
    """The source that had this address in an earlier edition; None if several had it."""
    keys = set(Source.history.filter(url=address).values_list("id", flat=True))
    return Source.objects.filter(pk__in=keys).first() if len(keys) == 1 else None


def keys_in(text: str) -> list[str]:
    """The members of a list, divided by semicolons and spaces; each once."""
    return list(dict.fromkeys(part for part in BETWEEN.split(text) if part))


def none_of(target: ModelField) -> object:
    """What an empty cell makes of a field that may be empty; refused for one that may not."""
    if not target.null:
        raise ValidationError(_("the cell is empty, and this may not be empty"))
    return None


def converted(target: ModelField, column: Column[Record] | None, cell: object) -> object:
    """One value as the field wants it; the cell means what it says, and nothing is made up for an empty one."""
    text = str(cell)
    if isinstance(target, models.BooleanField):
        return yes_or_no(text)
    if column and column.type == CellType.LIST and isinstance(target, models.TextField):
        return "\n".join(part for line in text.split(";") if (part := line.strip()))
    if column and column.type == CellType.LIST:
        return " ".join(keys_in(text))
    if isinstance(target, models.CharField | models.TextField):
        return word_of(target, text) if target.choices else tidied(text)
    if not text:
        return none_of(target)
    if isinstance(target, models.DateField):
        return day(text)
    if isinstance(target, models.DecimalField | models.IntegerField):
        return target.to_python(str(number(cell if isinstance(cell, float) else text)))
    return target.to_python(text)


def word_of(target: ModelField, text: str) -> str:
    """A word of a closed vocabulary, or nothing where that is allowed."""
    words = [str(word) for word, _label in target.flatchoices if word]
    if text not in words and not (target.blank and not text):
        allowed = {"text": text, "words": ", ".join(words)}
        raise ValidationError(_("“%(text)s” was given. Allowed: %(words)s") % allowed)
    return text


def yes_or_no(text: str) -> bool:
    """What a cell of yes or no says."""
    if text.lower() not in YES | NO:
        raise ValidationError(_("“%(text)s” is neither yes nor no") % {"text": text})
    return text.lower() in YES


def day(text: str) -> date:
    """A day as 2019-05-24, in no other writing."""
    if DAY.fullmatch(refuse_wide(text)):
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise ValidationError(_("“%(text)s” is no day. Write year, month and day: 2019-05-24") % {"text": text})


def number(cell: str | float) -> Decimal:
    """A number in digits with a point before decimals, in no other writing; one that can be read in two ways is none.

    A number that a spreadsheet holds as such (float) is that number.
    """
    if isinstance(cell, float):
        return Decimal(repr(cell))
    text = refuse_wide(cell)
    if AMBIGUOUS.fullmatch(text):
        words = {"text": text, "thousands": text.replace(".", ""), "decimals": f"{text}0"}
        raise ValidationError(
            _("“%(text)s” can be read in two ways. Write %(thousands)s or %(decimals)s") % words, code="ambiguous"
        )
    if not NUMBER.fullmatch(text):
        example = _("“%(text)s” is no number. Write digits without spaces, and a point before decimals: 1250000.5")
        raise ValidationError(example % {"text": text})
    return Decimal(text)


def refuse_wide(text: str) -> str:
    """The text, if its digits are plain ones and no blank in it only looks like one."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text)
    words = {"text": text, "plain": plain}
    if BLANKS.search(text):
        raise ValidationError(_("“%(text)s” holds a no-break space. Write it without: %(plain)s") % words)
    raise ValidationError(_("“%(text)s” holds digits or signs of another width. Write plain ones: %(plain)s") % words)
