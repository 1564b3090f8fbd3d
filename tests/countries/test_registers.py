"""Reading registers: what comes before a reviewer, what is held, and that nothing is proposed twice."""

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from countries.access import access_on
from countries.domain.looking import absence_in_words
from countries.models import (
    Authorisation,
    Difference,
    Entry,
    LookThrough,
    Milestone,
    Reading,
    Register,
    Therapy,
    Trial,
)
from countries.registers.lines import FilePage
from countries.registers.recording import read_register
from gtlead.review.batch import decide_batch
from gtlead.review.deciding import approve, token, withdraw
from gtlead.review.models import Proposal
from gtlead.review.submitting import propose
from tests import builders as a
from tests.conftest import made_once

pytestmark = pytest.mark.django_db

FILES = Path(__file__).parent.parent / "registers"
DAY = date(2026, 11, 20)
HEADER = "number,medicine,active_substance,state,authorised_on,holder,url"
ALPHA = "N1,Alpha,alphagene,authorised,2021-06-11,Alpha Ltd,https://register.example/alpha"
BETA = "N2,Beta,betagene,authorised,2020-03-01,Beta Ltd,"


def table(*lines):
    return FilePage("\n".join([HEADER, *lines, ""]).encode(), "table.csv")


@made_once
def korea():
    """A register of a jurisdiction where Alpha and Beta are authorised; Gamma is not."""
    register = a.a_register(name="the register of Korea")
    alpha, beta = a.a_therapy(brand="Alpha", inn="alphagene"), a.a_therapy(brand="Beta", inn="betagene")
    a.a_therapy(slug="gamma", brand="Gamma", inn="gammagene")
    made = {"jurisdiction": register.jurisdiction, "checked_on": date(2026, 1, 1)}
    return SimpleNamespace(
        register=register,
        alpha=a.an_authorisation(
            therapy=alpha, date="2021-06-11", holder="Alpha Ltd.", register_url="http://www.register.example/alpha/",
            register_number="n 1", sources=[register.source], **made,
        ),
        beta=a.an_authorisation(therapy=beta, date="2020-03", holder="Beta Ltd", **made),
    )  # fmt: skip


def read(korea, *lines, day=DAY):
    return read_register(korea.register, [table(*lines)], day)[0]


def proposed(record):
    """What is proposed for a record, by field."""
    found = Proposal.objects.of(record).open().first()
    return found.new_values if found else {}


def decide(proposal, user):
    return approve(proposal, user, seen=token(proposal, proposal.record))


def test_what_is_confirmed_gets_its_day_and_what_differs_is_proposed_with_its_source(korea):
    reading = read(korea, ALPHA, BETA)
    assert reading.outcome == "read"
    assert (reading.counts["confirmed"], reading.counts["differs"]) == (1, 1)
    assert proposed(korea.alpha) == {"checked_on": "2026-11-20"}
    beta = proposed(korea.beta)
    assert (beta["date"], beta["register_number"], beta["checked_on"]) == ("2020-03-01", "N2", "2026-11-20")
    assert korea.register.source_id in beta["sources"]
    assert {p.origin for p in Proposal.objects.open()} == {str(reading)}
    difference = Difference.objects.get(field="date")
    assert (difference.old, difference.new, difference.entry.key) == ("2020-03", "2020-03-01", "N2")
    assert Authorisation.objects.get(pk=korea.beta.pk).date == "2020-03"


def test_reviewer_finds_them_by_reading_and_the_page_shows_the_new_fact_with_its_witness(korea, client):
    reading, reviewer = read(korea, ALPHA, BETA), a.a_reviewer()
    client.force_login(reviewer)
    listed = client.get(reverse("review-list"), {"brought": str(reading)})
    assert listed.text.count(str(reading)) > 1
    assert 'scope="rowgroup"' in listed.text
    decide_batch(Proposal.objects.open(), lambda proposal: decide(proposal, reviewer))
    page = client.get(korea.beta.therapy.get_absolute_url()).text
    assert "1 March 2020" in page
    assert "N2" in page
    assert korea.register.source.title in page
    look = LookThrough.objects.published().get()
    assert [therapy.slug for therapy in look.therapies.all()] == ["gamma"]
    assert (look.register, look.as_of) == ("the register of Korea", "2026-11-20")


