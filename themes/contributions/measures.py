"""What readers said leaves the site with its question or argument, and is no record that would be named by itself."""

from collections.abc import Mapping

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from gtlead.review.visibility import Measure, Said
from themes.contributions.models import Contribution
from themes.models import Argument, Question


def said_by_readers() -> Mapping[int, Said]:
    """The public contributions, by key."""
    return {
        one.pk: Said(
            _("a reader on “%(question)s”: “%(text)s”")
            % {"question": one.question, "text": Truncator(one.text).chars(80)},
            one.question.get_absolute_url(),
            count=_("Contributions of readers on “%(question)s”") % {"question": one.question},
        )
        for one in Contribution.objects.approved().for_page()
    }


READERS = Measure((Question, Argument), ("state", "question"), said_by_readers)
