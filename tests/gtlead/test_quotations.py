"""Words quoted from a source: what proves them, and where readers, editors and data show them."""

import csv
import io
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from countries.models import Reading
from countries.registers import quoting
from gtlead.sources.models import Quotation
from gtlead.sources.quotations import Stand, digest_of, stand_of
from tests import builders as a
from tests.html import Document

READING = "The agency approved it.\n\nIt is for\n  adults  only."
DIGEST = digest_of(READING)
FACT = "authorisation/alpha"


def stand(text="It is for adults only.", digest=DIGEST, fact=FACT, readings=None):
    quotation = SimpleNamespace(fact=fact, source_slug="agency", text=text, digest=digest)
    return stand_of(quotation, {DIGEST: READING} if readings is None else readings, {(FACT, "agency")})


def test_words_are_proven_by_the_reading_whatever_its_lines():
    assert stand() is Stand.PROVEN
    assert stand("The agency approved it. It is for adults only.") is Stand.PROVEN


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"text": "It is for children too."}, Stand.NOT_THERE),
        ({"text": "it is for adults only."}, Stand.NOT_THERE),
        ({"digest": ""}, Stand.NO_READING),
        ({"digest": digest_of(READING + " ")}, Stand.OTHER_READING),
        ({"readings": {}}, Stand.OTHER_READING),
        ({"fact": "authorisation/beta"}, Stand.NOT_CITED),
    ],
)
def test_what_is_not_proven_says_why(values, expected):
    assert stand(**values) is expected


@pytest.fixture
def quoted(db, monkeypatch):
    """A public licence whose source is quoted, with the reading kept."""
    monkeypatch.setattr(quoting, "kept_readings", lambda _root: {DIGEST: READING})
    source = a.a_source(slug="agency", language="en")
    licence = a.an_authorisation(slug="alpha", sources=[source])
    quotation = a.a_quotation(source=source, fact=FACT, text="It is for adults only.", locator="line 2", digest=DIGEST)
    return SimpleNamespace(source=source, licence=licence, quotation=quotation)


def checked():
    """What the command says."""
    out = io.StringIO()
    call_command("check_quotes", stdout=out)
    return out.getvalue()


def test_command_proves_and_counts(quoted):
    assert checked().startswith("1 quotations, 1 proven, 0 ")


def test_command_names_what_no_longer_matches_and_fails(quoted):
    Quotation.objects.update(text="It is for children.")
    out = io.StringIO()
    with pytest.raises(CommandError, match="0 proven"):
        call_command("check_quotes", stdout=out)
    assert out.getvalue() == "authorisation/alpha: “It is for children.”: the words are not in the reading\n"


def test_no_reading_is_said_but_is_no_fault(quoted):
    Quotation.objects.update(digest="")
    assert "no reading is kept" in checked().splitlines()[0]


def test_archived_quotation_is_not_asked(quoted):
    Quotation.objects.update(state="archived", text="Gone.")
    assert checked().startswith("0 quotations")


def test_reading_of_a_register_proves_too(quoted):
    excerpt = [{"names": ["Alpha"], "facts": {"date": "2020-03-01"}}]
    Reading.objects.create(
        register=a.a_register(), as_of="2024-06-01", digest="f" * 64, outcome="read", excerpt=excerpt
    )
    Quotation.objects.update(digest="f" * 64, text='"date": "2020-03-01"')
    assert "1 proven" in checked()


def test_words_stand_with_their_fact_on_the_page_of_the_source_and_in_the_data(quoted, client):
    page = Document(client.get("/sources/agency/").text)
    assert [q.text for q in page.all("q")] == ["It is for adults only."]
    rows = list(csv.DictReader(io.StringIO(client.get("/data/citations.csv").getvalue().decode("utf-8-sig"))))
    (row,) = [row for row in rows if row["record"] == "alpha"]
    assert (row["quotation"], row["locator"], row["reading"]) == ("It is for adults only.", "line 2", DIGEST)


def test_words_of_what_is_not_public_stand_nowhere(quoted, client):
    quoted.licence.state = "draft"
    quoted.licence.save()
    assert "adults only" not in client.get("/sources/agency/").text
    assert "adults only" not in client.get("/data/citations.csv").getvalue().decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [({"fact": "alpha"}, "fact"), ({"digest": "abc"}, "digest"), ({"text": "a" * 301}, "text")],
)
def test_quotation_of_another_form_is_refused(quoted, values, field):
    for name, value in values.items():
        setattr(quoted.quotation, name, value)
    with pytest.raises(ValidationError) as refused:
        quoted.quotation.full_clean()
    assert field in refused.value.message_dict


def test_desk_counts_what_is_not_proven(quoted, editor):
    client = Client()
    client.force_login(editor)
    request = SimpleNamespace(user=editor)
    section = quoting.quotations_section(request)
    assert (section.lines, section.title) == ([], "Quotations without proof: 0 of 1")
    Quotation.objects.update(text="Other words.")
    section = quoting.quotations_section(request)
    assert section.title == "Quotations without proof: 1 of 1"
    assert section.lines[0].note == "the words are not in the reading"


def test_desk_shows_strangers_nothing(quoted, django_user_model):
    user = django_user_model.objects.create_user("nobody")
    assert quoting.quotations_section(SimpleNamespace(user=user)) is None
