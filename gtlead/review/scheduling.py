"""When the next approved proposal is due: kept beside the content version, where each request reads it."""

from gtlead.publication.models import ContentVersion
from gtlead.review.models import Proposal


def plan_next() -> None:
    """Write down the next moment at which something has to be published; what failed waits for people."""
    first = Proposal.objects.scheduled().filter(failure="").values_list("publish_at", flat=True).first()
    due = int(first.timestamp()) if first else None
    if not ContentVersion.objects.filter(pk=1).update(next_due=due):
        ContentVersion.objects.get_or_create(pk=1, defaults={"number": 1, "next_due": due})
