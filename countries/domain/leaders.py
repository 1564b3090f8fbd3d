"""Who leads, in what, since when: one indicator at a time, never a score. Pure.

A lead lasts while nobody has more; countries with the same number share it. A month or a year counts from its last
day, as everywhere. What was authorised on each day comes from the turns that licences took.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from countries.charts.data import as_precise
from countries.domain.known_access import Turns, TurnsOfDay
from countries.domain.lag import plain
from countries.domain.matrix import TherapyRow
from countries.domain.shapes import Country, Therapy
from gtlead.records.dates import last_day

type Scores = Mapping[int, float]
type Unknown = Mapping[int, Set[int]]
NOTHING_UNKNOWN: Unknown = {}


@dataclass(frozen=True)
class RankedCountry:
    """A country with its figure in words, what it is out of, and what of it is not known; `words` empty: none."""

    country: Country
    words: str = ""
    detail: str = ""
    unknown: str = ""
    leads: bool = False


@dataclass(frozen=True)
class Lead:
    """One indicator: each country's figure in the order of the atlas, and since when who leads has led.

    `since` is a partial date, or empty where only today is known. `page` and `query` are the address that lists
    what was counted. Where what is unknown could turn the lead, nobody leads and `is_open`. `others` lead and are not
    among the `places` that are shown.
    """

    name: str
    method: str
    places: tuple[RankedCountry, ...]
    since: str
    page: str
    query: str = ""
    is_open: bool = False
    others: tuple[RankedCountry, ...] = ()

    def among(self, shown: Iterable[Country]) -> "Lead":
        """The same with the places of these countries alone; whoever else leads is still named."""
        kept = {country.pk for country in shown}
        return replace(
            self,
            places=tuple(place for place in self.places if place.country.pk in kept),
            others=tuple(place for place in self.places if place.leads and place.country.pk not in kept),
        )

    @property
    def leaders(self) -> list[RankedCountry]:
        """Those who lead; none where the unknown could turn it."""
        return [place for place in (*self.places, *self.others) if place.leads]


def make_leads(rows: Sequence[TherapyRow], countries: Sequence[Country], turns: Turns) -> list[Lead]:
    """The indicators that the authorisations and funding decisions of the atlas give; none where nothing counts."""
    unknown = not_known_in(rows, countries)
    therapies = {row.therapy.pk: row.therapy for row in rows}
    found = [
        most_authorised(countries, turns, unknown),
        most_firsts(rows, countries, unknown),
        shortest_lag(rows, countries),
        most_funded(rows, countries),
        most_modalities(countries, turns, therapies, unknown),
        earliest(countries, turns, therapies, unknown),
    ]
    return [lead for lead in found if any(place.words for place in lead.places)]


def most_authorised(countries: Sequence[Country], turns: Turns, unknown: Unknown = NOTHING_UNKNOWN) -> Lead:
    """The number of therapies authorised."""
    return ranked(
        _("Gene therapies authorised"),
        _("Authorised today, in full or under conditions; not all of them can be had."),
        countries,
        led(turns, len),
        unknown={pk: len(keys) for pk, keys in unknown.items()},
        page="therapies",
        query=urlencode({"sort": "-countries"}),
    )


def most_modalities(
    countries: Sequence[Country], turns: Turns, therapies: Mapping[int, Therapy], unknown: Unknown
) -> Lead:
    """The number of kinds of therapy authorised."""
    by_modality: dict[str, set[int]] = defaultdict(set)
    for key, therapy in therapies.items():
        by_modality[therapy.modality].add(key)

    def number_of_modalities(keys: Set[int]) -> int:
        return sum(not of_it.isdisjoint(keys) for of_it in by_modality.values())

    return ranked(
        _("Kinds of gene therapy"),
        _("Modalities of which at least one therapy is authorised today, out of those in the vocabulary."),
        countries,
        led(turns, number_of_modalities),
        unknown={pk: number_of_modalities(keys) for pk, keys in unknown.items()},
        page="charts",
    )


def earliest(
    countries: Sequence[Country],
    turns: Turns,
    therapies: Mapping[int, Therapy],
    unknown: Unknown = NOTHING_UNKNOWN,
) -> Lead:
    """The first gene therapy of all."""
    firsts = {country.pk: turns.of(country.pk)[0] for country in countries if turns.of(country.pk)}
    since = {pk: since_day(change.day, [change]) for pk, change in firsts.items()}
    first = min(firsts.values(), key=lambda change: change.day, default=None)
    not_known = {
        pk: _("%(number)s not known") % {"number": len(keys)}
        for pk, keys in unknown.items()
        if keys and pk not in firsts
    }
    brands = {}
    for pk, change in firsts.items():
        began = {therapy for therapy, _began, _partial in change.turned}
        brands[pk] = ", ".join(therapy.brand for key, therapy in therapies.items() if key in began)
    return ranked(
        _("First gene therapy"),
        _("When the first of the therapies counted by the rules of the atlas was authorised."),
        countries,
        ({pk: -change.day.toordinal() for pk, change in firsts.items()}, since[first.country] if first else ""),
        words=lambda country, _n: since[country.pk][:4],
        details=not_known | brands,
        page="timeline",
    )


def most_firsts(rows: Sequence[TherapyRow], countries: Sequence[Country], unknown: Unknown) -> Lead:
    """How many therapies were authorised here before anywhere else in the atlas."""
    firsts = {row.therapy.pk: last_day(row.first) for row in rows if row.first}
    access = rows[0].access if rows else None
    events = sorted(
        (last_day(here), here, country.pk)
        for country in countries
        for therapy, here in (access.firsts(country.pk).items() if access else ())
        if therapy in firsts and last_day(here) == firsts[therapy]
    )
    counts: dict[int, int] = {}
    over_time: list[tuple[str, Scores]] = []
    for (_day, partial), group in groupby(events, key=lambda event: event[:2]):
        for _d, _p, pk in group:
            counts[pk] = counts.get(pk, 0) + 1
        over_time.append((partial, dict(counts)))
    return ranked(
        _("Authorised here first"),
        _("Therapies authorised there before anywhere else in the atlas, or on the same day."),
        countries,
        latest(over_time),
        unknown={pk: len(keys) for pk, keys in unknown.items()},
        page="matrix",
        query=urlencode({"show": "lag"}),
    )


def shortest_lag(rows: Sequence[TherapyRow], countries: Sequence[Country]) -> Lead:
    """The median of months behind the first, home firsts left out: being first is counted on its own."""
    summaries = {c.pk: rows[0].lags.summary(c.pk) for c in countries} if rows else {}
    medians = {pk: -summary.median_behind for pk, summary in summaries.items() if summary.median_behind is not None}
    return ranked(
        _("Median wait, in months"),
        _(
            "From the first authorisation anywhere to that of the country, its own firsts left out; "
            "it measures authorisation, not treatment."
        ),
        countries,
        (medians, ""),
        words=lambda _country, months: plain(-months),
        details={pk: _("of %(behind)s that came later") % {"behind": s.behind} for pk, s in summaries.items()},
        unknown={pk: summary.unclear + summary.unlooked for pk, summary in summaries.items()},
        turns=lambda unknown: any(unknown.values()),
        page="matrix",
        query=urlencode({"show": "lag"}),
    )


def most_funded(rows: Sequence[TherapyRow], countries: Sequence[Country]) -> Lead:
    """How many therapies the public payer pays for, as far as a decision is recorded."""
    authorised = Counter(country for row in rows for country in row.authorised_ids)
    funded = Counter(country for row in rows for country in row.funded_ids & row.authorised_ids)
    unknown = Counter(country for row in rows for country in row.authorised_ids - row.decided_ids)
    return ranked(
        _("Paid for by the public"),
        _("For at least one use, of those authorised; what is not known is counted apart."),
        countries,
        (funded, ""),
        details={c.pk: _("of %(authorised)s authorised") % {"authorised": authorised[c.pk]} for c in countries},
        unknown={country.pk: unknown[country.pk] for country in countries},
        page="matrix",
    )


def led(turns: Turns, count: Callable[[Set[int]], int]) -> tuple[Scores, str]:
    """The count of what is authorised by country id, and since when those who lead have led without a break.

    The days of change are undone from the last one on, as far back as the lead goes.
    """
    there = {pk: keys for pk, keys in turns.there.items() if turns.of(pk)}
    scores = {pk: count(keys) for pk, keys in there.items()}
    earlier, leaders, since = dict(scores), leading(scores), ""
    for day, group in groupby(reversed(turns.changes), key=lambda change: change.day):
        if leading(earlier) != leaders:
            break
        undone = list(group)
        since = since_day(day, undone)
        for _day, country, turned in undone:
            there[country] = there[country] ^ {therapy for therapy, _began, _partial in turned}
            earlier[country] = count(there[country])
    return scores, since


def since_day(day: date, changes: Iterable[TurnsOfDay]) -> str:
    """A day of change, no more precise than a source of what changed on it."""
    return as_precise(day, sorted(partial for change in changes for _key, _began, partial in change.turned if partial))


def latest(over_time: Sequence[tuple[str, Scores]]) -> tuple[Scores, str]:
    """The last scores, and since when those who lead have led without a break."""
    scores: Scores = over_time[-1][1] if over_time else {}
    leaders = leading(scores)
    since = ""
    for day, earlier in reversed(over_time):
        if leading(earlier) != leaders:
            break
        since = day
    return scores, since


def leading(scores: Scores) -> set[int]:
    """Those with the highest score."""
    best = max(scores.values(), default=0)
    return {pk for pk, score in scores.items() if score == best}


def not_known_in(rows: Sequence[TherapyRow], countries: Iterable[Country]) -> Unknown:
    """By country id the therapies, by key, of which nobody knows whether they are authorised there."""
    therapies = {row.therapy.pk for row in rows}
    return {country.pk: rows[0].lags.not_known(therapies, country.pk) for country in countries} if rows else {}


def can_turn(scores: Scores, unknown: Mapping[int, int]) -> bool:
    """Whether those who follow would reach the best score if all that is unknown counted for them."""
    best, leaders = max(scores.values(), default=0), leading(scores)
    return any(scores.get(pk, 0) + number >= best for pk, number in unknown.items() if number and pk not in leaders)


def whole(_country: Country, number: float) -> str:
    """`33`."""
    return str(int(number))


def ranked(
    name: str,
    method: str,
    countries: Iterable[Country],
    result: tuple[Scores, str],
    *,
    page: str,
    query: str = "",
    words: Callable[[Country, float], str] = whole,
    details: Mapping[int, str] | None = None,
    unknown: Mapping[int, int] | None = None,
    turns: Callable[[Mapping[int, int]], bool] | None = None,
) -> Lead:
    """The indicator with each country's figure; who has the best leads, unless what is unknown `turns` it."""
    scores, since = result
    details, unknown = details or {}, unknown or {}
    is_open = turns(unknown) if turns else can_turn(scores, unknown)
    best = set() if is_open else leading(scores)
    places = tuple(
        RankedCountry(
            country,
            words(country, scores[country.pk]) if country.pk in scores else "",
            details.get(country.pk, "") if country.pk in scores else "",
            _("%(number)s not known") % {"number": unknown[country.pk]} if unknown.get(country.pk) else "",
            country.pk in best,
        )
        for country in countries
    )
    return Lead(name, method, places, "" if is_open else since, page, query, is_open)
