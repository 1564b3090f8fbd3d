"""What readers and moderators see and send: the forms, the lists, the queue."""

import re
from functools import partial

import pytest
import time_machine
from django.test import Client, RequestFactory

from gtlead.feedback import form_guard
from gtlead.feedback.forms import send_or_explain
from tests import builders as a
from tests.conftest import signed_in
from tests.html import Document, problems
from themes.contributions import moderation
from themes.contributions.forms import ContributionForm
from themes.contributions.models import Contribution

pytestmark = pytest.mark.django_db

OF_EACH_REQUEST = ("Content-Length", "Expires", "X-Request-ID")
SENT = "Thank you: we have received it"


@pytest.fixture
def moderator():
    return a.a_moderator()


@pytest.fixture
def question(moderator):
    return a.a_question(slug="embryos", title="Should embryos be edited?")


@pytest.fixture
def staff(moderator):
    return signed_in(moderator)


def address(question, argument=None):
    return f"/ethics/{question.slug}/contribute/" + (f"?argument={argument.slug}" if argument else "")


def ticket_of(client, url):
    [field] = [e for e in Document(client.get(url).text).all("input") if e.get("name") == "ticket"]
    return field.get("value")


def send(client, url, *, wait=10, text="I would rather not.", **values):
    """Open the form, wait, send it."""
    with time_machine.travel("2026-11-23 12:00", tick=False) as clock:
        data = {"ticket": ticket_of(client, url), "text": text, "display_name": "", "subject": "", **values}
        clock.shift(wait)
        return client.post(url, data, REMOTE_ADDR=values.get("REMOTE_ADDR", "192.0.2.1"))


def test_form_keeps_the_html_contract_and_is_not_kept(client, question):
    response = client.get(address(question, question.arguments.all()[0]))
    assert problems(response.text) == []
    assert "no-cache" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


def test_contributing_gives_a_code_that_is_not_kept_by_any_cache(client, question):
    response = send(client, address(question), display_name="Ann  Other")
    assert problems(response.text) == []
    assert SENT in response.text
    assert "no-store" in response.headers["Cache-Control"]
    contribution = Contribution.objects.get()
    code = Document(response.text).by_id("withdrawal-code").text
    assert contribution.code_hash == form_guard.code_hash(code)
    assert (contribution.text, contribution.display_name) == ("I would rather not.", "Ann Other")
    assert contribution.suspicion == ""
    assert "192.0.2.1" not in str(Contribution.objects.values().get())


def test_contributing_on_an_argument_names_it(client, question):
    argument = question.arguments.get(stance="for")
    send(client, address(question, argument))
    assert Contribution.objects.get().argument == argument
    assert client.get(f"/ethics/embryos/contribute/?argument={a.an_argument().slug}").status_code == 404
    hidden = a.an_argument(question=question, state="draft")
    assert client.get(address(question, hidden)).status_code == 404


def test_reload_after_sending_keeps_one_and_shows_the_same_code(client, question):
    url = address(question)
    data = {"ticket": ticket_of(client, url), "text": "Once.", "subject": ""}
    codes = {Document(client.post(url, data).text).by_id("withdrawal-code").text for _ in range(2)}
    assert len(codes) == 1
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"text": ""}, "id_text", "required"),
        ({"text": "\u200b \u202e"}, "id_text", "required"),
        ({"text": "x" * 1501}, "id_text", "1500"),
        ({"text": "See www.clinic.example now"}, "id_text", "addresses"),
        ({"display_name": "clinic.com"}, "id_display_name", "addresses"),
        ({"display_name": "n" * 61}, "id_display_name", "60"),
    ],
)
def test_errors_name_the_field_and_keep_what_was_typed(client, question, values, field, message):
    response = send(client, address(question), **{"display_name": "Ann", "text": "My words."} | values)
    page = Document(response.text)
    assert problems(page) == []
    summary = page.by_id("error-summary")
    assert [link.get("href") for link in summary.all("a")] == [f"#{field}"]
    assert message in summary.text
    assert "autofocus" in summary.attributes
    assert page.by_id(field).get("aria-invalid") == "true"
    assert page.all("title")[0].text.startswith("Error:")
    kept = {"text": "My words.", "display_name": "Ann"} | values
    assert page.by_id("id_display_name").get("value") == kept["display_name"]
    assert page.by_id("id_text").text.split() == kept["text"].split()
    assert not Contribution.objects.exists()


def test_line_breaks_count_once(client, question):
    text = "\r\n".join(["x" * 99] * 15)
    assert len(text) > 1500
    assert SENT not in send(client, address(question), text=text + "xx").text
    assert SENT in send(client, address(question), text=text).text


