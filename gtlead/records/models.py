"""What every record has: state, version, history."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Protocol, Self, cast

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from gtlead.records.choices import State
from gtlead.records.clock import today
from gtlead.records.dates import validate_partial_date
from gtlead.records.querysets import RecordQuerySet
from gtlead.records.rules import Rule, a_lower_slug, all_of, by_field, faults_of
from gtlead.records.text import refuse_forbidden, tidied


class PartialDateField(models.CharField):  # type: ignore[type-arg]
    """A date as precise as its source; see gtlead/records/dates.py."""

    default_validators = [validate_partial_date]
    is_partial_date = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)


type ModelField = models.Field[Any, Any]  # a column or list, whatever it holds


def field_named(model: type[models.Model] | models.Model, name: str) -> ModelField:
    """A field that the model has itself; FieldDoesNotExist if it has none of that name."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise FieldDoesNotExist(name)
    return field


def kind_named_by(field: ModelField) -> "type[Record]":
    """The kind of record that a field of a record names, one or several."""
    return cast("type[Record]", field.related_model)


class Histories(HistoryManager):
    """The library makes a class for each look at a record's history; this one makes it once."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[models.QuerySet[models.Model]]) -> type[Self]:
        """The manager with the methods of a queryset."""
        made: type[Self] = super().from_queryset(queryset_class)
        return made


HISTORY = HistoricalRecords(inherit=True, history_manager=Histories)


@cache
def labels_of(field: ModelField) -> dict[object, object]:
    """What each choice of a field is called."""
    return dict(field.flatchoices)


class Version(Protocol):
    """An entry of a record's history: its fields as they were, and who changed what, when and why."""

    pk: int
    id: int  # of the record
    slug: str
    state: str
    history_type: str  # "+", "~" or "-"
    history_date: datetime
    history_user_id: int | None
    history_change_reason: str | None

    @property
    def instance(self) -> "Record":
        """The record as it was."""

    @property
    def prev_record(self) -> "Version | None":
        """The version before."""


class Ruled(models.Model):
    """What keeps rules, its own and those of what it is made of, whichever form, import or file brings it in."""

    rules: ClassVar[tuple[Rule, ...]] = ()  # gtlead/records/rules.py
    wanted_lists: Mapping[str, Iterable[models.Model]]  # what a form or file wants in its lists, until that is saved

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: ModelField) -> str:  # noqa: N802 - Django's name
        """What a choice is called; Django makes the table of all of them anew for each question."""
        value = getattr(self, field.attname)
        label: str = force_str(labels_of(field).get(value, value), strings_only=True)
        return label

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """No text has a forbidden character, and every rule is kept."""
        errors: dict[str, list[ValidationError]] = {}
        self.tidy()
        try:
            super().clean_fields(exclude)
        except ValidationError as found:
            errors = found.update_error_dict(errors)
        for field in self._meta.concrete_fields:
            if field.name not in (exclude or ()):
                try:
                    refuse_forbidden(getattr(self, field.attname))
                except ValidationError as found:
                    errors[field.name] = found.error_list
        if getattr(self, "state", "") != State.ARCHIVED:  # what nobody sees may be taken away as it is
            for name, messages in by_field(faults_of(self, today()), exclude or ()).items():
                errors.setdefault(name, []).extend(ValidationError(messages).error_list)
        if errors:
            raise ValidationError(errors)

    def tidy(self) -> None:
        """Take invisible characters that mean nothing out of every text."""
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            if isinstance(value, str) and (plain := tidied(value)) != value:
                setattr(self, field.attname, plain)


class Content(Ruled):
    """Anything that a public page may show: a change to it lets every kept page go (publication/content_version.py)."""

    in_editions = True  # whether dated addresses show it as it was (gtlead/publication/editions.py)

    class Meta:
        abstract = True


class Derived(models.Model):
    """What is reckoned from records when they change, and kept so that pages look it up (publication/followers.py)."""

    in_editions = True  # reckoned there from the records as they were

    class Meta:
        abstract = True


