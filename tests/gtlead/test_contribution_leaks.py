"""No text that is not approved is found anywhere public: every route, every address linked, every download."""

import gzip
import io
import zipfile

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from tests import builders as a
from tests.crawl import fetch, routes, walk
from themes.contributions import moderation
from themes.contributions.models import Contribution

pytestmark = pytest.mark.django_db

HIDDEN = "Clandestine"
FIELDS = {"text": f"{HIDDEN} words of a reader", "display_name": f"{HIDDEN} name"}
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def people(world, db):
    world.moderator = a.a_moderator()
    world.public = a.a_contribution(question=world.question, text="An approved opinion.", state="approved")


def hidden_contributions(world):
    """One in every state but approved, on the question and on an argument, and approved ones on what is not public."""
    draft = a.an_argument(question=world.question, state="draft")
    for argument in (None, world.argument):
        a.a_contribution(question=world.question, argument=argument, **FIELDS)
        a.a_contribution(question=world.question, argument=argument, suspicion=f"{HIDDEN} trap", **FIELDS)
        a.a_contribution(question=world.question, argument=argument, proposed_reason="hostile", **FIELDS)
        a.a_contribution(question=world.question, argument=argument, state="refused", reason="insult", **FIELDS)
    a.a_contribution(question=world.question, argument=draft, state="approved", **FIELDS)
    a.a_contribution(question=a.a_question(state="archived"), state="approved", **FIELDS)
    a.a_fact_report(
        fact=world.statement, text=f"{HIDDEN} report", source_url="https://clandestine.example/", answer=HIDDEN
    )
    withdrawn = a.a_contribution(question=world.question, state="approved", code_hash="", **FIELDS)
    Contribution.objects.filter(pk=withdrawn.pk).update(code_hash=moderation.form_guard.code_hash("CODE"))
    moderation.withdraw(code="CODE")


def body_of(reply):
    """What a reader gets, unpacked."""
    if reply.address.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
            return b"\n".join(archive.read(name) for name in archive.namelist()).decode()
    body = gzip.decompress(reply.body) if reply.body[:2] == b"\x1f\x8b" else reply.body
    return body.decode("utf-8", "replace")


def everything_public():
    """All pages and downloads that links lead to, all routes, fragments, search, and addresses somebody may guess."""
    starts = [f"/{r.pattern}" for r in routes() if not r.is_private and not r.has_parameters]
    site = walk(Client(), "/", *starts, f"/search/?q={HIDDEN}", "/search/?q=reader", at_most={"source": 10})
    replies = dict(site.replies)
    for page in list(site.pages):
        if any("hx-get" in e.attributes for e in page.document.elements):
            replies[f"{page.address} by htmx"] = fetch(Client(), page.address, **HTMX)
    guesses = [
        f"/data/{name}.{kind}"
        for name in ("contributions", "contribution", "moderation", "reports")
        for kind in ("csv", "json")
    ]
    queries = ("state=pending", "page=2", "argument=x", "preview=1", "all=1")
    guesses += [f"/ethics/embryos/contributions/?{query}" for query in queries]
    for address in guesses:
        replies[address] = fetch(Client(), address)
    return replies


def test_nothing_unapproved_is_found_anywhere(world):
    hidden_contributions(world)
    replies = everything_public()
    assert len(replies) > 60
    assert "An approved opinion." in replies["/ethics/embryos/contributions/"].text
    leaks = [
        address
        for address, reply in replies.items()
        if not address.startswith("/search/")  # it repeats what was asked
        if HIDDEN.casefold() in body_of(reply).casefold()
    ]
    assert leaks == []
    for address in (f"/search/?q={HIDDEN}", "/search/?q=reader"):
        assert f"{HIDDEN} words" not in replies[address].text
        assert f"{HIDDEN} name" not in replies[address].text


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
    hidden_contributions(world)
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
