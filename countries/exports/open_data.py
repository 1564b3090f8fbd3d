"""The public tables: what can be downloaded, all of it made from `published()` rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from countries.access import access_on, known_on
from countries.domain.matrix import TherapyRow, make_rows
from countries.domain.trials import year_rows
from countries.exports.record_columns import (
    AUTHORISATION_COLUMNS,
    DISEASE_COLUMNS,
    FUNDING_COLUMNS,
    INDICATOR_COLUMNS,
    INSTITUTION_COLUMNS,
    JURISDICTION_COLUMNS,
    LABEL_COLUMNS,
    LOOK_THROUGH_COLUMNS,
    MEMBERSHIP_COLUMNS,
    MILESTONE_COLUMNS,
    OBSERVATION_COLUMNS,
    POSITION_COLUMNS,
    THERAPY_DETAIL_COLUMNS,
    TRIAL_COLUMNS,
    TRIAL_YEAR_COLUMNS,
)
from countries.exports.tables import COUNTRY_COLUMNS, STATEMENT_COLUMNS, THERAPY_COLUMNS
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
    Statement,
    Therapy,
    Trial,
)
from countries.rows import CountryRow, rows_with_counts
from gtlead.lists.tables import Column
from gtlead.pictures.columns import PICTURE_COLUMNS
from gtlead.pictures.models import Picture
from gtlead.pictures.visibility import with_places
from gtlead.publication.open_data import AnyTable, Table
from gtlead.records.choices import State
from gtlead.records.clock import today
from gtlead.records.querysets import in_batches
from gtlead.sources.cited_by import with_citations
from gtlead.sources.columns import SOURCE_COLUMNS
from gtlead.sources.models import Fact, Quotation, Source
from themes.columns import ARGUMENT_COLUMNS, QUESTION_COLUMNS, TERM_COLUMNS, THEME_COLUMNS, TOPIC_COLUMNS
from themes.models import Argument, Question, Term, Theme, Topic


@dataclass(frozen=True)
class CitationRow:
    """One fact resting on one source."""

    table: str
    record: str
    source: str
    quotation: Quotation | None = None


CITATION_COLUMNS: tuple[Column[CitationRow], ...] = (
    Column("table", "Table of the fact.", lambda r: r.table),
    Column("record", "Key of the fact in that table.", lambda r: r.record),
    Column("source", "Source that backs it.", lambda r: r.source, names="sources"),
    Column("quotation", "Its words, as they stand there.", lambda r: r.quotation.text if r.quotation else ""),
    Column("locator", "Where they stand.", lambda r: r.quotation.locator if r.quotation else ""),
    Column(
        "reading",
        "SHA-256 of the stored reading that proves them.",
        lambda r: r.quotation.digest if r.quotation else "",
    ),
)

FACTS: dict[str, type[Fact]] = {
    "countries": Country,
    "statements": Statement,
    "questions": Question,
    "arguments": Argument,
    "positions": Position,
    "diseases": Disease,
    "therapies": Therapy,
    "authorisations": Authorisation,
    "funding": Funding,
    "milestones": Milestone,
    "institutions": Institution,
    "memberships": Membership,
    "observations": Observation,
    "glossary": Term,
    "look-throughs": LookThrough,
    "labels": LabelEntry,
}


def citation_rows() -> Iterator[CitationRow]:
    """Every public fact with every public source behind it, and the words that it rests on where they are quoted."""
    quoted = {(one.fact, one.source_slug): one for one in Quotation.objects.published().with_sources()}
    for table, model in FACTS.items():
        facts = model.objects.published().filter(sources__state=State.PUBLISHED).order_by("pk", "sources__pk")
        for record, source in facts.values_list("slug", "sources__slug").iterator():
            fact = f"{model._meta.model_name}/{record}"
            yield CitationRow(table, record, source, quoted.get((fact, source)))


def country_rows() -> list[CountryRow]:
    """The countries with today's counts."""
    return rows_with_counts(Country.objects.published().for_cards(), known_on(today()))


def therapy_rows() -> list[TherapyRow]:
    """The therapies as they stand today."""
    countries = list(Country.objects.published())
    return make_rows(Therapy.objects.published().for_table().with_diseases(), countries, access_on())


