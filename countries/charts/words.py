"""What each chart says, computed from its rows: the finding above it and its alternative text. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countries.authorisation import Kind
from countries.lag import LagSummary, plain, summarise
from countries.matrix import TherapyRow
from countries.timeline import Event, EventKind
from gtlead.dates import in_words

from .data import ChartData, LagRow, ModalityRow, PlaceRow, Step


def on_day(day: date) -> str:
    """A full date."""
    return date_format(day, "j F Y")


def listed(texts: Iterable[str]) -> str:
    """`a, b and c`."""
    *most, last = list(texts) or [_("none")]
    return _("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last} if most else last


def ranked(counts: Mapping[str, int]) -> str:
    """`Japan 12, Germany 9`: most first, then as given."""
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items(), key=lambda item: -item[1]))


def leaders(counts: Mapping[str, float]) -> list[str]:
    """The names with the highest value; several if they are level."""
    best = max(counts.values(), default=0)
    return [name for name, number in counts.items() if number == best]


def authorised_now(data: ChartData[Step]) -> dict[str, int]:
    """How many therapies are authorised in each country on the day, by its name."""
    return {c.name: (data.of(c)[-1].number if data.of(c) else 0) for c in data.countries}


def authorisations_headline(data: ChartData[Step]) -> str:
    """Who has most."""
    counts = authorised_now(data)
    if not any(counts.values()):
        return _("No gene therapy is authorised in these countries")
    said = _("Most gene therapies authorised: %(leaders)s, with %(number)s of %(total)s")
    if len(counts) == 1:
        said = _("Gene therapies authorised: %(leaders)s, %(number)s of %(total)s")
    return said % {
        "leaders": listed(leaders(counts)),
        "number": max(counts.values()),
        "total": len(data.therapies),
    }


def authorisations_description(data: ChartData[Step]) -> str:
    """Where each line ends, and who began."""
    parts = [
        _("Step lines, one for each country, of the number of gene therapies authorised until %(day)s.")
        % {"day": on_day(data.day)},
        _("On that day: %(counts)s.") % {"counts": ranked(authorised_now(data))},
    ]
    if data.rows:
        first = min(data.rows, key=lambda step: step.day)
        parts.append(
            _("First of these: %(therapy)s in %(country)s, %(date)s.")
            % {
                "therapy": listed(therapy.brand for therapy in first.began),
                "country": first.country.name,
                "date": in_words(first.since),
            }
        )
    return " ".join(parts)


def authorised_everywhere(data: ChartData[TherapyRow]) -> list[TherapyRow]:
    """The therapies authorised in every country shown."""
    return [row for row in data.rows if all(country in row.authorised_in for country in data.countries)]


def matrix_headline(data: ChartData[TherapyRow]) -> str:
    """How many are authorised in all countries."""
    if len(data.countries) == 1:
        return _("%(number)s of %(total)s gene therapies authorised: %(country)s") % {
            "number": len(authorised_everywhere(data)),
            "total": len(data.rows),
            "country": data.countries[0].name,
        }
    return ngettext(
        "%(number)s of %(total)s gene therapies is authorised in all %(countries)s countries",
        "%(number)s of %(total)s gene therapies are authorised in all %(countries)s countries",
        len(authorised_everywhere(data)),
    ) % {
        "number": len(authorised_everywhere(data)),
        "total": len(data.rows),
        "countries": len(data.countries),
    }


def matrix_description(data: ChartData[TherapyRow]) -> str:
    """How many are authorised in each country, which everywhere, which nowhere any more."""
    counts = {c.name: sum(c in row.authorised_in for row in data.rows) for c in data.countries}
    gone = [row for row in data.rows if not row.authorised_in and row.countries_where(Kind.ENDED)]
    parts = [
        _("Table of %(therapies)s gene therapies by %(countries)s countries as of %(day)s.")
        % {"therapies": len(data.rows), "countries": len(data.countries), "day": on_day(data.day)},
        _("Authorised: %(counts)s.") % {"counts": ranked(counts)},
    ]
    if everywhere := authorised_everywhere(data):
        names = listed(row.therapy.brand for row in everywhere)
        parts.append(_("In all of these countries: %(names)s.") % {"names": names})
    if gone:
        names = listed(row.therapy.brand for row in gone)
        parts.append(_("Authorised before and now in none: %(names)s.") % {"names": names})
    return " ".join(parts)


def summaries(data: ChartData[LagRow]) -> list[tuple[Any, LagSummary]]:
    """Each country with its lags in a few numbers."""
    return [(country, summarise(row.lag for row in data.of(country))) for country in data.countries]


def lag_headline(data: ChartData[LagRow]) -> str:
    """Where the median wait is shortest and longest."""
    medians = {c.name: s.median for c, s in summaries(data) if s.median is not None}
    if not medians:
        return _("No access lag to reckon")
    low, high = min(medians.values()), max(medians.values())
    if len(medians) == 1:
        [name] = medians
        return _("Median access lag: %(months)s months (%(country)s)") % {"months": plain(low), "country": name}
    if low == high:
        return _("Median access lag: %(months)s months in each of these countries") % {"months": plain(low)}
    return _("Median access lag: from %(low)s months (%(first)s) to %(high)s (%(last)s)") % {
        "low": plain(low),
        "first": listed(name for name, median in medians.items() if median == low),
        "high": plain(high),
        "last": listed(name for name, median in medians.items() if median == high),
    }


def lag_description(data: ChartData[LagRow]) -> str:
    """The median of each country, and how many were not found or not looked up there."""
    lines = []
    for country, summary in summaries(data):
        median = _("no median") if summary.median is None else _("median %(m)s months") % {"m": plain(summary.median)}
        lines.append(
            _("%(country)s: %(median)s of %(counted)s, %(never)s not found, %(unlooked)s not looked up")
            % {
                "country": country.name,
                "median": median,
                "counted": summary.counted,
                "never": summary.never,
                "unlooked": summary.unlooked,
            }
        )
    intro = _("Dots, one for each gene therapy and country: months after its first authorisation anywhere.")
    return f"{intro} {'; '.join(lines)}."


def by_modality(data: ChartData[ModalityRow]) -> dict[str, dict[str, int]]:
    """The number of therapies by modality and country's name."""
    found: dict[str, dict[str, int]] = {}
    for row in data.rows:
        found.setdefault(row.label, {})[row.country.name] = len(row.therapies)
    return found


