"""The matrix as a picture made of text: year, state and payer in two or three words; absence once a row. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countries.domain.authorisation import ENDED_STATUSES, Standing, StandingKind
from countries.domain.funding import PAID, FundingStanding
from countries.domain.looking import telling
from countries.domain.matrix import AccessCell, TherapyRow
from countries.domain.shapes import Country, LookThrough, Therapy

YEARS_BACK = 10
FEW = 2
NOT_PAID = ("refused", "not-funded", "under-assessment")


class Fill(StrEnum):
    """How a cell is drawn; the same is said in words."""

    FULL = "full"
    CONDITIONAL = "conditional"
    ENDED = "ended"
    UNCLEAR = "unclear"
    NONE = "none"


FILLS = {
    StandingKind.AUTHORISED: Fill.FULL,
    StandingKind.CONDITIONAL: Fill.CONDITIONAL,
    StandingKind.ENDED: Fill.ENDED,
    StandingKind.UNCLEAR: Fill.UNCLEAR,
    StandingKind.NEVER: Fill.NONE,
}


@dataclass(frozen=True)
class PictureCell:
    """One therapy in one country, drawn; with `months` it tells the access lag."""

    cell: AccessCell
    months: bool = False

    @property
    def country(self) -> Country:
        """Where."""
        return self.cell.country

    @property
    def fill(self) -> Fill:
        """How it is drawn."""
        return FILLS[self.cell.standing.kind]

    @property
    def anchor(self) -> str:
        """The place on the therapy's page where its sources are."""
        return self.cell.standing.licence.slug

    @property
    def year(self) -> str:
        """The year that counts: of the licence, of its end, of what a lag ends with; empty where no source has it."""
        if self.months:
            return str(self.cell.lag.here)[:4]
        standing = self.cell.standing
        return (standing.until if standing.kind is StandingKind.ENDED else standing.since)[:4]

    @property
    def state(self) -> str:
        """The licence, or the lag, in a word or two."""
        return self.cell.lag.words if self.months else state_word(self.cell.standing)

    @property
    def payer(self) -> str:
        """What the public payer does; empty where there is nothing to pay for."""
        if self.months or not (self.cell.funding.is_known or self.cell.standing.is_authorised):
            return ""
        return payer_word(self.cell.funding)

    @property
    def supply(self) -> str:
        """What a reader must know of a licence under which nothing can be had."""
        supply = self.cell.supply
        return supply.words if supply and supply.is_over and not self.months else ""

    @property
    def absence(self) -> str:
        """`not found` in a register, or `not looked up`."""
        return absence_word(self.cell.standing)


def state_word(standing: Standing) -> str:
    """`full`, `conditional`, `withdrawn` ...; `licensed` where nobody knows whether conditions attach."""
    if standing.kind is StandingKind.AUTHORISED:
        return _("full") if standing.is_condition_known else _("licensed")
    if standing.kind is StandingKind.ENDED:
        has_status = standing.licence.status in ENDED_STATUSES
        return standing.licence.get_status_display() if has_status else _("no longer valid")
    return _("conditional") if standing.kind is StandingKind.CONDITIONAL else _("not known")


def payer_word(funding: FundingStanding) -> str:
    """The best decision for any use in two words, or what is known of its absence."""
    state = funding.state
    if state in PAID and any(decision.decision in NOT_PAID for decision in funding.decisions):
        return _("paid for some uses")
    if state:
        return {
            "funded": _("paid"),
            "funded-with-conditions": _("paid on terms"),
            "time-limited-fund": _("paid by a fund"),
            "individual": _("paid case by case"),
            "under-assessment": _("payer deciding"),
            "refused": _("not paid"),
            "not-funded": _("not paid"),
        }.get(state, _("payment ended"))
    if funding.decisions or funding.is_unclear:
        return _("payer not known")
    return _("no payer decision found") if funding.look_throughs else _("payer not looked up")


def absence_word(standing: Standing) -> str:
    """How it is known that there is no licence."""
    if any(look.is_pending for look in standing.look_throughs):
        return _("under review")
    return _("not found") if standing.look_throughs else _("not looked up")


