"""`manage.py rebuild_spans`: what stands on each day, derived anew from the public records."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from countries.access.spans import SPANS, is_outdated, rebuild


class Command(BaseCommand):
    """May be run at any time; publishing does it for what it touches."""

    help = "Derive the spans (licence, supply, payer, first dates) anew; with --check only compare them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to compare only, or only to do what a new version of the code asks for."""
        parser.add_argument("--check", action="store_true", help="only say how they differ, and fail if they do")
        parser.add_argument("--if-outdated", action="store_true", help="only if they were made by another definition")

    def handle(self, **options: object) -> None:
        """Compare or derive."""
        if options["check"]:
            differing = list(SPANS.drift())
            for line in differing:
                self.stdout.write(line)
            if differing:
                raise CommandError(f"{len(differing)} spans differ; `manage.py rebuild_spans` mends that.")
            self.stdout.write("The spans are what the records say.")
        elif not options["if_outdated"] or is_outdated():
            self.stdout.write(f"{rebuild()} spans changed.")
