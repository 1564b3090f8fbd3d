"""Spans are what the functions say of each day: for random records and days, and after every way to publish."""

from datetime import date, timedelta
from io import StringIO
from itertools import count, cycle
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from countries.access import known_of, known_on, spans
from countries.charts.data import facts_of_step, grants, known_steps
from countries.domain.authorisation import AccessMap, StandingKind, first_authorised, standing_on
from countries.domain.funding import ORDER, funding_on
from countries.domain.known_access import Turns
from countries.domain.lag import LagMap, lag_between
from countries.domain.spans import Of, all_stretches, payer_state, stretches
from countries.models import Span, SpansMade
from gtlead.publication import per_version
from gtlead.publication.content_version import held_version
from gtlead.records.choices import State
from gtlead.records.dates import first_day, last_day
from tests import builders as a
from tests.countries.test_authorisation import days, histories, membership, partials
from tests.countries.test_funding import decision

pytestmark = pytest.mark.usefixtures("derived_at_once")

SUPPLIES = ["", "marketed", "not-yet", "ended", "never-launched"]


@st.composite
def memberships(draw):
    found = []
    for jurisdiction in (1, 2):
        begins, ends = draw(st.none() | days), draw(st.none() | days)
        if begins and ends and begins > ends:
            begins, ends = ends, begins
        found.append(
            membership(jurisdiction, valid_from=begins, valid_until=ends, converted=draw(st.booleans()), country=7)
        )
    return found


@st.composite
def licences(draw):
    one = draw(histories())
    one.supply = draw(st.sampled_from(SUPPLIES))
    one.supply_from = draw(partials | st.just(""))
    one.supply_until = draw(partials | st.just("")) if one.supply == "ended" else ""
    one.pathway = draw(st.sampled_from(["standard", "conditional-approval", "conversion-of-eu-licence", ""]))
    return one


@st.composite
def decisions(draw):
    since = draw(partials | st.just(""))
    ended = draw(partials | st.just(""))
    one = decision(draw(st.sampled_from(ORDER)), since, ended, draw(st.sampled_from(["", "a", "b"])))
    one.checked_on, one.therapy_id, one.country_id = draw(days), 1, 7
    return one


def numbered(records):
    for number, record in zip(count(1), records, strict=False):
        record.pk = number
    return records


def found_on(day, listed, kind):
    """The only stretch of a kind that holds on the day, or None."""
    found = [s for s in listed if s.kind == kind and s.country_id == 7 and s.begins <= day <= s.until]
    assert len(found) < 2
    return found[0] if found else None


def days_that_matter(drawn, granted, decided):
    """The day drawn, and each day at which a date of the records begins or ends, with its neighbours."""
    dates = [d for r in granted for d in (r.date, r.ended, r.converted, r.supply_from, r.supply_until) if d]
    dates += [d for r in decided for d in (r.date, r.ended) if d]
    edges = {edge(d) for d in dates for edge in (first_day, last_day)} | {r.checked_on for r in (*granted, *decided)}
    return {drawn} | {edge + timedelta(days=step) for edge in edges for step in (-1, 0, 1)}


@given(days, memberships(), st.lists(licences(), max_size=3), st.lists(decisions(), max_size=3))
def test_spans_say_of_every_day_what_the_functions_say(drawn, joined, granted, decided):
    numbered(granted), numbered(decided)
    listed = list(all_stretches(joined, granted, decided))
    for day in days_that_matter(drawn, granted, decided):
        standing = standing_on(day, joined, granted)
        licence, supply = found_on(day, listed, Of.LICENCE), found_on(day, listed, Of.SUPPLY)
        if standing.kind is StandingKind.NEVER:
            assert licence is None
        else:
            assert (licence.state, licence.since, licence.ended, licence.by_conversion) == (
                standing.kind, standing.since, standing.until, standing.by_conversion,
            )  # fmt: skip
            assert licence.authorisation_id == standing.authorisation.pk
            assert licence.origin_id == (standing.origin.pk if standing.origin else None)
        assert (supply and (supply.state, supply.since, supply.ended)) == (
            (told := standing.supply_on(day)) and (told.kind, told.since, told.until)
        )
        state, funding = payer_state(funding_on(day, decided))
        payer = found_on(day, listed, Of.PAYER)
        assert ((payer.state, payer.funding_id) if payer else ("", None)) == (state, funding)
        first = found_on(day, listed, Of.FIRST)
        here = first_authorised(joined, granted, day)
        assert (first.since if first else "") == here
        if first:
            lag = LagMap(AccessMap(day, joined, granted)).lag(1, 7)
            assert (first.months, first.shortest, first.longest) == (lag.months, lag.shortest, lag.longest)


