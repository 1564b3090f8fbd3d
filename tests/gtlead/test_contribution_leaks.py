"""No text that is not approved is found anywhere public: every route, every address linked, every download."""

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from tests import builders as a
from tests.crawl import fetch
from tests.world import add_hidden_contributions
from themes.contributions import moderation
from themes.contributions.models import Contribution

pytestmark = pytest.mark.django_db

HIDDEN = "Clandestine"
FIELDS = {"text": f"{HIDDEN} words of a reader", "display_name": f"{HIDDEN} name"}


@pytest.fixture(autouse=True)
def people(world, db):
    world.moderator = a.a_moderator()
    world.public = a.a_contribution(question=world.question, text="An approved opinion.", state="approved")


@time_machine.travel("2026-11-23 12:00:00+00:00", tick=False)  # each page names the second it was made
def test_public_pages_are_the_same_byte_for_byte_while_anything_waits(world):
    addresses = ["/", "/ethics/", "/ethics/embryos/", "/ethics/embryos/contributions/", "/about/moderation/",
                 "/corrections/", "/changes/", "/changes.atom", "/sitemap.xml", "/ethics.json"]  # fmt: skip
    before = {address: fetch(Client(), address).body for address in addresses}
    a.a_contribution(question=world.question, **FIELDS)
    a.a_contribution(question=world.question, suspicion="trap filled", **FIELDS)
    a.a_fact_report(fact=world.statement, text=HIDDEN)
    cache.clear()  # so that nothing is the same only because it was kept
    after = {address: fetch(Client(), address).body for address in addresses}
    assert [address for address in addresses if before[address] != after[address]] == []


def test_signed_in_readers_see_no_more_on_public_pages(world):
    add_hidden_contributions(world)
    for person in (a.a_person(), a.an_editor(), world.moderator, a.a_superuser()):
        client = Client()
        client.force_login(person)
        for address in ("/ethics/embryos/", "/ethics/embryos/contributions/", "/about/moderation/", "/corrections/"):
            assert HIDDEN not in client.get(address).text


def test_kept_page_goes_the_moment_a_contribution_does(world):
    address = "/ethics/embryos/contributions/"
    assert "An approved opinion." in Client().get(address).text
    Contribution.objects.filter(pk=world.public.pk).update(code_hash=moderation.form_guard.code_hash("MINE"))
    moderation.withdraw(code="MINE")
    assert "An approved opinion." not in Client().get(address).text


@pytest.mark.parametrize("parameter", ["state", "text", "is_open", "suspicion", "decided_at"])
def test_form_takes_no_field_that_decides(world, parameter):
    client = Client()
    ticket = moderation.form_guard.new_ticket("embryos ")
    data = {"ticket": ticket, "text": "Plain.", parameter: "approved"}
    client.post("/ethics/embryos/contribute/", data)
    [made] = Contribution.objects.exclude(pk=world.public.pk)
    assert made.state == "pending"
    assert "approved" not in client.get("/ethics/embryos/contributions/").text.replace("approved opinion", "")
