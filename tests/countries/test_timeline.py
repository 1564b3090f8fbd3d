"""The timeline: events made from records, filters, downloads."""

import csv
import io
from datetime import date
from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from countries.domain.timeline import EventKind, make_events, pages_of_years
from countries.models import Authorisation, Membership, Milestone
from countries.views.timeline import timeline_filter
from tests import builders
from tests.conftest import made_once
from tests.countries.access_world import a_place, an_authorised_therapy
from tests.countries.test_authorisation import authorisation, membership
from tests.html import Document, fragment_problems, problems

pytestmark = pytest.mark.django_db

NORTH, SOUTH = SimpleNamespace(pk=1, slug="north"), SimpleNamespace(pk=2, slug="south")
NAMED = {
    "slug": "alpha-eu",
    "therapy": SimpleNamespace(brand="Alpha", slug="alpha"),
    "jurisdiction": SimpleNamespace(name="the Union"),
    "indication": "For a disease.",
}


def events_of(*, until=date(2020, 12, 31), **values):
    """The events of one authorisation in a union of which the south is a member until a day."""
    fact = authorisation(**values)
    vars(fact).update(NAMED | {"jurisdiction_id": 1})
    north, south = membership(1), membership(1, valid_until=until)
    north.country, south.country = NORTH, SOUTH
    return make_events([], [fact], [north, south])


def test_authorisation_gives_grant_conversion_and_end():
    events = events_of(date="2019-03", status="withdrawn", ended="2022", was_conditional=True, converted="2020-05-01")
    assert [(event.kind, event.date, event.title) for event in events] == [
        (EventKind.GRANTED, "2019-03", "Alpha: conditionally authorised in the Union"),
        (EventKind.CONVERTED, "2020-05-01", "Alpha: conditions lifted in the Union"),
        (EventKind.ENDED, "2022", "Alpha: withdrawn in the Union"),
    ]
    assert [event.anchor for event in events] == ["alpha-eu", "alpha-eu-converted", "alpha-eu-ended"]
    assert [event.country_slugs for event in events] == [["north", "south"], ["north", "south"], ["north"]]


@pytest.mark.parametrize(("date_of_grant", "reached"), [("2020", ["north", "south"]), ("2020-07", ["north"])])
def test_grant_reaches_a_member_that_left_unless_it_surely_came_later(date_of_grant, reached):
    [event] = events_of(until=date(2020, 6, 30), date=date_of_grant)
    assert event.country_slugs == reached


def test_authorisation_without_a_date_has_no_place_in_time():
    assert events_of(date="") == []


def test_converted_licence_is_announced_as_such():
    assert events_of(pathway="conversion-of-eu-licence")[0].title == "Alpha: EU licence converted in the Union"


def test_a_year_is_reached_on_the_page_where_it_begins():
    events = [SimpleNamespace(year=year) for year in (2024, 2023, 2023, 2023, 2020)]
    assert pages_of_years(events, 2) == {2024: 1, 2023: 1, 2020: 3}


@made_once
def world():
    north, south = a_place("north"), a_place("south")
    regulation = builders.a_theme(slug="regulation", name="Regulation")
    ethics = builders.a_theme(slug="ethics", name="Ethics")
    builders.a_milestone(slug="law", title="A law on genes", date="2014", theme=regulation, countries=[north.country])
    builders.a_milestone(
        slug="talk", title="A debate", date="2018-05", theme=ethics, countries=[north.country, south.country]
    )
    alpha = an_authorised_therapy("Alpha", (north, "2019-03-10"))
    Authorisation.objects.filter(therapy=alpha).update(slug="alpha-north", status="withdrawn", ended="2023-01")
    return SimpleNamespace(north=north, south=south, alpha=alpha)


