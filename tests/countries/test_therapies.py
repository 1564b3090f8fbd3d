"""The list, the matrix and the page of a therapy."""

import csv
import io
import json
from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse

from countries.domain.funding import funding_on
from countries.domain.therapy_page import MOST_COUNTRIES
from countries.exports.tables import THERAPY_COLUMNS
from countries.exports.therapy_rows import table_rows
from countries.filters import MatrixFilter, TherapyFilter
from countries.models import Authorisation, Funding, Therapy
from gtlead.publication import file_cache
from gtlead.publication.page_cache import STORE
from tests import builders
from tests.countries.access_world import a_place, an_authorised_therapy
from tests.html import Document, fragment_problems, problems

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def world(access_world, db):
    return access_world


def text(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8-sig")


def csv_rows(client, address):
    response = client.get(address)
    assert response.status_code == 200, text(response)
    return list(csv.DictReader(io.StringIO(text(response))))


PAGES = {"therapies": TherapyFilter, "matrix": MatrixFilter}


def asked_for(query, page="therapies"):
    """The filter set of a page with what an address asks for."""
    asked = PAGES[page](QueryDict(query), queryset=Therapy.objects.published().for_table())
    assert asked.errors_by_parameter() == {}
    return asked


def slugs_of(asked):
    return [row.therapy.slug for row in asked.hits]


def found(client, query, page="therapies"):
    """The slugs of the rows on the page, checked against both downloads."""
    response = client.get(f"{reverse(page)}?{query}")
    assert response.status_code == 200
    listing = response.context["listing"]
    assert listing.errors == {}
    slugs = [row.therapy.slug for row in listing.page.paginator.object_list]
    assert slugs == slugs_of(asked_for(query, page))
    download = f"{reverse(page + '-csv')}?{query}"
    assert [row["therapy"] for row in csv_rows(client, download)] == slugs
    if page == "therapies":
        results = json.loads(client.get(f"{reverse('therapies-json')}?{query}").content)["results"]
        assert [row["therapy"] for row in results] == slugs
    return slugs


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", ["alpha", "beta", "gamma"]),
        ("q=alpha", ["alpha"]),
        ("q=spinal+muscular", ["alpha"]),
        ("q=SMA", ["alpha"]),
        ("q=CD19", ["beta"]),
        ("q=CAR-T", ["beta", "gamma"]),
        ("q=CAR+T", ["beta", "gamma"]),
        ("q=cart", ["beta", "gamma"]),
        ("q=chimeric+antigen+receptor", ["beta", "gamma"]),
        ("q=zzz", []),
        ("modality=car-t", ["beta", "gamma"]),
        ("modality=car-t&modality=aav-in-vivo", ["alpha", "beta", "gamma"]),
        ("disease_area=neuromuscular", ["alpha"]),
        ("authorised_in=north", ["alpha", "beta"]),
        ("authorised_in=north&authorised_in=south", ["alpha", "beta", "gamma"]),
        ("not_authorised_in=south", ["beta"]),
        ("not_authorised_in=south&not_authorised_in=north", []),
        ("authorised_in=north&not_authorised_in=south", ["beta"]),
        ("funded_in=north", ["alpha"]),
        ("funded_in=south", []),
        ("status=conditional", ["gamma"]),
        ("status=authorised&authorised_in=south", ["alpha"]),
        ("status=ended", []),
        ("from=2022", ["beta", "gamma"]),
        ("from=2020&to=2021", ["alpha"]),
        ("from=2020&to=2021&authorised_in=north", []),
        ("to=2019", ["alpha"]),
        ("sort=-first", ["gamma", "beta", "alpha"]),
        ("sort=first", ["alpha", "beta", "gamma"]),
        ("sort=-countries", ["alpha", "beta", "gamma"]),
        ("sort=disease", ["beta", "gamma", "alpha"]),
        ("on=2020-01-01", ["alpha"]),
        ("on=2020-01-01&authorised_in=south", []),
        ("on=2021-04-29&funded_in=north", []),
        ("on=2021-04-30&funded_in=north", ["alpha"]),
        ("on=2022-06-01&authorised_in=north", ["alpha"]),
        ("on=2022-06-01&status=unclear", ["beta"]),
        ("q=", ["alpha", "beta", "gamma"]),
    ],
)
@pytest.mark.parametrize("page", PAGES)
def test_filters_find(world, page, query, slugs):
    assert slugs_of(asked_for(query, page)) == slugs


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=cart",
        "modality=car-t&modality=aav-in-vivo",
        "authorised_in=north&not_authorised_in=south",
        "sort=-first",
        "on=2022-06-01&status=unclear",
        "q=zzz",
    ],
)
@pytest.mark.parametrize("page", PAGES)
def test_page_and_downloads_show_the_rows_that_the_filters_find(client, world, page, query):
    found(client, query, page)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("?colour=red", "colour"),
        ("?modality=magic", "modality"),
        ("?authorised_in=atlantis", "authorised_in"),
        ("?not_authorised_in=atlantis", "not_authorised_in"),
        ("?funded_in=atlantis", "funded_in"),
        ("?status=never", "status"),
        ("?from=soon", "from"),
        ("?from=1066", "from"),
        ("?to=99999", "to"),
        ("?from=2022&to=2020", "from"),
        ("?on=yesterday", "on"),
        ("?on=01/06/2019", "on"),
        ("?on=2019-02-30", "on"),
        ("?on=9999-01-01", "on"),
        ("?on=1066-01-01", "on"),
        ("?on=2019-01-01&on=2020-01-01", "on"),
        ("?sort=magic", "sort"),
        ("?page=0", "page"),
        ("?page=2", "page"),
        (f"?q={'x' * 201}", "q"),
        ("?show=lag", "show"),
    ],
)
def test_unknown_parameter_or_value_is_named_and_shows_no_rows(client, world, query, name):
    response = client.get(f"/therapies/{query}")
    listing = response.context["listing"]
    assert list(listing.errors) == [name]
    assert list(listing.page) == []
    assert f"<code>{name}</code>" in text(response)
    if name != "page" or "0" in query:
        refused = client.get(f"/therapies.csv{query}")
        assert (refused.status_code, text(refused).split(":")[0]) == (400, name)
        refused = client.get(f"/therapies.json{query}")
        assert (refused.status_code, list(json.loads(refused.content)["errors"])) == (400, [name])


