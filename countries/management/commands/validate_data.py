"""`manage.py validate_data`: check the reference data against the rules, without a database."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from countries.reference_data.corpus import check, read_corpus
from countries.reference_data.entry_rules import ENTRY_RULES
from countries.reference_data.reading import Refusal
from countries.reference_data.whole_rules import WHOLE_RULES


class Command(BaseCommand):
    """Says file, line and reason of each broken rule; warnings do not fail."""

    help = "Check the reference data: sources, dates, words, completeness, links, duplicates."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Another folder than the project's."""
        parser.add_argument("--root", type=Path, default=settings.BASE_DIR, help="folder that holds the files")

    def handle(self, *, root: Path, **options: object) -> None:
        """Check, say, and fail if a rule is broken."""
        root = root.resolve()
        corpus = read_corpus(root, timezone.localdate())
        findings = check(corpus, (*ENTRY_RULES, *WHOLE_RULES))
        errors = [finding for finding in findings if not finding.is_warning]
        for finding in findings:
            word = "warning" if finding.is_warning else "error"
            self.stdout.write(f"{place_of(finding.refusal, root)}: {word}: {finding.refusal.reason}")
        entries = sum(len(found) for found in corpus.entries.values())
        summary = f"{entries} entries: {len(errors)} errors, {len(findings) - len(errors)} warnings."
        if errors:
            raise CommandError(summary)
        self.stdout.write(summary)


def place_of(refusal: Refusal, root: Path) -> str:
    """File, from the root on, and line."""
    return f"{refusal.file.relative_to(root)}:{refusal.line}"
