"""No text has a character that XML, HTML or a terminal breaks on, or that nobody can see; whoever typed it is told."""

import re
import xml.etree.ElementTree as ET

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from countries.import_kinds import IMPORT_KINDS
from countries.models import Country
from gtlead.feedback.fact_report_form import FactReportForm
from gtlead.importing.dry_run import attempt
from gtlead.importing.kinds import Reader
from gtlead.records.mending import mended
from gtlead.records.models import Record
from gtlead.records.text import cleaned, cleaned_deep, complaint, refuse_forbidden
from gtlead.review.models import Proposal
from gtlead.review.saving import save_once
from gtlead.sources.models import Source
from tests import builders
from tests.round import decide, proposal_of, save

HARMFUL = ["\x00", "\x01", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\x9f", "\xad", "\u200b", "\u202e", "\u2066",
           "\ufeff", "\ufdd0", "\ufffe", "\uffff", "\U0001fffe", "\U0010ffff", "\ud800", "\udfff"]  # fmt: skip
HARMLESS = [
    "a\tb",
    "a\nb",
    "a\r\nb",
    "naïve – “quoted” 日本 한국",
    "क्\u200dष",
    "👩\u200d🔬",
    "e\u0301",
    "\ufffd",
    "a\xa0b",
    "עברית\u200f!",
]
BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


@pytest.mark.parametrize("char", HARMFUL)
def test_forbidden_character_is_named_with_its_place(char):
    assert complaint(f"Zol{char}gensma").startswith(f"Character 4, after “Zol”, is U+{ord(char):04X}, ")
    assert complaint(f"{char}a").startswith(f"The text begins with U+{ord(char):04X}, ")


@pytest.mark.parametrize("text", HARMLESS)
def test_text_of_all_scripts_may_stay(text):
    assert complaint(text) == ""
    assert cleaned(text) == text


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u061c"])
def test_mark_of_direction_without_a_script_that_runs_so_goes(mark):
    assert cleaned(mark) == ""
    assert cleaned(f"Zol{mark}gensma{mark}") == "Zolgensma"


@given(st.text(st.characters(codec=None)))
def test_what_is_left_is_well_formed(text):
    left = cleaned(text)
    assert complaint(left) == ""
    assert not BROKEN.search(left)
    ET.fromstring(f"<a>{left.replace('&', '').replace('<', '').replace('>', '')}</a>")  # noqa: S314 - our own
    left.encode()


def test_line_break_of_a_word_processor_keeps_words_apart():
    assert cleaned_deep({"a\x01": ["one\x0btwo", 3, None]}) == {"a": ["one two", 3, None]}


def test_every_form_refuses_it():
    class AnyForm(forms.Form):
        words = forms.CharField()

    form = AnyForm({"words": "a\x0bb"})
    assert form.errors["words"] == ["Character 2, after “a”, is U+000B, a control character. Please take it out."]


def texts_of(model):
    """The columns of a model that hold text, and are not addressed by it."""
    fields = model._meta.concrete_fields
    return [
        f.name for f in fields if f.get_internal_type() in ("CharField", "TextField") and f.editable and not f.choices
    ]


