"""Staff reports: what each holds and where its rows come from; the columns are declared in exports."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gtlead.citing import with_citations
from gtlead.models import Source
from gtlead.source_columns import SOURCE_COLUMNS
from gtlead.staff_tables import (
    BATCH,
    CHANGES_COLUMNS,
    EXPORT_LOG_COLUMNS,
    OVERDUE_COLUMNS,
    approved_changes,
    downloads,
    overdue_facts,
)
from gtlead.tables import Column
from themes.models import Theme

from .access import access_on
from .completeness import COMPLETENESS_COLUMNS, completeness_rows
from .exports import COUNTRY_COLUMNS, STATEMENT_COLUMNS
from .models import Authorisation, Country, Funding, Statement
from .provenance import PROVENANCE_SHARE_COLUMNS, provenance_shares
from .record_columns import AUTHORISATION_COLUMNS, FUNDING_COLUMNS
from .rows import rows_with_counts


@dataclass(frozen=True)
class Report:
    """A table that staff may take away; `rows` gets the period if the report asks for one."""

    name: str
    title: str | Promise
    description: str | Promise
    columns: Sequence[Column]
    rows: Callable[..., Iterable[Any]]
    of_a_period: bool = False


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
            lambda: Statement.objects.for_profile().iterator(chunk_size=BATCH),
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
        Report(
            "authorisations",
            _("Authorisations"),
            _("All authorisations in every state, with their sources."),
            (*AUTHORISATION_COLUMNS, *STATE),
            lambda: Authorisation.objects.for_list().iterator(chunk_size=BATCH),
        ),
        Report(
            "funding",
            _("Funding"),
            _("All funding decisions in every state, with their sources."),
            (*FUNDING_COLUMNS, *STATE),
            lambda: Funding.objects.for_list().iterator(chunk_size=BATCH),
        ),
        Report(
            "overdue",
            _("Overdue"),
            _("Facts that nobody has compared with their sources for longer than the site allows."),
            OVERDUE_COLUMNS,
            overdue_facts,
        ),
        Report(
            "provenance",
            _("Provenance"),
            _("Country by country: how many public facts, and how many of them a primary source backs."),
            PROVENANCE_SHARE_COLUMNS,
            provenance_shares,
        ),
        Report(
            "changes",
            _("Changes"),
            _("What became public in a period, with authors, reviewer and reason."),
            CHANGES_COLUMNS,
            approved_changes,
            of_a_period=True,
        ),
        Report(
            "export-log",
            _("Export log"),
            _("Who took which report away, and how many rows left the house."),
            EXPORT_LOG_COLUMNS,
            downloads,
            of_a_period=True,
        ),
    )
}
