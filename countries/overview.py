"""The atlas in a few numbers: one indicator at a time, never a score. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from countries.domain.authorisation import AccessMap, first_authorised
from countries.rows import CountryRow
from gtlead.records.dates import in_words


@dataclass(frozen=True)
class OverviewRow:
    """A country's line at the head of the atlas."""

    row: CountryRow
    first: str
    first_therapy_id: int | None

    @property
    def first_in_words(self) -> str:
        """When the first gene therapy was authorised there."""
        return in_words(self.first) if self.first else ""


def overview(rows: Sequence[CountryRow], access: AccessMap) -> list[OverviewRow]:
    """For each country, when the first of its gene therapies was authorised."""
    lines = []
    for row in rows:
        memberships = access.memberships.get(row.country.pk, [])
        dates = [
            (day, therapy)
            for therapy, authorisations in access.authorisations.items()
            if (day := first_authorised(memberships, authorisations))
        ]
        first, therapy = min(dates, default=("", None))
        lines.append(OverviewRow(row, first, therapy))
    return lines
