"""The columns of what the pages show: header, meaning and value, declared once for all downloads."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter

from countries.domain.authorisation import StandingKind
from countries.domain.comparison import Comparison, Row
from countries.domain.matrix import AccessCell, TherapyRow
from countries.domain.shapes import Page
from countries.domain.timeline import Event
from countries.models import Country, Statement, Therapy
from countries.rows import CountryRow
from gtlead.lists.tables import CellType, Column
from gtlead.records.choices import LegalClass, LegalKind
from gtlead.sources.models import Fact


def source_urls(fact: Fact) -> list[str]:
    """The addresses of a fact's public sources."""
    return [source.url for source in fact.cited]


def standings_of_sources(fact: Fact) -> list[str]:
    """Primary or secondary, in the order of the sources."""
    return [source.standing for source in fact.cited]


PROVENANCE: tuple[Column[Fact], ...] = (
    Column("sources", "Addresses of the documents that carry the row.", source_urls, CellType.LIST),
    Column(
        "source_standing",
        "primary or secondary, for each source in order.",
        standings_of_sources,
        CellType.LIST,
    ),
    Column(
        "checked_on",
        "Day on which the row was last compared with its sources.",
        lambda fact: fact.checked_on,
        CellType.DAY,
    ),
)


def provenance_of[Row](fact: Callable[[Row], Fact]) -> Iterator[Column[Row]]:
    """The same of rows that are more than their fact."""
    for column in PROVENANCE:
        yield Column(column.name, column.meaning, lambda row, value=column.value: value(fact(row)), column.type)


COUNTRY_COLUMNS: tuple[Column[CountryRow], ...] = (
    Column("country", "Lasting identifier, as in the address of the profile.", lambda r: r.country.slug),
    Column("name", "Display name.", lambda r: r.country.name),
    Column("other_names", "Short and local names.", lambda r: r.country.other_names.splitlines(), CellType.LIST),
    Column("iso3", "ISO 3166-1 alpha-3 code.", lambda r: r.country.iso3),
    Column("region", "Region of the world.", lambda r: str(r.country.get_region_display())),
    Column("leads_in", "What measurable thing the country leads in.", lambda r: r.country.leads_in),
    Column("summary", "Plain summary.", lambda r: r.country.summary),
    Column(
        "therapies_authorised",
        "Gene therapies authorised there today.",
        lambda r: r.authorised,
        CellType.WHOLE,
        "not-known",
    ),
    Column("modalities", "Modalities of those therapies.", lambda r: list(r.modalities), CellType.LIST),
    Column("statements", "Public statements about the country.", lambda r: r.statements, CellType.WHOLE),
    *provenance_of(attrgetter("country")),
)

STATEMENT_COLUMNS: tuple[Column[Statement], ...] = (
    Column("statement", "Lasting identifier.", lambda s: s.slug),
    Column("country", "Country the statement is about.", lambda s: s.country.slug, names="countries"),
    Column("theme", "Theme.", lambda s: s.topic.theme.slug, names="themes"),
    Column("topic", "Topic: the row of a comparison.", lambda s: s.topic.slug, names="topics"),
    Column(
        "in_comparison",
        "yes for the one statement shown in comparisons.",
        lambda s: s.is_key,
        CellType.YES_NO,
    ),
    Column(
        "answer",
        "known, none, not-applicable, not-disclosed or not-known.",
        lambda s: s.answer,
        choices=Statement.Answer.values,
    ),
    Column("value", "Short answer, the words of the comparison.", lambda s: s.value),
    Column("text", "The statement.", lambda s: s.text),
    Column(
        "as_of",
        "Date the fact stands for, as precise as its source.",
        lambda s: s.as_of,
        CellType.PARTIAL_DATE,
    ),
    Column(
        "valid_from",
        "Beginning of the period in which it held, if known.",
        lambda s: s.valid_from,
        CellType.PARTIAL_DATE,
    ),
    Column("valid_until", "End of that period, if known.", lambda s: s.valid_until, CellType.PARTIAL_DATE),
    Column("evidence", "Kind of evidence.", lambda s: s.evidence, choices=Statement.Evidence.values),
    Column(
        "legal_class",
        "Class of the rule, where one is stated.",
        lambda s: s.legal_class,
        choices=LegalClass.values,
    ),
    Column(
        "legal_kind",
        "law, official-advice or opinion-survey.",
        lambda s: s.legal_kind,
        choices=LegalKind.values,
    ),
    Column("excerpt", "Quotation in the original language.", lambda s: s.excerpt),
    Column("excerpt_lang", "Language of the quotation.", lambda s: s.excerpt_lang),
    Column("excerpt_english", "Our English rendering.", lambda s: s.excerpt_english),
    Column("claim", "Claim of the article that the statement answers.", lambda s: s.claim),
    Column(
        "verdict",
        "backed, qualified or contradicted by the facts.",
        lambda s: s.verdict,
        choices=Statement.Verdict.values,
    ),
    Column("note", "Note for readers.", lambda s: s.note),
    *PROVENANCE,
)


