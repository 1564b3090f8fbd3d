"""A fact's lasting address: its kind and slug, which never change; where it stands now may."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist

from gtlead.sources.models import Fact


@cache
def kinds_of_fact() -> Mapping[str, type[Fact]]:
    """Every kind of fact by the name that addresses use."""
    return {str(model._meta.model_name): model for model in apps.get_models() if issubclass(model, Fact)}


def by_kind(facts: Iterable[str]) -> dict[str, list[str]]:
    """The slugs of facts that are named as in their lasting addresses, by kind."""
    slugs: dict[str, list[str]] = defaultdict(list)
    for name in facts:
        kind, _stroke, slug = name.partition("/")
        slugs[kind].append(slug)
    return slugs


def citations_of(facts: Iterable[str]) -> set[tuple[str, str]]:
    """Which of these facts, named as in their lasting addresses, cite which source; a query for each kind."""
    slugs, kinds = by_kind(facts), kinds_of_fact()
    return {
        (f"{kind}/{slug}", source)
        for kind in slugs.keys() & kinds.keys()
        for slug, source in kinds[kind].objects.filter(slug__in=slugs[kind]).values_list("slug", "sources__slug")
    }


def published_fact(kind: str, slug: str) -> Fact | None:
    """The public fact of that kind and slug, or None."""
    model = kinds_of_fact().get(kind)
    try:
        return model._default_manager.published().for_citing().get(slug=slug) if model else None
    except ObjectDoesNotExist:
        return None
