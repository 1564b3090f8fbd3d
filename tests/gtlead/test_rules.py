"""What the rules refuse in the files they refuse in forms, imports, approvals and restores, in the same words."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from countries.import_kinds import IMPORT_KINDS
from countries.models import (
    Authorisation,
    Country,
    Disease,
    Entry,
    Funding,
    Indicator,
    Jurisdiction,
    Reading,
    Register,
    Statement,
    Therapy,
    Trial,
)
from gtlead.importing.dry_run import attempt
from gtlead.importing.kinds import Reader
from gtlead.records.mending import emptied, lowered
from gtlead.records.rules import currencies, faults_of, is_language
from gtlead.records.text import complaint, tidied
from gtlead.review.models import Proposal
from gtlead.sources.models import Source
from tests import builders
from tests.round import decide, proposal_of, save

TODAY = date(2026, 11, 23)


def fields_refused(record):
    return sorted({fault.field for fault in faults_of(record, TODAY)})


@pytest.mark.parametrize("tag", ["en", "de", "ja", "gsw", "zh-Hans", "zh-Hant", "pt-BR", "sr-Latn", "zh-Hant-TW"])
def test_language_tags(tag):
    assert is_language(tag)


@pytest.mark.parametrize(
    "tag",
    ["english!!", "English", "German", "EN", "zh-hans", "zh_Hans", "xx", "en-XY", "en-", "de-1996", "und", "日本"],
)
def test_what_is_no_language_tag(tag):
    assert not is_language(tag)


def test_currencies_in_use():
    assert {"EUR", "USD", "GBP", "JPY", "KRW", "CNY", "AUD", "CHF"} <= currencies()
    assert not {"DEM", "EURO", "eur", "XXX", ""} & currencies()


def test_message_says_what_was_given_what_is_allowed_and_an_example():
    [fault] = faults_of(Source(slug="a", url="ftp://a.example/x", language="en"), TODAY)
    assert fault.message == (
        "“ftp://a.example/x” was given. Allowed: an address that begins with https:// or http://. "
        "Example: https://www.fda.gov/."
    )


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        (Register(slug="a", page="ftp://a.example", every_days=0, least_entries=0, not_ours="Spherox"),
         ["every_days", "least_entries", "not_ours", "page"]),
        (Register(slug="a", page="https://a.example", not_ours="Spherox: no gene is changed\n"), []),
        (Reading(as_of=date(2027, 1, 1), outcome="held"), ["as_of", "reason"]),
        (Reading(as_of=TODAY, outcome="refused", reason="A cut file."), []),
        (Entry(standing="linked", url="https://a.example"), ["authorisation"]),
        (Entry(standing="not-ours", url="ftp://a.example"), ["reason", "url"]),
        (Entry(standing="linked", authorisation_id=1), []),
        (Trial(slug="a", started="2031-02", updated="2031-02", url="https://a.example", is_excluded=True),
         ["exclusion", "updated"]),
        (Trial(slug="a", started="1066", url="https://a.example", exclusion="A device."), ["exclusion", "started"]),
    ],
)  # fmt: skip
def test_registers_readings_entries_and_trials_have_rules_too(record, fields):
    assert fields_refused(record) == fields


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        (Disease(slug="a", orpha="ORPHA:586", icd10="E84;G12", mondo="MONDO:0009061"), ["icd10", "mondo", "orpha"]),
        (Disease(slug="a", orpha="586", icd10="E84, G12.0", mondo="0009061"), []),
        (Country(slug="a", iso2="jp", iso3="Jpn"), ["iso2", "iso3"]),
        (Jurisdiction(slug="a", code="e ", regulator_url="https://me:secret@a.example/"), ["code", "regulator_url"]),
        (Source(slug="a", url="https://me@a.example/", language="en"), ["url"]),
        (Source(slug="a", url="https://a.example/@me", language="en"), []),
        (Funding(slug="a", price=Decimal(-1), currency="EUR", price_year=2020, price_kind="list", price_unit="dose"),
         ["price"]),
        (Indicator(slug="a", lowest=Decimal(2), highest=Decimal(1)), ["highest"]),
        (Statement(slug="a", as_of="2020", valid_until="9999"), ["valid_until"]),
        (Country(slug="a", iso2="JP", iso3="JPN", next_review=date(2099, 1, 1)), ["next_review"]),
    ],
)  # fmt: skip
def test_codes_addresses_amounts_and_days_far_ahead(record, fields):
    record.checked_on = TODAY
    assert fields_refused(record) == fields


@pytest.mark.django_db
@pytest.mark.parametrize("nothing", [" ", "\t", "\xa0", "\u3000", "\u200b\u200d", "\u3164", "\u2800", "\u1160\n"])
def test_text_in_which_nothing_can_be_seen_is_none(nothing, editor_client):
    disease = builders.a_disease(state="draft", medical_name="M")
    disease.name = disease.medical_name = nothing
    with pytest.raises(ValidationError) as refused:
        disease.full_clean()
    assert (set(refused.value.message_dict), disease.medical_name) == ({"name"}, "")
    assert "This field is required" in save(editor_client, disease, name=nothing).text
    trial = attempt(Reader(IMPORT_KINDS["diseases"]), disease.slug, {"name": nothing})
    assert (trial.outcome, trial.reason) == ("refused", "name: nothing was given")


@pytest.mark.parametrize("slug", ["matrix", "Zolgensma"])
def test_slug_that_is_another_page_or_another_spelling(slug):
    assert fields_refused(Therapy(slug=slug, checked_on=TODAY)) == ["slug"]
    assert fields_refused(Therapy(slug="zolgensma", checked_on=TODAY)) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("gene\xadtherapy", "genetherapy"),
        ("gene\u200btherapy", "genetherapy"),
        ("\ufeffgene\u2060", "gene"),
        ("ge\u200dne \u200cwords\u200e", "gene words"),
        ("क्\u200dष", "क्\u200dष"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("ภาษา\u200bไทย", "ภาษา\u200bไทย"),
        ("עברית\u200f, English", "עברית\u200f, English"),
        ("gene\u3164ther\u034fapy", "genetherapy"),
        ("한글\u3164이름", "한글\u3164이름"),
    ],
)
def test_invisible_characters_stay_where_a_script_needs_them(typed, kept):
    assert tidied(typed) == kept
    assert complaint(kept) == ""


@pytest.mark.parametrize("char", ["\u202a", "\u202e", "\u2066", "\u2067", "\u2069"])
def test_directional_overrides_are_refused(char):
    assert complaint(tidied(f"is not{char} safe"))


@pytest.mark.django_db
class TestDoors:
    """Each way in."""

    AUTHORISATION = {
        "therapy": "t", "jurisdiction": "atlantis", "date": "2015-12-16", "status": "authorised",
        "checked_on": "2026-11-01",
    }  # fmt: skip

    def tried(self, **cells):
        builders.a_therapy(slug="t", sources=[builders.a_source(slug="s")])
        builders.a_jurisdiction(slug="atlantis")
        row = self.AUTHORISATION | {"sources": "s"} | cells
        return attempt(Reader(IMPORT_KINDS["authorisations"]), "t-atlantis", row)

    @pytest.mark.parametrize(
        "cells",
        [
            {"converted": "1066"},
            {"status": "withdrawn", "ended": "1999-01-01"},
            {"designations": "Yes"},
            {"checked_on": "2099-01-01"},
            {"date": "2999"},
            {"register_url": "ftp://a.example/x"},
        ],
    )
    def test_import_refuses_and_names_the_column(self, cells):
        trial = self.tried(**cells)
        name = next(reversed(cells))
        assert trial.outcome == "refused"
        assert f"{name}: “{cells[name]}” was given. Allowed: " in trial.reason
        assert not Authorisation.objects.exists()

    def test_import_takes_what_keeps_them(self):
        assert self.tried(designations="rmat prime", converted="2016").outcome == "new"

    def test_form_refuses(self, editor_client):
        statement = builders.a_statement(state="draft", valid_from="2020")
        page = save(editor_client, statement, valid_until="1999", excerpt="Satz.", excerpt_lang="english!!")
        assert page.status_code == 200
        assert "“1999” was given. Allowed: a date not before “valid from”, 2020. Example: 2020." in page.text
        assert "“english!!” was given. Allowed: a language tag after BCP 47." in page.text

    def test_form_takes_out_what_means_nothing(self, editor_client):
        country = builders.a_country()
        save(editor_client, country, summary="gene\xadtherapy\u200b", reason="why")
        assert proposal_of(country).changes["summary"]["new"] == "genetherapy"

    def test_approval_refuses_what_came_before_the_rule(self, editor_client, reviewer_client):
        statement = builders.a_statement(valid_from="2020", valid_until="2021")
        save(editor_client, statement, note="A note.", reason="why")
        Proposal.objects.update(changes={"valid_until": {"old": "2021", "new": "1999"}})
        page = decide(reviewer_client, proposal_of(statement), "approve")
        assert "valid until: “1999” was given." in page.text
        statement.refresh_from_db()
        assert statement.valid_until == "2021"

    def test_what_breaks_a_rule_may_be_taken_off_the_site(self):
        source = builders.a_source(language="english!!")
        source.state = "archived"
        source.clean_fields()
        source.state = "published"
        with pytest.raises(ValidationError):
            source.clean_fields()


@pytest.mark.django_db
class TestDatabase:
    """What no query gets past, and what was there before."""

    @pytest.mark.parametrize(
        ("model", "build", "values"),
        [
            (Source, builders.a_source, {"slug": "ZZ-Case"}),
            (Disease, builders.a_disease, {"slug": "ZZ"}),
            (Statement, builders.a_statement, {"valid_from": "2020", "valid_until": "1999"}),
            (Authorisation, builders.an_authorisation, {"converted": "1066"}),
        ],
    )
    def test_constraints(self, model, build, values):
        record = build()
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(pk=record.pk).update(**values)

    def test_imprecise_dates_pass(self):
        record = builders.an_authorisation(date="2015-12-16")
        Authorisation.objects.filter(pk=record.pk).update(converted="2015-12", ended="2015", status="withdrawn")

    def test_mending_lists_what_it_does(self):
        record = builders.an_authorisation(slug="law", date="2020-03-01")
        history = Authorisation.history.model  # has no constraints, as tables had none before
        builders.an_authorisation(slug="other")
        history.objects.filter(slug="other").update(slug="LAW")
        history.objects.filter(id=record.pk).update(converted="1066", ended="2020-03")
        assert [line.partition(": ")[2] for line in lowered([history])] == ["slug “LAW” is “law-2” now"]
        pairs = [("date", "converted"), ("date", "ended")]
        [line] = emptied(history, pairs)
        assert line.endswith("converted “1066” before date “2020-03-01” is empty now")
        assert history.objects.get(id=record.pk).ended == "2020-03"


@pytest.mark.django_db
class TestValidateRecords:
    """The live database against the same rules."""

    def test_says_kind_identifier_field_and_rule(self):
        assert "2 records: 0 faults" in self.said(builders.a_country())
        source = builders.a_source(slug="odd")
        Source.objects.filter(pk=source.pk).update(language="english!!")
        Country.objects.update(checked_on=timezone.localdate().replace(year=2099))
        with pytest.raises(CommandError, match=r"records: 2 faults\."):
            self.said()
        assert "gtlead.Source odd: language: “english!!” was given." in self.output.getvalue()
        assert "checked_on: “2099-" in self.output.getvalue()

    def said(self, *_records):
        self.output = StringIO()
        call_command("validate_records", stdout=self.output)
        return self.output.getvalue()