def test_old_or_forged_ticket_costs_no_text(client, question):
    url = address(question)
    response = send(client, url, wait=25 * 60 * 60, text="Slowly thought.")
    page = Document(response.text)
    assert "open for too long" in page.by_id("error-summary").text
    assert page.by_id("id_text").text == "Slowly thought."
    [field] = [e for e in page.all("input") if e.get("name") == "ticket"]
    with time_machine.travel("2026-11-24 13:01"):
        assert SENT in client.post(url, {"ticket": field.get("value"), "text": "Slowly thought."}).text
    for forged in ("", "forged", form_guard.new_ticket("another form")):
        assert "open for too long" in client.post(url, {"ticket": forged, "text": "Forged."}).text
    assert [c.text for c in Contribution.objects.all()] == ["Slowly thought."]


def without_what_differs(response):
    return re.sub(r"[A-Z2-7]{5}(-[A-Z2-7]{5}){3}", "CODE", response.text)


@pytest.mark.parametrize("trap", [{"subject": "Cheap cells"}, {"wait": 0}, {"text": "Frее gеnе thеrару!"}])
def test_trapped_bot_gets_the_same_answer_and_waits_apart(client, staff, question, trap):
    person = send(client, address(question))
    bot = send(client, address(question), **{"text": "Other words."} | trap)
    assert bot.status_code == person.status_code
    assert without_what_differs(bot) == without_what_differs(person)
    assert {k: v for k, v in bot.headers.items() if k not in OF_EACH_REQUEST} == {
        k: v for k, v in person.headers.items() if k not in OF_EACH_REQUEST
    }
    page = Document(staff.get("/staff/moderation/").text)
    assert "I would rather not." in page.by_id("waiting").text
    assert "I would rather not." not in page.by_id("suspected").text
    suspect = Contribution.objects.exclude(suspicion="").get()
    assert suspect.text in page.by_id("suspected").text


def test_trap_is_hidden_from_screen_readers_and_keyboards(client, question):
    page = Document(client.get(address(question)).text)
    [trap] = [e for e in page.all("input") if e.get("name") == "subject"]
    assert trap.get("tabindex") == "-1"
    assert trap.get("autocomplete") == "off"
    assert any(e.get("aria-hidden") == "true" for e in trap.ancestors())
    assert "empty" in page.name_of(trap)


def test_flood_is_told_why_and_keeps_its_text(client, question):
    for number in range(form_guard.PER_HOUR):
        assert SENT in send(client, address(question), text=f"Text {number}.").text
    response = send(client, address(question), text="One more.")
    page = Document(response.text)
    assert "your network" in page.by_id("error-summary").text
    assert page.by_id("id_text").text == "One more."
    assert Contribution.objects.count() == form_guard.PER_HOUR


def test_closed_form_shows_no_button_and_gives_the_text_back(client, question, moderator):
    url = address(question)
    ticket = ticket_of(client, url)
    moderation.switch(is_open=False, by=moderator, question=question)
    page = Document(client.get(url).text)
    assert problems(page) == []
    assert "closed" in page.by_id("main").text
    assert not [f for f in page.all("form") if f.get("method") == "post"]
    response = client.post(url, {"ticket": ticket, "text": "Too late."})
    assert response.status_code == 403
    assert "Too late." in response.text
    assert not Contribution.objects.exists()


def test_question_page_shows_the_way_only_while_open(client, question, moderator):
    assert 'href="/ethics/embryos/contribute/"' in client.get("/ethics/embryos/").text
    moderation.switch(is_open=False, by=moderator)
    assert "/contribute/" not in client.get("/ethics/embryos/").text
    moderation.switch(is_open=True, by=moderator)
    assert "/contribute/" in client.get("/ethics/embryos/").text
    moderator.groups.clear()
    assert "/contribute/" not in client.get("/ethics/embryos/").text


def test_outcome_is_published_with_the_question(client, question):
    assert "What readers said" not in client.get("/ethics/embryos/").text
    question.readers_said, question.readers_changed = "Many asked for costs.", "We added a statement."
    question.save()
    text = client.get("/ethics/embryos/").text
    assert "Many asked for costs." in text
    assert "We added a statement." in text


