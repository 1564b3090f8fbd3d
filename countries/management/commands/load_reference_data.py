"""`manage.py load_reference_data`: bring the reference data in, and leave alone what editors changed."""

from argparse import ArgumentParser
from collections.abc import Iterable

from django.core.management.base import BaseCommand, CommandError

from countries.models import Country
from countries.reference_data.loading import LoadRejectedError, load
from countries.reference_data.reading import DataEntry
from gtlead.management.commands.prepare import count_rows


class Command(BaseCommand):
    """Loads all or nothing; says file, line and reason of each refusal."""

    help = "Load the reference data; records that an editor changed or deleted are left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch."""
        parser.add_argument("--if-empty", action="store_true", help="do nothing if there is already a country")

    def handle(self, **options: object) -> None:
        """Load with a progress bar, then say what was done."""
        if options["if_empty"] and Country.objects.exists():
            self.stdout.write("The database has content already; the reference data is not loaded.")
            return
        from rich.console import Console  # noqa: PLC0415 - each start asks whether there is anything to load
        from rich.progress import track  # noqa: PLC0415 - see above

        console = Console(stderr=True)

        def progress(entries: Iterable[DataEntry], name: str) -> Iterable[DataEntry]:
            return track(entries, description=f"{name:24}", console=console)

        try:
            report = load(progress=progress if options["verbosity"] else None)
        except LoadRejectedError as error:
            for refusal in error.refusals:
                self.stderr.write(str(refusal))
            raise CommandError(f"{len(error.refusals)} entries refused; nothing was loaded.") from error
        count_rows()
        counts = ", ".join(f"{number} {outcome}" for outcome, number in sorted(report.outcomes.items()))
        self.stdout.write(f"Reference data: {counts or 'nothing found'}.")