def test_matrix_refuses_what_it_cannot_show(client, world):
    assert list(client.get("/therapies/matrix/?show=score").context["listing"].errors) == ["show"]


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "q=lymphoma",
        "authorised_in=north",
        "on=2022-12-31",
        "from=2020",
        "status=conditional",
        "from=2020&status=authorised&authorised_in=north",
        "to=2019&not_authorised_in=north&on=2022-06-01",
        "status=conditional&funded_in=north&modality=car-t",
    ],
)
def test_facet_counts_are_the_rows_that_choosing_leaves(world, asked):
    here = asked_for(asked)
    for facet in here.facets():
        base = "&".join(part for part in asked.split("&") if part and not part.startswith(f"{facet.name}="))
        for option in facet.options:
            chosen = asked_for(f"{base}&{facet.name}={option.value}")
            chosen.listed = here.listed  # of the same day, reckoned once
            assert (facet.name, option.value, len(chosen.hits)) == (facet.name, option.value, option.number)


def test_status_line_counts_of_all(client, world):
    page = text(client.get("/therapies/?modality=car-t"))
    assert "2 of 3 therapies" in page


def test_fragment_carries_status_and_facets(client, world):
    response = client.get("/therapies/?modality=car-t", headers=HTMX)
    assert not text(response).lstrip().startswith("<!doctype")
    assert {'id="results"', 'id="result-status"', 'id="facets"'} == {
        mark for mark in ('id="results"', 'id="result-status"', 'id="facets"') if mark in text(response)
    }
    assert fragment_problems(text(response)) == []


@pytest.mark.parametrize(
    "address",
    [
        "/therapies/",
        "/therapies/?on=2020-01-01&q=alpha",
        "/therapies/?colour=red",
        "/therapies/?q=zzz",
        "/therapies/matrix/",
        "/therapies/matrix/?show=lag&on=2022-01-01",
        "/therapies/alpha/",
        "/therapies/gamma/",
    ],
)
def test_pages_keep_the_contract(client, world, address):
    assert problems(Document(text(client.get(address)))) == []


def test_lists_are_long_enough_to_be_paged(client, world):
    for number in range(60):
        an_authorised_therapy(f"Zeta{number:02d}", (world.north, "2020-01-01"))
    assert len(client.get("/therapies/").context["listing"].page) == 50
    assert len(client.get("/therapies/?page=2").context["listing"].page) == 13
    assert len(csv_rows(client, "/therapies.csv")) == 63
    assert client.get("/therapies.csv?page=2").status_code == 400


