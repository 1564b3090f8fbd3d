"""From words, a slug or a pasted address to the forms of the records that are meant."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.text import Truncator, capfirst

from gtlead.records.addresses import AT
from gtlead.records.kinds import record_models
from gtlead.records.models import Record
from gtlead.review.record_form import change_url
from gtlead.review.visibility import address_of
from gtlead.sources.models import Fact, Source

OF_A_KIND = 8
MOST_SLUGS = 12
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True)
class FormHit:
    """Something with a form."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Hits:
    """Those of a kind, and the list that shows the rest; nothing leads there if this is all."""

    kind: str
    found: list[FormHit]
    list_url: str = ""


def meant_by(request: HttpRequest, typed: str) -> list[Record]:
    """The records that an address or a slug names, the one that it names most exactly first."""
    if " " in typed:
        return []
    path, place = parts_of(typed)
    slugs = [part for part in [place, *reversed(path.split("/"))] if SLUG.fullmatch(part)][:MOST_SLUGS]
    found = dict.fromkeys(named_by(request, slugs, typed))
    return sorted(found, key=lambda record: slugs.index(record.slug) if record.slug in slugs else -1)


def parts_of(typed: str) -> tuple[str, str]:
    """The path of an address and what stands on its page; nothing of what is no address."""
    try:
        address = urlsplit(typed)
    except ValueError:
        return "", ""
    return unquote(address.path), unquote(address.fragment) or QueryDict(address.query).get(AT, "")


def named_by(request: HttpRequest, slugs: list[str], typed: str) -> Iterator[Record]:
    """Records with one of these slugs, and sources at this very address."""
    kinds = [model for model in record_models() if may_see(request, model)]
    numbered = re.search(r"/admin/\w+/(\w+)/(\d{1,9})/", typed)
    for model in kinds:
        if numbered and model._meta.model_name == numbered[1]:
            yield from rows_of(model).filter(pk=int(numbered[2]))
    if Source in kinds and "//" in typed:
        yield from rows_of(Source).filter(url=typed)
    for model in kinds if slugs else ():
        yield from rows_of(model).filter(slug__in=slugs)


def rows_of(model: type[Record]) -> QuerySet[Record]:
    """The records of a kind, with what their lines need."""
    rows = model._default_manager.all()
    return model._default_manager.all().for_citing() if issubclass(model, Fact) else rows


def may_see(request: HttpRequest, model: type[Model]) -> bool:
    """Whether this person sees such records in the admin."""
    owner = admin.site._registry.get(model)
    return owner is not None and owner.has_view_permission(request)


def exactly(found: list[Record], typed: str) -> Record | None:
    """The only one that can be meant, if there is one: it is found alone, or stands at this very address."""
    if len(found) == 1:
        return found[0]
    at_it = [record for record in found if parts_of(address_of(record)) == parts_of(typed)]
    return at_it[0] if len(at_it) == 1 else None


def hits_of(records: list[Record]) -> list[FormHit]:
    """Each in a line."""
    return [
        FormHit(line_of(r), change_url(r), f"{capfirst(str(r._meta.verbose_name))}, {r.get_state_display()}")
        for r in records
    ]


def line_of(record: object) -> str:
    """A record in a line of sensible length."""
    return Truncator(record.citing_label() if isinstance(record, Fact) else str(record)).chars(140)


def found_by_words(request: HttpRequest, typed: str) -> list[Hits]:
    """What each list of the admin finds by these words, the kinds with most to do with it first."""
    kinds = []
    for model, owner in admin.site._registry.items():
        if owner.search_fields and owner.has_view_permission(request):
            rows, may_repeat = owner.get_search_results(request, searched(model), typed)
            if found := list((rows.distinct() if may_repeat else rows)[: OF_A_KIND + 1]):
                kinds.append(hits_among(model, found, typed))
    return kinds


def searched(model: type[Model]) -> QuerySet[Model]:
    """All rows of a list."""
    return rows_of(model) if issubclass(model, Record) else model._default_manager.all()


def hits_among(model: type[Model], found: Sequence[Model], typed: str) -> Hits:
    """The first of them, and where the rest is."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    lines = [
        FormHit(line_of(one), reverse(f"{name}_change", args=[one.pk]), getattr(one, "get_state_display", str)())
        for one in found[:OF_A_KIND]
    ]
    list_url = reverse(f"{name}_changelist", query={"q": typed}) if len(found) > OF_A_KIND else ""
    return Hits(capfirst(str(model._meta.verbose_name_plural)), lines, list_url)