def slugs(countries: Iterable[Page]) -> list[str]:
    """The lasting identifiers of countries."""
    return [country.slug for country in countries]


THERAPY_COLUMNS: tuple[Column[TherapyRow], ...] = (
    Column("therapy", "Lasting identifier, as in the address of the page.", lambda r: r.therapy.slug),
    Column("brand", "Brand, or the non-proprietary name if there is none.", lambda r: r.therapy.brand),
    Column("inn", "International non-proprietary name.", lambda r: r.therapy.inn, missing="not-known"),
    Column("developer", "Developer.", lambda r: r.therapy.developer),
    Column(
        "modality",
        "How genetic material reaches the cells.",
        lambda r: r.therapy.modality,
        choices=Therapy.Modality.values,
    ),
    Column("vector", "Vector.", lambda r: r.therapy.vector, missing="not-known"),
    Column("delivery", "in vivo or ex vivo.", lambda r: r.therapy.delivery),
    Column("target", "Gene or antigen.", lambda r: r.therapy.target, missing="not-known"),
    Column("disease", "Disease.", lambda r: r.therapy.disease),
    Column(
        "disease_area",
        "Field of medicine.",
        lambda r: r.therapy.disease_area,
        choices=Therapy.DiseaseArea.values,
    ),
    Column("summary", "Plain summary.", lambda r: r.therapy.summary),
    Column("first_at", "What it was first at.", lambda r: r.therapy.first),
    Column(
        "borderline",
        "Whether others might not count it as gene therapy.",
        lambda r: r.therapy.borderline,
        CellType.YES_NO,
    ),
    Column("borderline_reason", "Why.", lambda r: r.therapy.borderline_reason),
    Column("on", "Day for which the following columns hold.", lambda r: r.access.day, CellType.DAY),
    Column(
        "first_authorised",
        "First authorisation anywhere in the atlas.",
        lambda r: r.first,
        CellType.PARTIAL_DATE,
        "not-known",
    ),
    Column("first_authorised_in", "Countries where that was.", lambda r: slugs(r.first_in), CellType.LIST),
    Column("authorised_in", "Countries where it is authorised.", lambda r: slugs(r.authorised_in), CellType.LIST),
    Column(
        "conditional_in",
        "Those of them where it is authorised under conditions.",
        lambda r: slugs(r.countries_where(StandingKind.CONDITIONAL)),
    ),
    Column(
        "ended_in",
        "Countries where it was authorised before.",
        lambda r: slugs(r.countries_where(StandingKind.ENDED)),
    ),
    Column(
        "unclear_in", "Countries where that is not known.", lambda r: slugs(r.countries_where(StandingKind.UNCLEAR))
    ),
    Column("funded_in", "Countries whose public payer pays for at least one use.", lambda r: slugs(r.funded_in)),
    Column("access_sources", "Addresses of the sources of these columns.", lambda r: list(r.addresses)),
    *provenance_of(attrgetter("therapy")),
    Column(
        "not_found_in",
        "Countries whose register of authorisations was looked through without finding it.",
        lambda r: slugs(r.looked_for_in),
        CellType.LIST,
    ),
    Column(
        "not_looked_up_in",
        "Countries where nobody looked for an authorisation.",
        lambda r: slugs(r.not_looked_up_in),
        CellType.LIST,
    ),
    Column(
        "supplied_in",
        "Countries where it is authorised and marketed.",
        lambda r: slugs(r.supplied_in),
        CellType.LIST,
    ),
)


