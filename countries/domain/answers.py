"""Answers in sentences, made from facts and nothing else: each names the records it rests on. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from countries.domain.authorisation import StandingKind
from countries.domain.looking import absence_in_words, telling
from countries.domain.matrix import AccessCell
from countries.domain.shapes import Authorisation, Country, Decision, Disease, LookThrough, Therapy
from countries.domain.supply import SupplyKind
from gtlead.records.clock import today
from gtlead.records.dates import in_words
from gtlead.records.search import normalise
from gtlead.sources.bibliography import Fact
from gtlead.sources.shapes import Document
from gtlead.sources.witness import in_order


class About(StrEnum):
    """What may be asked of a therapy or disease in a country."""

    AUTHORISED = "authorised"
    SINCE = "since"
    AVAILABLE = "available"
    PAYER = "payer"
    PRICE = "price"
    PENDING = "pending"
    TRIAL = "trial"


@dataclass(frozen=True)
class Sentence:
    """Words with the facts that carry them; none means that the atlas has no record."""

    words: str
    facts: tuple[Fact, ...] = ()

    @property
    def sources(self) -> list[Document]:
        """The sources of those facts, each once, the best witness first."""
        return in_order(dict.fromkeys(source for fact in self.facts for source in fact.cited))


def place(country: Country) -> str:
    """The country after “in”: some names take an article."""
    return f"the {country.name}" if country.name.startswith("United ") else str(country.name)


def is_named(disease: Disease, text: str) -> bool:
    """Whether a text names the disease by any of its names."""
    haystack = f" {normalise(text)} "
    return any(f" {normalise(name)} " in haystack for name in disease.names)


def covers(therapy: Therapy, disease: Disease, authorisations: Iterable[Authorisation]) -> bool | None:
    """Whether a licence of the therapy holds for the disease; None where its record does not say."""
    if len(therapy.diseases.all()) == 1:
        return True
    return True if any(is_named(disease, a.indication) for a in authorisations) else None


def authorised(cell: AccessCell, brand: str) -> Sentence:
    """Whether and since when it is authorised there."""
    standing, names = cell.standing, {"brand": brand, "place": place(cell.country)}
    facts = tuple(standing.authorisations)
    if application(cell):
        return pending(cell, brand)
    if standing.kind is StandingKind.NEVER and standing.look_throughs:
        said = {**names, "looked": standing.words}
        return Sentence(_("%(brand)s in %(place)s: %(looked)s.") % said, tuple(standing.look_throughs))
    if standing.kind is StandingKind.NEVER:
        return Sentence(_("No authorisation of %(brand)s in %(place)s is in the atlas.") % names)
    if standing.kind is StandingKind.UNCLEAR:
        return Sentence(_("Whether %(brand)s is authorised in %(place)s today is not known.") % names, facts)
    if standing.kind is StandingKind.ENDED:
        end = standing.ended_words
        return Sentence(_("%(brand)s is no longer authorised in %(place)s: %(end)s.") % {**names, "end": end}, facts)
    since = {**names, "since": in_words(standing.since)} if standing.since else names
    if standing.kind is StandingKind.CONDITIONAL:
        words = (
            _("In %(place)s, %(brand)s has been authorised under conditions since %(since)s.")
            if standing.since
            else _("In %(place)s, %(brand)s is authorised under conditions; the date is not known.")
        )
    else:
        words = (
            _("In %(place)s, %(brand)s has been authorised since %(since)s.")
            if standing.since
            else _("In %(place)s, %(brand)s is authorised; the date is not known.")
        )
    return Sentence(words % since, facts)


def paid(cell: AccessCell, brand: str) -> Sentence:
    """What the public payer decided there."""
    names = {"brand": brand, "place": place(cell.country)}
    known = [d for d in cell.funding.decisions if d.decision != "not-known"]
    if not known:
        words = _("What the public payer of %(place)s decided on %(brand)s: %(said)s.")
        facts = (*cell.funding.decisions, *cell.funding.past, *cell.funding.look_throughs)
        return Sentence(words % {**names, "said": cell.funding.words}, facts)
    said = "; ".join(dict.fromkeys(map(decision_words, known)))
    return Sentence(_("Public payer in %(place)s: %(said)s.") % {**names, "said": said}, tuple(known))


def decision_words(decision: Decision) -> str:
    """A decision in a line: what, by whom, when."""
    use = f" ({decision.indication})" if decision.indication else ""
    parts = [
        f"{decision.get_decision_display()}{use}",
        decision.payer,
        in_words(decision.date) if decision.date else "",
    ]
    return ", ".join(part for part in parts if part)


def priced(cell: AccessCell, brand: str) -> Sentence:
    """The price there, as published."""
    names = {"brand": brand, "place": place(cell.country)}
    known = [decision for decision in cell.funding.decisions if decision.price is not None]
    if not known:
        return Sentence(_("A price of %(brand)s in %(place)s is not known.") % names)
    said = "; ".join(price_words(decision) for decision in known)
    return Sentence(_("%(brand)s in %(place)s: %(said)s.") % {**names, "said": said}, tuple(known))


def price_words(decision: Decision) -> str:
    """A price with its currency, kind and year."""
    amount = f"{decision.price:,.2f}".removesuffix(".00")
    unit = f" {decision.get_price_unit_display()}" if decision.price_unit else ""
    return f"{amount} {decision.currency}{unit} ({decision.get_price_kind_display()}, {decision.price_year})"


def pending(cell: AccessCell, brand: str) -> Sentence:
    """What has been asked of the regulator or the payer and is not decided."""
    names = {"brand": brand, "place": place(cell.country)}
    waiting = tuple(d for d in cell.funding.decisions if d.decision == "under-assessment")
    look = application(cell)
    said = [absence_in_words([look])] if look else []
    said += [decision_words(decision) for decision in waiting]
    if not said:
        return Sentence(_("No application for %(brand)s in %(place)s is on file that waits for a decision.") % names)
    words = _("Pending for %(brand)s in %(place)s: %(said)s.")
    return Sentence(words % {**names, "said": "; ".join(said)}, (*filter(None, [look]), *waiting))


def application(cell: AccessCell) -> LookThrough | None:
    """Where an application for a licence was found that waits for a decision; None where none is on file."""
    look = telling(cell.standing.look_throughs) if cell.standing.kind is StandingKind.NEVER else None
    return look if look and look.is_pending else None


def available(cell: AccessCell, brand: str) -> Sentence:
    """Supply is another question than the licence."""
    names = {"brand": brand, "place": place(cell.country)}
    supply = cell.standing.supply_on(today())
    if supply and supply.kind is not SupplyKind.UNKNOWN:
        words = _("Supply of %(brand)s in %(place)s: %(supply)s.") % {**names, "supply": supply.words}
        return Sentence(words, (cell.standing.licence,))
    return Sentence(_("Whether %(brand)s can be had in %(place)s today is not in the atlas.") % names)


def tried(cell: AccessCell, brand: str) -> Sentence:
    """Trials are not kept by therapy and country."""
    names = {"brand": brand, "place": place(cell.country)}
    return Sentence(_("Trials of %(brand)s in %(place)s are not listed in the atlas.") % names)


LEADS: dict[About, tuple[Callable[[AccessCell, str], Sentence], ...]] = {
    About.AUTHORISED: (authorised, paid),
    About.SINCE: (authorised,),
    About.AVAILABLE: (authorised, paid, available),
    About.PAYER: (paid, authorised),
    About.PRICE: (priced, authorised),
    About.PENDING: (pending, authorised),
    About.TRIAL: (tried, authorised),
}


def of_therapy(cell: AccessCell, brand: str, about: Sequence[About] = ()) -> list[Sentence]:
    """The answer on one therapy in one country, what was asked for first."""
    asked = dict.fromkeys(make for one in (about or (About.AUTHORISED,)) for make in LEADS[one])
    return list(dict.fromkeys(make(cell, brand) for make in asked))


def across(cells: Sequence[AccessCell], brand: str, about: Sequence[About] = ()) -> list[Sentence]:
    """The answer on one therapy in all countries, what was asked for first."""
    asked = dict.fromkeys(ACROSS.get(one, standings_across) for one in (about or (About.AUTHORISED,)))
    return [make(cells, brand) for make in dict.fromkeys((*asked, standings_across))]


def standings_across(cells: Sequence[AccessCell], brand: str) -> Sentence:
    """Where it is or was authorised and since when."""
    here = [cell for cell in cells if cell.standing.kind is not StandingKind.NEVER]
    elsewhere = [place(cell.country) for cell in cells if cell not in here]
    if not here:
        return Sentence(_("No authorisation of %(brand)s is in the atlas.") % {"brand": brand})
    said = "; ".join(f"{place(cell.country)}: {cell.standing.words}" for cell in here)
    names = {"brand": brand, "said": said, "elsewhere": listed(elsewhere)}
    words = (
        _("%(brand)s by country – %(said)s. No authorisation is in the atlas for %(elsewhere)s.")
        if elsewhere
        else _("%(brand)s by country – %(said)s.")
    )
    return Sentence(words % names, tuple(fact for cell in here for fact in cell.standing.authorisations))


def payers_across(cells: Sequence[AccessCell], brand: str) -> Sentence:
    """What public payers decided, where that is known."""
    here = [cell for cell in cells if cell.funding.is_known]
    said = "; ".join(f"{place(cell.country)}: {cell.funding.words}" for cell in here)
    words = _("Public payers on %(brand)s – %(said)s.") if here else _("No payer’s decision on %(brand)s is known.")
    facts = tuple(fact for cell in here for fact in (*cell.funding.decisions, *cell.funding.past))
    return Sentence(words % {"brand": brand, "said": said}, facts)


def prices_across(cells: Sequence[AccessCell], brand: str) -> Sentence:
    """The prices as published, in the currency of each country."""
    known = [(cell, decision) for cell in cells for decision in cell.funding.decisions if decision.price is not None]
    said = "; ".join(f"{place(cell.country)}: {price_words(decision)}" for cell, decision in known)
    words = _("Prices of %(brand)s – %(said)s.") if known else _("A price of %(brand)s is not known.")
    return Sentence(words % {"brand": brand, "said": said}, tuple(decision for _cell, decision in known))


ACROSS: dict[About, Callable[[Sequence[AccessCell], str], Sentence]] = {
    About.PAYER: payers_across,
    About.PRICE: prices_across,
}


def listed(texts: Iterable[str]) -> str:
    """`a, b and c`; of nothing “none”."""
    *most, last = list(texts) or [_("none")]
    return _("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last} if most else last


def counted(country: Country, cells: Sequence[tuple[str, AccessCell]]) -> Sentence:
    """How many therapies are authorised in a country, and which; `cells` with the brand of each."""
    here = [(brand, cell) for brand, cell in cells if cell.standing.is_authorised]
    words = ngettext(
        "%(number)d gene therapy of the atlas is authorised in %(place)s: %(brands)s.",
        "%(number)d gene therapies of the atlas are authorised in %(place)s: %(brands)s.",
        len(here),
    )
    if not here:
        words = _("No authorisation of a gene therapy in %(place)s is in the atlas.")
    brands = listed(brand for brand, _cell in here)
    facts = tuple(fact for _brand, cell in here for fact in cell.standing.authorisations)
    return Sentence(words % {"number": len(here), "place": place(country), "brands": brands}, facts)


HEADLINES = {
    StandingKind.AUTHORISED: _l("Authorised."),
    StandingKind.CONDITIONAL: _l("Authorised on conditions."),
    StandingKind.UNCLEAR: _l("Not known."),
    StandingKind.ENDED: _l("No longer authorised."),
}


def headline(kinds: Iterable[StandingKind]) -> str:
    """The closed set of headlines, of the best standing; "" where there is no record."""
    found = set(kinds)
    return next((str(words) for kind, words in HEADLINES.items() if kind in found), "")
