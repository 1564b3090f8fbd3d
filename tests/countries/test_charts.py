"""Charts: rows reckoned by hand, pictures well-formed and without script, tables equal to downloads, errors named."""

import csv
import io
import json
import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import altair
import jsonschema
import pytest
from django.test import Client

from countries.charts import render
from countries.charts.catalogue import CHARTS
from countries.charts.palette import HUES, PAPER
from countries.charts.request import ask_all
from countries.charts.specs.frame import WIDTHS
from gtlead.lists.tables import BYTE_ORDER_MARK
from tests import builders
from tests.conftest import on_stage
from tests.countries.access_world import a_place, an_authorised_therapy, everything_is_looked_up
from tests.countries.chart_requests import SITE, asked, parse, rows
from tests.html import Document, problems

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_countries")]

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
NAMES = sorted(CHARTS)
each_chart = pytest.mark.parametrize("name", NAMES)


def two_countries_and_four_therapies():
    """Japan is first with Alpha, Germany follows; Gamma ended in Germany; Delta is conditional in Japan."""
    japan, germany = a_place("japan", iso2="JP"), a_place("germany", iso2="DE")
    an_authorised_therapy("Alpha", (japan, "2019-03-10"), (germany, "2020-05-10"), modality="aav-in-vivo")
    an_authorised_therapy("Beta", (germany, "2021-06"))
    gamma = an_authorised_therapy("Gamma", (germany, "2018-02-01"), status="withdrawn")
    [licence] = gamma.authorisations.all()
    licence.ended = "2022-07-01"
    licence.save()
    an_authorised_therapy("Delta", (japan, "2023-01-01"), status="conditional")
    builders.a_milestone(countries=[japan.country, germany.country], date="2015", title="Both agree")
    builders.a_milestone(countries=[japan.country], date="2024-02-03", title="Japan alone")


@pytest.fixture(scope="module")
def two_countries(django_db_setup, django_db_blocker):
    """They stay for all tests of this module."""
    with on_stage(two_countries_and_four_therapies, django_db_blocker):
        yield


@cache
def got(address):
    """What a stranger is answered, read once: the world of this module stays as it is."""
    response = Client().get(address)
    assert response.status_code == 200
    body = response.getvalue()
    return SimpleNamespace(content=body, text=body.decode(errors="replace"), headers=response.headers)


def downloaded(address):
    """The lines of a CSV."""
    return list(csv.reader(io.StringIO(got(address).text.removeprefix(BYTE_ORDER_MARK))))


def test_number_authorised_steps_up_and_down_with_its_reasons():
    assert rows("authorisations") == [
        ["Japan", "2019-03-10", ["Alpha"], "none", 1],
        ["Japan", "2023-01-01", ["Delta"], "none", 2],
        ["Germany", "2018-02-01", ["Gamma"], "none", 1],
        ["Germany", "2020-05-10", ["Alpha"], "none", 2],
        ["Germany", "2021-06", ["Beta"], "none", 3],
        ["Germany", "2022-07-01", "none", ["Gamma"], 2],
    ]


def test_steps_end_on_the_day_asked_for():
    assert [row[1] for row in rows("authorisations", "on=2020-12-31&country=germany")] == [
        "2018-02-01",
        "2020-05-10",
    ]


@pytest.mark.parametrize("day", ["2018-01-31", "2019-03-10", "2021-06-29", "2021-06-30", "2022-06-30", "2022-07-01"])
def test_last_step_is_what_the_access_map_says(day):
    chart = asked("authorisations", f"on={day}")
    access = chart.filterset.rows[0].access if chart.filterset.rows else None
    for country in chart.data.countries:
        steps = chart.data.of(country)
        now = len(access.authorised_in(country.pk)) if access else 0
        assert (steps[-1].number if steps else 0) == now


