"""A disease's page as data: its therapies by country, the chosen country first. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countries.domain.answers import (
    About,
    Sentence,
    application,
    authorised,
    covers,
    decision_words,
    headline,
    is_named,
    of_therapy,
    pending,
    place,
    price_words,
)
from countries.domain.authorisation import ORDER, AccessMap, StandingKind
from countries.domain.matrix import AccessCell, make_rows
from countries.domain.shapes import Country, Decision, Disease, Therapy
from countries.domain.supply import SupplyKind
from gtlead.records.clock import today
from gtlead.sources.bibliography import Bibliography, Citation

RELATED = 6
MOST_TOLD = 12  # therapies in the answer for a country; the list by country has all
MOST_PENDING = 12


@dataclass(frozen=True)
class TherapyForDisease:
    """One therapy in one country; `covers` is None where the record does not say that its licence names the disease."""

    therapy: Therapy
    cell: AccessCell
    covers: bool | None
    citations: Sequence[Citation] = ()

    def sentences(self, disease: Disease, about: Sequence[About] = ()) -> list[Sentence]:
        """What is said of it for the disease: decisions on its other uses are not, and no day that is another use's."""
        if len(self.therapy.diseases.all()) == 1:
            return of_therapy(self.cell, self.therapy.brand, about)
        kept = tuple(d for d in self.cell.funding.decisions if not self.is_for_another(disease, d.indication))
        said = of_therapy(
            replace(self.cell, funding=replace(self.cell.funding, decisions=kept)), self.therapy.brand, about
        )
        if self.cell.standing.is_authorised and self.cell.standing.since:
            names = {"brand": self.therapy.brand, "disease": disease.name}
            words = _("%(brand)s has several uses; it may cover %(disease)s since a later day, not in the atlas.")
            said.append(Sentence(words % names))
        return said

    def is_for_another(self, disease: Disease, use: str) -> bool:
        """Whether a use names another disease of the therapy and not this one."""
        others = [other for other in self.therapy.diseases.all() if other.pk != disease.pk]
        return not is_named(disease, use) and any(is_named(other, use) for other in others)

    @property
    def indications(self) -> list[str]:
        """For whom, in the words of the licences that hold there."""
        return [a.indication for a in self.cell.standing.authorisations if a.indication]

    @property
    def register(self) -> str:
        """The entry in the official register."""
        return next((a.register_url for a in self.cell.standing.authorisations if a.register_url), "")

    @property
    def supply(self) -> str:
        """Whether it can be had; "" where it is not authorised or nobody looked."""
        supply = self.cell.standing.supply_on(today())
        return supply.words if supply and supply.kind is not SupplyKind.UNKNOWN else ""

    @property
    def waits(self) -> str:
        """The application that waits for a decision."""
        return self.cell.standing.words

    @property
    def payers(self) -> list[str]:
        """What payers decided."""
        return [decision_words(d) for d in self.cell.funding.decisions if d.decision != "not-known"]

    @property
    def prices(self) -> list[str]:
        """What it costs there."""
        return [price_words(d) for d in self.cell.funding.decisions if d.price is not None]


@dataclass(frozen=True)
class CountryPart:
    """A country with the therapies that were ever authorised there, and those whose application is `waiting`."""

    country: Country
    therapies: Sequence[TherapyForDisease]
    disease: Disease
    waiting: Sequence[TherapyForDisease] = ()

    @property
    def headline(self) -> str:
        """`Authorised.` and its kin; "" where there is no record."""
        return headline(here.cell.standing.kind for here in self.therapies if here.covers)

    def sentences(self, about: Sequence[About] = ()) -> list[Sentence]:
        """The answer for this country, from facts."""
        names = {"disease": self.disease.name, "place": place(self.country)}
        sure = [here for here in self.therapies if here.covers]
        unsure = [here for here in self.therapies if not here.covers and here.cell.standing.is_authorised]
        told = [*sure, *unsure, *self.waiting]
        said = [sentence for here in sure[:MOST_TOLD] for sentence in here.sentences(self.disease, about)]
        if not sure:
            none = _("No authorisation of a gene therapy for %(disease)s in %(place)s is in the atlas.")
            said = [Sentence(none % names)]
        for here in told[len(sure) : MOST_TOLD]:
            if here.cell.standing.is_authorised:
                words = authorised(here.cell, here.therapy.brand)
                open_words = _("Its record does not say whether the licence covers %(disease)s.") % names
                said.append(Sentence(f"{words.words} {open_words}", words.facts))
            else:
                said.append(pending(here.cell, here.therapy.brand))
        if (more := len(told) - MOST_TOLD) > 0:
            sentence = ngettext(
                "%(number)s more stands in the list by country.", "%(number)s more stand in the list by country.", more
            )
            said.append(Sentence(sentence % {"number": more}))
        if About.PENDING in about and not (sure or self.waiting):
            none = _("No application for a gene therapy for %(disease)s in %(place)s is on file.")
            said.insert(0, Sentence(none % names))
        return said


