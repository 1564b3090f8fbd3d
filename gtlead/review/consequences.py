"""What would leave the site with a change, named before anybody decides; who approves it says that they have seen it.

Found by doing it: the change is applied, the querysets of readers are asked, and all of it is rolled back.
"""

from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gtlead.records.addresses import page_in
from gtlead.review.models import Proposal
from gtlead.review.visibility import Leaving, Moved


@dataclass(frozen=True)
class Consequences:
    """All that would: records, and what the site says by reckoning and would say no more."""

    gone: tuple[Leaving, ...] = ()
    unsaid: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()  # what becomes fewer; others may change them meanwhile, so they are no part of it
    moved_pages: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """How many things."""
        return len(self.gone) + len(self.unsaid)

    @property
    def digest(self) -> str:
        """What exactly was looked at; empty if nothing would leave."""
        if not self.number:
            return ""
        lines = sorted(f"{one.kind} {one.url} {one.label}" for one in self.gone)
        return sha256("\n".join([*lines, *sorted(self.unsaid)]).encode()).hexdigest()[:32]

    @property
    def by_kind(self) -> list[tuple[str, list[Leaving]]]:
        """The records under the names of their kinds."""
        ordered = sorted(self.gone, key=lambda one: one.kind)
        return [(kind, list(listed)) for kind, listed in groupby(ordered, key=lambda one: one.kind)]

    @property
    def pages(self) -> list[str]:
        """The public pages on which something would be missing, or that would be gone."""
        found = [*(page_in(one.url) for one in self.gone), *self.moved_pages]
        return list(dict.fromkeys(filter(None, found)))

    @property
    def sentence(self) -> str:
        """How much, in a sentence."""
        text = ngettext(
            "%(number)d thing would leave the site with this.",
            "%(number)d things would leave the site with this.",
            self.number,
        )
        return text % {"number": self.number}


def consequences(found: Moved) -> Consequences:
    """What a change moved, as it is told."""
    gone = [*found.itself, *map(Leaving.of, found.gone)]
    listed = tuple(sorted(gone, key=lambda one: (one.kind, one.label, one.url)))
    return Consequences(listed, tuple(found.unsaid), tuple(found.counts), tuple(found.pages))


def unacknowledged(found: Moved, proposal: Proposal) -> str:
    """Why it cannot be approved yet: something would leave the site that the approver has not seen; empty if none."""
    told = consequences(found)
    if told.digest in ("", proposal.acknowledged):
        return ""
    return _("%(sentence)s Look at the list, and tick that you have seen it.") % {"sentence": told.sentence}


class _UndoneError(Exception):
    """Everything that was tried is rolled back."""


def foreseen(proposal: Proposal) -> Consequences:
    """What would leave the site if the proposal were approved now; nothing if it could not be."""
    from gtlead.review.companions import companions  # noqa: PLC0415 - it decides, and so asks this module
    from gtlead.review.deciding import RefusedError, apply, apply_and_see, locked  # noqa: PLC0415 - it asks this module

    told = Consequences()
    try:
        with transaction.atomic():
            for other in companions(proposal):
                apply(*locked(other))
            held, record = locked(proposal)
            told = consequences(apply_and_see(held, record))
            raise _UndoneError
    except (_UndoneError, RefusedError):
        return told
