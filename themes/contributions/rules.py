"""The published rules: each reason for a refusal with its meaning, in the order in which moderators see them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from themes.contributions.models import Contribution
from themes.contributions.moderation import ABOUT_STANCE

Reason = Contribution.Reason

MEANINGS: Mapping[str, Promise | str] = {
    Reason.OFF_TOPIC: _("It does not speak about the question or argument on whose page it was sent."),
    Reason.ADVERTISING: _("It praises a product, clinic or service, recruits, or was sent by a machine."),
    Reason.PERSONAL: _("It names or describes a private person, or gives contact details."),
    Reason.ADVICE: _("It asks what to do about an illness, or tells others what to do."),
    Reason.INSULT: _("It attacks a person instead of a position."),
    Reason.UNLAWFUL: _("It threatens, incites, or infringes somebody’s rights."),
    Reason.REPEATED: _("It says nearly word for word what another contribution says."),
    Reason.MISLEADING: _(
        "It gives as a fact what the sources of this atlas contradict. An opinion is never refused for this."
    ),
    Reason.HOSTILE: _("It degrades people for what they are: their origin, belief, sex, illness or disability."),
}


@dataclass(frozen=True)
class Rule:
    """A reason, what it means, and whether two moderators must agree on it."""

    value: str
    name: str
    meaning: str
    needs_two: bool


def reasons_in_words() -> list[Rule]:
    """All rules."""
    return [Rule(r.value, str(r.label), str(MEANINGS[r]), r in ABOUT_STANCE) for r in Reason]