def text(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("query", "anchors"),
    [
        ("", ["alpha-north-ended", "alpha-north", "talk", "law"]),
        ("?sort=-date", ["alpha-north-ended", "alpha-north", "talk", "law"]),
        ("?sort=date", ["law", "talk", "alpha-north", "alpha-north-ended"]),
        ("?country=south", ["talk"]),
        ("?country=south&country=north", ["alpha-north-ended", "alpha-north", "talk", "law"]),
        ("?theme=regulation", ["alpha-north-ended", "alpha-north", "law"]),
        ("?theme=ethics", ["talk"]),
        ("?kind=ended", ["alpha-north-ended"]),
        ("?from=2018", ["alpha-north-ended", "alpha-north", "talk"]),
        ("?to=2018", ["talk", "law"]),
        ("?from=2019&to=2019", ["alpha-north"]),
        ("?q=debate", ["talk"]),
        ("?q=nothing", []),
    ],
)
def test_filters_find_the_same_rows_on_page_and_in_download(client, world, query, anchors):
    response = client.get(f"/timeline/{query}")
    assert [event.anchor for event in response.context["listing"].page] == anchors
    rows = csv.DictReader(io.StringIO(text(client.get(f"/timeline.csv{query}"))))
    assert [row["event"] for row in rows] == anchors
    assert f"{len(anchors)} of 4 events" in text(response)


def test_events_counted_from_columns_are_those_of_the_records(world):
    events = timeline_filter(RequestFactory().get("/timeline/")).events
    records = make_events(
        Milestone.objects.for_timeline(), Authorisation.objects.for_list(), Membership.objects.order_by("pk")
    )
    assert len(events) == 4

    def told(event):
        return event._asdict() | {"fact": event.fact.pk, "authorisation": event.therapy and event.therapy.pk}

    assert [told(event) for event in events] == [told(event) for event in records]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("?colour=red", "colour"),
        ("?country=atlantis", "country"),
        ("?theme=magic", "theme"),
        ("?kind=magic", "kind"),
        ("?from=x", "from"),
        ("?from=2020&to=2010", "from"),
        ("?page=9", "page"),
        ("?on=2020-01-01", "on"),
    ],
)
def test_unknown_parameter_or_value_is_named(client, world, query, name):
    response = client.get(f"/timeline/{query}")
    assert list(response.context["listing"].errors) == [name]
    assert list(response.context["listing"].page) == []
    if name != "page":
        refused = client.get(f"/timeline.csv{query}")
        assert (refused.status_code, text(refused).split(":")[0]) == (400, name)


@pytest.mark.parametrize("asked", ["", "country=north", "theme=regulation", "from=2018"])
def test_facet_counts_are_the_rows_that_choosing_leaves(client, world, asked):
    for facet in client.get(f"/timeline/?{asked}").context["listing"].facets:
        base = "" if asked.startswith(facet.name) else asked
        for option in facet.options:
            count = client.get(f"/timeline/?{base}&{facet.name}={option.value}").context["listing"].count
            assert (facet.name, option.value, count) == (facet.name, option.value, option.number)


@pytest.mark.parametrize("address", ["/timeline/", "/timeline/?q=nothing", "/timeline/?colour=red"])
def test_page_keeps_the_contract(client, world, address):
    assert problems(Document(text(client.get(address)))) == []


def test_fragment_keeps_the_contract(client, world):
    assert fragment_problems(text(client.get("/timeline/", headers={"HX-Request": "true"}))) == []


@pytest.mark.parametrize("state", ["draft", "in-review", "archived"])
def test_unpublished_never_leaks(client, world, state):
    Milestone.objects.filter(slug="law").update(state=state)
    Authorisation.objects.filter(slug="alpha-north").update(state=state)
    for address in ("/timeline/", "/timeline.csv"):
        body = text(client.get(address))
        assert "A debate" in body
        assert "A law on genes" not in body
        assert "Alpha" not in body


@pytest.mark.parametrize("address", ["/timeline/", "/timeline.csv"])
def test_queries_do_not_grow_with_the_rows(
    client, django_assert_max_num_queries, django_assert_num_queries, db, address
):
    place = a_place("north")
    add_events(place, "first")
    with django_assert_max_num_queries(16) as one:
        assert "first" in text(client.get(address))
    add_events(place, "second")
    add_events(place, "third")
    with django_assert_num_queries(len(one)):
        assert "third" in text(client.get(address))


def add_events(place, slug):
    """A milestone and an authorisation."""
    builders.a_milestone(title=f"The {slug} event", countries=[place.country])
    an_authorised_therapy(slug.title(), (place, "2020-01-01"))
