"""Forgets what the privacy page says is forgotten; for a daily timer, and safe at any time."""

from django.core.management.base import BaseCommand

from themes.contributions.purging import purge_all


class Command(BaseCommand):
    """`manage.py purge_contributions`."""

    help = "Empty refused and withdrawn contributions and answered reports after 30 days, address hashes after 7."

    def handle(self, *args: object, **options: object) -> None:
        """Purge, and say how much."""
        found = purge_all()
        self.stdout.write(f"{found['texts']} texts and {found['addresses']} address hashes forgotten.")
