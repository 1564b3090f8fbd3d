"""Pages of what grows: each is bounded, what they show together is all, and every address leads to what it names."""

from http import HTTPStatus

import pytest
from django.test import Client, RequestFactory

from countries.models import (
    Authorisation,
    Funding,
    Institution,
    LabelEntry,
    LookThrough,
    Milestone,
    Position,
    Statement,
)
from gtlead.lists.paging import PER_PAGE, asked_page
from gtlead.sources.models import Quotation
from tests import builders as a
from tests.conftest import on_stage
from tests.html import Document, problems
from themes.models import Argument, Term

MOST_BYTES = 150_000
MANY, MANY_TERMS = 105, 205  # more than a page holds
LETTERS = list("abcdefg")


def asked(query, rows=LETTERS, **more):
    return asked_page(RequestFactory().get(f"/?{query}"), rows, 3, **more)


@pytest.mark.parametrize(
    ("query", "rows", "number"),
    [
        ("", "abc", 1),
        ("page=2", "def", 2),
        ("page=3", "g", 3),
        ("at=a", "abc", 1),
        ("at=f", "def", 2),
        ("at=g", "g", 3),
    ],
)
def test_page_is_asked_for_by_its_number_or_by_what_stands_on_it(query, rows, number):
    found = asked(query)
    assert (found.rows, found.page.number, found.errors, found.status) == (list(rows), number, {}, 200)


def test_row_may_be_known_by_another_name():
    assert asked("at=the+fifth", row_of={"the fifth": "e"}.get).page.number == 2


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("page=4", "page", "There is no page 4."),
        ("page=0", "page", "“0” is not a page number."),
        ("page=", "page", "“” is not a page number."),
        ("at=z", "at", "Nothing called “z” stands here."),
        ("at=", "at", "Nothing called “” stands here."),
        ("at=a&page=1", "at", "Ask for a page, or for what stands on it."),
    ],
)
def test_what_is_not_there_is_said_and_nothing_is_shown(query, parameter, words):
    found = asked(query)
    assert (found.rows, found.errors, found.status) == ([], {parameter: [words]}, 404)


def test_nothing_has_one_page():
    assert (asked("", []).rows, asked("", []).errors) == ([], {})


def many_like(first, name, number=MANY, **changing):
    """A record and as many like it as make the number, written at once; some fields change with their number."""
    model = type(first)
    values = {f.attname: getattr(first, f.attname) for f in model._meta.concrete_fields if not f.primary_key}
    rows = model.objects.bulk_create(
        model(**values | {"slug": f"{name}-{n:03}"} | {field: change(n) for field, change in changing.items()})
        for n in range(1, number)
    )
    for relation in model._meta.many_to_many:
        through, column = relation.remote_field.through, f"{relation.m2m_reverse_field_name()}_id"
        through.objects.bulk_create(
            through(**{f"{relation.m2m_field_name()}_id": row.pk, column: other.pk})
            for row in rows
            for other in getattr(first, relation.name).all()
        )


def many():
    """A country, a source, a therapy, a question and a glossary that hold more than a page shows."""
    source = a.a_source(slug="act", title="The Act")
    cited = {"sources": [source]}
    country, theme, question = a.a_country(slug="japan", **cited), a.a_theme(slug="law"), a.a_question(slug="embryos")
    licence = a.an_authorisation(slug="licence", therapy=a.a_therapy(slug="alpha", brand="Alpha"), **cited)
    text = "What is said in many words. " * 10
    event = a.a_milestone(slug="event-000", countries=[country], theme=theme, date="1990", detail=text, **cited)
    many_like(event, "event", date=lambda n: f"{1990 + n % 30}")
    many_like(a.an_institution(slug="body-000", country=country, role=text, **cited), "body")
    many_like(a.a_term(slug="term-000", definition=text, **cited), "term", MANY_TERMS, term=lambda n: f"Term {n:03}")
    many_like(a.a_label_entry(slug="use-000", authorisation=licence, text=text, **cited), "use")
    register = a.a_look_through(slug="look-000", register="The register", jurisdiction=licence.jurisdiction, **cited)
    many_like(register, "look")
    topics = [a.a_topic(theme=theme) for _ in range(3)]
    a.a_statement(country=country, topic=topics[1], claim="A claim", verdict="backed", **cited)
    said = a.a_statement(slug="say-000", country=country, topic=topics[0], text=text, **cited)
    many_like(said, "say", topic_id=lambda n: topics[n % 2].pk)
    for _ in range(60):
        a.an_observation(country=country, indicator=a.an_indicator(theme=theme), definition=text, **cited)
    for number in range(40):
        land = a.a_country(**cited)
        a.a_position(slug=f"law-{number:03}", country=land, question=question, text=text, **cited)
        there = a.a_membership(country=land, **cited).jurisdiction
        a.an_authorisation(therapy=licence.therapy, jurisdiction=there, indication=text, **cited)
        a.a_funding(therapy=licence.therapy, country=land, **cited)
    case = a.an_argument(slug="case-000", question=question, text=text, **cited)
    many_like(case, "case", 50, stance=lambda n: ["for", "against", "conditional"][n % 3], counter_id=lambda n: case.pk)
    a.a_quotation(source=source, fact=f"milestone/event-{MANY - 1:03}", text="Said late.")


