"""Which kinds of record there are."""

from django.apps import apps

from gtlead.records.models import Record


def record_models() -> list[type[Record]]:
    """Every kind of record."""
    return [model for model in apps.get_models() if issubclass(model, Record)]
