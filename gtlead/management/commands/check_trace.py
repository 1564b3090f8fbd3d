"""`manage.py check_trace`: whether the public trace tells what the history holds, and what is public."""

from django.core.management.base import BaseCommand, CommandError

from gtlead.history.models import TraceEntry
from gtlead.history.proof import complaints


class Command(BaseCommand):
    """Names each entry and each record of which trace and history say different things; fails if there is one."""

    help = "Prove the entries of the public trace against the history and against what is public."

    def handle(self, **options: object) -> None:
        """Check, say, and fail if anything differs."""
        number = 0
        for number, line in enumerate(complaints(), 1):  # noqa: B007 - the last number is the result
            self.stdout.write(line)
        summary = f"{TraceEntry.objects.count()} entries: {number} faults."
        if number:
            raise CommandError(summary)
        self.stdout.write(summary)