def from_file(client, address):
    """What is downloaded where no page is kept."""
    STORE.clear()
    return text(client.get(address))


def test_table_of_all_is_made_once_for_each_version(client, world, tmp_path):
    made = from_file(client, "/therapies.csv")
    [kept] = (tmp_path / "downloads").iterdir()
    assert kept.read_bytes().decode("utf-8-sig") == made
    kept.write_bytes(b"kept")
    assert from_file(client, "/therapies.csv") == "kept"
    an_authorised_therapy("Zeta", (world.north, "2020-01-01"))
    assert "\r\nzeta,Zeta," in from_file(client, "/therapies.csv")


def test_table_that_is_narrowed_or_published_upon_in_the_making_is_not_kept(client, world, tmp_path, monkeypatch):
    assert "beta" in from_file(client, "/therapies.csv?modality=car-t")
    made = file_cache.list_csv

    def published_upon(*asked):
        response = made(*asked)
        an_authorised_therapy("Zeta", (world.north, "2020-01-01"))
        return response

    monkeypatch.setattr(file_cache, "list_csv", published_upon)
    assert "alpha" in from_file(client, "/therapies.csv")
    assert not (tmp_path / "downloads").exists()


def test_table_is_sent_where_no_file_can_be_kept(client, world, monkeypatch):
    made = from_file(client, "/therapies.csv")

    def full(name, build, tag):
        build(io.BytesIO())
        raise OSError

    monkeypatch.setattr(file_cache, "kept_file", full)
    assert from_file(client, "/therapies.csv") == made


@pytest.mark.parametrize(
    "address",
    [
        "/therapies/",
        "/therapies/?q=therapy&authorised_in=north&on=2026-01-01",
        "/therapies.csv",
        "/therapies.json",
        "/therapies/matrix/?show=lag",
        "/therapies/matrix.csv",
    ],
)
def test_queries_do_not_grow_with_the_rows(client, django_assert_max_num_queries, django_assert_num_queries, address):
    place = a_place("north")
    searched = "q=" in address
    add_therapies(place, 1 + searched)  # the word is read as the name of a therapy that is alone in beginning so
    with django_assert_max_num_queries(16 + 8 * searched) as one:
        assert "Therapy0" in text(client.get(address))
    add_therapies(place, 2)
    with django_assert_num_queries(len(one)):
        assert "Therapy2" in text(client.get(address))


def add_therapies(place, number):
    """Some more therapies, each authorised and funded in a place."""
    there = Therapy.objects.count()
    for n in range(there, there + number):
        therapy = an_authorised_therapy(f"Therapy{n}", (place, "2020-01-01"))
        builders.a_funding(therapy=therapy, country=place.country, date="2021-01-01")


def test_queries_of_the_page_do_not_grow_with_its_facts(
    client, django_assert_max_num_queries, django_assert_num_queries
):
    therapy = builders.a_therapy(slug="one", brand="One")
    add_facts(therapy, "first")
    with django_assert_max_num_queries(18) as one:
        assert "first" in text(client.get("/therapies/one/"))
    add_facts(therapy, "second")
    add_facts(therapy, "third")
    with django_assert_num_queries(len(one)):
        assert "third" in text(client.get("/therapies/one/"))


def add_facts(therapy, slug):
    """An authorisation, a funding decision and a milestone in one more country."""
    place = a_place(slug)
    builders.an_authorisation(therapy=therapy, jurisdiction=place.jurisdiction)
    builders.a_funding(therapy=therapy, country=place.country)
    builders.a_milestone(title=f"One is given to the {slug} patient", countries=[place.country])


def test_page_lists_every_country_and_says_not_known(client, world):
    response = client.get("/therapies/beta/")
    page = response.context["page"]
    assert [part.cell.country for part in page.access] == [world.north.country, world.south.country]
    assert [part.cell.standing.words for part in page.access] == [
        "authorised since 2022",
        "not found in South’s register, 1 June 2024",
    ]
    assert [part.cell.lag.words for part in page.access] == ["first", "not found in the register"]
    assert [part.cell.funding.words for part in page.access] == ["not looked up", "not looked up"]
    assert [part.decisions for part in page.funding] == [(), ()]
    assert "not medical advice" in text(response)


