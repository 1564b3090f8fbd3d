"""A chart as it was asked for: strictly read parameters, its data, and the picture's specification."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from countries.charts.catalogue import CHARTS, AnyChart
from countries.charts.columns import ChartColumn, Facts, checked_on, provenance
from countries.charts.data import ChartData
from countries.charts.filters import ChartFilter
from countries.charts.render import SCHEMES
from countries.charts.specs import nothing
from countries.charts.specs.frame import WIDTHS, Canvas, Frame, Spec
from countries.charts.words import on_day
from gtlead.lists.filters import StrictFilterSet, clean_query
from gtlead.lists.tables import as_text
from gtlead.records.clock import PARAMETER, current_edition
from gtlead.sources.bibliography import Bibliography, Citation
from gtlead.sources.querysets import fetch_sources
from gtlead.sources.witness import in_order

NOT_NARROWING = frozenset({"sort", "on", "show"})
MOST_SOURCES = 4  # that a row of the table names: one may rest on a hundred; the file has all
OPTIONS = {"size": tuple(WIDTHS), "scheme": SCHEMES}  # the first of each is what nobody need ask for


@dataclass(frozen=True)
class ChartTableRow:
    """A row of a chart's table on its page."""

    cells: list[tuple[str | Promise, str]]  # the name of the column and what stands there
    citations: list[Citation]
    more: int  # sources that only the file names
    checked_on: date | str


@dataclass
class AskedChart:
    """One chart, one query, one site; with errors it has no data. `scope` says what was narrowed."""

    chart: AnyChart
    filterset: StrictFilterSet
    site: str
    options: dict[str, str]
    errors: dict[str, list[str]] = field(default_factory=dict)
    scope: str = ""

    @cached_property
    def data(self) -> ChartData[object]:
        """What it shows."""
        return self.chart.data(self.filterset)

    @cached_property
    def headline(self) -> str:
        """The finding."""
        return self.chart.headline(self.data)

    @property
    def method(self) -> str:
        """How it counts."""
        return str(self.chart.notes.get(self.data.shows, self.chart.note))

    @cached_property
    def description(self) -> str:
        """What the picture shows, after its headline."""
        return f"{self.scope} {self.chart.description(self.data)}".strip()

    @property
    def alternative(self) -> str:
        """What a reader who does not see the picture is told."""
        return f"{self.headline}. {self.description}"

    @property
    def name(self) -> str:
        """The chart's name in addresses."""
        return self.chart.name

    @property
    def query(self) -> str:
        """What was asked of the data, for links."""
        return clean_query(self.filterset.data)

    @property
    def narrow_query(self) -> str:
        """The same for the narrow picture."""
        return "&".join(part for part in (self.query, "size=narrow") if part)

    @property
    def page_address(self) -> str:
        """Its page without what was asked."""
        return f"{self.site}{reverse('chart-page', args=[self.name])}"

    @property
    def file_address(self) -> str:
        """Its picture without what was asked."""
        return f"{self.site}{reverse('chart', args=[self.name])}"

    @property
    def address(self) -> str:
        """The permanent link to its page."""
        return f"{self.page_address}?{self.query}" if self.query else self.page_address

    @property
    def picture_address(self) -> str:
        """Where others can embed the picture from."""
        return f"{self.file_address}?{self.query}" if self.query else self.file_address

    @property
    def shown_columns(self) -> Sequence[ChartColumn[object]]:
        """The columns of its table, which sources and dates follow."""
        return self.chart.columns(self.data)

    def columns(self, rows: Sequence[object]) -> list[ChartColumn[object]]:
        """The columns of a download of rows."""
        return [*self.shown_columns, *provenance(self.facts_of(rows))]

    def rows(self, most: int | None = None) -> Sequence[object]:
        """The rows of its table or download, at most so many."""
        return self.data.complete(self.data.rows[:most])

    def facts_of(self, rows: Sequence[object]) -> Facts[object]:
        """Which records each of some rows rests on, with their sources."""
        facts = self.chart.facts(self.filterset, rows)
        fetch_sources(fact for row in rows for fact in facts(row))
        return facts

    def picture(self, size: str = "wide") -> Canvas:
        """The picture in one of the sizes."""
        address = self.address.split("?")[0].split("://", 1)[-1]
        credit = _("Source: GT Lead, where each record names its sources · as of %(day)s · CC BY 4.0 · %(address)s") % {
            "day": on_day(self.data.day),
            "address": address,
        }
        draw = self.chart.spec if self.data.rows else nothing.spec
        return draw(self.data, Frame(size, self.site, self.headline, f"{self.scope} {self.method}".strip(), credit))

    def spec(self, size: str = "wide") -> Spec:
        """Its specification."""
        return self.picture(size).spec

    @cached_property
    def wide(self) -> tuple[int, int]:
        """Width and height of the wide picture."""
        return self.picture("wide").size

    @cached_property
    def narrow(self) -> tuple[int, int]:
        """Width and height of the narrow picture."""
        return self.picture("narrow").size

    def table(self, bibliography: Bibliography, most: int | None = None) -> list[ChartTableRow]:
        """The rows as text, at most so many, their best sources numbered as the page's bibliography goes on."""
        rows, found = [], self.rows(most)
        facts_of = self.facts_of(found)
        for row in found:
            facts = facts_of(row)
            sources = in_order(dict.fromkeys(source for fact in facts for source in fact.cited))
            cells = [(column.label, as_text(column.value(row))) for column in self.shown_columns]
            citations = bibliography.cite(sources[:MOST_SOURCES])
            rows.append(ChartTableRow(cells, citations, len(sources) - len(citations), checked_on(facts)))
        return rows


