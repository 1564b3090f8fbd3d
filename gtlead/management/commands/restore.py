"""`manage.py restore`: from the file of `manage.py backup` to an empty place, or over another only when told so."""

import os
import shutil
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS
from django.db.models import F

from gtlead.publication.followers import derive_all
from gtlead.publication.models import ContentVersion
from gtlead.serving.backup_file import KEY, BackupError, Manifest, open_backup
from gtlead.serving.backup_tables import restore_backup, what_is_there, write_backup
from gtlead.serving.unavailable import PART_FAILED


class Command(BaseCommand):
    """The backup is checked whole before anything is touched."""

    help = "Restore a backup into an empty database. Stop the site first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, and what to do with what is there."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only say whether the file is whole")
        parser.add_argument("--replace", action="store_true", help="replace what is there, which is backed up first")

    def handle(self, *, file: Path, check: bool, replace: bool, **options: object) -> None:
        """Check, look whether the place is empty, restore, compare."""
        try:
            archive, manifest = open_backup(file)
            with archive:
                made = f"{file}: {manifest.rows:,} rows, made on {manifest.made_at} by {manifest.version}"
                if check:
                    self.stdout.write(f"{made}. It is whole.")
                else:
                    self.restore(archive, manifest, replace=replace)
                    self.stdout.write(f"{made}, restored. All tables have as many rows as were written.")
        except (BackupError, *PART_FAILED) as error:
            raise CommandError(str(error)) from error

    def restore(self, archive: ZipFile, manifest: Manifest, *, replace: bool) -> None:
        """Into the place that the settings name."""
        found = what_is_there()
        if found and not replace:
            raise BackupError(
                f"Nothing was restored, since the database is not empty: it has {', '.join(found[:3])}. "
                "Name another (DATABASE_URL, STATE_DIR), or add --replace."
            )
        before = 0
        if found:
            kept = settings.STATE_DIR / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.zip"
            before = write_backup(kept).content_version
            self.stdout.write(f"What was there is in {kept}.")
        counts = restore_backup(archive, manifest)
        if wrong := [label for label, member in manifest.tables.items() if counts[label] != member.rows]:
            raise BackupError(f"Not all rows of {', '.join(wrong)} were restored.")
        call_command("migrate", interactive=False, verbosity=0)
        derive_all(DEFAULT_DB_ALIAS)
        if found:  # whoever keeps pages of what was there must not take them for pages of this
            ContentVersion.objects.update(number=F("number") + before + 1)
        if KEY in manifest.members and not os.environ.get("SECRET_KEY"):
            write_key(archive.read(KEY))
        for folder in ("editions", "downloads"):
            shutil.rmtree(settings.STATE_DIR / folder, ignore_errors=True)
        cache.clear()


def write_key(key: bytes) -> None:
    """The key that signed sessions and addresses, in place of the one that was made for the empty place."""
    draft = settings.STATE_DIR / f"secret_key.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_bytes(key)
    draft.rename(settings.STATE_DIR / "secret_key")