@pytest.mark.parametrize(
    ("model", "name"),
    [(model, name) for model in apps.get_models() if issubclass(model, Record) for name in texts_of(model)],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_every_text_of_every_record_refuses_it(model, name):
    with pytest.raises(ValidationError) as refused:
        model(**{name: "a\x0b"}).clean_fields()
    assert "U+000B" in str(refused.value.message_dict[name])


def test_what_is_no_text_passes():
    refuse_forbidden(None)
    refuse_forbidden(3)


@pytest.mark.django_db
class TestMending:
    """Rows that have one already."""

    def test_rows_history_and_proposals_are_mended_and_listed(self, editor):
        country = builders.a_country()
        builders.a_source(title="Good")
        proposal = Proposal.objects.create(
            record=country,
            kind="change",
            base_version=1,
            reason="why\x0b",
            changes={"name": {"old": "a", "new": "b\x1b"}},
        )
        Country.objects.filter(pk=country.pk).update(name="Ger\x0bmany")
        country.history.update(name="Ger\x0bmany", history_change_reason="a\ufffe")
        lines = list(mended(apps.get_models()))
        assert sorted(line.split()[0] for line in lines) == [
            "countries.Country",
            "countries.HistoricalCountry",
            "gtlead.Proposal",
        ]
        assert all("name" in line or "reason" in line for line in lines)
        country.refresh_from_db()
        proposal.refresh_from_db()
        assert country.name == "Ger many"
        assert country.history.first().history_change_reason == "a"
        assert (proposal.reason, proposal.changes["name"]["new"]) == ("why ", "b")
        assert list(mended(apps.get_models())) == []

    def test_what_cannot_be_mended_is_said(self):
        one, other = builders.a_source(url="https://a.example/"), builders.a_source()
        Source.objects.filter(pk=other.pk).update(url="https://a.example/\x0b".replace("\x0b", "\x01"))
        [line] = mended([Source])
        assert line.endswith("(left as it was: another row is the same without them)")
        assert one.pk != other.pk


@pytest.mark.django_db
class TestOutput:
    """Whatever is on file."""

    def test_feed_is_well_formed(self, client, editor):
        country = builders.a_country(state="draft")
        country.name, country.state = "Ger\x01many", "published"
        save_once(country, {}, user=editor, reason="a\x0bb\ufffe")
        feed = client.get("/changes.atom")
        ET.fromstring(feed.text)  # noqa: S314 - our own
        assert "a b" in feed.text

    @pytest.mark.parametrize("kind", ["svg", "png"])
    def test_picture_is_drawn(self, client, kind):
        country = builders.a_country()
        builders.a_milestone(countries=[country], date="2015", title="Both\x0bagree")
        Country.objects.filter(pk=country.pk).update(name="Ger\x01many")
        response = client.get(f"/charts/milestones.{kind}")
        assert response.status_code == 200
        if kind == "svg":
            ET.fromstring(response.text)  # noqa: S314 - our own


@pytest.mark.django_db
class TestWays:
    """Every way into a record is told which character, and where."""

    WORDS = "is U+000B, a control character"

    @pytest.mark.parametrize("field", ["name", "reason"])
    def test_form_of_a_record(self, editor_client, field):
        country = builders.a_country()
        page = save(editor_client, country, **{"name": "Germania", "reason": "why", field: "Ger\x0bmany"})
        assert page.status_code == 200
        assert f"Character 4, after “Ger”, {self.WORDS}" in page.text
        assert not Proposal.objects.exists()

    def test_comment_of_a_reviewer(self, editor_client, reviewer_client):
        country = builders.a_country()
        save(editor_client, country, name="Germania")
        page = decide(reviewer_client, proposal_of(country), "send-back", comment="No\x0bno")
        assert self.WORDS in page.text
        assert proposal_of(country).state == Proposal.State.WAITING

    def test_row_of_an_import(self):
        kind = IMPORT_KINDS["sources"]
        row = {
            "title": "One\u202etwo",
            "publisher": "P",
            "url": "https://a.example/",
            "kind": "law",
            "standing": "primary",
        }
        trial = attempt(Reader(kind), "one", row | {"language": "en", "read_on": "2026-11-01"})
        assert trial.outcome == "refused"
        assert "title: Character 4, after “One”, is U+202E, a character that nobody can see." in trial.reason

    def test_reference_data(self):
        record = Country(name="Ger\x9bmany")
        with pytest.raises(ValidationError, match=r"U\+009B"):
            record.clean_fields()

    def test_report_of_a_reader(self, client):
        form = FactReportForm(RequestFactory().post("/", {"source_url": "https://a.example/\u202ea"}), "statement a")
        assert "U+202E" in str(form.errors["source_url"]) or "valid URL" in str(form.errors["source_url"])