class Record(Content):
    """Something editors keep: addressed by a slug that never changes, public only when published."""

    slug = models.SlugField(
        _("slug"),
        max_length=100,
        unique=True,
        help_text=_("The lasting address: lower case, words joined by hyphens. Not changed once published."),
    )
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=State,
        default=State.DRAFT,
        db_index=True,
        help_text=_("Only published records are public. Publishing needs the permission to publish."),
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    updated_at = models.DateTimeField(_("last saved"), auto_now=True)

    objects = RecordQuerySet.as_manager()
    history = HISTORY
    rules = all_of(
        a_lower_slug,
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.slug

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """What was saved is on file."""
        super().save(update_fields=update_fields, **kwargs)
        if update_fields is None or "state" in update_fields:
            self._stored_state = self.state

    _stored_state = ""  # none is known of what was made in memory

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """Keep the state that was read, whatever is made of the record in memory."""
        record = super().from_db(*args, **kwargs)
        record._stored_state = record.__dict__.get("state", "")  # it may be deferred
        return record

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """What was read again is what is on file."""
        super().refresh_from_db(*args, **kwargs)
        self._stored_state = self.__dict__.get("state", "")

    @property
    def state_on_file(self) -> str:
        """The state in the database, as far as it was read or saved; a form may hold another in memory."""
        return self._stored_state or self.state

    upholds: tuple[str, ...] = ()  # fields that name what cannot be public without it
    placed_among: tuple[str, ...] | None = None  # fields that those it is ordered among have in common; None: no order
    was_public: bool  # before the change that is watched (gtlead/review/visibility.py)
    is_public: bool  # where `with_reasons` of the same asked for it
    takes_over = False  # whether what it displaces makes room in the same transaction

    def displaced(self) -> Iterable[tuple["Record", dict[str, object]]]:
        """Other records that make room for this one as it is now, each with what becomes of it.

        Who stands alone where this one goes takes the place that it leaves; whose address it takes gets its own.
        """
        found: dict[int, tuple[Record, dict[str, object]]] = {}
        if self.pk and self.state == State.PUBLISHED:
            for other, values in (*self.displaced_in_order(), *self.displaced_at_address()):
                found.setdefault(other.pk, (other, {}))[1].update(values)
        return list(found.values())

    def displaced_in_order(self) -> list[tuple["Record", dict[str, object]]]:
        """Who stands where this one goes."""
        if self.placed_among is None:
            return []
        records = type(self)._default_manager
        beside = {name: getattr(self, name) for name in self.placed_among}
        now = records.filter(pk=self.pk, state=State.PUBLISHED, **beside).values_list("position", flat=True).first()
        if now is None or now == self.position:  # type: ignore[attr-defined]
            return []
        there = records.beside(self).filter(state=State.PUBLISHED, position=self.position, **beside)[:2]  # type: ignore[attr-defined]
        return [(other, {"position": now}) for other in there] if len(there) == 1 else []

    def displaced_at_address(self) -> list[tuple["Record", dict[str, object]]]:
        """Who has the address that this one shall have; both are public, or nothing is exchanged."""
        public = type(self)._default_manager.filter(state=State.PUBLISHED)
        there = public.filter(slug=self.slug).exclude(pk=self.pk).first()
        now = public.filter(pk=self.pk).values_list("slug", flat=True).first() if there else None
        return [(there, {"slug": now})] if there and now else []

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """That another one has its address is no fault where that one gets its own in the same moment."""
        makes_room = self.takes_over and self.pk and self.displaced_at_address()
        super().validate_unique({*(exclude or ()), "slug"} if makes_room else exclude)

    def cautions(self) -> Iterable[object]:
        """What somebody who saves it as it is now should know; nothing of it forbids."""
        return ()

    def twins(self) -> Iterable["Record"]:
        """Records on file that say the same under another identifier; each kind knows what makes two the same."""
        return ()

    @property
    def is_published(self) -> bool:
        """Whether the state lets the public see it (its parents may still forbid it)."""
        return self.state == State.PUBLISHED