@pytest.fixture(scope="module")
def crowd(django_db_setup, django_db_blocker):
    """Much of everything."""
    with on_stage(many, django_db_blocker):
        yield


# Where it is shown, the kind of record, and how a place on the page names one.
PLACES = {
    "/countries/japan/timeline/": ((Milestone,), "{0.slug}"),
    "/countries/japan/institutions/": ((Institution,), "{0.slug}"),
    "/sources/act/": ((Milestone,), "milestone-{0.slug}"),
    "/countries/japan/law/": ((Statement,), "{0.slug}"),
    "/glossary/": ((Term,), "{0.slug}"),
    "/ethics/embryos/": ((Argument,), "{0.slug}"),
    "/ethics/embryos/positions/": ((Position,), "{0.slug}"),
    "/therapies/alpha/": ((Authorisation, Funding), "{0.slug}"),
    "/therapies/alpha/label/": ((LabelEntry,), "{0.slug}"),
    "/about/": ((LookThrough,), "{0.slug}"),
}
AT_THE_END = {
    "/countries/japan/timeline/": "event-000",
    "/countries/japan/institutions/": "body-104",
    "/sources/act/": "term/term-204",
    "/countries/japan/law/": "timeline",
    "/glossary/": "term-204",
    "/ethics/embryos/": "case-047",
    "/ethics/embryos/positions/": "law-039",
    "/therapies/alpha/": "licence",
    "/therapies/alpha/label/": "use-104",
    "/about/": "look-104",
}
each_place = pytest.mark.parametrize("path", PLACES)


def pages_of(path):
    """Every page, from the first along the links that lead to the next."""
    found, address = [], path
    while address:
        response = Client().get(address)
        assert response.status_code == HTTPStatus.OK
        assert len(response.content) < MOST_BYTES
        assert problems(response.text) == []
        found.append(Document(response.text))
        onward = [link.get("href") for link in found[-1].all("a") if link.get("rel") == "next"]
        address = f"{path}{onward[0]}" if onward else ""
    return found


def ids_on(page):
    return [element.get("id") for element in page.elements if element.get("id")]


@each_place
@pytest.mark.django_db
def test_pages_are_bounded_and_show_all_of_it_once(crowd, path):
    kinds, place = PLACES[path]
    pages = pages_of(path)
    wanted = {place.format(record) for kind in kinds for record in kind.objects.all()}
    shown = [one for page in pages for one in ids_on(page) if one in wanted]
    assert len(pages) > 1
    assert sorted(shown) == sorted(wanted)


def stands(address):
    """Whether the page of an address has its place."""
    response = Client().get(address)
    return response.status_code == HTTPStatus.OK and address.partition("#")[2] in ids_on(Document(response.text))


@pytest.mark.django_db
def test_every_address_leads_to_what_it_names(crowd):
    for kind in {Quotation} | {kind for kinds, _place in PLACES.values() for kind in kinds}:
        for record in kind.objects.order_by("pk")[::20]:
            assert stands(record.get_absolute_url()), record


@pytest.mark.django_db
def test_address_stays_when_newer_things_move_it_to_another_page(crowd):
    *_newer, last = Milestone.objects.newest_first()[:PER_PAGE]
    assert f'id="{last.slug}"' in Client().get("/countries/japan/timeline/").text
    a.a_milestone(countries=last.countries.all(), theme=last.theme, date="2026-11")
    assert f'id="{last.slug}"' not in Client().get("/countries/japan/timeline/").text
    assert stands(last.get_absolute_url())


