"""Pages cost the same number of queries for one row and for three; no page asks row by row."""

from functools import cache

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders as a
from tests.conftest import on_stage

pytestmark = pytest.mark.django_db


def countries(n):
    """So many countries, each with its law, an authorised therapy and a statement in the comparison."""
    theme = a.a_theme(slug="law")
    topics = [a.a_topic(theme=theme) for _ in range(n)]
    found = [a.a_country(slug=f"land-{number}") for number in range(max(n, 2))]
    for country in found:
        jurisdiction = a.a_jurisdiction(regulator_local="Amt", regulator_lang="de")
        a.a_membership(country=country, jurisdiction=jurisdiction)
        for topic in topics:
            a.a_statement(country=country, topic=topic, is_key=True, sources=[a.a_source(), a.a_source()])
            a.a_statement(country=country, topic=topic)
        for _ in range(n):
            a.an_authorisation(jurisdiction=jurisdiction)
            a.a_milestone(countries=[country], theme=theme)
            a.an_institution(country=country)
            a.an_observation(country=country, indicator=a.an_indicator(theme=theme))
    return found


def questions(n):
    """So many questions, on each the positions of so many countries."""
    lands = [a.a_country() for _ in range(n)]
    found = [a.a_question(slug=f"question-{number}") for number in range(n)]
    for question in found:
        for land in lands:
            a.a_position(country=land, question=question)
        arguments = [a.an_argument(question=question, stance="conditional") for _ in range(n)]
        for argument in arguments:
            argument.counter = arguments[-1]
            argument.save()


def terms(n):
    for _ in range(n):
        a.a_term(sources=[a.a_source()])


def claims(n):
    for _ in range(n):
        a.a_statement(claim="A claim", verdict="backed")
        a.a_therapy(borderline=True, borderline_reason="Because.")


def cited(n):
    """One source that so many facts of every kind cite."""
    source = a.a_source(slug="the-source")
    country = a.a_country(sources=[source])
    theme = a.a_theme()
    for _ in range(n):
        a.a_statement(country=country, sources=[source])
        a.a_position(country=country, sources=[source])
        a.a_milestone(countries=[country], theme=theme, sources=[source])
        a.an_institution(country=country, sources=[source])
        a.a_membership(country=country, sources=[source])
        a.an_observation(country=country, sources=[source])
        a.a_label_entry(authorisation=a.an_authorisation(sources=[source]), sources=[source])
        a.a_funding(country=country, sources=[source])
        a.an_argument(question=a.a_question(), sources=[source])
        a.a_term(sources=[source])


def labels(n):
    """So many licences of one therapy, each with so many entries of its label."""
    therapy = a.a_therapy(slug="labelled")
    for _ in range(n):
        licence = a.an_authorisation(therapy=therapy)
        for _ in range(n):
            a.a_label_entry(authorisation=licence, sources=[a.a_source(), a.a_source()])


COMPARISON = "/compare/?country=land-0&country=land-1"

# What each page may ask: the content version, then what its view names.
PAGES = [
    ("/", countries, 22),
    ("/countries/", countries, 6),
    ("/countries/?q=land&theme=law&modality=car-t&sort=-therapies", countries, 15),
    ("/countries.csv", countries, 6),
    ("/countries.json", countries, 6),
    ("/countries/land-0/", countries, 27),
    ("/countries/land-0/law/", countries, 15),
    ("/countries/land-0/institutions/", countries, 7),
    ("/countries/land-0/timeline/", countries, 16),
    (COMPARISON, countries, 17),
    (COMPARISON.replace("/?", ".csv?"), countries, 9),
    ("/themes/", countries, 3),
    ("/themes/law/", countries, 7),
    ("/ethics/", questions, 4),
    ("/ethics/question-0/", questions, 13),
    ("/ethics/question-0/positions/", questions, 6),
    ("/therapies/labelled/label/", labels, 5),
    ("/glossary/", terms, 3),
    ("/about/", claims, 40),
    ("/sources/", countries, 38),
    ("/sources.csv", countries, 34),
    ("/sources/the-source/", cited, 17),
]


@cache
def world_of(fill, number):
    """So much, as a world that is made once for all its pages."""

    def build():
        fill(number)

    build.__name__ = f"{fill.__name__}_{number}"
    return build


@pytest.fixture(scope="class")
def filled(request, django_db_setup, django_db_blocker):
    """The world of the page; use with `db`."""
    with on_stage(world_of(*request.param), django_db_blocker):
        yield


@pytest.mark.parametrize(
    ("address", "expected", "filled"),
    [(address, expected, (fill, number)) for address, fill, expected in PAGES for number in (1, 3)],
    indirect=["filled"],
    ids=[f"{page[0]}-{number}" for page in PAGES for number in (1, 3)],
)
def test_page_costs_the_same_for_one_row_and_for_three(filled, address, expected):
    with CaptureQueriesContext(connection) as queries:
        response = Client().get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code == 200
    assert body
    assert len(queries) == expected


def many_lands(n):
    """So many countries, in each one fact of the kinds that pages put side by side."""
    theme = a.a_theme(slug="law")
    topic, indicator, therapy = a.a_topic(theme=theme), a.an_indicator(theme=theme), a.a_therapy()
    source = a.a_source()
    for number in range(n):
        country, jurisdiction = a.a_country(slug=f"land-{number}"), a.a_jurisdiction()
        a.a_membership(country=country, jurisdiction=jurisdiction)
        a.an_authorisation(jurisdiction=jurisdiction, therapy=therapy, sources=[source])
        a.a_statement(country=country, topic=topic, is_key=True, sources=[source])
        a.an_observation(country=country, indicator=indicator, sources=[source])
        a.a_milestone(countries=[country], theme=theme, sources=[source])


# With sixty countries a page chooses which it shows, and a picture says how many it leaves out; no more is asked.
WIDE = {
    "/": (22, 22),
    "/countries/": (6, 6),
    COMPARISON: (17, 17),
    "/timeline/": (15, 13),
    "/therapies/matrix/": (13, 13),
    "/indicators/": (8, 9),
    "/charts/authorisations/": (13, 14),
}


@pytest.fixture(scope="class", params=[7, 60])
def lands(request, django_db_setup, django_db_blocker):
    """So many countries; use with `db`."""
    with on_stage(world_of(many_lands, request.param), django_db_blocker):
        yield request.param


@pytest.mark.django_db
def test_page_costs_the_same_for_seven_countries_and_for_sixty(lands):
    for address, (of_seven, of_sixty) in WIDE.items():
        with CaptureQueriesContext(connection) as queries:
            response = Client().get(address)
        assert len(response.content) < 150_000
        assert len(queries) == (of_seven if lands == 7 else of_sixty), address
