"""Who leads, in what, since when: one indicator at a time, never a score. Pure.

A lead lasts while nobody has more; countries with the same number share it. A month or a year counts from its last
day, as everywhere. What was authorised on each day comes from the steps of the chart of authorisations.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countries.charts.data import Step
from countries.domain.funding import NOTHING
from countries.domain.lag import Outcome, plain
from countries.domain.matrix import TherapyRow
from gtlead.records.dates import last_day

type Scores = Mapping[int, float]


@dataclass(frozen=True)
class Place:
    """A country with its figure in words."""

    country: Any
    words: str


@dataclass(frozen=True)
class Lead:
    """One indicator: who leads, since when (a partial date, or empty where only today is known), who follows.

    `page` and `query` are the address that lists what was counted. Where what is unknown could turn the lead,
    nobody is named and those who come first follow.
    """

    name: str
    method: str
    leaders: tuple[Place, ...]
    since: str
    followers: tuple[Place, ...]
    page: str
    query: str = ""


def make_leads(rows: Sequence[TherapyRow], countries: Sequence[Any], steps: Sequence[Step]) -> list[Lead]:
    """The indicators that the authorisations and funding decisions of the atlas give; none where nothing counts."""
    found = [
        most_authorised(countries, steps, rows),
        most_modalities(countries, steps, rows),
        earliest(countries, steps),
        most_firsts(rows, countries),
        shortest_lag(rows, countries),
        most_funded(rows, countries),
    ]
    return [lead for lead in found if lead.leaders or lead.followers]


def most_authorised(countries: Sequence[Any], steps: Iterable[Step], rows: Sequence[TherapyRow] = ()) -> Lead:
    """The number of therapies authorised."""
    over_time = counts_over_time(steps, len)
    open_there = {c.pk: len(not_known_in(rows, c)) for c in countries}
    return Lead(
        _("Most gene therapies authorised"),
        _("Authorised today, in full or under conditions; not all of them can be had."),
        *ranked(countries, latest(over_time), therapies_in_words, open_there),
        page="therapies",
        query=urlencode({"sort": "-countries"}),
    )


def most_modalities(countries: Sequence[Any], steps: Iterable[Step], rows: Sequence[TherapyRow] = ()) -> Lead:
    """The number of kinds of therapy authorised."""
    over_time = counts_over_time(steps, lambda therapies: len({therapy.modality for therapy in therapies}))
    open_there = {c.pk: len({row.therapy.modality for row in not_known_in(rows, c)}) for c in countries}
    return Lead(
        _("Most kinds of gene therapy"),
        _("Modalities of which at least one therapy is authorised today, out of those in the vocabulary."),
        *ranked(countries, latest(over_time), kinds_in_words, open_there),
        page="charts",
    )


def earliest(countries: Sequence[Any], steps: Sequence[Step]) -> Lead:
    """The first gene therapy of all."""
    firsts: dict[int, Step] = {}
    for step in steps:
        firsts.setdefault(step.country.pk, step)
    days = {pk: -step.day.toordinal() for pk, step in firsts.items()}
    leaders, since, followers = ranked(
        countries, (days, ""), lambda country, _n: " · ".join(t.brand for t in firsts[country.pk].began)
    )
    first = min((step for step in firsts.values()), key=lambda step: step.day, default=None)
    return Lead(
        _("First to authorise a gene therapy"),
        _("The first of the therapies counted by the rules of the atlas."),
        leaders,
        first.since if first else since,
        followers,
        page="timeline",
    )


def most_firsts(rows: Iterable[TherapyRow], countries: Sequence[Any]) -> Lead:
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
    return Lead(
        _("Most often first"),
        _("Therapies authorised there before anywhere else in the atlas, or on the same day."),
        *ranked(countries, latest(over_time), therapies_in_words),
        page="matrix",
        query=urlencode({"show": "lag"}),
    )


def shortest_lag(rows: Sequence[TherapyRow], countries: Sequence[Any]) -> Lead:
    """The median of months behind the first, home firsts left out: being first is counted on its own."""
    summaries = {c.pk: rows[0].lags.summary(c.pk) for c in countries} if rows else {}
    medians = {pk: -summary.median_behind for pk, summary in summaries.items() if summary.median_behind is not None}

    def words(country: Any, _months: float) -> str:
        summary = summaries[country.pk]
        return _("%(months)s, of %(counted)s therapies; %(all)s with the %(firsts)s firsts") % {
            "months": months_in_words(summary.median_behind),
            "counted": summary.behind,
            "all": summary.median_words,
            "firsts": summary.firsts,
        }

    return Lead(
        _("Shortest access lag"),
        _(
            "Median months from the first authorisation anywhere to that of the country, its own firsts left out; "
            "it measures authorisation, not treatment."
        ),
        *ranked(countries, (medians, ""), words),
        page="matrix",
        query=urlencode({"show": "lag"}),
    )


def most_funded(rows: Sequence[TherapyRow], countries: Sequence[Any]) -> Lead:
    """How many therapies the public payer pays for, as far as a decision is recorded."""
    funded = {
        c.pk: sum(c.pk in row.funding and row.funding[c.pk].is_funded for row in rows if c in row.authorised_in)
        for c in countries
    }
    authorised = {c.pk: sum(c in row.authorised_in for row in rows) for c in countries}
    unknown = {
        c.pk: sum(c in row.authorised_in and not row.funding.get(c.pk, NOTHING).is_known for row in rows)
        for c in countries
    }

    def words(country: Any, number: float) -> str:
        return _("%(number)s of %(authorised)s authorised, %(unknown)s not known") % {
            "number": int(number),
            "authorised": authorised[country.pk],
            "unknown": unknown[country.pk],
        }

    return Lead(
        _("Most therapies publicly funded"),
        _("Paid for at least one use, of those authorised; what is not known is counted apart."),
        *ranked(countries, ({pk: number for pk, number in funded.items() if number}, ""), words, unknown),
        page="matrix",
    )


def counts_over_time(steps: Iterable[Step], count: Callable[[set[Any]], int]) -> list[tuple[str, Scores]]:
    """After each day of change, as precise as its source, the count of what is authorised, by country id."""
    there: dict[int, set[Any]] = {}
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


def not_known_in(rows: Iterable[TherapyRow], country: Any) -> list[TherapyRow]:
    """The therapies of which nobody knows whether they are authorised in the country."""
    unknown = (Outcome.UNLOOKED, Outcome.UNCLEAR)
    return [row for row in rows if row.lags.lag(row.therapy.pk, country.pk).outcome in unknown]


def can_turn(scores: Scores, unknown: Mapping[int, int]) -> bool:
    """Whether those who follow would reach the best score if all that is unknown counted for them."""
    best, leaders = max(scores.values(), default=0), leading(scores)
    return any(scores.get(pk, 0) + number >= best for pk, number in unknown.items() if number and pk not in leaders)


def ranked(
    countries: Iterable[Any],
    result: tuple[Scores, str],
    words: Callable[[Any, float], str],
    unknown: Mapping[int, int] | None = None,
) -> tuple[tuple[Place, ...], str, tuple[Place, ...]]:
    """The leaders, since when, and the two best after them with those equal to the second."""
    scores, since = result
    if can_turn(scores, unknown or {}):
        return (), "", tuple(Place(c, words(c, scores[c.pk])) for c in countries if c.pk in scores)
    listed = [(scores[c.pk], Place(c, words(c, scores[c.pk]))) for c in countries if c.pk in scores]
    listed.sort(key=lambda pair: -pair[0])
    best = listed[0][0] if listed else 0
    leaders = tuple(place for score, place in listed if score == best)
    others = [(score, place) for score, place in listed if score != best]
    bar = others[:2][-1][0] if others else 0
    return leaders, since, tuple(place for score, place in others if score >= bar)


def months_in_words(months: float | None) -> str:
    """`5 months`."""
    return _("%(median)s months") % {"median": plain(months)}


def therapies_in_words(_country: Any, number: float) -> str:
    """`30 therapies`."""
    return ngettext("%(number)d therapy", "%(number)d therapies", int(number)) % {"number": int(number)}


def kinds_in_words(_country: Any, number: float) -> str:
    """`5 kinds`."""
    return ngettext("%(number)d kind", "%(number)d kinds", int(number)) % {"number": int(number)}