@pytest.mark.django_db
def test_years_of_a_timeline_lead_to_their_first_event(crowd):
    page = Document(Client().get("/countries/japan/timeline/?page=2").text)
    [years] = [nav for nav in page.all("nav") if nav.get("aria-label") == "Years"]
    assert [link.text for link in years.all("a")] == [str(year) for year in range(2019, 1989, -1)]
    for link in years.all("a")[::10]:
        assert stands(f"/countries/japan/timeline/{link.get('href').partition('/timeline/')[2]}")


@pytest.mark.parametrize("query", ["page=99", "page=x", "at=nobody", "at=event-001&page=2"])
@each_place
@pytest.mark.django_db
def test_address_of_what_is_not_there_is_answered_in_words(crowd, path, query):
    response = Client().get(f"{path}?{query}")
    page = Document(response.text)
    assert (response.status_code, response.headers["Cache-Control"]) == (404, "no-store")
    assert problems(response.text) == []
    [error] = page.by_class("message-error")
    assert [code.text for code in error.all("code")]
    assert [(link.text, link.get("href")) for link in error.all("a")] == [("The first page", "?")]
    assert "No information yet." not in response.text
    assert Milestone.objects.first().title not in response.text


@each_place
@pytest.mark.django_db
def test_page_that_is_not_the_first_names_itself_as_the_one_to_share(crowd, path):
    def canonical(query):
        page = Document(Client().get(f"{path}{query}").text)
        [link] = [one.get("href") for one in page.all("link") if one.get("rel") == "canonical"]
        return link.removeprefix("http://testserver")

    last = len(pages_of(path))
    assert canonical("") == path
    assert canonical("?page=2") == f"{path}?page=2"
    assert canonical(f"?at={AT_THE_END[path]}") == f"{path}?page={last}"


@each_place
@pytest.mark.django_db
def test_neighbours_of_a_page_that_was_asked_for_by_name_are_led_to_by_number(crowd, path):
    number = len(pages_of(path))
    links = Document(Client().get(f"{path}?at={AT_THE_END[path]}").text).all("a")
    assert [link.get("href") for link in links if link.get("rel") == "prev"] == [f"?page={number - 1}"]


@pytest.mark.django_db
def test_country_that_is_asked_for_stands_on_the_first_page_of_a_therapy_with_its_licence_in_full(crowd):
    last = Funding.objects.order_by("country__position").last()
    address = f"/therapies/alpha/?country={last.country.slug}"
    page = Document(Client().get(address).text)
    [licence] = page.by_class("authorisation")
    assert licence.get("id") in Authorisation.objects.filter(
        jurisdiction__membership__country=last.country
    ).values_list("slug", flat=True)
    assert {last.slug, f"funding-{last.country.slug}"} <= set(ids_on(page))
    assert f"?country={last.country.slug}&page=2" in [link.get("href") for link in page.all("a")]
    assert stands(f"/therapies/alpha/?at=funding-{last.country.slug}#funding-{last.country.slug}")


@pytest.mark.django_db
def test_line_of_a_country_leads_to_its_licence_on_whichever_page_that_stands(crowd):
    land = a.a_country()
    first = Authorisation.objects.get(slug="authorisation-0002")
    a.a_membership(country=land, jurisdiction=first.jurisdiction)
    page = Document(Client().get("/therapies/alpha/?page=3").text)
    [line] = [row for row in page.all("tr") if row.text.startswith(land.name)]
    assert "Page 3 of 3: the other countries" in page.by_id("access").text
    assert "Page 3 of 3" in page.by_id("pages").text
    assert first.get_absolute_url() in [link.get("href") for link in line.all("a")]
    assert stands(first.get_absolute_url())


@pytest.mark.django_db
def test_pages_of_a_question_lead_to_arguments_and_positions_that_stand_elsewhere(crowd):
    pages = [Document(Client().get(f"/ethics/embryos/?page={number}").text) for number in (1, 3)]
    first, last = [[link.get("href") for link in page.by_id("main").all("a")] for page in pages]
    assert "#case-000" in first
    assert "/ethics/embryos/?at=case-000#case-000" in last
    assert "On another page" in pages[0].by_id("conditions").text
    assert "On another page" in pages[1].by_id("arguments").text
    for page in pages:
        assert len(page.by_id("positions").all("tr")) == 1 + 30
        assert "11 more countries stand among all positions." in page.by_id("positions").text
        leads = [link.get("href") for part in ("conditions", "arguments") for link in page.by_id(part).all("a")]
        assert all(stands(link) for link in leads if "?at=" in link)