@dataclass(frozen=True)
class DiseasePage:
    """All that the page shows; the bibliography has numbered every source cited on it."""

    disease: Disease
    day: date
    parts: Sequence[CountryPart]
    chosen: CountryPart | None
    waiting: Sequence[tuple[Country, TherapyForDisease]]
    pending: Sequence[Decision]
    more_pending: int
    related: Sequence[Disease]
    bibliography: Bibliography

    @property
    def has_therapy(self) -> bool:
        """Whether any therapy of the atlas points to the disease."""
        return bool(self.disease.therapies.all())

    @property
    def is_pending(self) -> bool:
        """Whether anything asked of a regulator or payer waits for a decision."""
        return bool(self.pending or self.waiting)

    @property
    def citations(self) -> Sequence[Citation]:
        """The sources of the chosen country's answer."""
        said = self.chosen.sentences() if self.chosen else []
        return self.bibliography.cite(dict.fromkeys(source for one in said for source in one.sources))


type Row = tuple[CountryPart, TherapyForDisease | None]


def country_parts(disease: Disease, countries: Iterable[Country], access: AccessMap) -> list[CountryPart]:
    """For each country, in its order, what was ever authorised there for the disease."""
    listed = list(countries)
    parts: dict[int, list[TherapyForDisease]] = {country.pk: [] for country in listed}
    waiting: dict[int, list[TherapyForDisease]] = {country.pk: [] for country in listed}
    for row in make_rows(disease.therapies.all(), listed, access):
        for cell in row.cells:
            if cell.standing.kind is not StandingKind.NEVER:
                known = covers(row.therapy, disease, cell.standing.authorisations)
                parts[cell.country.pk].append(TherapyForDisease(row.therapy, cell, known))
            elif application(cell):
                waiting[cell.country.pk].append(TherapyForDisease(row.therapy, cell, None))
    for here in parts.values():
        here.sort(key=lambda one: ORDER[one.cell.standing.kind])
    return [CountryPart(country, parts[country.pk], disease, waiting[country.pk]) for country in listed]


def chosen_first(countries: Iterable[Country], chosen: str) -> list[Country]:
    """The countries in their order, that of this slug before the others."""
    return sorted(countries, key=lambda country: country.slug != chosen)


def available_first(parts: Iterable[CountryPart], chosen: str) -> list[CountryPart]:
    """The parts in their order: the chosen country's, those where a therapy is authorised, the others."""

    def place_of(part: CountryPart) -> tuple[bool, bool]:
        is_available = any(here.cell.standing.is_authorised for here in part.therapies)
        return part.country.slug != chosen, not is_available

    return sorted(parts, key=place_of)


def rows_of(parts: Iterable[CountryPart]) -> list[Row]:
    """Each therapy of each part; a part without therapies is a row too."""
    rows: list[Row] = []
    for part in parts:
        rows += [(part, here) for here in part.therapies] or [(part, None)]
    return rows


def parts_of(rows: Iterable[Row]) -> list[CountryPart]:
    """The parts with those of their therapies that are among the rows."""
    found: dict[int, tuple[CountryPart, list[TherapyForDisease]]] = {}
    for part, here in rows:
        _part, listed = found.setdefault(part.country.pk, (part, []))
        listed += [here] if here else []
    return [replace(part, therapies=listed) for part, listed in found.values()]


def make_disease_page(
    *,
    disease: Disease,
    parts: Sequence[CountryPart],
    shown: Iterable[CountryPart],
    day: date,
    others: Iterable[Disease],
    is_chosen: bool,
) -> DiseasePage:
    """The page of the parts `shown`, of which the first may be chosen, its sources numbered in the order of reading."""
    bibliography = Bibliography()
    bibliography.cite_facts([disease])
    listed = [
        replace(
            part, therapies=[replace(here, citations=bibliography.cite(here.cell.sources)) for here in part.therapies]
        )
        for part in shown
    ]
    asked = [(part.country, here) for part in parts for here in part.waiting]
    waits = [
        (country, replace(here, citations=bibliography.cite(look.cited)))
        for country, here in asked[:MOST_PENDING]
        if (look := application(here.cell))
    ]
    decisions = [d for therapy in disease.therapies.all() for d in therapy.funding.all()]
    waiting = [decision for decision in decisions if decision.decision == "under-assessment"]
    shown_decisions = waiting[: MOST_PENDING - len(waits)]
    related = [other for other in others if other.area == disease.area and other.pk != disease.pk]
    same_gene = [o for o in related if disease.target and o.target == disease.target]
    return DiseasePage(
        disease=disease,
        day=day,
        parts=listed,
        chosen=parts[0] if is_chosen else None,
        waiting=waits,
        pending=bibliography.cite_facts(shown_decisions),
        more_pending=len(asked) + len(waiting) - len(waits) - len(shown_decisions),
        related=list(dict.fromkeys([*same_gene, *related]))[:RELATED],
        bibliography=bibliography,
    )