def test_page_shows_price_register_borderline_and_numbered_sources(client, world):
    Therapy.objects.filter(pk=world.alpha.pk).update(borderline=True, borderline_reason="Some say it is a vaccine.")
    Authorisation.objects.filter(therapy=world.alpha).update(
        register_url="https://example.org/register", designations="priority-review orphan"
    )
    Funding.objects.filter(therapy=world.alpha).update(
        price=1234567, currency="EUR", price_kind="list", price_year=2021, payment_model="outcomes-based"
    )
    response = client.get("/therapies/alpha/")
    body = text(response)
    for words in (
        "Some say it is a vaccine.",
        "https://example.org/register",
        "1,234,567 EUR (list price, 2021)",
        "priority review, orphan",
    ):
        assert words in body
    assert len(response.context["page"].bibliography.citations) == 4
    assert all(part.witness for part in response.context["page"].access)


def test_of_many_decisions_those_of_the_country_asked_for_are_told_in_full(client, world):
    for year in range(2010, 2016):
        builders.a_funding(therapy=world.alpha, country=world.south.country, date=f"{year}-01-01", text="The terms.")
    brief = Document(client.get("/therapies/alpha/").text)
    assert "The terms." not in brief.by_id("funding").text
    assert "1 January 2012" in brief.by_id("funding").text
    links = [link.get("href") for link in brief.by_id("funding").all("a")]
    assert f"/therapies/alpha/?country=south#funding-{world.south.country.slug}" in links
    asked = client.get("/therapies/alpha/?country=south")
    assert Document(asked.text).by_id("funding").text.count("The terms.") == 6
    page = asked.context["page"]
    assert {one.jurisdiction.name for one in page.authorisations} <= {"South"}
    assert {one.jurisdiction.name for one in page.elsewhere} >= {"North"}


@pytest.mark.parametrize(("brand", "heading"), [("Alphagen", "Alphagen alphagene"), ("Alphagene", "Alphagene")])
def test_substance_stands_beside_a_brand_that_says_another(client, db, brand, heading):
    therapy = builders.a_therapy(brand=brand, inn="alphagene")
    assert Document(client.get(therapy.get_absolute_url()).text).all("h1")[0].text == heading


def test_page_names_the_milestones_that_name_it(client, world):
    builders.a_milestone(title="First child treated with alpha", date="2019", countries=[world.north.country])
    builders.a_milestone(title="Alpha is licensed", date="2021-05", countries=[world.north.country])
    builders.a_milestone(title="Something else", countries=[world.north.country])
    milestones = client.get("/therapies/alpha/").context["page"].milestones
    assert [milestone.title for milestone in milestones] == ["Alpha is licensed", "First child treated with alpha"]


def test_matrix_cell_says_when_and_who_pays(client, world):
    row = csv_rows(client, "/therapies/matrix.csv?q=alpha")[0]
    assert (row["North"], row["North: funding"], row["North: lag"]) == (
        "authorised since 10 March 2019",
        "funded",
        "first",
    )
    assert (row["South: first authorised"], row["South: lag in months"]) == ("2020-05-10", "14")
    assert row["South: sources"].startswith("https://example.org/")


def test_matrix_of_lags_ends_in_medians_with_the_never_authorised_apart(client, world):
    response = client.get("/therapies/matrix/?show=lag")
    summaries = {country.slug: summary for country, summary in response.context["summaries"]}
    assert (summaries["north"].counted, summaries["north"].median, summaries["north"].never) == (2, 0, 1)
    assert (summaries["south"].counted, summaries["south"].median, summaries["south"].never) == (2, 7, 1)


UNPUBLISHED = ("draft", "in-review", "archived")


@pytest.mark.parametrize("state", UNPUBLISHED)
@pytest.mark.parametrize(
    "address", ["/therapies/", "/therapies.csv", "/therapies.json", "/therapies/matrix/", "/therapies/matrix.csv"]
)
def test_unpublished_therapies_never_leak(client, world, address, state):
    an_authorised_therapy("Secret", (world.north, "2020-01-01"), state=state)
    body = text(client.get(address))
    assert "Alpha" in body
    assert "Secret" not in body
    assert "secret" not in body
    assert client.get("/therapies/secret/").status_code == 404


def test_therapy_without_a_public_source_is_not_public(client, world):
    an_authorised_therapy("Secret", (world.north, "2020-01-01"), sources=[])
    assert client.get("/therapies/secret/").status_code == 404
    for address in ("/therapies/", "/timeline/", "/countries/north/", "/countries/"):
        response = client.get(address)
        assert response.status_code == 200
        assert "Secret" not in text(response)