def test_matrix_has_words_in_each_cell_first_authorised_first():
    assert rows("access-matrix") == [
        ["Gamma", "2018-02-01", "not looked up", "withdrawn in July 2022"],
        ["Alpha", "2019-03-10", "authorised since 10 March 2019", "authorised since 10 May 2020"],
        ["Beta", "2021-06", "not looked up", "authorised since June 2021"],
        ["Delta", "2023-01-01", "conditional since 1 January 2023", "not looked up"],
    ]


def test_matrix_takes_the_parameters_of_its_page():
    found = rows("access-matrix", "authorised_in=japan&sort=-first&show=lag")
    assert found == [
        ["Delta", "2023-01-01", "first", "not looked up"],
        ["Alpha", "2019-03-10", "first", "14 months"],
    ]


def test_never_authorised_has_its_row_and_no_number():
    assert rows("access-lag", "country=japan") == [
        ["Japan", "Alpha", "2019-03-10", "2019-03-10", 0],
        ["Japan", "Delta", "2023-01-01", "2023-01-01", 0],
        ["Japan", "Beta", "2021-06", "not looked up", "not looked up"],
        ["Japan", "Gamma", "2018-02-01", "not looked up", "not looked up"],
    ]


def test_modalities_are_counted_by_country_commonest_first():
    assert [row[1:] for row in rows("modalities")] == [
        ["Japan", 1, ["Delta"]],
        ["Germany", 1, ["Beta"]],
        ["Japan", 1, ["Alpha"]],
        ["Germany", 1, ["Alpha"]],
    ]


def test_map_counts_what_is_authorised_on_the_day():
    assert rows("map") == [["Japan", 2, ["Alpha", "Delta"]], ["Germany", 2, ["Alpha", "Beta"]]]
    assert rows("map", "on=2018-06-01") == [["Japan", 0, "none"], ["Germany", 1, ["Gamma"]]]


def test_timeline_has_milestones_and_authorisations_of_the_country():
    found = rows("milestones", "country=japan")
    assert [row[0] for row in found] == ["2015", "2019-03-10", "2023-01-01", "2024-02-03"]
    assert [row[3] for row in found] == [
        "milestone",
        "authorisation granted",
        "authorisation granted",
        "milestone",
    ]


def test_findings_say_who_leads_in_what():
    everything_is_looked_up()
    assert {name: asked(name).headline for name in NAMES} == {
        "authorisations": "Most gene therapies authorised: Japan and Germany, with 2 of 4",
        "access-matrix": "Gene therapies authorised in all 2 countries: 1 of 4",
        "access-lag": "Median lag in authorisation: 0 months in each of these countries",
        "modalities": "Commonest kind of gene therapy in 2 of 2 countries: CAR-T cells",
        "milestones": "8 events in our file, from 2015 to 2024",
        "map": "Gene therapies authorised in one or more of 2 countries: 3",
    }


def test_findings_on_one_country_compare_nothing():
    everything_is_looked_up()
    assert {name: asked(name, "country=japan").headline for name in NAMES} == {
        "authorisations": "Gene therapies authorised: Japan, 2 of 4",
        "access-matrix": "Gene therapies authorised: Japan, 2 of 4",
        "access-lag": "Median lag in authorisation: 0 months (Japan)",
        "modalities": "Commonest kind of gene therapy (Japan): CAR-T cells",
        "milestones": "4 events in our file, from 2015 to 2024",
        "map": "Gene therapies authorised: Japan, 2",
    }


def test_alternative_text_tells_the_numbers():
    text = asked("authorisations").alternative
    assert "Japan 2, Germany 2" in text
    assert "First of these: Gamma in Germany, 1 February 2018" in text
    assert "Beta" not in text
    assert "Japan: median 0 months of 2, 0 not found, 2 not looked up" in asked("access-lag").alternative
    assert "Authorised before and now in none: Gamma" in asked("access-matrix").alternative
    assert "2 milestones, 6 steps of authorisations" in asked("milestones").alternative