@given(days, memberships(), st.lists(licences(), max_size=3))
def test_steps_of_spans_are_those_of_the_records(day, joined, granted):
    numbered(granted)
    access, country, therapy = AccessMap(day, joined, granted), SimpleNamespace(pk=7), SimpleNamespace(pk=1)
    rows = [SimpleNamespace(therapy=therapy)]
    told = [s for s in all_stretches(joined, granted, ()) if s.kind == Of.LICENCE and s.begins <= day]
    turns = Turns([(s.therapy_id, s.country_id, s.state, s.since, s.ended, s.begins) for s in told])
    steps = known_steps(rows, [country], turns)
    edges = {edge + timedelta(days=n) for m in joined for edge in (m.valid_from, m.valid_until) if edge for n in (0, 1)}
    for one in (one for one in days_that_matter(day, granted, ()) | edges if one <= day):
        numbers = [step.number for step in steps if step.day <= one]
        assert (numbers[-1] if numbers else 0) == standing_on(one, joined, granted).is_authorised
    there_and_gone = cycle([((therapy,), ()), ((), (therapy,))])
    assert all((step.began, step.ended) == turn for step, turn in zip(steps, there_and_gone, strict=False))
    assert all(facts_of_step(access, step) == grants(access, 1, 7) for step in steps)


def test_stretches_of_the_same_answer_are_one():
    asked = [date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)]
    assert list(stretches(asked, lambda day: day.year >= 2021)) == [
        (date.min, date(2020, 12, 31), False),
        (date(2021, 1, 1), date.max, True),
    ]


def test_lag_of_the_first_country_is_none():
    assert lag_between("2020-01", "2020-01").months == 0


def place(**values):
    """A country with its own jurisdiction."""
    country, jurisdiction = a.a_country(**values), a.a_jurisdiction()
    return country, jurisdiction, a.a_membership(country=country, jurisdiction=jurisdiction)


def told(kind, **of):
    """The states of one kind, those of the earliest day first."""
    return list(Span.objects.filter(kind=kind, **of).order_by("begins").values_list("state", flat=True))


@pytest.mark.django_db
class TestFollowing:
    def test_every_way_to_change_a_record_is_followed(self):
        country, jurisdiction, joined = place()
        therapy, source = a.a_therapy(), a.a_source()
        licence = a.an_authorisation(
            therapy=therapy, jurisdiction=jurisdiction, date="2020-03-01", sources=[source], status="authorised"
        )
        a.a_funding(therapy=therapy, country=country, decision="funded", date="2021", sources=[source])
        assert told("licence", therapy=therapy, country=country) == ["authorised"]
        assert told("payer", country=country) == ["not-known", "funded"]
        licence.status, licence.ended = "withdrawn", "2022-05"
        licence.save()
        assert told("licence") == ["authorised", "unclear", "ended"]
        licence.sources.clear()  # no public fact without a source
        assert told("licence") == told("first") == []
        licence.sources.add(source)
        assert len(told("licence")) == 3
        source.state = State.ARCHIVED
        source.save()
        assert told("licence") == told("payer") == []
        source.state = State.PUBLISHED
        source.save()
        for record in (country, jurisdiction, joined, therapy, licence):
            record.state = State.ARCHIVED
            record.save()
            assert told("licence") == [], record
            record.state = State.PUBLISHED
            record.save()
            assert len(told("licence")) == 3, record
        assert list(spans.SPANS.drift()) == []

    def test_what_moves_elsewhere_leaves_nothing_behind(self):
        (here, jurisdiction, joined), (there, _other, _joined) = place(), place()
        one, other = a.a_therapy(), a.a_therapy()
        licence = a.an_authorisation(therapy=one, jurisdiction=jurisdiction)
        licence.therapy = other
        licence.save()
        assert told("licence", therapy=one) == []
        assert len(told("licence", therapy=other, country=here)) == 1
        joined.country = there
        joined.save()
        assert told("licence", country=here) == []
        assert len(told("licence", country=there)) == 1
        assert list(spans.SPANS.drift()) == []

    def test_what_is_deleted_leaves_nothing_behind(self):
        _country, jurisdiction, joined = place()
        for _ in range(2):
            a.an_authorisation(therapy=a.a_therapy(), jurisdiction=jurisdiction)
        licence = jurisdiction.authorisations.first()
        licence.therapy.delete()
        assert Span.objects.filter(kind="licence").count() == 1
        joined.delete()
        assert told("licence") == []
        assert told("first", country=None) == ["anywhere"]
        assert list(spans.SPANS.drift()) == []

    def test_drafts_stand_nowhere(self):
        country, jurisdiction, _joined = place()
        a.an_authorisation(therapy=a.a_therapy(), jurisdiction=jurisdiction, state=State.DRAFT)
        a.a_funding(therapy=a.a_therapy(), country=country, state=State.DRAFT)
        assert not Span.objects.exists()

    def test_many_changes_at_once_are_followed_at_the_end(self):
        _country, jurisdiction, _joined = place()
        with held_version():
            licence = a.an_authorisation(therapy=a.a_therapy(), jurisdiction=jurisdiction)
            assert not Span.objects.exists()
        assert len(told("licence")) == 1
        with held_version():
            licence.delete()
        assert not Span.objects.exists()

    def test_saving_again_what_says_the_same_writes_no_row(self):
        _country, jurisdiction, _joined = place()
        licence = a.an_authorisation(therapy=a.a_therapy(), jurisdiction=jurisdiction)
        before = list(Span.objects.values_list("pk", flat=True))
        licence.note = "Other words."
        licence.save()
        assert list(Span.objects.values_list("pk", flat=True)) == before