@pytest.mark.parametrize("state", UNPUBLISHED)
def test_unpublished_authorisations_and_funding_never_count(client, world, state):
    for record in (
        *Authorisation.objects.filter(therapy=world.alpha, jurisdiction=world.south.jurisdiction),
        *Funding.objects.filter(therapy=world.alpha),
    ):
        record.state = state
        record.save()
    assert found(client, "authorised_in=south") == ["gamma"]
    assert found(client, "funded_in=north") == []
    page = client.get("/therapies/alpha/").context["page"]
    assert len(page.authorisations) == 1
    assert page.funding[0].decisions == ()


def decision(kind, when, **values):
    return Funding(decision=kind, date=when, checked_on=date(2026, 11, 1), **values)


@pytest.mark.parametrize(
    ("day", "decisions", "words", "funded"),
    [
        (date(2020, 1, 1), [], "not looked up", False),
        (date(2020, 1, 1), [decision("funded", "2020-02")], "not looked up", False),
        (date(2020, 2, 29), [decision("funded", "2020-02")], "funded", True),
        (date(2026, 10, 31), [decision("funded", "")], "not known", False),
        (date(2026, 11, 1), [decision("funded", "")], "funded", True),
        (
            date(2026, 1, 1),
            [decision("not-funded", "2019-01-01"), decision("funded-with-conditions", "2020-01-01")],
            "funded under conditions; not funded",
            True,
        ),
        (
            date(2026, 1, 1),
            [decision("funded", "2019-01-01"), decision("withdrawn", "2024-01-01")],
            "funding withdrawn",
            False,
        ),
        (
            date(2023, 1, 1),
            [decision("funded", "2019-01-01"), decision("withdrawn", "2024-01-01")],
            "funded",
            True,
        ),
    ],
)
def test_funding_on_a_day(day, decisions, words, funded):
    standing = funding_on(day, decisions)
    assert (standing.words, standing.is_funded) == (words, funded)


def test_funding_of_a_period_that_has_begun_is_unclear():
    assert funding_on(date(2020, 2, 1), [decision("funded", "2020-02")]).is_unclear


@pytest.mark.parametrize("on", ["", "2021-01-01", "2024-06-30"])
def test_rows_of_a_table_say_what_rows_of_records_say(world, on):
    """Rows from spans and addresses against the records: every column of every therapy."""
    for fact, kind in ((world.alpha, "funding"), (world.gamma, "authorisation")):
        country, jurisdiction = world.south.country, world.south.jurisdiction
        where = {"country": country} if kind == "funding" else {"jurisdiction": jurisdiction, "supply": "marketed"}
        make = builders.a_funding if kind == "funding" else builders.an_authorisation
        make(therapy=fact, date="2020", sources=[builders.a_source(), builders.a_source()], **where)
    filterset = TherapyFilter(QueryDict(f"on={on}"), queryset=Therapy.objects.published())
    assert filterset.is_valid()
    told = [[column.cell(row) for column in THERAPY_COLUMNS] for row in table_rows(filterset.hits)]
    assert told == [[column.cell(row) for column in THERAPY_COLUMNS] for row in filterset.detailed(filterset.hits)]
    assert told


@pytest.mark.parametrize("address", ["/therapies/", "/therapies/matrix/", "/therapies/alpha/"])
def test_pages_stay_within_bounds_with_sixty_countries(client, world, address):
    for number in range(60):
        builders.a_country(slug=f"land-{number}", name=f"Land {number}")
    page = client.get(address).text
    assert len(page) < 60_000
    assert problems(Document(page)) == []
    assert page.count("Land 59") < 6


def test_page_of_a_therapy_counts_the_countries_of_which_nothing_is_known(client, world):
    for number in range(MOST_COUNTRIES):
        builders.a_country(slug=f"land-{number}", name=f"Land {number}")
    [table] = Document(client.get("/therapies/alpha/").text).by_class("access")
    assert [row.all("th")[0].text for row in table.all("tr")[1:]] == ["North", "South"]
    assert f"{MOST_COUNTRIES} more countries: not looked up." in client.get("/therapies/alpha/").text
    [asked] = Document(client.get("/therapies/alpha/?country=land-3").text).by_class("access")
    assert "Land 3" in [row.all("th")[0].text for row in asked.all("tr")]