def test_narrowed_picture_says_so():
    query = "country=japan&modality=car-t&on=2024-01-01"
    words = "Filtered. Modality: CAR-T cells. Countries drawn: Japan."
    picture = got(f"/charts/authorisations.svg?{query}")
    assert words in " ".join(parse(picture.content).itertext())
    page = Document(got(f"/charts/authorisations/?{query}").text)
    assert words in page.all("img")[0].get("alt")
    assert "as of 1 January 2024" in page.by_class("citation")[0].text
    assert "Filtered" not in got("/charts/authorisations.svg?on=2024-01-01").text


def test_note_says_what_the_cells_hold():
    assert asked("access-matrix").method.startswith("Year of the first authorisation")
    assert asked("access-matrix", "show=lag").method.startswith("Complete months")


@cache
def vega_lite():
    """What knows whether a specification is one."""
    path = Path(altair.__file__).parent / "vegalite/v6/schema/vega-lite-schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    return jsonschema.Draft7Validator(schema | {"$ref": "#/definitions/TopLevelLayerSpec"})


@each_chart
@pytest.mark.parametrize("size", WIDTHS)
def test_specification_is_valid_vega_lite(name, size):
    spec = asked(name).spec(size)
    assert spec["$schema"] == altair.SCHEMA_URL
    assert [error.message[:300] for error in vega_lite().iter_errors(spec)] == []


@each_chart
@pytest.mark.parametrize("query", ["", "?size=narrow", "?scheme=dark", "?to=2020", "?country=japan"])
def test_picture_is_well_formed_titled_text_without_script(name, query):
    response = got(f"/charts/{name}.svg{query}")
    assert response.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    root = parse(response.content)
    assert root.get("aria-labelledby") == root.find(f"{SVG}title").get("id")
    assert root.get("aria-describedby") == root.find(f"{SVG}desc").get("id")
    assert root.find(f"{SVG}title").text
    assert root.find(f"{SVG}desc").text
    assert list(root.iter(f"{SVG}text"))
    assert list(root.iter(f"{SVG}script")) == []
    assert "style=" not in response.text
    assert not re.search(r"\son\w+=", response.text)
    links = {a.get(XLINK) for a in root.iter(f"{SVG}a")}
    assert all(link.startswith("http://testserver/") for link in links)
    assert links
    assert root.get("width") == str(WIDTHS["narrow" if "narrow" in query else "wide"])


@each_chart
def test_picture_names_every_country_it_draws(name):
    texts = "".join(parse(got(f"/charts/{name}.svg").content).itertext())
    assert "Japan" in texts
    assert "Germany" in texts


def test_picture_follows_the_scheme_by_its_one_style_sheet():
    follows, dark = got("/charts/map.svg"), got("/charts/map.svg?scheme=dark")
    light = got("/charts/map.svg?scheme=light")
    assert render.DARK_STYLE in follows.text
    assert "<style" not in dark.text + light.text
    assert PAPER.light in light.text
    assert PAPER.light not in dark.text
    assert HUES["japan"].dark in dark.text
    assert follows.headers["Content-Security-Policy"] == render.PICTURE_CSP
    assert render.STYLE_HASH in render.PICTURE_CSP
    assert "unsafe" not in render.PICTURE_CSP


@each_chart
def test_png_has_twice_the_pixels(name):
    response = got(f"/charts/{name}.png?size=narrow")
    assert response.headers["Content-Type"] == "image/png"
    assert response.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(response.content[16:20]) == 2 * WIDTHS["narrow"]
    assert got(f"/charts/{name}.png?size=narrow&scheme=dark").content != response.content


@each_chart
def test_csv_equals_the_table(name):
    [table] = Document(got(f"/charts/{name}/").text).by_class("chart-data")
    rows = [row.all("th", "td") for row in table.all("tbody")[0].all("tr")]
    shown = [[first.text, *(cell.all("div")[0].text for cell in rest)][:-2] for first, *rest in rows]
    assert shown
    assert [line[:-2] for line in downloaded(f"/charts/{name}.csv")[1:]] == shown