def test_approved_is_shown_escaped_with_marks_and_not_for_search_engines(client, question, moderator):
    contribution = a.a_contribution(question=question, text="<b>Bold</b> claim about Bob.\nMore.", display_name="<i>")
    moderation.redact(contribution=contribution, by=moderator, passage="Bob")
    moderation.approve(contribution=contribution, by=moderator)
    assert "1 contribution by a reader" in client.get("/ethics/embryos/").text
    response = client.get("/ethics/embryos/contributions/")
    assert problems(response.text) == []
    assert "&lt;b&gt;Bold&lt;/b&gt; claim about" in response.text
    assert "[passage removed by a moderator]" in response.text
    assert "Bob" not in response.text
    assert '<meta name="robots" content="noindex, follow">' in response.text
    assert "contributions" not in client.get("/sitemap.xml").text


def test_unknown_parameter_of_the_list_is_reported(client, question):
    response = client.get("/ethics/embryos/contributions/?colour=red")
    assert "no parameter called" in response.text


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_for_one_and_for_three(client, staff, question, number, django_assert_num_queries):
    for _ in range(number):
        a.a_contribution(question=question, argument=question.arguments.all()[0], state="approved")
        a.a_contribution(question=question, argument=question.arguments.all()[0])
        a.a_contribution(question=question, proposed_reason="hostile", proposed_by=a.a_moderator())
        a.a_contribution(question=question, suspicion="trap filled")
    with django_assert_num_queries(8):
        client.get("/ethics/embryos/contributions/")
    staff.get("/staff/moderation/")
    with django_assert_num_queries(15):
        staff.get("/staff/moderation/")


def test_withdrawing_takes_it_off_the_page_at_once(client, question, moderator):
    code = Document(send(client, address(question)).text).by_id("withdrawal-code").text
    moderation.approve(contribution=Contribution.objects.get(), by=moderator)
    assert "I would rather not." in client.get("/ethics/embryos/contributions/").text
    response = client.post("/ethics/withdraw/", {"code": code.lower()})
    assert problems(response.text) == []
    assert "erased" in response.text
    assert "I would rather not." not in client.get("/ethics/embryos/contributions/").text


def test_wrong_code_is_an_error_that_keeps_the_code(client):
    page = Document(client.post("/ethics/withdraw/", {"code": "WRONG"}).text)
    assert problems(page) == []
    assert "No contribution has this code" in page.by_id("error-summary").text
    assert page.by_id("id_code").get("value") == "WRONG"


def test_rules_name_every_reason_and_the_figures(client, question, moderator):
    moderation.refuse(contribution=a.a_contribution(question=question), by=moderator, reason="insult")
    a.a_contribution(question=question)
    page = Document(client.get("/about/moderation/").text)
    assert problems(page) == []
    assert len(page.all("dt")) == len(Contribution.Reason)
    [row] = page.all("tbody")[0].elements
    heads = [head.text for head in page.all("thead")[0].all("th")]
    cells = [cell.text.removeprefix(head).strip() for head, cell in zip(heads, row.elements, strict=True)]
    assert cells[1:5] == ["1", "0", "1", "insults somebody: 1"]


def test_thousand_fakes_leave_none_public_and_the_site_usable(client, staff, question):
    """As a flood from a thousand places would come: with good tickets, filled traps or none, one text in variations."""
    url = address(question)
    page = client.get("/ethics/embryos/").text
    with time_machine.travel("2026-11-23 12:00", tick=False) as clock:
        tickets = [form_guard.new_ticket("embryos ") for _ in range(1000)]
        clock.shift(10)
        for number, ticket in enumerate(tickets):
            data = {
                "ticket": ticket,
                "text": f"Fake miracle cells for all of you, offer number {number}!",
                "subject": "x" * (number % 2),
            }
            meta = {"REMOTE_ADDR": f"10.{number // 250}.{number % 250}.1"}
            if number % 20 < 2:
                client.post(url, data, **meta)
            else:  # the same without a page for each
                form = ContributionForm(RequestFactory().post(url, data, **meta), "embryos ")
                send_or_explain(form, partial(form.send, question, None))
        assert SENT not in send(client, url, text="One too many.", REMOTE_ADDR="192.0.2.9").text
    assert Contribution.objects.pending().count() == form_guard.MOST_WAITING
    assert client.get("/ethics/embryos/").text == page
    for path in ("/ethics/embryos/contributions/", "/about/moderation/", "/search/?q=miracle", "/ethics.json"):
        assert "Fake miracle" not in client.get(path).text
    response = staff.get("/staff/moderation/")
    assert len(response.content) < 100_000
    lanes = Document(response.text)
    for lane in ("waiting", "suspected"):
        [form] = [f for f in lanes.by_id(lane).all("form") if f.get("action") == "/staff/moderation/group/"]
        data = {
            "reason": "advertising",
            "numbers": [e.get("value") for e in form.all("input") if e.get("name") == "numbers"],
        }
        assert len(data["numbers"]) == 500
        staff.post("/staff/moderation/group/", data)
    assert not Contribution.objects.pending().exists()
    assert not Contribution.objects.approved().exists()
    assert SENT in send(client, url, text="A person.", REMOTE_ADDR="192.0.2.9").text


