"""`manage.py send_digest`: tell the staff by e-mail what waits on their desks; for cron, once a day."""

from django.core.management.base import BaseCommand

from gtlead.dashboard.digest import send_digests
from gtlead.urls import DASHBOARD


class Command(BaseCommand):
    """Says how many letters went out."""

    help = "Send each member of the staff who has an e-mail address what waits for them."

    def handle(self, **_options: object) -> None:
        """Once."""
        self.stdout.write(f"{send_digests(DASHBOARD)} sent.")
