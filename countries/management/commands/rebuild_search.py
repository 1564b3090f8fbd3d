"""`manage.py rebuild_search`: what the search finds, derived anew from the public records."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from countries.finding.entries import ENTRIES, is_outdated, rebuild


class Command(BaseCommand):
    """May be run at any time; publishing does it for what it touches."""

    help = "Derive the entries of the search anew; with --check only compare them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to compare only, or only to do what a new version of the code asks for."""
        parser.add_argument("--check", action="store_true", help="only say how they differ, and fail if they do")
        parser.add_argument("--if-outdated", action="store_true", help="only if they were made by another definition")

    def handle(self, **options: object) -> None:
        """Compare or derive."""
        if options["check"]:
            differing = list(ENTRIES.drift())
            for line in differing:
                self.stdout.write(line)
            if differing:
                raise CommandError(f"{len(differing)} entries differ; `manage.py rebuild_search` mends that.")
            self.stdout.write("The search finds what the records say.")
        elif not options["if_outdated"] or is_outdated():
            self.stdout.write(f"{rebuild()} entries of the search changed.")
