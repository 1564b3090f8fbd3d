"""What is not public is nowhere: no page, download, count, facet or address gives it away."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from gtlead.publication.content_version import raise_version
from gtlead.records.models import Record
from gtlead.sources.models import Fact
from tests.crawl import Reply, Site, fetch, walk
from tests.world import add_secrets

pytestmark = pytest.mark.django_db

MARK = "clandestine"
NAMING_SECRETS = (
    "/countries/?theme={}-a-theme-0",
    "/countries.csv?theme={}-a-theme-0",
    "/countries.json?theme={}-a-theme-0",
    "/compare/?country=japan&country={}-a-country-0",
    "/compare/?country=japan&country=germany&theme={}-a-theme-0",
    "/compare.csv?country=japan&country={}-a-country-0",
    "/therapies/?authorised_in={}-a-country-0",
    "/therapies.csv?funded_in={}-a-country-0",
    "/timeline/?country={}-a-country-0",
    "/timeline/?theme={}-a-theme-0",
)
HISTORY = {"/changes/", "/changes.atom"}  # they count what was saved as published, its parents left aside
# Addresses that no link names, but a reader may type.
TYPED = (
    "/countries/?q=japan",
    "/countries/?theme=regulation&modality=car-t",
    "/countries.json?sort=-therapies",
    "/therapies/?modality=aav-in-vivo",
    "/timeline/?country=japan",
    "/sources/?kind=law",
    "/compare/?country=germany&country=japan&country=south-korea&differences=1",
    "/compare.csv?country=germany&country=japan&country=united-kingdom&theme=regulation",
)


def content_of(reply: Reply) -> bytes:
    """The body, unpacked, without what moves anyway: the content version, raised by every draft, and forms' tokens."""
    body = reply.body
    if reply.address.endswith(".zip"):
        with ZipFile(BytesIO(body)) as packed:
            body = b"".join(name.encode() + packed.read(name) for name in sorted(packed.namelist()))
    body = re.sub(rb'(name="(csrfmiddlewaretoken|ticket)" value=")[^"]+', rb"\1", body)
    return re.sub(rb"([Vv]ersion\W+(itemprop\W+version\W+)?)\d+", rb"\1", body)


def words_that_leak(site: Site) -> dict[str, str]:
    """The first secret word of each reply that has one."""
    found = {}
    for address, reply in site.replies.items():
        text = content_of(reply).decode("utf-8", "replace").lower()
        if MARK in text:
            at = text.index(MARK)
            found[address] = " ".join(text[max(0, at - 80) : at + 40].split())
    return found


@time_machine.travel("2026-11-23 12:00:00+00:00", tick=False)
def test_pages_do_not_change_by_anything_unpublished(world):
    """Byte for byte the same, so that no count, facet, order or link betrays what is there."""
    raise_version()  # so that the moment since which all is public is the same before and after
    before = walk(Client(), "/", *TYPED)
    assert {reply.status for reply in before.replies.values()} == {200}
    add_secrets(world)
    after = walk(Client(), "/", *TYPED)
    leaks = words_that_leak(after)
    assert not leaks, "\n".join(f"{address}: …{text}" for address, text in leaks.items())
    assert set(after.replies) == set(before.replies)
    changed = [a for a, reply in after.replies.items() if content_of(reply) != content_of(before.replies[a])]
    assert set(changed) <= HISTORY


def test_what_is_not_public_has_no_page(world_with_secrets):
    addresses = {r.get_absolute_url() for r in world_with_secrets.secrets if hasattr(r, "get_absolute_url")}
    pages = {address for address in addresses if "#" not in address and MARK in address}
    assert len(pages) >= 20
    answers = {address: fetch(Client(), address).status for address in pages}
    assert {address: status for address, status in answers.items() if status != 404} == {}


@time_machine.travel("2026-11-23 12:00:00+00:00", tick=False)
def test_what_is_not_public_is_as_unknown_as_what_does_not_exist(world_with_secrets):
    for address in NAMING_SECRETS:
        secret, unknown = (fetch(Client(), address.format(word)) for word in (MARK, "unheard-of"))
        assert (secret.status, secret.text) == (unknown.status, unknown.text.replace("unheard-of", MARK)), address


@pytest.mark.parametrize("path", ["/countries.json", "/therapies.json", "/sources.json"])
def test_search_finds_nothing_unpublished(world_with_secrets, path):
    assert fetch(Client(), f"{path}?q={MARK}").text.startswith('{"count": 0')


def test_every_kind_of_record_has_something_that_could_leak(world_with_secrets):
    hidden = {type(record) for record in world_with_secrets.secrets}
    assert hidden == {model for model in apps.get_models() if issubclass(model, Record)}
    facts = {model for model in hidden if issubclass(model, Fact)}
    for model in facts:
        assert {"draft", "in-review", "archived"} <= set(model.objects.values_list("state", flat=True)), model


def test_published_querysets_know_nothing_unpublished(world):
    """Of every kind of record: the public world, and no more."""

    def counts():
        models = [model for model in apps.get_models() if issubclass(model, Record)]
        return {model._meta.model_name: model._default_manager.published().count() for model in models}

    before = counts()
    add_secrets(world)
    leaking = {name: n - before[name] for name, n in counts().items() if n != before[name]}
    # A published source that nothing public cites has its own page, but is in no list.
    leaking.pop("source", None)
    assert leaking == {}


def test_source_that_only_unpublished_facts_cite_is_in_no_list(world_with_secrets):
    records = world_with_secrets.secrets
    sources = [source for record in records if isinstance(record, Fact) for source in record.sources.published()]
    assert sources
    listing = fetch(Client(), "/sources.csv").text
    assert [source.slug for source in sources if f"\n{source.slug}," in listing] == []
    for source in sources[:5]:
        assert "Nothing public cites it now." in fetch(Client(), source.get_absolute_url()).text