@dataclass(frozen=True)
class LookedThrough:
    """A country whose register was looked through, and the time that tells most."""

    country: Country
    look_through: LookThrough


@dataclass(frozen=True)
class PictureRow:
    """One therapy across the countries shown."""

    therapy: Therapy
    cells: tuple[PictureCell, ...]

    @property
    def absent(self) -> list[PictureCell]:
        """Where it is not licensed, and never was."""
        return [cell for cell in self.cells if cell.fill is Fill.NONE]

    @property
    def looked_through(self) -> list[LookedThrough]:
        """Where somebody looked for it."""
        looks = ((cell.country, telling(cell.cell.standing.look_throughs)) for cell in self.absent)
        return [LookedThrough(country, look) for country, look in looks if look]

    @property
    def not_found(self) -> list[LookedThrough]:
        """Where its absence has a witness."""
        return [found for found in self.looked_through if not found.look_through.is_pending]

    @property
    def under_review(self) -> list[LookedThrough]:
        """Where an application for it waits for a decision."""
        return [found for found in self.looked_through if found.look_through.is_pending]

    @property
    def not_looked_up(self) -> str:
        """Where nobody looked: by name where that is short, else `elsewhere`; empty if everywhere somebody did."""
        names = [cell.country.name for cell in self.absent if not cell.cell.standing.look_throughs]
        if len(names) > FEW:
            return _("not looked up elsewhere") if len(names) < len(self.cells) else _("not looked up anywhere")
        return _("not looked up in %(countries)s") % {"countries": ", ".join(names)} if names else ""


@dataclass(frozen=True)
class AreaRows:
    """The therapies of one field of medicine."""

    slug: str
    name: str
    rows: tuple[PictureRow, ...]


def areas(
    rows: Iterable[TherapyRow], names: Iterable[tuple[str, object]], shown: Sequence[Country], *, months: bool = False
) -> list[AreaRows]:
    """The rows under the names of their areas, in the order of `names`; columns are the countries `shown`."""
    wanted = {country.pk for country in shown}
    found: dict[str, list[PictureRow]] = {}
    for row in rows:
        cells = tuple(PictureCell(cell, months) for cell in row.cells if cell.country.pk in wanted)
        found.setdefault(row.therapy.disease_area, []).append(PictureRow(row.therapy, cells))
    return [AreaRows(slug, str(name), tuple(found[slug])) for slug, name in names if slug in found]


def looked_through(found: Iterable[AreaRows]) -> list[LookThrough]:
    """The registers that rows name, each once."""
    rows = (row for area in found for row in area.rows)
    return list(dict.fromkeys(found.look_through for row in rows for found in row.not_found))


def reach(rows: Sequence[TherapyRow], shown: Sequence[Country]) -> str:
    """How far the therapies have come in the countries shown, as a sentence; empty where there is nothing to tell."""
    total, wanted = len(rows), {country.pk for country in shown}
    if not total or len(wanted) < FEW:
        return ""
    places = [sum(country.pk in wanted for country in row.authorised_in) for row in rows]
    everywhere, one, nowhere = places.count(len(wanted)), places.count(1), places.count(0)
    first = ngettext(
        "Of %(total)s therapy %(everywhere)s is known to be licensed in all %(countries)s countries",
        "Of %(total)s therapies %(everywhere)s are known to be licensed in all %(countries)s countries",
        total,
    )
    if total > 1 and everywhere == 1:
        first = _("Of %(total)s therapies %(everywhere)s is known to be licensed in all %(countries)s countries")
    rest = _("%(several)s in some, %(one)s in one, %(nowhere)s in none")
    numbers = {
        "total": total,
        "everywhere": everywhere,
        "countries": len(wanted),
        "several": total - everywhere - one - nowhere,
        "one": one,
        "nowhere": nowhere,
    }
    return f"{first % numbers}, {rest % numbers}."


def steps_back(today: date) -> list[date]:
    """The same day of each of the last ten years, the earliest first; the last of February where there is no other."""
    years = range(today.year - YEARS_BACK, today.year)
    is_leap_day = (today.month, today.day) == (2, 29)
    return [today.replace(year=year, day=28) if is_leap_day else today.replace(year=year) for year in years]
