"""Where an absence was looked for: no cell says more than somebody saw. Pure."""

from collections.abc import Iterable, Mapping, Sequence, Set

from django.utils.translation import gettext as _

from countries.domain.shapes import LookThrough, Membership
from gtlead.records.dates import first_day, in_words, last_day


def telling(look_throughs: Sequence[LookThrough]) -> LookThrough | None:
    """The look-through that tells most: the latest in which an application was found, else the latest."""
    waiting = [look for look in look_throughs if look.is_pending]
    return max(waiting or look_throughs, key=lambda look: last_day(look.as_of), default=None)


def absence_in_words(look_throughs: Sequence[LookThrough]) -> str:
    """`not found in the EMA table, 20 July 2026`, or the application that was; `not looked up` without any."""
    look = telling(look_throughs)
    if look is None:
        return _("not looked up")
    words = (
        _("application under review at %(register)s, %(day)s; no decision on file")
        if look.is_pending
        else _("not found in %(register)s, %(day)s")
    )
    return words % {"register": look.register, "day": in_words(look.as_of)}


def is_valid_in(membership: Membership, look_through: LookThrough) -> bool:
    """Whether what the register holds was valid in the member country when it was read."""
    joined, left = membership.valid_from, membership.valid_until
    return (
        membership.jurisdiction_id == look_through.jurisdiction_id
        and (joined is None or last_day(look_through.as_of) >= joined)
        and (left is None or first_day(look_through.as_of) <= left)
    )


class LookThroughs:
    """What was looked for in vain, by therapy and country."""

    def __init__(self, memberships: Iterable[Membership] = (), look_throughs: Iterable[LookThrough] = ()) -> None:
        self._registers: dict[int, dict[int, list[LookThrough]]] = {}
        self._in_vain: dict[int, set[int]] = {}
        self._payers: dict[int, dict[int, list[LookThrough]]] = {}
        listed = list(memberships)
        for look in look_throughs:
            countries = {m.country_id for m in listed if is_valid_in(m, look)} if look.jurisdiction_id else ()
            for therapy in look.therapies.all():
                if look.country_id:
                    self._payers.setdefault(therapy.pk, {}).setdefault(look.country_id, []).append(look)
                for country in countries:
                    self._registers.setdefault(therapy.pk, {}).setdefault(country, []).append(look)
                    self._in_vain.setdefault(country, set()).add(therapy.pk)

    def has_register_of(self, country_id: int) -> bool:
        """Whether a register of authorisations that are valid in the country was looked through, for any therapy."""
        return country_id in self._in_vain

    def registers(self, therapy_id: int) -> Mapping[int, Sequence[LookThrough]]:
        """By country, the registers of authorisations that were looked through for the therapy."""
        return self._registers.get(therapy_id, {})

    def payers(self, therapy_id: int) -> Mapping[int, Sequence[LookThrough]]:
        """By country, the registers of payers that were."""
        return self._payers.get(therapy_id, {})

    def of_authorisation(self, therapy_id: int, country_id: int) -> tuple[LookThrough, ...]:
        """The registers of authorisations that are valid in the country."""
        return tuple(self.registers(therapy_id).get(country_id, ()))

    def in_vain(self, country_id: int) -> Set[int]:
        """Ids of the therapies that some register of authorisations valid in the country was looked through for."""
        return self._in_vain.get(country_id, set())

    def of_funding(self, therapy_id: int, country_id: int) -> tuple[LookThrough, ...]:
        """The registers of the country's payers."""
        return tuple(self.payers(therapy_id).get(country_id, ()))
