"""The finding that heads each chart, computed from its rows; nothing that the unknown could turn is claimed. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import inf
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countries.charts.data import ChartData, LagRow, ModalityRow, PlaceRow, Step
from countries.charts.words import authorised_everywhere, authorised_now, by_modality, ranked, summaries
from countries.domain.answers import listed
from countries.domain.lag import LagOutcome, plain
from countries.domain.matrix import TherapyRow
from countries.domain.timeline import Event


def leaders(counts: Mapping[str, float]) -> list[str]:
    """The names with the highest value; several if they are level."""
    best = max(counts.values(), default=0)
    return [name for name, number in counts.items() if number == best]


def unknown_in[Row](data: ChartData[Row]) -> Counter[str]:
    """How many therapies may or may not be authorised in each country, by its name."""
    return Counter(country.name for country, _therapy in data.unknown)


def certain_leaders(counts: Mapping[str, int], unknown: Mapping[str, int]) -> list[str]:
    """Those with most, whatever the unknown turns out to be; nobody where it could turn that."""
    first = leaders(counts)
    best = max(counts.values(), default=0)
    most = {name: counts.get(name, 0) + unknown.get(name, 0) for name in {*counts, *unknown}}
    if len(first) == 1:
        could_turn = any(number >= best for name, number in most.items() if name not in first)
    else:
        could_turn = any(number >= best for name, number in most.items() if unknown.get(name))
    return [] if could_turn else first


def authorisations_headline(data: ChartData[Step]) -> str:
    """Who has most; the numbers alone where what is not known could turn it."""
    counts, unknown = authorised_now(data), unknown_in(data)
    if not any(counts.values()):
        if unknown:
            return _("No gene therapy is known to be authorised in these countries")
        return _("No gene therapy is authorised in these countries")
    first = certain_leaders(counts, unknown)
    if not first:
        return _("Gene therapies known to be authorised: %(counts)s") % {"counts": ranked(counts)}
    said = _("Most gene therapies authorised: %(leaders)s, with %(number)s of %(total)s")
    if unknown.get(first[0]):
        said = _("Most gene therapies authorised: %(leaders)s, with at least %(number)s of %(total)s")
    if len(counts) == 1:
        said = _("Gene therapies authorised: %(leaders)s, %(number)s of %(total)s")
        if unknown:
            said = _("Gene therapies authorised: %(leaders)s, at least %(number)s of %(total)s")
    return said % {
        "leaders": listed(first),
        "number": max(counts.values()),
        "total": len(data.therapies),
    }


def matrix_headline(data: ChartData[TherapyRow]) -> str:
    """How many are authorised in all countries; at least how many where that is not known of some."""
    everywhere = len(authorised_everywhere(data))
    unclear = {(country.pk, therapy.pk) for country, therapy in data.unknown}
    could_be = sum(
        all(c in row.authorised_in or (c.pk, row.therapy.pk) in unclear for c in data.countries) for row in data.rows
    )
    counted = {
        "number": everywhere if could_be == everywhere else _("at least %(number)s") % {"number": everywhere},
        "total": len(data.rows),
    }
    if len(data.countries) == 1:
        return _("Gene therapies authorised: %(country)s, %(number)s of %(total)s") % (
            counted | {"country": data.countries[0].name}
        )
    return _("Gene therapies authorised in all %(countries)s countries: %(number)s of %(total)s") % (
        counted | {"countries": len(data.countries)}
    )


def lag_headline(data: ChartData[LagRow]) -> str:
    """Where the median lag is shortest and longest, unless what is not known could turn either."""
    medians = {c.name: s.median for c, s in summaries(data) if s.median is not None}
    if not medians:
        return _("No lag in authorisation to reckon")
    low, high = min(medians.values()), max(medians.values())
    if len(medians) == 1:
        [name] = medians
        return _("Median lag in authorisation: %(months)s months (%(country)s)") % {
            "months": plain(low),
            "country": name,
        }
    ranges = {country.name: median_range(data.of(country)) for country in data.countries if country.name in medians}
    shortest = [name for name, months in medians.items() if months == low]
    longest = [name for name, months in medians.items() if months == high]
    if low == high and all(least == most for least, most in ranges.values()):
        return _("Median lag in authorisation: %(months)s months in each of these countries") % {"months": plain(low)}
    ends = {"low": plain(low), "first": listed(shortest), "high": plain(high), "last": listed(longest)}
    is_longest = stands_apart(longest, {name: (-most, -least) for name, (least, most) in ranges.items()})
    if is_longest and stands_apart(shortest, ranges):
        return _("Median lag in authorisation: from %(low)s months (%(first)s) to %(high)s (%(last)s)") % ends
    if is_longest:
        return _("Longest median lag in authorisation: %(last)s, %(high)s months") % ends
    found = ", ".join(f"{name} {plain(months)}" for name, months in medians.items())
    return _("Median lag in authorisation, in months, as far as is known: %(found)s") % {"found": found}


def stands_apart(names: Sequence[str], ranges: Mapping[str, tuple[float, float]]) -> bool:
    """Whether these are level and lower than all others, whatever the days are that nobody knows exactly."""
    found = [ranges[name] for name in names]
    level = len(found) == 1 or all(low == high for low, high in found)
    farthest = max(high for _low, high in found)
    return level and all(farthest < low for name, (low, _high) in ranges.items() if name not in names)


def median_range(rows: Iterable[LagRow]) -> tuple[float, float]:
    """The lowest and the highest that a country's median can be."""
    lags = [row.lag for row in rows if row.lag.outcome is not LagOutcome.NEVER]
    lowest = [0 if lag.shortest is None else lag.shortest for lag in lags] or [0]
    highest = [inf if lag.longest is None else lag.longest for lag in lags] or [inf]
    return median(lowest), median(highest)


