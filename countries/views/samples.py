"""Sample records for the style guide: every component in every state, none of it in the database."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from django.templatetags.static import static
from django.utils import timezone

from countries.domain.authorisation import Standing, StandingKind
from countries.models import Country, Statement
from gtlead.feedback.plain_text import REMOVED
from gtlead.pictures.models import Picture
from gtlead.records.choices import LegalClass
from gtlead.records.clock import Edition
from gtlead.review.wording import Piece
from gtlead.sources.bibliography import Citation
from gtlead.sources.models import Source
from themes.contributions.models import Contribution
from themes.models import Argument


def samples() -> dict[str, object]:
    """The context of the style guide's page."""
    primary = Source(
        pk=1, slug="sample-law", title="Sample Act on Gene Therapy, section 4", publisher="Sample Parliament",
        url="https://example.org/law", kind="law", standing="primary", language="en", published="2021-03",
        read_on=date(2026, 11, 23),
    )  # fmt: skip
    secondary = Source(
        pk=2, slug="sample-press", title="Muster über Gentherapie", publisher="Beispielzeitung",
        url="https://example.org/press", kind="press", standing="secondary", language="de", published="2022",
        read_on=date(2026, 11, 23), archive_url="https://example.org/archive",
    )  # fmt: skip
    citations = [Citation(1, primary), Citation(2, secondary)]
    countries = [Country(slug=value, name=value, iso2=value[:2].upper()) for value in HUES]
    return {
        "countries": countries,
        "statements": [make_statement(name, citations, **values) for name, values in STATEMENTS.items()],
        "pictures": [make_picture(**values) for values in PICTURES],
        "standings": [make_standing(kind) for kind in StandingKind],
        "legal_classes": [label for _value, label in LegalClass.choices],
        "bibliography": {"citations": citations},
        "errors": {"region": ["Select a valid choice. atlantis is not one of the available choices."]},
        "arguments": [make_argument(stance, citations) for stance in Argument.Stance.values],
        "contribution": Contribution(
            pk=1, text=f"A reader’s words, {REMOVED} and more of them.", display_name="Reader", received_at=NOON
        ),
        "messages": ["What was just done is said here."],
        "pieces": [Piece("A word that is ", is_changed=False), Piece("changed", is_changed=True)],
        "trials": [make_trial()],
        "trial_years": [(2026, range(len(countries)))],
        "terms": [("sample-capsid", "Capsid", "The shell of a virus, here as a sample.")],
        "edition": Edition(NOON, NOON),
        "elsewhere": ELSEWHERE,
    }


# Components that need the data of a page, and a page on which each stands.
ELSEWHERE = {
    "_components/answer.html": "/",
    "_components/applied_filters.html": "/countries/",
    "_components/ask_form.html": "/",
    "_components/briefing.html": "/therapies/zolgensma/",
    "_components/canonical_page.html": "/glossary/",
    "_components/chart.html": "/charts/",
    "_components/citations.html": "/glossary/",
    "_components/cite.html": "/",
    "_components/comparison_figures.html": "/compare/?country=japan&country=germany",
    "_components/comparison_row.html": "/compare/?country=japan&country=germany",
    "_components/copy.html": "/charts/authorisations/",
    "_components/country_positions.html": "/ethics/heritable-editing/positions/",
    "_components/country_rail.html": "/countries/japan/regulation/",
    "_components/cover_figures.html": "/countries/japan/",
    "_components/cover_therapies.html": "/countries/japan/",
    "_components/downloads.html": "/countries/",
    "_components/error_summary.html": "/ethics/withdraw/",
    "_components/filter_form.html": "/countries/",
    "_components/form_field.html": "/ethics/withdraw/",
    "_components/form_guards.html": "/report/country/japan/",
    "_components/indicator_row.html": "/indicators/",
    "_components/list_head.html": "/countries/",
    "_components/live_form.html": "/countries/",
    "_components/looked_in_vain.html": "/glossary/?q=zzzz",
    "_components/matrix_form.html": "/therapies/matrix/",
    "_components/matrix_row.html": "/therapies/matrix/",
    "_components/pagination.html": "/sources/",
    "_components/pipeline.html": "/countries/japan/",
    "_components/position_filter_form.html": "/ethics/heritable-editing/positions/",
    "_components/print_notes.html": "/compare/?country=japan&country=germany",
    "_components/price_table.html": "/prices/",
    "_components/rail_item.html": "/countries/japan/regulation/",
    "_components/registers_read.html": "/trials/",
    "_components/theme_card.html": "/countries/japan/",
    "_components/therapy_authorisation.html": "/therapies/zolgensma/",
    "_components/therapy_filter_form.html": "/therapies/",
    "_components/therapy_funding.html": "/therapies/zolgensma/?country=japan",
    "_components/therapy_funding_brief.html": "/therapies/zolgensma/",
    "_components/therapy_row.html": "/therapies/",
    "_components/time_banner.html": "/therapies/matrix/?on=2020-01-01",
    "_components/unsaved.html": "/admin/",
    "_components/what_became_of_words.html": "/glossary/?q=zzzz",
    "_components/witness_numbers.html": "/diseases/spinal-muscular-atrophy/",
}
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