def matrix_columns(countries: Sequence[Country], shown: Sequence[object]) -> Sequence[Column[TherapyRow]]:
    """Therapy, then standing, date, funding, lag and sources for each of the countries shown; rows have them all."""
    columns: list[Column[TherapyRow]] = [
        Column("therapy", "Lasting identifier.", lambda r: r.therapy.slug),
        Column("brand", "Brand.", lambda r: r.therapy.brand),
        Column("disease", "Disease.", lambda r: r.therapy.disease),
        Column("on", "Day for which the table holds.", lambda r: r.access.day),
        Column("first_authorised", "First authorisation anywhere in the atlas.", lambda r: r.first),
    ]
    places = [(index, country) for index, country in enumerate(countries) if country in shown]
    return columns + [
        Column(f"{country.name}{name}", meaning, lambda r, i=index, value=value: value(r.cells[i]))
        for cells in (MATRIX_CELL, MATRIX_CELL_LATER)
        for index, country in places
        for name, meaning, value in cells
    ]


MATRIX_CELL: tuple[tuple[str, str, Callable[[AccessCell], object]], ...] = (
    ("", "Standing in words.", lambda cell: cell.standing.words),
    (": first authorised", "Date.", lambda cell: cell.lag.here),
    (": funding", "What the public payer decided.", lambda cell: cell.funding.words),
    (": lag", "Access lag in words.", lambda cell: cell.lag.words),
    (
        ": lag in months",
        "Complete months since the first authorisation anywhere.",
        lambda cell: cell.lag.months,
    ),
    (": sources", "Addresses.", lambda cell: [source.url for source in cell.sources]),
)

# What came later stands after everything that was there, so that the old columns keep their places.
MATRIX_CELL_LATER: tuple[tuple[str, str, Callable[[AccessCell], object]], ...] = (
    (": supply", "Whether it can be had.", lambda cell: cell.supply.words if cell.supply else ""),
    (": condition", "What the law calls the conditions, if any attach.", lambda cell: cell.standing.law),
)

TIMELINE_COLUMNS: tuple[Column[Event], ...] = (
    Column("event", "Lasting identifier.", lambda e: e.anchor),
    Column("date", "Date, as precise as its source.", lambda e: e.date),
    Column("kind", "milestone, authorised, converted or ended.", lambda e: str(e.kind)),
    Column("title", "What happened.", lambda e: e.title),
    Column("detail", "Detail.", lambda e: e.detail),
    Column("countries", "Where it happened or took effect.", lambda e: e.country_slugs),
    Column("theme", "Theme.", lambda e: e.theme),
    Column("therapy", "Therapy, if it is about one.", lambda e: e.therapy.slug if e.therapy else ""),
    *provenance_of(attrgetter("fact")),
)


def comparison_columns(comparison: Comparison) -> Sequence[Column[Row]]:
    """Theme and topic, then value, date and sources for each country in the order of the table."""
    columns: list[Column[Row]] = [
        Column("theme", "Theme.", lambda row: row.theme_name),
        Column("topic", "Topic.", lambda row: row.name),
    ]
    for index, country in enumerate(comparison.countries):
        columns += [
            Column(country.name, "Short answer.", lambda row, i=index: row.cells[i].words),
            Column(f"{country.name}: as of", "Date.", lambda row, i=index: row.cells[i].as_of),
            Column(
                f"{country.name}: sources",
                "Addresses.",
                lambda row, i=index: [source.url for source in row.cells[i].sources],
            ),
        ]
        if comparison.day:
            columns.append(
                Column(
                    f"{country.name}: on {comparison.day.isoformat()}",
                    "What to know of the statement on that day.",
                    lambda row, i=index: row.cells[i].day_note,
                )
            )
    return columns
