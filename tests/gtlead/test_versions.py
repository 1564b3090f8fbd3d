"""Dated links: a public record as it read on an earlier day, and never what was not public."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from gtlead.publication.editions import edition_of, parse_moment, reading
from gtlead.review.saving import save_once
from tests import builders
from tests.html import problems
from themes.models import Term

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD, FOURTH = "2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"


def on(day: str) -> Any:
    """At noon of the day."""
    return time_machine.travel(datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC))


@pytest.fixture
def term(reviewer: User) -> Any:
    """A term that was published on the first day and changed on the third."""
    with on(FIRST):
        term = builders.a_term(slug="vector", term="Vector", definition="The old words.", sources=[builders.a_source()])
    with on(THIRD):
        term.definition = "The new words."
        save_once(term, {}, user=reviewer, reason="Clearer")
    return term


def read(day: str, slug: str = "vector") -> Any:
    return Client().get(f"/changes/term/{slug}/{day}/")


@pytest.mark.parametrize(
    ("day", "words", "note"),
    [
        (FIRST, "The old words.", "It was changed since."),
        (SECOND, "The old words.", "It was changed since."),
        (THIRD, "The new words.", "It reads the same today."),
    ],
)
def test_text_is_that_of_the_day_with_a_banner(term: Any, day: str, words: str, note: str) -> None:
    page = read(day).content.decode()
    assert words in page
    assert note in page
    assert "As it stood on" in page
    assert f'href="{term.get_absolute_url()}"' in page
    assert problems(page) == []


@pytest.mark.parametrize("day", [FIRST, SECOND])
def test_dated_address_can_be_dated_itself(term: Any, day: str) -> None:
    address = f"/changes/term/vector/{day}/"
    page = Client().get(f"{address}?edition={SECOND}")
    assert page.status_code == 200
    assert "The old words." in page.text
    assert "The new words." not in page.text
    assert problems(page.text) == []
    assert Client().get(f"/changes/term/vector/{THIRD}/?edition={SECOND}").status_code == 404
    assert "The new words." in Client().get(f"/changes/term/vector/{THIRD}/?edition={THIRD}").text


def test_edition_around_another_is_read_again_after_it(term: Any) -> None:
    first, third = (edition_of(parse_moment(day)) for day in (FIRST, THIRD))
    with reading(third):
        with reading(first):
            assert Term.objects.get().definition == "The old words."
        assert Term.objects.get().definition == "The new words."


def test_changes_lead_to_the_text_of_their_day(term: Any) -> None:
    page = Client().get(reverse("changes")).content.decode()
    assert f'href="/changes/term/vector/{THIRD}/"' in page


@pytest.mark.parametrize("day", ["2026-02-28", "2999-01-01", "2026-02-30"])
def test_day_without_a_text_is_not_there(term: Any, day: str) -> None:
    assert read(day).status_code == 404


def test_kind_or_record_that_nobody_knows_is_not_there(term: Any) -> None:
    assert read(THIRD, "no-such").status_code == 404
    assert Client().get(f"/changes/user/vector/{THIRD}/").status_code == 404


def test_what_was_taken_off_the_site_stays_as_it_stood_and_says_so(term: Any, reviewer: User) -> None:
    with on(FOURTH):
        term.state = "archived"
        save_once(term, {}, user=reviewer, reason="Superseded")
    page = read(FIRST)
    assert page.status_code == 200
    assert "The old words." in page.text
    assert "It was removed from the atlas on 4 March 2026." in page.text
    assert "Superseded" in page.text
    assert "Show today" not in page.text
    assert problems(page.text) == []
    assert read(FOURTH).status_code == 404


@pytest.mark.parametrize("address", ["/therapies/zalmoxis/", "/facts/therapy/zalmoxis/"])
def test_page_that_was_removed_says_what_it_was_when_and_why_it_went_and_where_to_read_it(
    address: str, reviewer: User
) -> None:
    with on(FIRST):
        therapy = builders.a_therapy(slug="zalmoxis", brand="Zalmoxis")
    assert Client().get("/therapies/zalmoxis/").status_code == 200
    with on(THIRD):
        therapy.state = "archived"
        save_once(therapy, {}, user=reviewer, reason="Counted twice")
    page = Client().get(address)
    assert page.status_code == 410
    assert problems(page.text) == []
    for words in ("Zalmoxis", "removed from the atlas on 3 March 2026", "Counted twice"):
        assert words in page.text
    assert "withdrawn" not in page.text
    last = "/therapies/zalmoxis/?edition=2026-03-03T11:59:59Z"
    assert f'href="{last}"' in page.text
    assert Client().get(last).status_code == 200
    assert Client().get("/therapies/zalmoxis/?edition=2026-03-04").status_code == 404
    therapy.state = "published"
    save_once(therapy, {}, user=reviewer, reason="A mistake")
    assert Client().get("/therapies/zalmoxis/").status_code == 200


def test_days_as_a_draft_are_not_there() -> None:
    with on(FIRST):
        term = builders.a_term(slug="vector", state="draft", definition="Secret.", sources=[builders.a_source()])
    with on(THIRD):
        term.state = "published"
        term.save()
    assert read(SECOND).status_code == 404
    assert read(THIRD).status_code == 200


def test_sources_and_related_records_are_named_only_if_public() -> None:
    hidden = builders.a_source(title="Hidden document", state="draft")
    argument = builders.an_argument(sources=[builders.a_source(title="Open document"), hidden])
    argument.counter = builders.an_argument(question=argument.question, state="draft", title="Hidden counter")
    save_once(argument, {})
    builders.an_argument(question=argument.question, stance="against")
    day = argument.history.first().history_date.date()
    page = Client().get(f"/changes/argument/{argument.slug}/{day}/").content.decode()
    assert "Open document" in page
    assert "Hidden" not in page


def test_text_of_a_day_on_which_its_theme_was_a_draft_is_not_there() -> None:
    with on(FIRST):
        statement = builders.a_statement(slug="early", text="Nobody was to read this yet.")
        theme = statement.topic.theme
        theme.state = "draft"
        theme.save()
    with on(THIRD):
        theme.state = "published"
        theme.save()
        statement.text = "The public text."
        save_once(statement, {})
    assert Client().get(f"/changes/statement/early/{SECOND}/").status_code == 404
    assert "The public text." in Client().get(f"/changes/statement/early/{THIRD}/").content.decode()
