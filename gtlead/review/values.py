"""Values of a record's fields as JSON keeps them, and back; a many-to-many list is a sorted list of keys."""

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model
from django.utils.formats import localize
from django.utils.translation import gettext as _

from gtlead.records.models import ModelField, Record, field_named

# They move with every save, or never.
ADDRESS = "slug"
NOT_PROPOSED = ("id", ADDRESS, "version", "updated_at")


def plain_fields(model: type[models.Model]) -> list[ModelField]:
    """The columns that an editor may change."""
    return [f for f in model._meta.concrete_fields if f.editable and f.name not in NOT_PROPOSED]


def list_fields(model: type[models.Model]) -> "list[models.ManyToManyField[models.Model, models.Model]]":
    """The many-to-many lists that a form may set; those with a table of their own have rows instead."""
    lists: list[Any] = list(model._meta.many_to_many)
    return [f for f in lists if f.remote_field.through._meta.auto_created]


def proposable(model: type[models.Model]) -> list[ModelField]:
    """Both, in the order of the model."""
    return [*plain_fields(model), *list_fields(model)]


def changeable(model: type[models.Model]) -> list[ModelField]:
    """What a proposal may name: those, and the address, which two records may exchange."""
    return [*proposable(model), field_named(model, ADDRESS)]


def as_json(field: ModelField, value: Any) -> object:
    """One value, as a form cleans it or a record holds it."""
    if field.many_to_many:
        return sorted(getattr(related, "pk", related) for related in value or ())
    value = getattr(value, "pk", value)
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if value is None or isinstance(value, bool | int):
        return value
    return str(normal(field, value))


def normal(field: ModelField, value: object) -> object:
    """Decimals with as many digits as the column keeps, so that equal numbers are equal texts."""
    if isinstance(field, models.DecimalField):
        return field.to_python(value).quantize(field.to_python(1).scaleb(-field.decimal_places))
    return value


def value_on_file(record: Record, field: ModelField) -> object:
    """What the record holds now."""
    if field.many_to_many:
        return sorted(getattr(record, field.name).order_by().values_list("pk", flat=True))
    return as_json(field, field.value_from_object(record))


def values_on_file(record: Record) -> dict[str, object]:
    """All that could be changed, by field."""
    return {field.name: value_on_file(record, field) for field in proposable(type(record))}


def from_json(field: ModelField, value: object) -> object:
    """The value as the model wants it; keys stay keys."""
    return value if field.many_to_many else field.to_python(value)


def fill(record: Record, values: dict[str, object]) -> None:
    """Give the record these plain values in memory; lists are saved apart."""
    address = field_named(record, ADDRESS)
    for field in [*plain_fields(type(record)), address]:
        if field.name in values:
            setattr(record, field.attname, from_json(field, values[field.name]))


def lists_of(record: Record, values: dict[str, Any]) -> dict[str, list[Model]]:
    """The related records of the many-to-many lists among the values; one that is gone is refused."""
    found = {}
    for field in list_fields(type(record)):
        if field.name in values:
            related = field.related_model
            rows = list(related._default_manager.filter(pk__in=values[field.name]))
            if len(rows) != len(values[field.name]):
                raise ValidationError({field.name: _("Something in this list is not there any more.")})
            found[field.name] = rows
    return found


def in_words(field: ModelField, value: Any, names: Mapping[int, str] | None = None) -> str:
    """A value for people: words for choices, titles for keys; `names` spares queries that were made before."""
    if field.many_to_many:
        return "; ".join(titles(field.related_model, value, names)) or _("(empty)")
    if value in (None, ""):
        return _("(empty)")
    if field.is_relation:
        return "; ".join(titles(field.related_model, [value], names)) or _("(no longer there)")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(localize(field.to_python(value)))


def titles(model: type[Model] | None, keys: Collection[int], names: Mapping[int, str] | None = None) -> list[str]:
    """The related records in words, with their state if the public cannot see them."""
    if names is not None:
        return [names[key] for key in keys if key in names]
    found = model._default_manager.in_bulk(keys) if model else {}
    return [title(found[key]) for key in keys if key in found]


def title(record: Model) -> str:
    """A record in a few words; its state is told when it is not public."""
    if isinstance(record, Record) and not record.is_published:
        return f"{record} ({record.get_state_display()})"
    return str(record)