HUES = ("united-states", "china", "united-kingdom", "germany", "japan", "south-korea", "australia")

STATEMENTS: dict[str, dict[str, object]] = {
    "plain": {"text": "A statement with one source and a date.", "as_of": "2025-06"},
    "with-excerpt": {
        "text": "A statement that quotes the law in its own language.",
        "as_of": "2024",
        "legal_class": "prohibited",
        "legal_kind": "law",
        "excerpt": "Wer die Erbinformation einer menschlichen Keimbahnzelle künstlich verändert, wird bestraft.",
        "excerpt_lang": "de",
        "excerpt_english": "Whoever artificially alters the genetic information of a human germ line cell is punished.",
    },
    "claim": {
        "text": "A statement that answers a claim.",
        "as_of": "2026",
        "claim": "The country leads in samples",
        "verdict": "qualified",
    },
    "overdue": {"text": "A statement whose check is overdue.", "as_of": "2019", "checked_on": date(2020, 1, 1)},
    "contradiction": {
        "text": "A statement on which sources disagree.",
        "as_of": "2017-12",
        "note": "One source gives 18 December, another 19 December.",
    },
    "not-known": {"text": "Nothing was found on this.", "answer": "not-known"},
}

PICTURES: tuple[dict[str, object], ...] = (
    {
        "alt": "The sign of the atlas",
        "caption": "A picture with a caption, under a licence that can be read.",
        "licence": "cc-by-4.0",
        "source_url": "https://example.org/picture",
    },
    {"is_decorative": True, "licence": "permission"},
)


def make_statement(name: str, citations: list[Citation], **values: object) -> Statement:
    """An unsaved statement with the citations that templates expect."""
    statement = Statement(**({"slug": f"sample-{name}", "checked_on": timezone.localdate()} | values))
    statement.citations = [] if statement.answer == "not-known" else citations
    return statement


def make_argument(stance: str, citations: list[Citation]) -> Argument:
    """An unsaved argument with its sources."""
    argument = Argument(
        slug=f"sample-{stance}", stance=stance, title="What one side says", text="Why it says so.", value="safety",
        checked_on=timezone.localdate(),
    )  # fmt: skip
    argument.citations = citations
    return argument


def make_trial() -> SimpleNamespace:
    """A trial as its table sees it."""
    none = SimpleNamespace(all=list)
    return SimpleNamespace(
        url="https://example.org/trial", number="NCT00000000", title="A sample of a trial", sponsor="Sample Hospital",
        modality="", diseases=none, therapies=none, countries=none, inclusion="named in the register",
        get_phase_display="phase 1", get_status_display="recruiting", as_of=date(2026, 11, 23), started="",
    )  # fmt: skip


def make_picture(**values: object) -> SimpleNamespace:
    """A picture as its template sees it, with a file that is not in the database."""
    sample = Picture(slug="sample", credit="Sample maker", width=320, height=320, **values)
    shown = ("alt", "caption", "credit", "licence_address", "source_url", "width", "height", "get_licence_display")
    found = {name: getattr(sample, name) for name in shown}
    return SimpleNamespace(address=static("icon.svg"), **found)


def make_standing(kind: StandingKind) -> Standing:
    """A standing with dates."""
    withdrawn = SimpleNamespace(
        status="withdrawn", pathway="standard", converted="", get_status_display=lambda: "withdrawn"
    )
    return Standing(kind, "2020-03", "2023", withdrawn)
