"""The database says no: one test for each constraint."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from countries.models import Membership
from tests import builders

pytestmark = pytest.mark.django_db


def refused(record, message):
    """Both the form (by validation) and the database (without it) refuse."""
    with pytest.raises(ValidationError) as caught:
        record.validate_constraints()
    assert message in str(caught.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        record.save()


def changed(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    return record


class TestMembership:
    """When a jurisdiction's authorisations are valid in a country."""

    def test_once_a_country_and_jurisdiction(self):
        one = builders.a_membership()
        refused(Membership(country=one.country, jurisdiction=one.jurisdiction), "already exists")

    def test_last_day_not_before_the_first(self):
        one = builders.a_membership(valid_from="2020-01-02", valid_until="2020-01-02")
        refused(changed(one, valid_until="2020-01-01"), "The last day lies before the first.")

    def test_open_ends_are_fine(self):
        builders.a_membership(valid_from="2020-01-02")
        builders.a_membership(valid_until="2020-01-02")


class TestTherapy:
    """Therapies."""

    def test_borderline_needs_its_reason(self):
        refused(changed(builders.a_therapy(), borderline=True), "Say why the product is borderline.")
        builders.a_therapy(borderline=True, borderline_reason="No vector.")


class TestAuthorisation:
    """Marketing authorisations."""

    def test_once_a_therapy_jurisdiction_and_date(self):
        one = builders.an_authorisation()
        two = builders.an_authorisation(therapy=one.therapy, jurisdiction=one.jurisdiction, date="2021")
        refused(changed(two, date=one.date), "already recorded")

    @pytest.mark.parametrize("status", ["authorised", "conditional"])
    def test_in_force_has_no_end(self, status):
        refused(
            changed(builders.an_authorisation(status=status), ended="2023"),
            "An authorisation in force has no end date.",
        )

    @pytest.mark.parametrize("status", ["withdrawn", "revoked", "expired"])
    def test_ended_may_have_an_end(self, status):
        builders.an_authorisation(status=status, ended="2023-05")
        builders.an_authorisation(status=status)


class TestFunding:
    """Prices."""

    @pytest.mark.parametrize("missing", [{"currency": ""}, {"price_year": None}, {"price_kind": ""}])
    def test_price_is_complete(self, missing):
        complete = {"price": "1.50", "currency": "EUR", "price_year": 2024, "price_kind": "list"}
        refused(changed(builders.a_funding(**complete), **missing), "A price needs its currency, year and kind.")


class TestStatement:
    """Statements."""

    def test_one_key_a_country_and_topic(self):
        one = builders.a_statement(is_key=True)
        two = builders.a_statement(country=one.country, topic=one.topic)
        refused(changed(two, is_key=True), "already shown in the comparison")
        builders.a_statement(is_key=True, country=one.country)
        builders.a_statement(is_key=True, topic=one.topic)

    @pytest.mark.parametrize("answer", ["known", "none", "not-applicable", "not-disclosed"])
    def test_what_is_said_has_a_date(self, answer):
        refused(changed(builders.a_statement(answer=answer), as_of=""), "Give the date the fact stands for.")

    def test_not_known_needs_no_date(self):
        builders.a_statement(answer="not-known", as_of="")

    @pytest.mark.parametrize("values", [{"claim": "It leads"}, {"verdict": "backed"}])
    def test_claim_and_verdict_go_together(self, values):
        refused(changed(builders.a_statement(), **values), "go together")

    @pytest.mark.parametrize("values", [{"legal_class": "permitted"}, {"legal_kind": "law"}])
    def test_legal_class_and_kind_go_together(self, values):
        refused(changed(builders.a_statement(), **values), "needs the kind of rule")

    def test_excerpt_says_its_language(self):
        refused(changed(builders.a_statement(), excerpt="条件"), "Give the language of the excerpt.")
        builders.a_statement(excerpt="条件", excerpt_lang="ja")


class TestPosition:
    """Positions."""

    def test_once_a_country_question_and_kind(self):
        one = builders.a_position()
        two = builders.a_position(country=one.country, question=one.question, legal_kind="official-advice")
        refused(changed(two, legal_kind="law"), "already recorded")

    def test_class_has_a_date_unless_unknown(self):
        refused(changed(builders.a_position(), as_of=""), "Give the date the position stands for.")
        builders.a_position(legal_class="unknown", as_of="")


@pytest.mark.parametrize("field", ["slug", "name", "iso2", "iso3"])
def test_no_two_countries_share(field):
    one, two = builders.a_country(), builders.a_country()
    with pytest.raises(IntegrityError), transaction.atomic():
        changed(two, **{field: getattr(one, field)}).save()


def test_no_two_sources_share_an_address():
    one = builders.a_source()
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.a_source(url=one.url)


@pytest.mark.parametrize("value", ["2020-13", "May 2020", "20", "2020-02-30"])
def test_partial_date_is_one(value):
    with pytest.raises(ValidationError, match="as precisely as the source does"):
        changed(builders.a_statement(), as_of=value).full_clean()


@pytest.mark.parametrize(
    "make",
    [
        lambda: builders.a_statement().country,
        lambda: builders.a_statement().topic,
        lambda: builders.a_position().country,
        lambda: builders.a_position().question,
        lambda: builders.an_institution().country,
        lambda: builders.an_observation().indicator,
        lambda: builders.a_funding().country,
        lambda: builders.an_authorisation().jurisdiction,
        lambda: builders.a_topic().theme,
    ],
)
def test_what_others_rest_on_is_not_deleted(make):
    with pytest.raises(ProtectedError):
        make().delete()


def test_parts_go_with_the_whole():
    authorisation = builders.an_authorisation()
    builders.a_funding(therapy=authorisation.therapy)
    authorisation.therapy.delete()
    assert not type(authorisation).objects.exists()


def test_record_keeps_its_history():
    statement = builders.a_statement(text="First.")
    statement.text = "Second."
    statement.save()
    assert statement.history.latest().text == "Second."
    assert "First." in [entry.text for entry in statement.history.all()]


def test_fact_is_overdue_after_a_year(settings, time_machine):
    statement = builders.a_statement(checked_on="2025-01-10")
    statement.refresh_from_db()
    time_machine.move_to("2026-01-10 12:00Z")
    assert not statement.is_overdue
    assert not type(statement).objects.overdue().exists()
    time_machine.move_to("2026-01-11 12:00Z")
    assert statement.is_overdue
    assert type(statement).objects.overdue().get() == statement
