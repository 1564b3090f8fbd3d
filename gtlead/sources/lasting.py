"""A fact's lasting address: its kind and slug, which never change; where it stands now may."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist

from gtlead.sources.models import Fact


@cache
def kinds_of_fact() -> Mapping[str, type[Fact]]:
    """Every kind of fact by the name that addresses use."""
    return {str(model._meta.model_name): model for model in apps.get_models() if issubclass(model, Fact)}


def published_fact(kind: str, slug: str) -> Any:
    """The public fact of that kind and slug, or None."""
    model = kinds_of_fact().get(kind)
    try:
        return model._default_manager.published().for_citing().get(slug=slug) if model else None
    except ObjectDoesNotExist:
        return None