@each_chart
def test_every_row_names_sources_and_the_day_they_were_checked(name):
    for line in downloaded(f"/charts/{name}.csv")[1:]:
        assert all(line)
        if "0" not in line:
            assert line[-2].startswith("https://example.org/")
            assert re.fullmatch(r"20\d\d-\d\d-\d\d", line[-1])


@each_chart
def test_page_keeps_the_contract_and_offers_all_files(name):
    page = Document(got(f"/charts/{name}/?country=japan").text)
    assert problems(page) == []
    addresses = {link.get("href") for link in page.all("a")}
    assert {f"/charts/{name}.{kind}?country=japan" for kind in ("csv", "svg", "png")} <= addresses
    assert "/countries/japan/" in {link.get("href") for link in page.by_id("words").all("a")}
    [picture] = page.all("img")
    assert picture.get("src") == f"/charts/{name}.svg?country=japan"
    assert len(picture.get("alt")) > 40
    assert f"http://testserver/charts/{name}/?country=japan" in page.by_class("citation")[0].text
    assert f'<img src="http://testserver/charts/{name}.svg?country=japan"' in page.by_class("snippet")[0].text


def test_size_on_the_page_is_that_of_the_picture():
    [picture] = Document(got("/charts/access-lag/").text).all("img")
    root = parse(got("/charts/access-lag.svg").content)
    assert float(root.get("height")) == pytest.approx(float(picture.get("height")), abs=1)
    assert root.get("width") == picture.get("width")


def test_list_shows_every_chart_once():
    page = Document(got("/charts/").text)
    assert problems(page) == []
    assert [picture.get("src") for picture in page.all("img")] == [f"/charts/{name}.svg" for name in CHARTS]


def test_charts_of_one_page_share_their_reading(django_assert_max_num_queries):
    with django_assert_max_num_queries(13):
        figures = ask_all(["authorisations", "map", "modalities", "access-lag"], SITE, "country=japan")
        assert all(figure.alternative and figure.wide for figure in figures)
    assert [figure.name for figure in figures] == ["authorisations", "map", "modalities", "access-lag"]
    assert {figure.query for figure in figures} == {"country=japan"}


def test_page_says_what_was_wrong_and_shows_no_chart(client):
    page = Document(client.get("/charts/map/?country=atlantis").text)
    assert problems(page) == []
    assert "atlantis" in page.by_class("message")[0].text
    assert page.all("img") == []


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_kept_picture_is_not_drawn_again(client, kind, monkeypatch, django_assert_num_queries):
    first = client.get(f"/charts/map.{kind}").content
    monkeypatch.setattr(render.PENCIL, "draw", None)
    with django_assert_num_queries(1):  # the content version
        assert Client().get(f"/charts/map.{kind}").content == first


def test_drawing_is_kept_for_those_whom_the_page_cache_leaves_out(client, editor, monkeypatch):
    first = client.get("/charts/map.svg").content
    monkeypatch.setattr(render.PENCIL, "draw", None)
    client.force_login(editor)
    assert client.get("/charts/map.svg").content == first


def test_changed_content_is_drawn_anew(client):
    first = client.get("/charts/map.svg").text
    builders.a_milestone(countries=[])
    assert client.get("/charts/map.svg").text == first
    an_authorised_therapy("Epsilon", (a_place("australia"), "2024-01-01"))
    assert client.get("/charts/map.svg").text != first


def test_unpublished_therapy_is_in_no_chart(client):
    an_authorised_therapy("Secret", (a_place("china"), "2019-01-01"), state="draft")
    for name in NAMES:
        assert "Secret" not in client.get(f"/charts/{name}.svg").text
        assert "Secret" not in client.get(f"/charts/{name}/").text
