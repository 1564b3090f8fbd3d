"""`manage.py validate_records`: whether what is on file keeps the rules, record by record."""

from argparse import ArgumentParser
from collections.abc import Iterator

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from gtlead.publication.followers import drift
from gtlead.records.choices import State
from gtlead.records.models import Record, Ruled
from gtlead.review.values import list_fields

BATCH = 500


class Command(BaseCommand):
    """Names kind, identifier, field and rule; fails if any is broken."""

    help = "Check every record against the rules that forms, imports and approvals keep, and what is derived of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Published ones alone, if asked."""
        parser.add_argument("--published", action="store_true", help="leave drafts and what is in review out")

    def handle(self, **options: object) -> None:
        """Check, say, and fail if a rule is broken."""
        number = broken = 0
        models = [model for model in apps.get_models() if issubclass(model, Ruled)]
        for model in models:
            records = model._default_manager.all()
            if options["published"] and issubclass(model, Record):
                records = records.filter(state=State.PUBLISHED)
            lists = [field.name for field in list_fields(model)]
            for record in records.order_by("pk").prefetch_related(*lists).iterator(chunk_size=BATCH):
                number += 1
                for line in complaints(record):
                    broken += 1
                    self.stdout.write(f"{model._meta.label} {getattr(record, 'slug', record.pk)}: {line}")
        for line in drift():
            broken += 1
            self.stdout.write(line)
        summary = f"{number} records: {broken} faults."
        if broken:
            raise CommandError(summary)
        self.stdout.write(summary)


def complaints(record: Ruled) -> Iterator[str]:
    """What is wrong with a record, each with its field; keys of related records are the database's care."""
    related = [field.name for field in record._meta.concrete_fields if field.is_relation]
    try:
        record.clean_fields(exclude=related)
        record.clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            yield from (f"{name}: {message}" for message in messages)