def test_approved_absence_reads_with_register_and_day(korea):
    member = a.a_membership(jurisdiction=korea.register.jurisdiction)
    gamma = Therapy.objects.get(slug="gamma")
    a.an_authorisation(therapy=gamma)
    read(korea, ALPHA, BETA)
    assert "not found" not in absence_in_words(access_on().standing(gamma.pk, member.country.pk).look_throughs)
    decide_batch(Proposal.objects.open(), lambda proposal: decide(proposal, a.a_reviewer()))
    told = absence_in_words(access_on().standing(gamma.pk, member.country.pk).look_throughs)
    assert told == "not found in the register of Korea, 20 November 2026"


def test_same_file_twice_proposes_nothing_new(korea):
    read(korea, ALPHA, BETA)
    before = list(Proposal.objects.values_list("pk", "version"))
    assert read(korea, ALPHA, BETA, day=date(2026, 11, 21)).outcome == "unchanged"
    assert list(Proposal.objects.values_list("pk", "version")) == before


def test_rejected_difference_waits_until_the_register_changes(korea):
    read(korea, ALPHA, BETA)
    withdraw(Proposal.objects.of(korea.beta).open().get(), a.a_reviewer())
    read(korea, ALPHA, BETA, "")
    assert proposed(korea.beta) == {}
    read(korea, ALPHA, BETA.replace("2020-03-01", "2020-03-02"))
    assert proposed(korea.beta)["date"] == "2020-03-02"
    assert "register_number" not in proposed(korea.beta)


def test_change_of_an_editor_is_not_mixed_with_what_a_register_says(korea):
    propose(korea.beta, {"note": "Mine."}, user=a.an_editor(), reason="mine")
    reading = read(korea, ALPHA, BETA)
    assert reading.counts["pending"] == 1
    assert proposed(korea.beta) == {"note": "Mine."}


def test_new_therapy_comes_as_a_draft_with_what_the_register_says_and_only_once(korea):
    for _time in range(2):
        read(korea, ALPHA, BETA, "N3,Delta,deltagene,authorised,2026-01-02,Delta Ltd,", *([""] * _time))
    draft = Therapy.objects.get(brand="Delta")
    assert (draft.state, draft.inn, draft.modality) == ("draft", "deltagene", "")
    (authorisation,) = draft.authorisations.all()
    assert (authorisation.state, authorisation.date, authorisation.holder) == ("draft", "2026-01-02", "Delta Ltd")
    assert Entry.objects.get(key="N3").authorisation == authorisation


def test_known_therapy_without_a_record_here_gets_a_draft_authorisation(korea):
    reading = read(korea, ALPHA, BETA, "N3,Gamma,gammagene,authorised,2026-01-02,,")
    assert reading.counts["new"] == 1
    assert Authorisation.objects.get(therapy__slug="gamma").state == "draft"
    assert not LookThrough.objects.exists()


def test_what_is_not_ours_stays_so(korea):
    korea.register.not_ours = "Tissue: cells without genes"
    read(korea, ALPHA, BETA, "N3,Tissue,cells,authorised,2026-01-02,,")
    entry = Entry.objects.get(key="N3")
    assert (entry.standing, entry.reason) == ("not-ours", "cells without genes")
    assert not Therapy.objects.filter(brand="Tissue").exists()
    korea.register.not_ours = ""
    read(korea, ALPHA, BETA, "N3,Tissue,cells,authorised,2026-01-03,,")
    assert Entry.objects.get(key="N3").standing == "not-ours"


def many(number, form="M{0},Product {0},product {0},authorised,2020-01-{1:02},,"):
    return [form.format(n, n % 28 + 1) for n in range(number)]


def held(korea, *lines):
    """The reading after a good one, which has to be held; nothing may have been proposed by it."""
    before = list(Proposal.objects.values_list("pk", "version")), Entry.objects.count()
    reading = read(korea, *lines)
    assert reading.outcome == "held"
    assert (list(Proposal.objects.values_list("pk", "version")), Entry.objects.count()) == before
    return reading.reason


def test_half_of_the_entries_gone_is_held(korea):
    korea.register.not_ours = "\n".join(f"M{n}: other" for n in range(10))
    read(korea, ALPHA, BETA, *many(10))
    assert "12 entries when last read and has 6 now" in held(korea, ALPHA, BETA, *many(4))