TABLES: tuple[AnyTable, ...] = (
    Table("countries", _("Countries"), COUNTRY_COLUMNS, country_rows, page="countries"),
    Table(
        "jurisdictions",
        _("Jurisdictions"),
        JURISDICTION_COLUMNS,
        lambda: in_batches(Jurisdiction.objects.published()),
    ),
    Table(
        "memberships",
        _("Validity of authorisations in countries"),
        MEMBERSHIP_COLUMNS,
        lambda: in_batches(Membership.objects.published().for_profile()),
    ),
    Table("themes", _("Themes"), THEME_COLUMNS, lambda: in_batches(Theme.objects.published()), page="themes"),
    Table(
        "topics",
        _("Topics"),
        TOPIC_COLUMNS,
        lambda: in_batches(Topic.objects.published().select_related("theme")),
        page="compare",
    ),
    Table(
        "statements",
        _("Statements"),
        STATEMENT_COLUMNS,
        lambda: in_batches(Statement.objects.published().for_profile()),
        page="compare",
    ),
    Table(
        "questions",
        _("Ethics questions"),
        QUESTION_COLUMNS,
        lambda: in_batches(Question.objects.published().with_sources()),
        page="questions",
    ),
    Table(
        "arguments",
        _("Arguments"),
        ARGUMENT_COLUMNS,
        lambda: in_batches(Argument.objects.published().for_page()),
        page="questions",
    ),
    Table(
        "positions",
        _("Countries’ positions"),
        POSITION_COLUMNS,
        lambda: in_batches(Position.objects.published().for_page()),
        page="questions",
    ),
    Table(
        "diseases",
        _("Diseases"),
        DISEASE_COLUMNS,
        lambda: in_batches(Disease.objects.published().for_list()),
        page="diseases",
    ),
    Table(
        "therapies",
        _("Therapies"),
        (*THERAPY_COLUMNS, *THERAPY_DETAIL_COLUMNS),
        therapy_rows,
        page="therapies",
    ),
    Table(
        "authorisations",
        _("Authorisations"),
        AUTHORISATION_COLUMNS,
        lambda: in_batches(Authorisation.objects.published().for_list()),
        page="therapies",
    ),
    Table(
        "funding",
        _("Funding decisions"),
        FUNDING_COLUMNS,
        lambda: in_batches(Funding.objects.published().for_list()),
        page="therapies",
    ),
    Table(
        "milestones",
        _("Milestones"),
        MILESTONE_COLUMNS,
        lambda: in_batches(Milestone.objects.published().for_timeline()),
        page="timeline",
    ),
    Table(
        "institutions",
        _("Institutions"),
        INSTITUTION_COLUMNS,
        lambda: in_batches(Institution.objects.published().for_profile()),
        page="countries",
    ),
    Table(
        "indicators",
        _("Indicators"),
        INDICATOR_COLUMNS,
        lambda: in_batches(Indicator.objects.published().for_page()),
        page="indicators",
    ),
    Table(
        "observations",
        _("Numbers"),
        OBSERVATION_COLUMNS,
        lambda: in_batches(Observation.objects.published().for_table()),
        page="indicators",
    ),
    Table(
        "glossary",
        _("Glossary"),
        TERM_COLUMNS,
        lambda: in_batches(Term.objects.published().with_sources()),
        page="glossary",
    ),
    Table(
        "look-throughs",
        _("Registers looked through"),
        LOOK_THROUGH_COLUMNS,
        lambda: in_batches(LookThrough.objects.published().for_list()),
    ),
    Table(
        "labels",
        _("Indications and warnings of labels"),
        LABEL_COLUMNS,
        lambda: in_batches(LabelEntry.objects.published().for_list()),
        page="therapies",
    ),
    Table(
        "trials", _("Trials"), TRIAL_COLUMNS, lambda: in_batches(Trial.objects.published().for_list()), page="trials"
    ),
    Table(
        "trials-by-year",
        _("Trials by year of their start"),
        TRIAL_YEAR_COLUMNS,
        lambda: year_rows(Trial.objects.published().begun(), list(Country.objects.published())),
        page="trials",
        key=("country", "year"),
    ),
    Table("pictures", _("Pictures"), PICTURE_COLUMNS, lambda: with_places(Picture.objects.published())),
    Table(
        "sources",
        _("Sources"),
        SOURCE_COLUMNS,
        lambda: with_citations(Source.objects.published().cited()),
        page="sources",
    ),
    Table(
        "citations",
        _("Which source backs which fact"),
        CITATION_COLUMNS,
        citation_rows,
        key=("table", "record", "source"),
    ),
)

TABLES_BY_NAME = {table.name: table for table in TABLES}