def modality_headline(data: ChartData[ModalityRow]) -> str:
    """Which modality is the commonest in how many countries, counting those where nothing unknown could turn it."""
    counts = by_modality(data)
    if not any(number for found in counts.values() for number in found.values()):
        return _("No gene therapy is known to be authorised in these countries")
    open_ = {
        country.name: Counter(str(t.get_modality_display()) for c, t in data.unknown if c.pk == country.pk)
        for country in data.countries
    }
    first = {
        name: certain_leaders({label: found[name] for label, found in counts.items()}, unknown)
        for name, unknown in open_.items()
        if any(found[name] for found in counts.values())
    }
    led = Counter(label for labels in first.values() for label in labels)
    [(label, number)] = led.most_common(1) or [("", 0)]
    if number * 2 < len(data.countries):
        return ngettext(
            "Gene therapies of %(number)s kind are known to be authorised",
            "Gene therapies of %(number)s kinds are known to be authorised",
            len(counts),
        ) % {"number": len(counts)}
    if len(data.countries) == 1:
        country = data.countries[0].name
        return _("Commonest kind of gene therapy (%(country)s): %(label)s") % {"country": country, "label": label}
    said = _("Commonest kind of gene therapy in %(number)s of %(total)s countries: %(label)s")
    if not all(first.values()):
        said = _("Commonest kind of gene therapy in at least %(number)s of %(total)s countries: %(label)s")
    return said % {"label": label, "number": number, "total": len(data.countries)}


def milestones_headline(data: ChartData[Event]) -> str:
    """How many events our file holds, between which years: what it does not hold may have happened too."""
    if not data.rows:
        return _("No events in our file")
    first, last = data.rows[0].year, data.rows[-1].year
    count = ngettext("%(number)s event in our file", "%(number)s events in our file", len(data.rows)) % {
        "number": len(data.rows)
    }
    if first == last:
        return _("%(events)s, %(year)s") % {"events": count, "year": first}
    return _("%(events)s, from %(first)s to %(last)s") % {"events": count, "first": first, "last": last}


def map_headline(data: ChartData[PlaceRow]) -> str:
    """How many countries and therapies; at least how many where that is not known of some."""
    authorised = {therapy.pk for row in data.rows for therapy in row.therapies}
    number = len(authorised)
    counted = str(number)
    if {therapy.pk for _country, therapy in data.unknown} - authorised:
        counted = _("at least %(number)s") % {"number": number}
    if len(data.countries) == 1:
        country = data.countries[0].name
        return _("Gene therapies authorised: %(country)s, %(number)s") % {"country": country, "number": counted}
    return _("Gene therapies authorised in one or more of %(countries)s countries: %(number)s") % {
        "number": counted,
        "countries": len(data.countries),
    }
