"""The columns of each chart's data, declared once for its table and its CSV; no cell is ever empty. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from countries.charts.data import ChartData, LagRow, ModalityRow, PlaceRow, Step
from countries.domain.lag import Lag, LagOutcome
from countries.domain.matrix import TherapyRow
from countries.domain.shapes import Country, Therapy
from countries.domain.timeline import Event
from gtlead.lists.tables import Column
from gtlead.sources.bibliography import Fact
from gtlead.sources.shapes import Sourced

type Facts[Row] = Callable[[Row], Sequence[Fact]]
type Words = str | Promise  # a text that may be translated only when it is read


@dataclass(frozen=True)
class ChartColumn[Row](Column[Row]):
    """A column with the words that head it on a page; `name` heads it in the CSV."""

    label: Words = ""


class OfCountry(Protocol):
    """A row of a country."""

    @property
    def country(self) -> Country:
        """Which."""


def column[Row](name: str, label: Words, meaning: str, value: Callable[[Row], object]) -> ChartColumn[Row]:
    """A column in the order in which it is read."""
    return ChartColumn(name, meaning, value, label=label)


def brands(therapies: Iterable[Therapy]) -> list[str] | str:
    """The names of therapies, or `none`."""
    return [therapy.brand for therapy in therapies] or _("none")


def source_urls(facts: Iterable[Sourced]) -> list[str]:
    """The addresses of the sources of some facts, each once."""
    return list(dict.fromkeys(source.url for fact in facts for source in fact.cited))


def checked_on(facts: Iterable[Fact]) -> date | str:
    """The day on which the first of them was last checked; words where there is no fact."""
    return min((fact.checked_on for fact in facts), default=_("no record"))


def provenance[Row](facts: Facts[Row]) -> tuple[ChartColumn[Row], ...]:
    """The columns that end every download."""
    return (
        column(
            "sources", _l("Sources"), "Addresses of the documents that carry the row.",
            lambda row: source_urls(facts(row)) or _("no record"),
        ),
        column(
            "checked_on", _l("Checked on"), "Earliest day on which a record of the row was last checked.",
            lambda row: checked_on(facts(row)),
        ),
    )  # fmt: skip


COUNTRY: ChartColumn[OfCountry] = column("country", _l("Country"), "Country.", lambda row: row.country.name)

AUTHORISATIONS: tuple[ChartColumn[Step], ...] = (
    COUNTRY,
    column("date", _l("Date"), "Day of the change, as precise as its source.", lambda row: row.since),
    column("began", _l("Authorised"), "Therapies authorised from then on.", lambda row: brands(row.began)),
    column(
        "ended", _l("No longer"), "Therapies no longer authorised, or no longer known to be.",
        lambda row: brands(row.ended),
    ),
    column("number", _l("Number then"), "Therapies authorised from then on.", lambda row: row.number),
)  # fmt: skip

LAGS: tuple[ChartColumn[LagRow], ...] = (
    COUNTRY,
    column("therapy", _l("Therapy"), "Brand.", lambda row: row.therapy.brand),
    column(
        "first_anywhere", _l("First anywhere"), "First authorisation in any country of the atlas.",
        lambda row: row.lag.first or _("not known"),
    ),
    column("here", _l("First here"), "First authorisation in the country.", lambda row: first_here(row.lag)),
    column(
        "months", _l("Months"), "Complete months between the two.",
        lambda row: row.lag.words if row.lag.months is None else row.lag.months,
    ),
)  # fmt: skip

MODALITIES: tuple[ChartColumn[ModalityRow], ...] = (
    column("modality", _l("Modality"), "How genetic material reaches the cells.", lambda row: row.label),
    COUNTRY,
    column("number", _l("Number"), "Therapies authorised there on the day.", lambda row: len(row.therapies)),
    column("therapies", _l("Therapies"), "Their brands.", lambda row: brands(row.therapies)),
)


def row_number(row: PlaceRow) -> object:
    """How many therapies, or that nobody looked."""
    return _("not looked up") if row.number is None else row.number


PLACES: tuple[ChartColumn[PlaceRow], ...] = (
    COUNTRY,
    column("number", _l("Number"), "Therapies authorised there on the day.", row_number),
    column("therapies", _l("Therapies"), "Their brands.", lambda row: brands(row.therapies)),
)

EVENTS: tuple[ChartColumn[Event], ...] = (
    column("date", _l("Date"), "As precise as its source.", lambda row: row.date),
    column("countries", _l("Countries"), "Where.", lambda row: [c.name for c in row.countries] or _("none")),
    column("event", _l("Event"), "What happened.", lambda row: row.title),
    column("kind", _l("Kind"), "Milestone, or a step of an authorisation.", lambda row: row.kind_label),
)


def first_here(lag: Lag) -> str:
    """When it was first authorised in the country, or why there is no date."""
    return lag.here or (_("not known") if lag.outcome is LagOutcome.UNCLEAR else lag.words)


def matrix_columns(data: ChartData[TherapyRow]) -> tuple[ChartColumn[TherapyRow], ...]:
    """The therapy, then the standing in each country in words (or the lag, if that is shown)."""
    return (
        column("therapy", _l("Therapy"), "Brand.", lambda row: row.therapy.brand),
        column(
            "first_anywhere", _l("First anywhere"), "First authorisation in any country of the atlas.",
            lambda row: row.first or _("not known"),
        ),
        *(
            column(
                country.slug, country.name, f"Standing in {country.name}.",
                partial(cell_words, country_id=country.pk, shows=data.shows),
            )
            for country in data.countries
        ),
    )  # fmt: skip


def cell_words(row: TherapyRow, *, country_id: int, shows: str) -> str:
    """One cell in words."""
    cell = next(cell for cell in row.cells if cell.country.pk == country_id)
    return cell.lag.words if shows == "lag" else cell.standing.words
