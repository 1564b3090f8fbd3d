"""`manage.py publish_due`: publish what was approved for a moment that has come; for cron, where requests are rare."""

from django.core.management.base import BaseCommand, CommandError

from gtlead.review.due import publish_due


class Command(BaseCommand):
    """Says what it did; fails if anything could not be published."""

    help = "Publish what was approved for a moment that has come."

    def handle(self, **_options: object) -> None:
        """Once."""
        outcome = publish_due()
        self.stdout.write(f"{outcome.published} published.")
        if outcome.failed:
            raise CommandError(f"{outcome.failed} could not be published; /staff/ says why.")
