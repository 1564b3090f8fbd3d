"""`manage.py prepare`: everything the site needs before it can answer; what is there already stays."""

import hashlib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, connection

from gtlead.accounts.sign_ins import forget_old_sign_ins
from gtlead.serving.readiness import migrations_are_pending

NOT_COUNTED = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND reltuples <= 0
"""


class Command(BaseCommand):
    """Tables, static files, reference data, the first account: each step may be repeated at any time."""

    help = "Prepare tables, static files, reference data and the first account; what is there stays."

    def handle(self, **_options: object) -> None:
        """Take the steps in order."""
        migrate()
        if not settings.DEBUG:
            collect_static_files()
        call_command("load_reference_data", if_empty=True, stdout=self.stdout, stderr=self.stderr)
        call_command("rebuild_spans", if_outdated=True, stdout=self.stdout)
        call_command("rebuild_search", if_outdated=True, stdout=self.stdout)
        call_command("ensure_admin", stdout=self.stdout, stderr=self.stderr)
        call_command("clearsessions")
        forget_old_sign_ins()
        count_rows()


def migrate() -> None:
    """Bring the tables up to this version; where they are, only what follows each time, such as the roles."""
    if migrations_are_pending():
        call_command("migrate", interactive=False, verbosity=0)
    else:  # the same without all models of the past, which take longer to build than all else here
        emit_post_migrate_signal(verbosity=0, interactive=False, db=DEFAULT_DB_ALIAS, apps=apps, plan=[])


def count_rows() -> None:
    """Let PostgreSQL count what it never has, or found empty: until then it answers some pages in minutes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(NOT_COUNTED)
            if tables := [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]:
                cursor.execute(f"ANALYZE {', '.join(tables)}")


def collect_static_files() -> None:
    """Collect and compress, which takes seconds, only when a file differs; from scratch, as times can mislead."""
    kept = Path(settings.STATIC_ROOT) / ".fingerprint"
    now = static_fingerprint()
    if not kept.exists() or kept.read_text(encoding="utf-8") != now:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        kept.write_text(now, encoding="utf-8")


def static_fingerprint() -> str:
    """A digest of names, sizes and times of all static files."""
    found = (entry for finder in get_finders() for entry in finder.list([]))
    lines = sorted(f"{path} {files.size(path)} {files.get_modified_time(path)}" for path, files in found)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