def test_moderator_decides_on_the_page_of_a_contribution(staff, question, client):
    first, second, third = (a.a_contribution(question=question, text=f"Words of Bob, {n}.") for n in "abc")
    page = staff.get(f"/staff/moderation/{first.pk}/")
    assert problems(page.text) == []
    staff.post(f"/staff/moderation/{first.pk}/", {"action": "redact", "passage": "Bob"})
    answer = staff.post(f"/staff/moderation/{first.pk}/", {"action": "approve"}, follow=True)
    assert "public now" in answer.text
    assert problems(answer.text) == []
    assert "[passage removed by a moderator]" in client.get("/ethics/embryos/contributions/").text
    staff.post(f"/staff/moderation/{second.pk}/", {"action": "refuse", "reason": "insult"})
    assert (
        "Another moderator"
        in staff.post(f"/staff/moderation/{third.pk}/", {"action": "refuse", "reason": "hostile"}, follow=True).text
    )
    states = {c.pk: c.state for c in Contribution.objects.all()}
    assert states == {first.pk: "approved", second.pk: "refused", third.pk: "pending"}
    assert problems(staff.get("/staff/moderation/").text) == []
    for contribution in (first, second, third):
        assert problems(staff.get(f"/staff/moderation/{contribution.pk}/").text) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"action": "refuse"}, "fill in"),
        ({"action": "redact", "passage": "not there"}, "word for word"),
        ({"action": "explode"}, "Select a valid choice"),
        ({"action": "refuse", "reason": "dislike"}, "Select a valid choice"),
    ],
)
def test_impossible_decision_is_an_error_and_changes_nothing(staff, question, data, message):
    contribution = a.a_contribution(question=question)
    response = staff.post(f"/staff/moderation/{contribution.pk}/", data)
    assert message in response.text
    assert Contribution.objects.get().state == "pending"
    assert not contribution.log.exists()


@pytest.mark.parametrize("person", [a.a_person, a.an_editor, a.a_reviewer, a.an_analyst])
def test_only_moderators_decide(question, person):
    contribution = a.a_contribution(question=question)
    client = signed_in(person())
    assert client.get("/staff/moderation/").status_code == 403
    assert client.post(f"/staff/moderation/{contribution.pk}/", {"action": "approve"}).status_code == 403
    assert (
        client.post("/staff/moderation/group/", {"numbers": [contribution.pk], "reason": "insult"}).status_code == 403
    )
    assert client.post("/staff/moderation/switch/", {"is_open": "0"}).status_code == 403
    assert Contribution.objects.get().state == "pending"


def test_moderators_switch_contributing_from_the_queue(staff, question, client):
    staff.post("/staff/moderation/switch/", {"is_open": "0", "question": question.slug})
    assert "/contribute/" not in client.get("/ethics/embryos/").text
    staff.post("/staff/moderation/switch/", {"is_open": "1", "question": question.slug})
    assert "/contribute/" in client.get("/ethics/embryos/").text


def test_group_without_a_reason_is_refused_nothing(staff, question):
    contribution = a.a_contribution(question=question)
    staff.post("/staff/moderation/group/", {"numbers": [contribution.pk, "x", "9" * 30]})
    assert Contribution.objects.get().state == "pending"


def test_admin_shows_contributions_and_changes_none(staff, question, superuser_client):
    contribution = a.a_contribution(question=question)
    for client in (staff, superuser_client):
        assert contribution.text in client.get(f"/admin/themes/contribution/{contribution.pk}/change/").text
        assert client.get("/admin/themes/contribution/").status_code == 200
        assert (
            client.post(f"/admin/themes/contribution/{contribution.pk}/change/", {"state": "approved"}).status_code
            == 403
        )
        assert client.post(f"/admin/themes/contribution/{contribution.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get("/admin/themes/moderationlog/").status_code == 200
    assert Contribution.objects.get().state == "pending"
    editor = signed_in(a.an_editor())
    assert editor.get("/admin/themes/contribution/").status_code == 403


def test_forms_are_guarded_against_other_sites(question):
    client = Client(enforce_csrf_checks=True)
    assert (
        client.post(address(question), {"ticket": form_guard.new_ticket("embryos "), "text": "Forged."}).status_code
        == 403
    )
    assert not Contribution.objects.exists()
