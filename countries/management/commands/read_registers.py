"""`manage.py read_registers`: what do the public registers say that the atlas does not?"""

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import track

from countries.models import Reading, Register
from countries.registers.adapters import adapters
from countries.registers.fetching import Parts, limits
from countries.registers.lines import FilePage
from countries.registers.recording import read_register
from gtlead.records.clock import today

WORDS = {
    "confirmed": "confirmed",
    "differs": "differs",
    "new": "new to us",
    "gone": "gone from the register",
    "pending": "pending decision",
    "not_ours": "not ours",
}


class Command(BaseCommand):
    """Each register is read for itself; one that is refused or held keeps nobody from reading the others."""

    help = "Read public registers, and put what differs before a reviewer. Publishes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, from where, and how politely."""
        parser.add_argument("name", nargs="*", help="slugs of registers (all that are due)")
        parser.add_argument("--from-file", type=Path, help="a file that an editor brought, for one register")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day for which the file stands (today)")
        parser.add_argument("--dry-run", action="store_true", help="tell what would come of it, write nothing")
        parser.add_argument("--pause", type=float, default=3, help="seconds between two requests (3)")

    def handle(
        self, *, name: list[str], from_file: Path | None, as_of: date | None, dry_run: bool, pause: float, **_: object
    ) -> None:
        """Read one after the other; the exit status says whether all went well."""
        as_of = as_of or today()
        if as_of > today():
            raise CommandError("--as-of lies in the future.")
        if from_file and len(name) != 1:
            raise CommandError("Name the one register that the file is of.")
        wrong = 0
        for register in self.wanted(name):
            outcome = self.read(register, from_file, as_of, pause, dry_run=dry_run)
            wrong += outcome not in (Reading.Outcome.READ, Reading.Outcome.UNCHANGED)
        if wrong:
            raise CommandError(f"{wrong} refused or held; see the readings in the admin.")

    def wanted(self, names: list[str]) -> list[Register]:
        """The registers of these names, or those that are due."""
        if not names:
            registers = list(Register.objects.automatic().for_list())
            due = [r for r in registers if r.age is None or r.age >= r.every_days]
            self.stdout.write(f"{len(due)} of {len(registers)} registers are due.")
            return due
        found = {register.slug: register for register in Register.objects.for_list() if register.slug in names}
        if unknown := [name for name in names if name not in found]:
            known = ", ".join(Register.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"There is no register {', '.join(unknown)}. There are: {known}.")
        return [found[name] for name in names]

    def read(self, register: Register, path: Path | None, as_of: date, pause: float, *, dry_run: bool) -> str:
        """One register, told in two lines."""
        adapter = adapters()[register.form]
        parts = Parts(settings.STATE_DIR / "registers" / register.slug, register.address)
        console = Console(file=sys.stderr)
        if path:
            try:
                pages: Iterable[FilePage] = [FilePage(path.read_bytes(), path.name)]
            except OSError as error:
                raise CommandError(f"{path}: {error.strerror}.") from error
        elif register.address:
            pages = parts.pages(getattr(adapter, "following", None), limits(), pause)
        else:
            raise CommandError(f"{register.slug} has no address; bring a file with --from-file.")
        shown = track(pages, register.slug, total=None, console=console, disable=not console.is_terminal)
        reading, found = read_register(register, shown, as_of, dry_run=dry_run)
        if not path:
            parts.forget(unless_begun=True)
        told = ", ".join(f"{reading.counts.get(key, 0)} {word}" for key, word in WORDS.items())
        self.stdout.write(f"{register}: {reading.get_outcome_display()}, {reading.entries} entries. {reading.reason}")
        if reading.counts:
            self.stdout.write(f"  {told}; {len(reading.absent)} therapies not found.")
        if dry_run:
            for outcome in found.outcomes:
                for field, (old, new) in outcome.differs.items():
                    self.stdout.write(f"  {outcome.record}, {field}: {old or '(empty)'} -> {new}")
        return str(reading.outcome)
