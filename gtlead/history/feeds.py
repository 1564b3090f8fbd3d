"""The Atom feed of what changed."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from gtlead.history.changes import recent_changes
from gtlead.history.entries import Change
from gtlead.records.text import cleaned_deep
from gtlead.review.wording import Piece


def words(pieces: list[Piece]) -> str:
    """What pieces say together."""
    return "".join(piece.text for piece in pieces)


class WellFormedAtom(Atom1Feed):
    """The feed stays XML whatever is on file."""

    def add_item(self, *args: object, **kwargs: object) -> None:
        """One entry, without characters that XML does not allow."""
        super().add_item(*cleaned_deep(args), **cleaned_deep(kwargs))


class ChangesFeed(Feed):  # type: ignore[type-arg]
    """The same entries as the page of changes."""

    feed_type = WellFormedAtom
    title = _("GT Lead: changes")
    subtitle = _("What changed in the atlas of gene therapy, when and why.")
    author_name = "GT Lead"
    feed_copyright = "CC BY 4.0"

    def link(self) -> str:
        """The page of changes."""
        return reverse("changes")

    def items(self) -> list[Change]:
        """The entries, newest first."""
        return recent_changes()

    def item_title(self, item: Change) -> str:
        """What happened, to what."""
        return f"{item.title}: {item.detail}" if item.detail else item.title

    def item_description(self, item: Change) -> str:
        """Why, and what said what."""
        lines = [*item.reasons, *([item.cause] if item.cause else [])]
        lines += [f"{told.label}: {words(told.old)} → {words(told.new)}" for told in item.alterations]
        return "; ".join(lines)

    def item_link(self, item: Change) -> str:
        """Its place on the page of changes, which stays even if the record does not."""
        return f"{reverse('changes')}#{item.anchor}"

    def item_pubdate(self, item: Change) -> datetime:
        """When."""
        return item.at

    def item_updateddate(self, item: Change) -> datetime:
        """When it changed last."""
        return item.at
