"""What can happen to a contribution, and what the public sees of it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from gtlead.feedback import form_guard
from gtlead.feedback.form_guard import ReportRejectedError
from gtlead.feedback.plain_text import REMOVED
from gtlead.publication.content_version import current_version
from tests import builders as a
from themes.contributions import moderation
from themes.contributions.models import Contribution, ModerationLog, PublicVoice
from themes.contributions.moderation import NotPossibleError
from themes.contributions.purging import last_purge, purge_if_due
from themes.contributions.statistics import is_open, monthly_figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return a.a_moderator()


def submitted(**values):
    defaults = {"question": None, "argument": None, "text": "A thought.", "display_name": "Ann", "address_hash": "here"}
    values = defaults | {"code": f"CODE-{Contribution.objects.count()}"} | values
    values["question"] = values["question"] or a.a_question()
    return moderation.submit(**values)


def log_of(contribution):
    return [(e.action, e.by, e.reason) for e in contribution.log.order_by("pk")]


def test_submitting_touches_nothing_public():
    question = a.a_question()
    before = current_version()
    contribution = submitted(question=question)
    assert current_version() == before
    assert contribution.state == "pending"
    assert not Contribution.objects.approved().exists()


def test_same_form_sent_twice_is_kept_once():
    question = a.a_question()
    assert submitted(question=question, code="ONE") == submitted(question=question, code="one")
    assert Contribution.objects.count() == 1


def test_code_is_kept_as_a_hash_only():
    contribution = submitted(code="AAAAA-BBBBB-CCCCC-DDDDD")
    assert contribution.code_hash == form_guard.code_hash("AAAAABBBBBCCCCCDDDDD")
    assert "AAAAA" not in str(Contribution.objects.values().get())


def test_too_many_from_one_address_are_refused_and_others_are_not():
    question = a.a_question()
    for number in range(form_guard.PER_HOUR):
        submitted(question=question, code=str(number))
    with pytest.raises(ReportRejectedError):
        submitted(question=question, code="more")
    submitted(question=question, code="elsewhere", address_hash="there")
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        submitted(question=question, code="later")


def test_queue_that_nobody_could_read_is_closed(monkeypatch):
    monkeypatch.setattr(form_guard, "MOST_WAITING", 2)
    submitted(address_hash="1")
    submitted(address_hash="2")
    with pytest.raises(ReportRejectedError):
        submitted(address_hash="3")


def test_approving_makes_public_at_once_and_is_logged(moderator):
    contribution = a.a_contribution()
    before = current_version()
    moderation.approve(contribution=contribution, by=moderator)
    assert list(Contribution.objects.approved()) == [contribution]
    assert current_version() == before + 1
    assert log_of(contribution) == [("approved", moderator, "")]


def test_refusing_what_waits_touches_nothing_public(moderator):
    contribution = a.a_contribution()
    before = current_version()
    assert moderation.refuse(contribution=contribution, by=moderator, reason="insult")
    contribution.refresh_from_db()
    assert (contribution.state, contribution.reason) == ("refused", "insult")
    assert current_version() == before
    assert log_of(contribution) == [("refused", moderator, "insult")]


def test_taking_down_what_is_public_drops_it_at_once(moderator):
    contribution = a.a_contribution(state="approved")
    before = current_version()
    assert moderation.refuse(contribution=contribution, by=moderator, reason="personal")
    assert not Contribution.objects.approved().exists()
    assert current_version() == before + 1


@pytest.mark.parametrize("reason", sorted(moderation.ABOUT_STANCE))
def test_refusal_about_stance_needs_a_second_moderator(moderator, reason):
    contribution = a.a_contribution()
    assert not moderation.refuse(contribution=contribution, by=moderator, reason=reason)
    assert not moderation.refuse(contribution=contribution, by=moderator, reason=reason)
    contribution.refresh_from_db()
    assert contribution.state == "pending"
    second = a.a_moderator()
    assert moderation.refuse(contribution=contribution, by=second, reason=reason)
    contribution.refresh_from_db()
    assert (contribution.state, contribution.reason, contribution.proposed_reason) == ("refused", reason, "")
    assert log_of(contribution)[-1] == ("refused", second, reason)
    assert log_of(contribution)[0] == ("proposed", moderator, reason)


def test_second_moderator_may_approve_instead(moderator):
    contribution = a.a_contribution()
    moderation.refuse(contribution=contribution, by=moderator, reason="hostile")
    moderation.approve(contribution=contribution, by=a.a_moderator())
    contribution.refresh_from_db()
    assert (contribution.state, contribution.proposed_reason) == ("approved", "")


def test_second_decision_is_told_that_somebody_was_first(moderator):
    contribution = a.a_contribution()
    moderation.approve(contribution=contribution, by=moderator)
    with pytest.raises(NotPossibleError, match="approved"):
        moderation.approve(contribution=contribution, by=a.a_moderator())
    refused = a.a_contribution(state="refused", reason="insult")
    with pytest.raises(NotPossibleError, match="refused"):
        moderation.approve(contribution=refused, by=moderator)
    assert not Contribution.objects.approved().filter(pk=refused.pk).exists()


def test_group_is_refused_at_once_but_never_for_its_stance(moderator):
    waiting = [a.a_contribution() for _ in range(3)]
    public = a.a_contribution(state="approved")
    numbers = [c.pk for c in [*waiting, public]]
    with pytest.raises(NotPossibleError):
        moderation.refuse_all(numbers=numbers, by=moderator, reason="hostile")
    assert moderation.refuse_all(numbers=numbers, by=moderator, reason="advertising") == 3
    public.refresh_from_db()
    assert public.state == "approved"
    assert ModerationLog.objects.filter(action="refused", by=moderator).count() == 3


@pytest.mark.parametrize("state", ["pending", "approved"])
def test_redacted_passage_is_gone_for_good_and_leaves_a_mark(moderator, state):
    contribution = a.a_contribution(text="My neighbour Bob Ray was cured.\nBob Ray!", state=state)
    before = current_version()
    moderation.redact(contribution=contribution, by=moderator, passage="Bob Ray")
    contribution.refresh_from_db()
    assert contribution.text == f"My neighbour {REMOVED} was cured.\n{REMOVED}!"
    assert contribution.paragraphs == [["My neighbour ", " was cured."], ["", "!"]]
    assert current_version() == before + (state == "approved")
    assert "Bob" not in str(list(ModerationLog.objects.values()))


@pytest.mark.parametrize("passage", ["", "  ", "not there", REMOVED])
def test_passage_that_is_not_there_cannot_be_redacted(moderator, passage):
    contribution = a.a_contribution()
    with pytest.raises(NotPossibleError):
        moderation.redact(contribution=contribution, by=moderator, passage=passage)


def test_nothing_but_marks_is_not_approved(moderator):
    contribution = a.a_contribution(text="Bob")
    moderation.redact(contribution=contribution, by=moderator, passage="Bob")
    with pytest.raises(NotPossibleError):
        moderation.approve(contribution=contribution, by=moderator)


@pytest.mark.parametrize("state", ["pending", "approved", "refused"])
def test_withdrawing_erases_at_once_whatever_the_state(state):
    reason = "insult" if state == "refused" else ""
    contribution = submitted(code="THE-CODE")
    Contribution.objects.update(state=state, reason=reason)
    before = current_version()
    moderation.withdraw(code="the code")
    contribution.refresh_from_db()
    assert (contribution.state, contribution.text, contribution.display_name) == ("withdrawn", "", "")
    assert contribution.sketch == ""
    assert current_version() == before + (state == "approved")
    assert log_of(contribution) == [("withdrawn", None, "")]
    moderation.withdraw(code="the code")
    assert len(log_of(contribution)) == 1


@pytest.mark.parametrize("code", ["", "-", "WRONG-CODES-WRONG-CODES"])
def test_wrong_code_withdraws_nothing(code):
    submitted(code="RIGHT")
    a.a_contribution(code_hash="")
    with pytest.raises(ReportRejectedError):
        moderation.withdraw(code=code)
    assert set(Contribution.objects.values_list("state", flat=True)) == {"pending"}


def test_purge_keeps_the_terms_of_the_privacy_page(moderator):
    with time_machine.travel("2026-01-01 12:00", tick=False) as clock:
        waiting, refused, public = (submitted(code=str(n), address_hash="here") for n in range(3))
        moderation.refuse(contribution=refused, by=moderator, reason="advice")
        moderation.approve(contribution=public, by=moderator)
        clock.shift(timedelta(days=6, hours=23))
        assert moderation.purge() == {"addresses": 0, "texts": 0}
        clock.shift(timedelta(hours=2))
        assert moderation.purge() == {"addresses": 3, "texts": 0}
        assert not Contribution.objects.exclude(address_hash="").exists()
        clock.shift(timedelta(days=22, hours=22))
        assert moderation.purge() == {"addresses": 0, "texts": 0}
        clock.shift(timedelta(hours=2))
        assert moderation.purge() == {"addresses": 0, "texts": 1}
        assert moderation.purge() == {"addresses": 0, "texts": 0}
    for contribution in (waiting, refused, public):
        contribution.refresh_from_db()
    assert (waiting.state, public.state, refused.state) == ("pending", "approved", "purged")
    assert waiting.text == public.text == "A thought."
    kept = Contribution.objects.filter(pk=refused.pk).values(
        "text", "display_name", "sketch", "address_hash", "code_hash"
    )
    assert set(kept.get().values()) == {""}
    assert refused.reason == "advice"


def test_withdrawn_is_purged_down_to_its_counts_too():
    with time_machine.travel("2026-01-01 12:00", tick=False) as clock:
        contribution = submitted(code="MINE")
        moderation.withdraw(code="MINE")
        clock.shift(timedelta(days=31))
        call_command("purge_contributions", verbosity=0)
    contribution.refresh_from_db()
    assert (contribution.state, contribution.code_hash) == ("purged", "")


def test_purge_runs_once_a_day_by_itself(django_assert_num_queries):
    with time_machine.travel("2026-01-01 12:00", tick=False) as clock:
        purge_if_due()
        assert last_purge() == timezone.localdate()
        with django_assert_num_queries(1):
            purge_if_due()
        clock.shift(timedelta(days=1))
        purge_if_due()
        assert last_purge() == timezone.localdate()


def test_purging_moves_no_content_version():
    moderation.purge()
    before = current_version()
    moderation.purge()
    assert current_version() == before


def test_contributing_is_off_until_somebody_is_moderator():
    question = a.a_question()
    assert not is_open(question)
    a.a_superuser()
    assert not is_open(question)
    before = current_version()
    moderator = a.a_moderator()
    assert is_open(question)
    assert current_version() > before
    moderator.groups.clear()
    assert not is_open(question)


def test_contributing_is_switched_by_question_and_for_the_site(moderator):
    one, other = a.a_question(), a.a_question()
    before = current_version()
    moderation.switch(is_open=False, by=moderator, question=one)
    assert current_version() > before
    assert (is_open(one), is_open(other), is_open()) == (False, True, True)
    moderation.switch(is_open=False, by=moderator)
    assert (is_open(one), is_open(other), is_open()) == (False, False, False)
    moderation.switch(is_open=True, by=moderator)
    moderation.switch(is_open=True, by=moderator, question=one)
    assert is_open(one)
    actions = ModerationLog.objects.order_by("pk").values_list("action", "question", "by")
    assert list(actions) == [
        ("closed", one.pk, moderator.pk),
        ("closed", None, moderator.pk),
        ("opened", None, moderator.pk),
        ("opened", one.pk, moderator.pk),
    ]


def test_log_is_only_added_to(moderator):
    moderation.approve(contribution=a.a_contribution(), by=moderator)
    entry = ModerationLog.objects.get()
    for change in (entry.save, entry.delete, ModerationLog.objects.all().delete):
        with pytest.raises(TypeError):
            change()
    with pytest.raises(TypeError):
        ModerationLog.objects.update(by=None)


@pytest.mark.parametrize("values", [{"state": "refused"}, {"state": "withdrawn"}, {"state": "purged", "text": "x"}])
def test_database_refuses_what_the_rules_forbid(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        a.a_contribution(**values)


def test_approved_on_something_unpublished_is_not_public():
    question = a.a_question()
    argument = a.an_argument(question=question, state="draft")
    a.a_contribution(question=question, argument=argument, state="approved")
    a.a_contribution(question=a.a_question(state="archived"), state="approved")
    assert not Contribution.objects.approved().exists()


def test_monthly_figures_count_what_no_longer_waits(moderator):
    with time_machine.travel("2026-01-10 00:00", tick=False) as clock:
        made = [submitted(code=str(n), address_hash=str(n)) for n in range(5)]
        clock.shift(timedelta(hours=10))
        moderation.approve(contribution=made[0], by=moderator)
        clock.shift(timedelta(hours=20))
        moderation.refuse(contribution=made[1], by=moderator, reason="insult")
        moderation.refuse(contribution=made[2], by=moderator, reason="insult")
        moderation.withdraw(code="3")
    [month] = monthly_figures()
    assert (month.received, month.approved, month.refused, month.withdrawn) == (4, 1, 2, 1)
    assert month.reasons == (("insults somebody", 2),)
    assert month.median_hours == 30.0
    with time_machine.travel("2026-03-10"):
        moderation.purge()
    [after] = monthly_figures()
    assert (after.received, after.approved, after.refused) == (4, 1, 2)


def test_switches_are_one_row(moderator):
    moderation.switch(is_open=False, by=moderator)
    moderation.purge()
    assert PublicVoice.objects.count() == 1
