"""What is not public is nowhere: no page, download, count, facet or address gives it away."""

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from gtlead.records.models import Record
from gtlead.sources.models import Fact
from tests.crawl import fetch
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
