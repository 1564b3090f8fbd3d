"""The columns of every table of evidence: header, meaning and value, declared once for CSV, JSON and dictionary."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from gtlead.tables import Column

from .comparison import Cell, Comparison
from .rows import CountryRow


def source_urls(fact: Any) -> list[str]:
    """The addresses of a fact's public sources."""
    return [source.url for source in fact.sources.all()]


def standings_of_sources(fact: Any) -> list[str]:
    """Primary or secondary, in the order of the sources."""
    return [source.standing for source in fact.sources.all()]


PROVENANCE: tuple[Column, ...] = (
    Column("sources", "Addresses of the documents that carry the row.", source_urls),
    Column("source_standing", "primary or secondary, for each source in order.", standings_of_sources),
    Column("checked_on", "Day on which the row was last compared with its sources.", lambda fact: fact.checked_on),
)

COUNTRY_COLUMNS: tuple[Column[CountryRow], ...] = (
    Column("country", "Lasting identifier, as in the address of the profile.", lambda r: r.country.slug),
    Column("name", "Display name.", lambda r: r.country.name),
    Column("iso3", "ISO 3166-1 alpha-3 code.", lambda r: r.country.iso3),
    Column("region", "Region of the world.", lambda r: str(r.country.get_region_display())),
    Column("leads_in", "What measurable thing the country leads in.", lambda r: r.country.leads_in),
    Column("summary", "Plain summary.", lambda r: r.country.summary),
    Column("therapies_authorised", "Gene therapies authorised there today.", lambda r: r.authorised),
    Column("modalities", "Modalities of those therapies.", lambda r: list(r.modalities)),
    Column("statements", "Public statements about the country.", lambda r: r.statements),
    *(Column(c.name, c.meaning, lambda r, value=c.value: value(r.country)) for c in PROVENANCE),
)

STATEMENT_COLUMNS: tuple[Column, ...] = (
    Column("statement", "Lasting identifier.", lambda s: s.slug),
    Column("country", "Country the statement is about.", lambda s: s.country.slug),
    Column("theme", "Theme.", lambda s: s.topic.theme.slug),
    Column("topic", "Topic: the row of a comparison.", lambda s: s.topic.slug),
    Column("in_comparison", "yes for the one statement shown in comparisons.", lambda s: s.is_key),
    Column("answer", "known, none, not-applicable, not-disclosed or not-known.", lambda s: s.answer),
    Column("value", "Short answer, the words of the comparison.", lambda s: s.value),
    Column("text", "The statement.", lambda s: s.text),
    Column("as_of", "Date the fact stands for, as precise as its source.", lambda s: s.as_of),
    Column("valid_from", "Beginning of the period in which it held, if known.", lambda s: s.valid_from),
    Column("valid_until", "End of that period, if known.", lambda s: s.valid_until),
    Column("evidence", "Kind of evidence.", lambda s: s.evidence),
    Column("legal_class", "Class of the rule, where one is stated.", lambda s: s.legal_class),
    Column("legal_kind", "law, official-advice or opinion-survey.", lambda s: s.legal_kind),
    Column("excerpt", "Quotation in the original language.", lambda s: s.excerpt),
    Column("excerpt_lang", "Language of the quotation.", lambda s: s.excerpt_lang),
    Column("excerpt_english", "Our English rendering.", lambda s: s.excerpt_english),
    Column("claim", "Claim of the article that the statement answers.", lambda s: s.claim),
    Column("verdict", "backed, qualified or contradicted by the facts.", lambda s: s.verdict),
    Column("note", "Note for readers.", lambda s: s.note),
    *PROVENANCE,
)

def cell_text(cell: Cell) -> str:
    """What a comparison's cell says, missing values in words."""
    if cell.is_known:
        return cell.statement.value or cell.statement.text
    return missing_text(cell.answer)


def missing_text(answer: str) -> str:
    """The four kinds of missing, in words."""
    return {
        "none": _("none"),
        "not-applicable": _("not applicable"),
        "not-disclosed": _("not disclosed"),
    }.get(answer, _("not known"))


def comparison_columns(comparison: Comparison) -> Sequence[Column]:
    """Theme and topic, then value, date and sources for each country in the order of the table."""
    columns: list[Column] = [
        Column("theme", "Theme.", lambda row: row.topic.theme.name),
        Column("topic", "Topic.", lambda row: row.topic.name),
    ]
    for index, country in enumerate(comparison.countries):
        columns += [
            Column(country.name, "Short answer.", lambda row, i=index: cell_text(row.cells[i])),
            Column(f"{country.name}: as of", "Date.", lambda row, i=index: row.cells[i].as_of),
            Column(
                f"{country.name}: sources",
                "Addresses.",
                lambda row, i=index: source_urls(row.cells[i].statement) if row.cells[i].statement else [],
            ),
        ]
    return columns