def test_entries_of_ours_gone_at_once_are_held_and_one_is_counted(korea):
    for n in range(8):
        therapy = a.a_therapy(brand=f"Product {n}")
        a.an_authorisation(therapy=therapy, jurisdiction=korea.register.jurisdiction, date=f"2020-01-{n + 1:02}")
    read(korea, ALPHA, BETA, *many(8))
    assert read(korea, ALPHA, BETA, *many(7)).counts["gone"] == 1
    others = [f"X{n},Other {n},other,authorised,2020-01-01,," for n in range(8)]
    assert "entries of ours are gone at once" in held(korea, ALPHA, BETA, *many(3), *others)


def test_number_used_again_for_another_product_is_held(korea):
    read(korea, ALPHA, BETA)
    reason = held(korea, ALPHA.replace("Alpha,alphagene", "Omega,omegagene"), BETA)
    assert "The number N1 was that of Alpha and stands for Omega now" in reason


def test_one_product_under_two_names_is_held(korea):
    read(korea, ALPHA, BETA)
    reason = held(korea, ALPHA, BETA, "N9,alphagene,,authorised,2021-06-11,,")
    assert "N1 and N9 both seem to be Alpha" in reason


def test_one_number_for_two_entries_is_refused(korea):
    reading = read(korea, ALPHA, BETA.replace("N2", "N1"))
    assert (reading.outcome, Proposal.objects.count()) == ("refused", 0)
    assert "N1 stands for two entries" in reading.reason


def test_days_and_months_that_changed_places_are_held(korea):
    for n, day in enumerate(("2021-03-05", "2021-04-06")):
        a.an_authorisation(
            therapy=a.a_therapy(brand=f"Product {n}"), jurisdiction=korea.register.jurisdiction, date=day
        )
    swapped = [f"M{n},Product {n},,authorised,{day},," for n, day in enumerate(("2021-05-03", "2021-06-04"))]
    assert "changed places in 2 dates" in held(korea, ALPHA, BETA, *swapped)


def test_held_reading_is_released_by_somebody_who_looked(korea, client):
    read(korea, ALPHA, BETA)
    Proposal.objects.all().delete()
    other = "N9,alphagene,,authorised,2021-06-11,,"
    read(korea, ALPHA, BETA.replace("2020-03-01", "2020-03-09"), other)
    client.force_login(a.an_editor())
    reading = Reading.objects.get(outcome="held")
    data = {"action": "release_held", "_selected_action": [reading.pk]}
    client.post(reverse("admin:countries_reading_changelist"), data)
    reading.refresh_from_db()
    assert reading.outcome == "read"
    assert "Released: looked at by" in reading.reason
    assert proposed(korea.beta)["date"] == "2020-03-09"


@pytest.mark.parametrize("content", [b"<html>Sorry</html>", b"", b"number,medicine,granted\nN1,Alpha,2020\n"])
def test_damaged_file_proposes_nothing_and_says_why(korea, content):
    reading = read_register(korea.register, [FilePage(content, "table.csv")], DAY)[0]
    assert (reading.outcome, Proposal.objects.count(), Entry.objects.count()) == ("refused", 0, 0)
    assert reading.reason


def test_fewer_entries_than_a_register_ever_had_is_refused(korea):
    korea.register.least_entries = 3
    assert "2 entries" in read(korea, ALPHA, BETA).reason


def test_register_without_a_source_makes_one_and_hands_it_in(korea):
    Register.objects.update(source=None)
    korea.register.refresh_from_db()
    read(korea, ALPHA, BETA)
    source = Register.objects.get().source
    assert (source.state, source.url) == ("in-review", korea.register.page)
    assert source.pk in proposed(korea.beta)["sources"]


def test_letter_about_a_therapy_of_ours_comes_as_a_draft_event(korea):
    a.a_theme(slug="clinical-care")
    country = a.a_membership(jurisdiction=korea.register.jurisdiction).country
    Therapy.objects.filter(brand="Alpha").update(brand="Alphagen")
    korea.register.form = "ema-letters"
    content = (FILES / "ema-letters.json").read_bytes()
    for text in (content, content + b"\n"):
        read_register(korea.register, [FilePage(text)], DAY)
    milestone = Milestone.objects.get()
    assert (milestone.state, milestone.date, list(milestone.countries.all())) == ("draft", "2025-02-03", [country])
    assert "https://www.ema.example/en/medicines/dhpc/alphagen" in milestone.detail


