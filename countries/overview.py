"""The atlas in a few numbers: one indicator at a time, never a score. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from countries.domain.authorisation import AccessMap
from countries.domain.shapes import Country
from gtlead.records.dates import in_words, last_day

MOST_SHOWN = 12  # countries side by side on a page that nobody asked to show others


@dataclass(frozen=True)
class OverviewRow:
    """A country's line at the head of the atlas; `first` is a partial date, or empty.

    `authorised` is None where nobody looked what is authorised there.
    """

    country: Country
    authorised: int | None
    first: str

    @property
    def first_in_words(self) -> str:
        """When the first gene therapy was authorised there."""
        return in_words(self.first) if self.first else ""


def overview(countries: Iterable[Country], access: AccessMap) -> list[OverviewRow]:
    """For each country, how many therapies are authorised today, and when the first was."""
    return [
        OverviewRow(
            country,
            access.number_in(country.pk),
            min(access.firsts(country.pk).values(), key=lambda here: (last_day(here), here), default=""),
        )
        for country in countries
    ]


def foremost[Land: Country](countries: Sequence[Land], access: AccessMap, most: int = MOST_SHOWN) -> list[Land]:
    """Those with most therapies authorised, as many as stand side by side, in the order of the atlas."""
    by_number = sorted(countries, key=lambda country: -len(access.authorised_in(country.pk)))
    kept = {country.pk for country in by_number[:most]}
    return [country for country in countries if country.pk in kept]
