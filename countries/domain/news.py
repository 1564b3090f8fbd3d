"""New in gene therapy: dated facts of the last months, newest first; never when something was typed in. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from countries.domain.shapes import Authorisation, Country, Decision, Milestone, Therapy
from countries.domain.timeline import Event, EventKind
from gtlead.records.dates import first_day, last_day
from gtlead.records.search import normalise

RECENT = timedelta(days=365)
MOST = 8
YEAR = 4  # the length of a date that is no more than a year


@dataclass(frozen=True)
class News:
    """What happened where, on a partial date; `fact` is the record it comes from, with its sources."""

    date: str
    countries: tuple[Country, ...]
    title: str
    detail: str
    fact: Milestone | Authorisation | Decision
    therapies: tuple[Therapy, ...] = ()

    @property
    def url(self) -> str:
        """Where the reader finds more."""
        return str((self.therapies[0] if self.therapies else self.fact).get_absolute_url())


def make_news(events: Iterable[Event], decisions: Iterable[Decision], day: date, limit: int = MOST) -> list[News]:
    """The newest of what happened in the year before `day`, each told once and nothing that is still to come.

    A date without a month is not news. What a country's payers decided alike on one date is one line. A decision
    that came with the licence, and a milestone that tells of a licence or decision again, are left out.
    """
    listed = list(events)
    licences = [of_event(event) for event in listed if event.kind is not EventKind.MILESTONE]
    licensed = {(one.therapies[0].pk, one.date) for one in licences}
    paid: dict[tuple[int, str, str], dict[int, Decision]] = {}
    for one in decisions:
        if one.date and one.decision != "not-known" and (one.therapy_id, one.date) not in licensed:
            paid.setdefault((one.country_id, one.date, one.decision), {}).setdefault(one.therapy_id, one)
    told = [*licences, *(of_decisions(list(alike.values())) for alike in paid.values())]
    milestones = [of_event(event) for event in listed if event.kind is EventKind.MILESTONE]
    told += [one for one in milestones if not is_told(one, told)]
    recent = [
        one
        for one in told
        if one.countries and len(one.date) > YEAR and day - RECENT < last_day(one.date) and first_day(one.date) <= day
    ]
    recent.sort(key=lambda one: (last_day(one.date), one.title), reverse=True)
    return recent[:limit]


def is_told(milestone: News, told: Sequence[News]) -> bool:
    """Whether a licence or decision of that day already tells of the therapy that the milestone names."""
    words = f" {normalise(milestone.title)} "
    return any(
        one.date.startswith(milestone.date) and f" {normalise(name)} " in words
        for one in told
        if set(one.countries) & set(milestone.countries)
        for therapy in one.therapies
        for name in (therapy.brand, *therapy.other_names.splitlines())
        if name
    )


def of_event(event: Event) -> News:
    """A milestone as it is; a licence with what it is for."""
    licence = event.authorisation
    if licence is None:
        return News(event.date, event.countries, event.title, event.detail, event.fact)
    names = {"brand": licence.therapy.brand, "disease": licence.therapy.disease}
    if event.kind is EventKind.GRANTED and licence.status == "conditional":
        title = _("%(brand)s authorised under conditions: %(disease)s")
    elif event.kind is EventKind.GRANTED:
        title = _("%(brand)s authorised: %(disease)s")
    elif event.kind is EventKind.CONVERTED:
        title = _("%(brand)s: conditions of its licence lifted")
    else:
        names["status"] = licence.get_status_display()
        title = _("%(brand)s: licence %(status)s")
    return News(event.date, event.countries, title % names, "", event.fact, (licence.therapy,))


def of_decisions(alike: Sequence[Decision]) -> News:
    """What payers of a country decided alike on a date, in the words of the first record."""
    first = alike[0]
    brand = first.therapy.brand
    if len(alike) > 1:
        brand = _("%(brand)s and %(more)s more") % {"brand": brand, "more": len(alike) - 1}
    names = {"brand": brand, "decision": first.get_decision_display(), "payer": first.payer}
    title = _("%(brand)s: %(decision)s (%(payer)s)") if first.payer else _("%(brand)s: %(decision)s")
    return News(first.date, (first.country,), title % names, first.text, first, tuple(one.therapy for one in alike))