def ask(chart: AnyChart, query: QueryDict, site: str, *, is_picture: bool = False) -> AskedChart:
    """The chart that a query asks for; pictures also have a size and a colour scheme."""
    asked = query.copy()
    if edition := current_edition():
        asked[PARAMETER] = edition.written
    options, errors = take_options(asked) if is_picture else (standard_options(), {})
    filterset = chart.filterset(asked)
    errors |= filterset.errors_by_parameter()
    return AskedChart(chart, filterset, site, options, errors, "" if errors else scope_of(filterset))


def scope_of(filterset: ChartFilter) -> str:
    """What the data are narrowed to, in words, so that no picture claims more than it shows; or ""."""
    asked = {
        filter_.label: [filterset.label_of(name, value) for value in filterset.data.getlist(name) if value]
        for name, filter_ in filterset.filters.items()
        if name not in NOT_NARROWING
    }
    found = [f"{label}: {', '.join(values)}." for label, values in asked.items() if values]
    said = [_("Filtered."), *found] if found else []
    if filterset.left_out:
        words = _("Drawn: the %(drawn)s countries with most therapies authorised; %(left_out)s more can be chosen.")
        said.append(words % {"drawn": len(filterset.drawn), "left_out": filterset.left_out})
    return " ".join(said)


def ask_all(names: Iterable[str], site: str, query: str = "") -> list[AskedChart]:
    """Several charts for one page, all with one query; those with the same filters share one reading."""
    asked: dict[object, AskedChart] = {}
    figures = []
    for name in names:
        chart = CHARTS[name]
        if chart.filterset not in asked:
            asked[chart.filterset] = ask(chart, QueryDict(query), site)
        figures.append(replace(asked[chart.filterset], chart=chart))
    return figures


def standard_options() -> dict[str, str]:
    """What nobody need ask for."""
    return {name: allowed[0] for name, allowed in OPTIONS.items()}


def take_options(asked: QueryDict) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Takes size and scheme out of a query; errors name what is not among the choices."""
    options, errors = standard_options(), {}
    for name, allowed in OPTIONS.items():
        values = asked.pop(name, [])
        if values and (len(set(values)) > 1 or values[-1] not in allowed):
            errors[name] = [_("Choose one of: %(choices)s.") % {"choices": ", ".join(allowed)}]
        elif values:
            options[name] = str(values[-1])
    return options, errors