class TestTrials:
    """The registry of trials."""

    @pytest.fixture
    def registry(self):
        for slug in ("japan", "south-korea", "germany"):
            a.a_country(slug=slug)
        self.disease = a.a_disease(name="Congenital blindness", other_names="blindness")
        self.therapy = a.a_therapy(brand="Alphacab", inn="alphacabtagene autoleucel")
        return a.a_register(form="clinicaltrials-gov", jurisdiction=None)

    def read(self, registry, **changes):
        text = (FILES / "clinicaltrials.json").read_text()
        for old, new in changes.values():
            text = text.replace(old, new)
        return read_register(registry, [FilePage(text.encode())], DAY)[0]

    def test_come_as_drafts_joined_to_what_they_name(self, registry):
        assert self.read(registry).counts["new"] == 2
        one, two = Trial.objects.order_by("number")
        assert (one.state, one.phase, one.history.count()) == ("draft", "1-2", 1)
        assert [country.slug for country in one.countries.all()] == ["japan", "south-korea"]
        assert list(one.diseases.all()) == [self.disease]
        assert list(two.therapies.all()) == [self.therapy]
        assert {entry.trial for entry in Entry.objects.all()} == {one, two}

    def test_change_of_a_published_one_is_proposed_and_what_is_confirmed_gets_its_day(self, registry):
        self.read(registry)
        Trial.objects.update(state="published", as_of=date(2026, 1, 1))
        self.read(registry, status=('"RECRUITING"', '"TERMINATED"'), site=('"South Korea"', '"Germany"'))
        changed, confirmed = Trial.objects.order_by("number")
        assert proposed(changed)["status"] == "terminated"
        assert len(proposed(changed)["countries"]) == 2
        assert confirmed.as_of == DAY
        assert changed.as_of == date(2026, 1, 1)

    def test_excluded_one_is_not_public(self, registry):
        trial = a.a_trial(register=registry)
        assert Trial.objects.published().count() == 1
        Trial.objects.filter(pk=trial.pk).update(is_excluded=True, exclusion="A device.")
        assert not Trial.objects.published().exists()


def test_command_reads_a_file_tells_what_came_of_it_and_a_dry_run_writes_nothing(korea, tmp_path, capsys):
    path = tmp_path / "table.csv"
    path.write_bytes(table(ALPHA, BETA).content)
    arguments = ["read_registers", korea.register.slug, "--from-file", str(path), "--as-of", "2026-11-20"]
    call_command(*arguments, "--dry-run")
    told = capsys.readouterr().out
    assert "1 confirmed, 1 differs" in told
    assert "date: 2020-03 -> 2020-03-01" in told
    assert not Reading.objects.exists()
    call_command(*arguments)
    assert Reading.objects.get().as_of == DAY
    path.write_text("<html>")
    with pytest.raises(CommandError, match="1 refused or held"):
        call_command(*arguments)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nobody"], "There is no register nobody"),
        (["--from-file", "x.csv"], "Name the one register"),
        (["one", "--as-of", "2999-01-01"], "future"),
    ],
)
def test_command_says_what_is_wrong_with_its_arguments(arguments, told):
    with pytest.raises(CommandError, match=told):
        call_command("read_registers", *arguments)


def test_dashboard_counts_and_flags_what_is_overdue(korea, client):
    read(korea, ALPHA, BETA, day=date(2026, 1, 2))
    read_register(korea.register, [FilePage(b"<html>")], DAY)
    client.force_login(a.an_editor())
    page = client.get(reverse("dashboard")).text
    assert "OVERDUE: 2 January 2026" in page
    assert "1 confirmed, 1 differs, 0 new to us, 0 gone from the register, 0 pending decision" in page
    assert "page for people (HTML)" in page


def test_about_tells_the_last_reading_and_what_was_never_read(korea, client):
    assert "has not been read yet" in client.get(reverse("about")).text
    read(korea, ALPHA, BETA)
    assert "last read for 20 November 2026" in client.get(reverse("about")).text


@pytest.mark.parametrize("address", ["https://me:secret@register.example/", "https://register.example/?api_key=1"])
def test_address_with_credentials_is_refused(address):
    register = a.a_register()
    register.address = address
    with pytest.raises(ValidationError, match="credentials"):
        register.full_clean()


def test_readings_are_kept_with_what_concerned_us(korea):
    reading = read(korea, ALPHA, BETA)
    assert json.loads(json.dumps(reading.excerpt))[0]["names"] == ["Alpha", "alphagene"]
    assert len(reading.digest) == 64
