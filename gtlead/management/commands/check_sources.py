"""`manage.py check_sources`: are the cited documents still there?"""

import sys
from collections import Counter

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import track

from gtlead.link_check.fetching import Limits, look
from gtlead.link_check.models import LinkCheck
from gtlead.link_check.queue import in_turn
from gtlead.link_check.recording import record
from gtlead.sources.models import Source


class Command(BaseCommand):
    """Each result is kept at once: break off when you like, and the next run goes on where this one ended."""

    help = "Look at the addresses of sources, those checked longest ago first, politely and within limits."

    def add_arguments(self, parser: CommandParser) -> None:
        """The limits."""
        parser.add_argument("--limit", type=int, default=200, help="at most so many addresses (200)")
        parser.add_argument("--older-than", type=int, default=7, help="only those not checked for so many days (7)")
        parser.add_argument("--pause", type=float, default=3, help="seconds between two requests to one site (3)")
        parser.add_argument("--timeout", type=float, default=15, help="seconds for one request (15)")

    def handle(self, *, limit: int, older_than: int, pause: float, timeout: float, **_options: object) -> None:
        """Look, keep, count."""
        sources = list(Source.objects.to_check(older_than)[:limit])
        limits = Limits(seconds=timeout, allowed=settings.LINK_CHECK_ALLOWED_ADDRESSES)
        counts: Counter[str] = Counter()
        console = Console(file=sys.stderr)
        turn = in_turn(sources, pause)
        quiet = not console.is_terminal
        try:
            for source in track(turn, "Addresses", total=len(sources), console=console, disable=quiet):
                counts[record(source, look(source.url, limits)).outcome] += 1
        except KeyboardInterrupt:
            self.stderr.write("Broken off; what was checked is kept.")
        told = ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in LinkCheck.Outcome if counts[outcome])
        left = Source.objects.to_check(older_than).count()
        self.stdout.write(f"{counts.total()} checked: {told or 'nothing to do'}. {left} left to check.")
        dead = Source.objects.dead().count()
        self.stdout.write(f"{dead} dead in all; see the dashboard or the list of sources in the admin.")
