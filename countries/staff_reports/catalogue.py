"""Staff reports: which there are, what each holds and what may be asked of it; the columns are declared elsewhere."""

from collections.abc import Callable, Iterable
from operator import attrgetter, methodcaller
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from countries.access import access_on, known_on
from countries.domain.completeness import COMPLETENESS_COLUMNS, completeness_rows
from countries.domain.matrix import make_rows
from countries.exports.open_data import TABLES_BY_NAME
from countries.exports.record_columns import REGISTER_COLUMNS
from countries.models import (
    Authorisation,
    Country,
    Disease,
    Funding,
    Indicator,
    Institution,
    Jurisdiction,
    LabelEntry,
    LookThrough,
    Membership,
    Milestone,
    Observation,
    Position,
    Register,
    Statement,
    Therapy,
    Trial,
)
from countries.rows import rows_with_counts
from countries.staff_reports.forms import CompletenessForm, CountriesForm, DownloadsForm, OverdueForm
from countries.staff_reports.provenance import PROVENANCE_SHARE_COLUMNS, provenance_shares
from gtlead.lists.tables import Column
from gtlead.pictures.models import Picture
from gtlead.pictures.visibility import with_places
from gtlead.publication.open_data import AnyTable, Table
from gtlead.records.clock import today
from gtlead.sources.cited_by import counting_citations
from gtlead.sources.columns import QUOTATION_COLUMNS
from gtlead.sources.models import Quotation, Source
from gtlead.staff_reports.forms import ChangesForm
from gtlead.staff_reports.report import FormReport, RecordReport, Report, Rows
from gtlead.staff_reports.tables import (
    CHANGES_COLUMNS,
    EXPORT_LOG_COLUMNS,
    OVERDUE_COLUMNS,
    approved_changes,
    downloads,
    overdue_facts,
)
from themes.models import Argument, Question, Term, Theme, Topic


def records(
    name: str,
    model: type[Model],
    prepare: Callable[[Any], Any],
    shape: Callable[[Iterable[Any]], Iterable[Any]] = iter,
    record: Callable[[Any], Any] = lambda row: row,
    table: AnyTable | None = None,
) -> RecordReport:
    """The public table of this name (or this table) with records in every state, and what only staff see of each."""
    table = table or TABLES_BY_NAME[name]
    state: tuple[Column[Any], ...] = (
        Column("state", "draft, in-review, published or archived.", lambda r: record(r).state),
        Column(
            "last_saved",
            "Time of the last change (UTC).",
            lambda r: record(r).updated_at.isoformat(timespec="seconds"),
        ),
    )
    return RecordReport(
        name=name,
        title=table.title,
        description=_("Drafts and archived ones included, filtered and sorted like the list in the admin."),
        columns=(*table.columns, *state),
        model=model,
        prepare=prepare,
        shape=shape,
    )


def completeness(form: CompletenessForm) -> Rows:
    """Every theme asked for in every country asked for."""
    statements = Statement.objects.filter(topic__theme__in=form.themes, country__in=form.countries)
    return Rows([completeness_rows(form.themes.with_topics(), form.countries, statements.for_profile())])


REGISTERS = Table("registers", _("Registers"), REGISTER_COLUMNS, Register.objects.all)
QUOTATIONS = Table("quotations", _("Quotations"), QUOTATION_COLUMNS, Quotation.objects.all)

RECORD_REPORTS = (
    records(
        "countries",
        Country,
        methodcaller("for_cards"),
        lambda countries: rows_with_counts(countries, known_on(today())),
        attrgetter("country"),
    ),
    records("statements", Statement, methodcaller("for_profile")),
    records("positions", Position, methodcaller("for_page")),
    records("institutions", Institution, methodcaller("for_profile")),
    records("milestones", Milestone, methodcaller("for_timeline")),
    records("indicators", Indicator, methodcaller("for_page")),
    records("observations", Observation, methodcaller("for_table")),
    records(
        "therapies",
        Therapy,
        lambda therapies: therapies.for_table().with_diseases(),
        lambda therapies: make_rows(therapies, list(Country.objects.published()), access_on()),
        attrgetter("therapy"),
    ),
    records("diseases", Disease, methodcaller("for_list")),
    records("authorisations", Authorisation, methodcaller("for_list")),
    records("funding", Funding, methodcaller("for_list")),
    records("labels", LabelEntry, methodcaller("for_list")),
    records("look-throughs", LookThrough, methodcaller("for_list")),
    records("trials", Trial, methodcaller("for_list")),
    records("registers", Register, methodcaller("select_related", "jurisdiction"), table=REGISTERS),
    records("jurisdictions", Jurisdiction, methodcaller("all")),
    records("memberships", Membership, methodcaller("for_profile")),
    records("themes", Theme, methodcaller("all")),
    records("topics", Topic, methodcaller("select_related", "theme")),
    records("questions", Question, methodcaller("with_sources")),
    records("arguments", Argument, methodcaller("for_page")),
    records("glossary", Term, methodcaller("with_sources")),
    records("pictures", Picture, methodcaller("all"), with_places),
    records("quotations", Quotation, methodcaller("select_related", "source"), table=QUOTATIONS),
    records("sources", Source, methodcaller("all"), counting_citations),
)

FORM_REPORTS = (
    FormReport(
        name="completeness",
        title=_("Completeness"),
        description=_(
            "Theme by country: topics answered, not known, missing; statements overdue, drafts; primary sources."
        ),
        columns=COMPLETENESS_COLUMNS,
        form=CompletenessForm,
        find=completeness,
    ),
    FormReport(
        name="overdue",
        title=_("Overdue"),
        description=_("Facts that nobody has compared with their sources for longer than the site allows."),
        columns=OVERDUE_COLUMNS,
        form=OverdueForm,
        find=lambda form: overdue_facts(form.conditions),
    ),
    FormReport(
        name="provenance",
        title=_("Provenance"),
        description=_("Country by country: how many public facts, and how many of them a primary source backs."),
        columns=PROVENANCE_SHARE_COLUMNS,
        form=CountriesForm,
        find=lambda form: Rows([provenance_shares(form.countries)]),
    ),
    FormReport(
        name="changes",
        title=_("Changes"),
        description=_("What became public in a period, with authors, reviewer and reason."),
        columns=CHANGES_COLUMNS,
        form=ChangesForm,
        find=approved_changes,
    ),
    FormReport(
        name="export-log",
        title=_("Export log"),
        description=_("Who took which report away, and how many rows left the house."),
        columns=EXPORT_LOG_COLUMNS,
        form=DownloadsForm,
        find=downloads,
    ),
)

REPORTS: dict[str, Report] = {report.name: report for report in (*FORM_REPORTS, *RECORD_REPORTS)}


def report_of(changes: ChangeList) -> RecordReport | None:
    """The report that holds the records of a list in the admin; None for what is no record."""
    return next((report for report in RECORD_REPORTS if report.model is changes.model), None)
