"""What can be counted of a country's access to therapies on a day: one figure at a time, never a score. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from countries.domain.authorisation import AccessMap, StandingKind
from countries.domain.lag import LagMap, LagSummary
from countries.domain.shapes import Country
from gtlead.records.dates import last_day
from gtlead.sources.shapes import Document

# The theme whose comparison opens with these figures.
THEME_OF_FIGURES = "accessibility"


@dataclass(frozen=True)
class CountryFigures:
    """One country on the day; `first` is a partial date, or empty."""

    country: Country
    authorised: int | None  # None where nobody looked
    conditional: int
    first: str
    first_therapies: tuple[int, ...]
    lags: LagSummary


@dataclass(frozen=True)
class FigureCell:
    """One figure of one country, with the address that lists what was counted."""

    country: Country
    words: str
    query: str
    as_of: str
    day_note: str = ""

    @property
    def sources(self) -> tuple[Document, ...]:
        """A figure is reckoned from many records; its link leads to them and their sources."""
        return ()


@dataclass(frozen=True)
class FigureRow:
    """One figure across the countries; `page` names the page that lists what was counted."""

    name: str
    question: str
    page: str
    cells: tuple[FigureCell, ...]

    @property
    def theme_name(self) -> str:
        """The heading it stands under."""
        return _("Access in figures")

    @property
    def differs(self) -> bool:
        """Whether any two countries differ."""
        return len({cell.words for cell in self.cells}) > 1


def country_figures(country: Country, access: AccessMap) -> CountryFigures:
    """The figures of one country."""
    dates = access.firsts(country.pk)
    first = min(dates.values(), key=lambda here: (last_day(here), here), default="")
    standings = (access.standing(therapy, country.pk) for therapy in access.authorised_in(country.pk))
    return CountryFigures(
        country=country,
        authorised=access.number_in(country.pk),
        conditional=sum(standing.kind is StandingKind.CONDITIONAL for standing in standings),
        first=first,
        first_therapies=tuple(therapy for therapy, here in dates.items() if here == first),
        lags=LagMap(access).summary(country.pk),
    )


def access_figures(countries: Iterable[Country], access: AccessMap, *, dated: bool = False) -> Sequence[FigureRow]:
    """The rows that open a comparison; links name the day if it was asked for (`dated`)."""
    figures = [country_figures(country, access) for country in countries]
    day = access.day.isoformat()
    on = {"on": day} if dated else {}

    def row(name: str, question: str, page: str, cells: Iterable[tuple[str, dict[str, str]]]) -> FigureRow:
        made = (
            FigureCell(f.country, words, urlencode(query | on), day)
            for f, (words, query) in zip(figures, cells, strict=True)
        )
        return FigureRow(name, question, page, tuple(made))

    return (
        row(
            _("Therapies authorised"),
            _("How many gene therapies are authorised, in full or under conditions?"),
            "therapies",
            ((authorised_words(f), {"authorised_in": f.country.slug}) for f in figures),
        ),
        row(
            _("Median access lag"),
            _("How long after the first authorisation anywhere does authorisation come here?"),
            "matrix",
            ((f.lags.words, {"show": "lag"}) for f in figures),
        ),
        row(
            _("Not found in the register"),
            _("How many of the therapies authorised anywhere in the atlas were looked for here and not found?"),
            "matrix",
            ((never_words(f), {"show": "lag"}) for f in figures),
        ),
    )


def authorised_words(figures: CountryFigures) -> str:
    """`14, of which 3 conditional`."""
    if figures.authorised is None:
        return _("not looked up")
    if not figures.conditional:
        return str(figures.authorised)
    return _("%(authorised)s, of which %(conditional)s conditional") % {
        "authorised": figures.authorised,
        "conditional": figures.conditional,
    }


def never_words(figures: CountryFigures) -> str:
    """`9 of 23`, and how many nobody looked up."""
    words = _("%(never)s of %(total)s") % {"never": figures.lags.never, "total": figures.lags.total}
    if not figures.lags.unlooked:
        return words
    return _("%(words)s, %(number)s not looked up") % {"words": words, "number": figures.lags.unlooked}
