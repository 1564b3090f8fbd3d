"""What a register has and the atlas has not, as drafts: nothing that the register does not say is filled in."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import batched, count
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.text import slugify
from django.utils.translation import gettext as _

from countries.domain.trials import names_of_diseases, phrase, text_of
from countries.models import (
    Authorisation,
    Country,
    Disease,
    Entry,
    LookThrough,
    Milestone,
    Reading,
    Register,
    Therapy,
    Trial,
)
from countries.reference_data.loading import write_history
from countries.registers.comparing import LineOutcome
from countries.registers.lines import normal
from gtlead.records.choices import State
from gtlead.records.models import Record
from gtlead.review.models import LONGEST_REASON
from gtlead.review.saving import save_once
from gtlead.sources.models import Source
from themes.models import Theme

SAFETY_THEME = "clinical-care"
BATCH = 500
LONGEST = {"title": 500, "sponsor": 300}


def free_slug(model: type[Record], *parts: str) -> str:
    """An address that no record has yet."""
    base = slugify(" ".join(parts))[:90].strip("-") or "entry"
    taken = set(model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    return base if base not in taken else next(s for n in count(2) if (s := f"{base}-{n}") not in taken)


def save_draft(reading: Reading, record: Record, lists: Mapping[str, Sequence[object]]) -> None:
    """One entry of the history, which names the reading."""
    save_once(record, lists, user=None, reason=str(reading)[:LONGEST_REASON])


def cite(reading: Reading) -> None:
    """The register as a source, the first time; a reviewer sees it before anything that rests on it is public."""
    register = reading.register
    if register.source_id is None:
        url = register.address or register.page
        source = Source.objects.filter(url=url).first() or Source(
            slug=free_slug(Source, "register", register.slug),
            title=register.name[:1].upper() + register.name[1:],
            publisher=register.authority,
            url=url,
            kind=Source.Kind.REGULATOR if register.jurisdiction else Source.Kind.GOVERNMENT,
            standing=Source.Standing.PRIMARY,
            read_on=reading.as_of,
            state=State.IN_REVIEW,
        )
        if not source.pk:
            source._origin = str(reading)[:250]  # type: ignore[attr-defined]
            save_draft(reading, source, {})
        register.source = source
        Register.objects.filter(pk=register.pk).update(source=source)


def draft_authorisation(reading: Reading, outcome: LineOutcome) -> Authorisation:
    """The authorisation, and the therapy if we have not heard of it."""
    sources, line = [reading.register.source], outcome.line
    jurisdiction: Any = reading.register.jurisdiction
    therapy = outcome.therapy
    if therapy is None:
        name = line.names[0] if line.names else line.key
        therapy = Therapy(
            slug=free_slug(Therapy, name),
            brand=name[:120],
            inn=normal(line.names[1])[:160] if len(line.names) > 1 else "",
            developer=line.facts.get("holder", "")[:200],
            checked_on=reading.as_of,
        )
        save_draft(reading, therapy, {"sources": sources})
    draft = Authorisation(
        slug=free_slug(Authorisation, therapy.slug, jurisdiction.slug),
        therapy=therapy,
        jurisdiction=jurisdiction,
        checked_on=reading.as_of,
        **dict(line.facts) | {"status": line.facts.get("status") or Authorisation.Status.AUTHORISED},
    )
    save_draft(reading, draft, {"sources": sources})
    return draft


def draft_letter(reading: Reading, outcome: LineOutcome) -> None:
    """A letter to health professionals about a therapy of ours, as an event."""
    facts, theme = outcome.line.facts, Theme.objects.filter(slug=SAFETY_THEME).first() or Theme.objects.first()
    members = Country.objects.filter(memberships__jurisdiction=reading.register.jurisdiction)
    in_force = members.filter(memberships__valid_until=None).distinct()
    milestone = Milestone(
        slug=free_slug(Milestone, "letter", outcome.line.key),
        theme=theme,
        date=facts["date"],
        title=_("%(therapy)s: letter to health professionals") % {"therapy": outcome.therapy},
        detail=" ".join(text for text in (facts["title"], facts["detail"], outcome.line.url) if text),
        checked_on=reading.as_of,
    )
    save_draft(reading, milestone, {"sources": [reading.register.source], "countries": list(in_force)})


def draft_look_through(reading: Reading) -> None:
    """The therapies that the register has not, handed in: approved, it is the witness of their absence."""
    register = reading.register
    look = LookThrough(
        slug=free_slug(LookThrough, register.slug, reading.as_of.isoformat()),
        register=register.name,
        jurisdiction=register.jurisdiction,
        as_of=reading.as_of.isoformat(),
        looked_by=_("the program that reads registers"),
        note=_("All %(number)s entries were looked through for every name of each therapy.")
        % {"number": reading.entries},
        checked_on=reading.as_of,
        state=State.IN_REVIEW,
    )
    look._origin = str(reading)[:250]  # type: ignore[attr-defined]
    therapies = list(Therapy.objects.filter(slug__in=reading.absent))
    LookThrough.objects.waiting_of(register.name).delete()  # one that nobody looked at is out of date
    save_draft(reading, look, {"sources": [register.source], "therapies": therapies})


def country_keys(slugs: str) -> list[int]:
    """The countries as a proposal keeps them."""
    return sorted(Country.objects.filter(slug__in=slugs.split()).values_list("pk", flat=True))


class Joins:
    """Our countries by slug, and our diseases and therapies by the words that name them."""

    def __init__(self) -> None:
        self.countries = {country.slug: country for country in Country.objects.all()}
        diseases = list(Disease.objects.exclude(state="archived"))
        names = names_of_diseases(((d.name, d.medical_name), d.other_names.splitlines()) for d in diseases)
        self.diseases = list(zip(diseases, names, strict=True))
        self.meant: dict[str, set[int]] = {}  # keys of diseases by a condition: thousands of trials share some
        therapies = Therapy.objects.exclude(state="archived")
        self.therapies = [(t, phrases(t.brand, t.inn, *t.other_names.splitlines())) for t in therapies]

    def of(self, outcome: LineOutcome) -> dict[str, list[Record]]:
        """What a trial is joined to."""
        lists = outcome.line.lists
        meant = {key for condition in lists["diseases"] for key in self.diseases_meant(condition)}
        return {
            "countries": [self.countries[slug] for slug in lists["countries"] if slug in self.countries],
            "diseases": [disease for disease, _names in self.diseases if disease.pk in meant],
            "therapies": named(self.therapies, lists["therapies"]),
        }

    def diseases_meant(self, condition: str) -> set[int]:
        """The keys of the diseases that a condition is."""
        if condition not in self.meant:
            self.meant[condition] = {disease.pk for disease, names in self.diseases if names.are_in([condition])}
        return self.meant[condition]


def phrases(*names: str) -> list[str]:
    """Names as they are looked for."""
    return [found for name in names if (found := phrase(name))]


def named[One](known: Iterable[tuple[One, Iterable[str]]], texts: Iterable[str]) -> list[One]:
    """The records of which a name stands in one of the texts as whole words."""
    text = text_of(texts)
    return [record for record, names in known if any(name in text for name in names)]


def draft_trials(reading: Reading, new: list[LineOutcome]) -> None:
    """Trials that we have not, some at a time."""
    if not new:
        return
    joins = Joins()
    for batch in batched(new, BATCH, strict=False):
        keep_trials(reading, batch, joins)


def keep_trials(reading: Reading, new: Sequence[LineOutcome], joins: Joins) -> None:
    """Some trials with what they are joined to, their history and their entries."""
    trials = [
        Trial(
            slug=outcome.line.key.lower(),
            register=reading.register,
            number=outcome.line.key,
            url=outcome.line.url,
            as_of=reading.as_of,
            **{name: text[: LONGEST.get(name)] for name, text in outcome.line.facts.items()},
        )
        for outcome in new
    ]
    Trial.objects.bulk_create(trials)
    rows: dict[str, list[object]] = {"countries": [], "diseases": [], "therapies": []}
    for trial, outcome in zip(trials, new, strict=True):
        for name, records in joins.of(outcome).items():
            through = getattr(Trial, name).through
            field = getattr(Trial, name).field
            own, other = field.m2m_column_name(), field.m2m_reverse_name()
            rows[name] += [through(**{own: trial.pk, other: record.pk}) for record in records]
    for name, made in rows.items():
        getattr(Trial, name).through.objects.bulk_create(made)
    write_history(Trial, trials)
    mine = Entry.objects.filter(register=reading.register, key__in=[trial.number for trial in trials])
    same = Trial.objects.filter(register=reading.register, number=OuterRef("key"))
    mine.update(trial=Subquery(same.values("pk")[:1]))