def modality_headline(data: ChartData[ModalityRow]) -> str:
    """Which modality is the commonest in how many countries."""
    counts = by_modality(data)
    leads = {
        label: sum(0 < number == max(other[name] for other in counts.values()) for name, number in by_country.items())
        for label, by_country in counts.items()
    }
    if not any(leads.values()):
        return _("No gene therapy is authorised in these countries")
    label, number = max(leads.items(), key=lambda item: item[1])
    if len(data.countries) == 1:
        country = data.countries[0].name
        return _("Commonest kind of gene therapy (%(country)s): %(label)s") % {"country": country, "label": label}
    return _("Commonest kind of gene therapy in %(number)s of %(total)s countries: %(label)s") % {
        "label": label,
        "number": number,
        "total": len(data.countries),
    }


def modality_description(data: ChartData[ModalityRow]) -> str:
    """Each modality with its countries."""
    lines = [
        f"{label}: {ranked({name: number for name, number in found.items() if number})}"
        for label, found in by_modality(data).items()
    ]
    intro = _("Bars: gene therapies authorised on %(day)s by modality and country.") % {"day": on_day(data.day)}
    return f"{intro} {'; '.join(lines)}."


def milestones_headline(data: ChartData[Event]) -> str:
    """How many events, between which years, and the year with most if one stands out."""
    if not data.rows:
        return _("No events")
    first, last = data.rows[0].year, data.rows[-1].year
    count = ngettext("%(number)s event", "%(number)s events", len(data.rows)) % {"number": len(data.rows)}
    if first == last:
        return _("%(events)s in %(year)s") % {"events": count, "year": first}
    span = _("%(events)s from %(first)s to %(last)s") % {"events": count, "first": first, "last": last}
    busiest = leaders(Counter(str(event.year) for event in data.rows))
    return span if len(busiest) > 1 else _("%(span)s; most in %(year)s") % {"span": span, "year": busiest[0]}


def milestones_description(data: ChartData[Event]) -> str:
    """How many events in each country, and the first and last of all."""
    counts = {c.name: sum(c in event.countries for event in data.rows) for c in data.countries}
    kinds = {kind: sum(event.kind is kind for event in data.rows) for kind in EventKind}
    parts = [
        _("Timeline, a row for each country: %(milestones)s milestones, %(others)s steps of authorisations.")
        % {"milestones": kinds[EventKind.MILESTONE], "others": len(data.rows) - kinds[EventKind.MILESTONE]},
        _("Events: %(counts)s.") % {"counts": ranked(counts)},
    ]
    if data.rows:
        first, last = data.rows[0], data.rows[-1]
        parts.append(_("First: %(date)s, %(title)s.") % {"date": in_words(first.date), "title": first.title})
        parts.append(_("Latest: %(date)s, %(title)s.") % {"date": in_words(last.date), "title": last.title})
    return " ".join(parts)


def map_headline(data: ChartData[PlaceRow]) -> str:
    """How many countries and therapies."""
    authorised = {therapy.pk for row in data.rows for therapy in row.therapies}
    if len(data.countries) == 1:
        country = data.countries[0].name
        return _("Gene therapies authorised: %(country)s, %(number)s") % {"country": country, "number": len(authorised)}
    return _("%(therapies)s gene therapies are authorised in at least one of these %(countries)s countries") % {
        "therapies": len(authorised),
        "countries": len(data.countries),
    }


def map_description(data: ChartData[PlaceRow]) -> str:
    """The number beside each marker."""
    counts = {row.country.name: len(row.therapies) for row in data.rows}
    return _("World map, land outline without borders, with a marker and the number of gene therapies: %(counts)s.") % {
        "counts": ranked(counts)
    }
