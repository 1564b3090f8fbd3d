"""Which of all therapies have what, as sets that are whole numbers, a bit for each row. Pure.

What several sets leave is found by `&` and counted in its bits, however many rows there are.
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_

from countries.domain.authorisation import StandingKind
from countries.domain.matrix import TherapyRow

AUTHORISED = frozenset({StandingKind.AUTHORISED, StandingKind.CONDITIONAL})
SOMEHOW = frozenset(StandingKind)


def union(sets: Iterable[int]) -> int:
    """What is in any of them."""
    return reduce(or_, sets, 0)


def by_key[Key: Hashable](pairs: Iterable[tuple[Key, int]]) -> Mapping[Key, int]:
    """What is in any of the sets given for a key; the empty set for all others."""
    found: Counter[Key] = Counter()
    for key, some in pairs:
        found[key] |= some
    return found


@dataclass(frozen=True)
class TherapySets:
    """All public therapies as they stand on a day."""

    rows: Sequence[TherapyRow]
    kept: dict[frozenset[StandingKind], Mapping[int, int]] = field(default_factory=dict)

    def among(self, some: int) -> list[TherapyRow]:
        """The rows of a set."""
        return [row for row, one in self.bits() if some & one]

    def those(self, keys: Collection[int]) -> int:
        """The set of the therapies with these keys."""
        return union(one for row, one in self.bits() if row.therapy.pk in keys)

    def bits(self) -> Iterator[tuple[TherapyRow, int]]:
        """Each row with the set of it alone."""
        return ((row, 1 << place) for place, row in enumerate(self.rows))

    def each[Key: Hashable](self, keys_of: Callable[[TherapyRow], Iterable[Key]]) -> Mapping[Key, int]:
        """The rows of each key."""
        return by_key((key, one) for row, one in self.bits() for key in keys_of(row))

    @cached_property
    def all(self) -> int:
        """Every therapy."""
        return (1 << len(self.rows)) - 1

    @cached_property
    def somewhere(self) -> int:
        """Those with a standing in any country."""
        return union(self.standing_as(SOMEHOW).values())

    @cached_property
    def modality(self) -> Mapping[str, int]:
        """By modality."""
        return self.each(lambda row: [row.therapy.modality])

    @cached_property
    def disease_area(self) -> Mapping[str, int]:
        """By field of medicine."""
        return self.each(lambda row: [row.therapy.disease_area])

    @cached_property
    def standing(self) -> Mapping[tuple[int, StandingKind], int]:
        """By the key of a country and how they stand there."""
        return self.each(lambda row: ((country, standing.kind) for country, standing in row.standings.items()))

    def standing_as(self, kinds: frozenset[StandingKind]) -> Mapping[int, int]:
        """Those that stand so or so in a country, by its key; kept, as it is asked again and again."""
        if kinds not in self.kept:
            self.kept[kinds] = by_key(
                (country, some) for (country, kind), some in self.standing.items() if kind in kinds
            )
        return self.kept[kinds]

    @cached_property
    def year(self) -> Mapping[tuple[int, int | None], int]:
        """By the key of a country in which they have a standing, and the year of the first authorisation there."""
        return self.each(lambda row: ((country, row.year_in(country)) for country in row.standings))

    @cached_property
    def funded(self) -> Mapping[int, int]:
        """By the key of a country in which they are paid for."""
        return self.each(lambda row: row.funded_ids)