@pytest.mark.django_db
def test_what_is_known_is_kept_until_a_licence_changes(monkeypatch):
    monkeypatch.setattr(per_version, "may_be_rolled_back", lambda: False)  # as if the test's transaction were none
    country, jurisdiction, _joined = place()
    day, therapy = date(2026, 11, 1), a.a_therapy()

    def authorised():
        return set(known_on(day).authorised_in(country.pk))

    kept = known_of(day)
    assert authorised() == set()
    a.a_statement(country=country)
    assert known_of(day) is kept
    licence = a.an_authorisation(therapy=therapy, jurisdiction=jurisdiction, date="2020-01-01")
    assert authorised() == {therapy.pk}
    licence.status, licence.ended = "withdrawn", "2021-01-01"
    licence.save()
    assert authorised() == set()
    licence.delete()
    assert (authorised(), therapy.pk in known_of(day).reached[country.pk]) == (set(), False)


@pytest.mark.django_db
def test_what_was_known_is_not_taken_for_another_world_that_changed_as_often(monkeypatch):
    monkeypatch.setattr(per_version, "may_be_rolled_back", lambda: False)  # as if each world had its own database
    country, jurisdiction, _joined = place()
    therapy, known = a.a_therapy(), []
    for values in ({}, {"status": "withdrawn", "ended": "2021-01-01"}):
        with transaction.atomic():
            a.an_authorisation(therapy=therapy, jurisdiction=jurisdiction, date="2020-01-01", **values)
            known.append(set(known_of(date(2026, 11, 1)).authorised.get(country.pk, ())))
            transaction.set_rollback(True)
    assert known == [{therapy.pk}, set()]


@pytest.mark.django_db
class TestRebuilding:
    def test_drift_is_told_and_mended(self):
        _country, jurisdiction, _joined = place()
        a.an_authorisation(therapy=a.a_therapy(), jurisdiction=jurisdiction)
        Span.objects.filter(kind="licence").update(state="ended")
        with pytest.raises(CommandError, match="2 spans differ"):
            call_command("rebuild_spans", check=True, stdout=StringIO())
        with pytest.raises(CommandError, match="2 faults"):
            call_command("validate_records", stdout=StringIO())
        call_command("rebuild_spans", stdout=(said := StringIO()))
        assert said.getvalue() == "2 spans changed.\n"
        call_command("rebuild_spans", check=True, stdout=(said := StringIO()))
        assert said.getvalue() == "The spans are what the records say.\n"

    def test_doubles_are_removed(self):
        _country, jurisdiction, _joined = place()
        a.an_authorisation(therapy=a.a_therapy(), jurisdiction=jurisdiction)
        double = Span.objects.get(kind="licence")
        double.pk = None
        double.save()
        assert spans.rebuild() == 1

    def test_another_definition_makes_them_anew(self):
        spans.rebuild()
        assert not spans.is_outdated()
        SpansMade.objects.update(digest="of another version")
        assert spans.is_outdated()
        call_command("rebuild_spans", if_outdated=True, stdout=StringIO())
        assert not spans.is_outdated()
