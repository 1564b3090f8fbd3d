"""Staff reports: what each holds and where its rows come from; the columns are declared in exports."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gtlead.citing import with_citations
from gtlead.models import Source
from gtlead.source_columns import SOURCE_COLUMNS
from gtlead.tables import Column
from themes.models import Theme

from .access import access_on
from .completeness import COMPLETENESS_COLUMNS, completeness_rows
from .exports import COUNTRY_COLUMNS, STATEMENT_COLUMNS
from .models import Country, Statement
from .rows import rows_with_counts


@dataclass(frozen=True)
class Report:
    """A table that staff may take away."""

    name: str
    title: str | Promise
    description: str | Promise
    columns: Sequence[Column]
    rows: Callable[[], Iterable[Any]]


# What only staff see beside the public columns.
STATE: tuple[Column, ...] = (
    Column("state", "draft, in-review, published or archived.", lambda r: r.state),
    Column("last_saved", "Time of the last change (UTC).", lambda r: r.updated_at.isoformat(timespec="seconds")),
)


REPORTS = {
    report.name: report
    for report in (
        Report(
            "countries",
            _("Countries"),
            _("All countries in every state, with what is counted in each today."),
            (
                *COUNTRY_COLUMNS,
                *(Column(c.name, c.meaning, lambda r, value=c.value: value(r.country)) for c in STATE),
            ),
            lambda: rows_with_counts(Country.objects.for_cards(), access_on()),
        ),
        Report(
            "statements",
            _("Statements"),
            _("All statements in every state, with their sources."),
            (*STATEMENT_COLUMNS, *STATE),
            lambda: Statement.objects.for_profile().iterator(chunk_size=2000),
        ),
        Report(
            "sources",
            _("Sources"),
            _("All sources in every state, with the number of public facts that cite each."),
            (*SOURCE_COLUMNS, *STATE),
            lambda: with_citations(Source.objects.all()),
        ),
        Report(
            "completeness",
            _("Completeness"),
            _("Theme by country: topics answered, not known, missing; statements overdue, drafts; primary sources."),
            COMPLETENESS_COLUMNS,
            lambda: completeness_rows(
                Theme.objects.with_topics(), Country.objects.all(), Statement.objects.for_profile()
            ),
        ),
    )
}
