"""What each chart says, computed from its rows: its alternative text. Pure."""

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from countries.charts.data import ChartData, LagRow, ModalityRow, PlaceRow, Step
from countries.domain.answers import listed
from countries.domain.authorisation import StandingKind
from countries.domain.lag import LagSummary, plain, summarise
from countries.domain.matrix import TherapyRow
from countries.domain.shapes import Country
from countries.domain.timeline import Event, EventKind
from gtlead.records.dates import in_words


def on_day(day: date) -> str:
    """A full date."""
    return date_format(day, "j F Y")


def ranked(counts: Mapping[str, int]) -> str:
    """`Japan 12, Germany 9`: most first, then as given."""
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items(), key=lambda item: -item[1]))


def authorised_now(data: ChartData[Step]) -> dict[str, int]:
    """How many therapies are authorised in each country on the day, by its name; where nobody knows is left out."""
    unknown = {country.pk for country, _therapy in data.unknown}
    steps = {country.name: data.of(country) for country in data.countries}
    known = (c.name for c in data.countries if steps[c.name] or c.pk not in unknown)
    return {name: steps[name][-1].number if steps[name] else 0 for name in known}


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


def matrix_description(data: ChartData[TherapyRow]) -> str:
    """How many are authorised in each country, which everywhere, which nowhere any more."""
    counts = {c.name: sum(c in row.authorised_in for row in data.rows) for c in data.countries}
    gone = [row for row in data.rows if not row.authorised_in and row.countries_where(StandingKind.ENDED)]
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


def summaries(data: ChartData[LagRow]) -> list[tuple[Country, LagSummary]]:
    """Each country with its lags in a few numbers."""
    return [(country, summarise(row.lag for row in data.of(country))) for country in data.countries]


def lag_description(data: ChartData[LagRow]) -> str:
    """The median of each country, and how many were not found or not looked up there."""
    lines = []
    for country, summary in summaries(data):
        found = _("no median") if summary.median is None else _("median %(m)s months") % {"m": plain(summary.median)}
        lines.append(
            _("%(country)s: %(median)s of %(counted)s, %(never)s not found, %(unlooked)s not looked up")
            % {
                "country": country.name,
                "median": found,
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


def modality_description(data: ChartData[ModalityRow]) -> str:
    """Each modality with its countries."""
    lines = [
        f"{label}: {ranked({name: number for name, number in found.items() if number})}"
        for label, found in by_modality(data).items()
    ]
    intro = _("Bars: gene therapies authorised on %(day)s by modality and country.") % {"day": on_day(data.day)}
    return f"{intro} {'; '.join(lines)}."


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


def map_description(data: ChartData[PlaceRow]) -> str:
    """The number beside each marker."""
    counts = {row.country.name: len(row.therapies) for row in data.rows if row.is_known}
    text = _("World map, land outline without borders, with a marker and the number of gene therapies: %(counts)s.") % {
        "counts": ranked(counts)
    }
    if unlooked := [row.country.name for row in data.rows if not row.is_known]:
        text += " " + _("Not looked up: %(countries)s.") % {"countries": ", ".join(unlooked)}
    return text
