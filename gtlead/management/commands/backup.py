"""`manage.py backup`: everything in one file, while the site goes on."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gtlead.serving.backup_file import BackupError
from gtlead.serving.backup_tables import write_backup
from gtlead.serving.unavailable import PART_FAILED


class Command(BaseCommand):
    """Database, pictures, history and key as they are at one moment."""

    help = "Write everything to one file: database, pictures, history, key. The site may be running."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", nargs="?", type=Path, help="default: gtlead-<time>.zip in this folder")

    def handle(self, *, file: Path | None, **options: object) -> None:
        """Never over another file, and whole or not at all."""
        path = file or Path(f"gtlead-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.zip")
        if path.exists():
            raise CommandError(f"{path} is there already.")
        try:
            manifest = write_backup(path)
        except (BackupError, *PART_FAILED) as error:
            raise CommandError(f"No backup was made: {error}") from error
        size = path.stat().st_size / 1024 / 1024
        self.stdout.write(
            f"{path}: {manifest.rows:,} rows of {len(manifest.tables)} tables, {size:.1f} MB. "
            "Keep it where only you can read it: it holds accounts and the key that signs sessions."
        )
