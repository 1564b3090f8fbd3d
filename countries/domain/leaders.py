"""Who leads, in what, since when: one indicator at a time, never a score. Pure.

A lead lasts while nobody has more; countries with the same number share it. A month or a year counts from its last
day, as everywhere. What was authorised on each day comes from the steps of the chart of authorisations.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from countries.charts.data import Step
from countries.domain.funding import NOTHING
from countries.domain.lag import Outcome, plain
from countries.domain.matrix import TherapyRow
from countries.domain.shapes import Country, Therapy
from gtlead.records.dates import last_day

type Scores = Mapping[int, float]


@dataclass(frozen=True)
class Place:
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
    what was counted. Where what is unknown could turn the lead, nobody leads and `is_open`.
    """

    name: str
    method: str
    places: tuple[Place, ...]
    since: str
    page: str
    query: str = ""
    is_open: bool = False

    @property
    def leaders(self) -> list[Place]:
        """Those who lead; none where the unknown could turn it."""
        return [place for place in self.places if place.leads]


def make_leads(rows: Sequence[TherapyRow], countries: Sequence[Country], steps: Sequence[Step]) -> list[Lead]:
    """The indicators that the authorisations and funding decisions of the atlas give; none where nothing counts."""
    found = [
        most_authorised(countries, steps, rows),
        most_firsts(rows, countries),
        shortest_lag(rows, countries),
        most_funded(rows, countries),
        most_modalities(countries, steps, rows),
        earliest(countries, steps, rows),
    ]
    return [lead for lead in found if any(place.words for place in lead.places)]


def most_authorised(countries: Sequence[Country], steps: Iterable[Step], rows: Sequence[TherapyRow] = ()) -> Lead:
    """The number of therapies authorised."""
    return ranked(
        _("Gene therapies authorised"),
        _("Authorised today, in full or under conditions; not all of them can be had."),
        countries,
        latest(counts_over_time(steps, len)),
        unknown={c.pk: len(not_known_in(rows, c)) for c in countries},
        page="therapies",
        query=urlencode({"sort": "-countries"}),
    )


def most_modalities(countries: Sequence[Country], steps: Iterable[Step], rows: Sequence[TherapyRow] = ()) -> Lead:
    """The number of kinds of therapy authorised."""
    over_time = counts_over_time(steps, lambda therapies: len({therapy.modality for therapy in therapies}))
    return ranked(
        _("Kinds of gene therapy"),
        _("Modalities of which at least one therapy is authorised today, out of those in the vocabulary."),
        countries,
        latest(over_time),
        unknown={c.pk: len({row.therapy.modality for row in not_known_in(rows, c)}) for c in countries},
        page="charts",
    )


def earliest(countries: Sequence[Country], steps: Sequence[Step], rows: Sequence[TherapyRow] = ()) -> Lead:
    """The first gene therapy of all."""
    firsts: dict[int, Step] = {}
    for step in steps:
        firsts.setdefault(step.country.pk, step)
    first = min(firsts.values(), key=lambda step: step.day, default=None)
    unknown = {c.pk: len(not_known_in(rows, c)) for c in countries if c.pk not in firsts}
    not_known = {pk: _("%(number)s not known") % {"number": number} for pk, number in unknown.items() if number}
    return ranked(
        _("First gene therapy"),
        _("When the first of the therapies counted by the rules of the atlas was authorised."),
        countries,
        ({pk: -step.day.toordinal() for pk, step in firsts.items()}, first.since if first else ""),
        words=lambda country, _n: firsts[country.pk].since[:4],
        details=not_known | {pk: ", ".join(t.brand for t in step.began) for pk, step in firsts.items()},
        page="timeline",
    )


def most_firsts(rows: Sequence[TherapyRow], countries: Sequence[Country]) -> Lead:
    """How many therapies were authorised here before anywhere else in the atlas."""
    events = sorted(
        (last_day(lag.here), lag.here, country.pk)
        for row in rows
        for country in countries
        if (lag := row.lags.lag(row.therapy.pk, country.pk)).is_first
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
        unknown={c.pk: len(not_known_in(rows, c)) for c in countries},
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
    funded = {c.pk: sum(c.pk in row.funded_ids & row.authorised_ids for row in rows) for c in countries}
    authorised = {c.pk: sum(c.pk in row.authorised_ids for row in rows) for c in countries}
    return ranked(
        _("Paid for by the public"),
        _("For at least one use, of those authorised; what is not known is counted apart."),
        countries,
        ({pk: number for pk, number in funded.items() if number}, ""),
        details={pk: _("of %(authorised)s authorised") % {"authorised": n} for pk, n in authorised.items()},
        unknown={
            c.pk: sum(c.pk in row.authorised_ids and not row.funding.get(c.pk, NOTHING).is_known for row in rows)
            for c in countries
        },
        page="matrix",
    )


def counts_over_time(steps: Iterable[Step], count: Callable[[set[Therapy]], int]) -> list[tuple[str, Scores]]:
    """After each day of change, as precise as its source, the count of what is authorised, by country id."""
    there: dict[int, set[Therapy]] = {}
    over_time: list[tuple[str, Scores]] = []
    for _day, group in groupby(sorted(steps, key=lambda step: step.day), key=lambda step: step.day):
        since = ""
        for step in group:
            there[step.country.pk] = (there.get(step.country.pk, set()) | set(step.began)) - set(step.ended)
            since = step.since
        over_time.append((since, {pk: count(therapies) for pk, therapies in there.items()}))
    return over_time


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


def not_known_in(rows: Iterable[TherapyRow], country: Country) -> list[TherapyRow]:
    """The therapies of which nobody knows whether they are authorised in the country."""
    unknown = (Outcome.UNLOOKED, Outcome.UNCLEAR)
    return [row for row in rows if row.lags.lag(row.therapy.pk, country.pk).outcome in unknown]


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
        Place(
            country,
            words(country, scores[country.pk]) if country.pk in scores else "",
            details.get(country.pk, "") if country.pk in scores else "",
            _("%(number)s not known") % {"number": unknown[country.pk]} if unknown.get(country.pk) else "",
            country.pk in best,
        )
        for country in countries
    )
    return Lead(name, method, places, "" if is_open else since, page, query, is_open)
