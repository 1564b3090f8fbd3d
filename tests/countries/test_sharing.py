"""What a link carries when it is shared: a picture, and data for machines."""

import json
import re
from io import BytesIO
from types import SimpleNamespace

import pytest
from PIL import Image

from countries.charts.cards import HEIGHT, MARGIN, WIDTH, Card, card_svg, chart_svg
from countries.charts.type import width
from countries.domain import linked_data as say
from tests.html import Document

TEXT = re.compile(
    r'<text x="([\d.]+)" y="([\d.]+)" font-family="([^>]*?)" '
    r'font-size="([\d.]+)px" font-weight="(\d+)"[^>]*>([^<]*)'
)
HERE = {"Japan", "South Korea", "Germany", "United Kingdom"}
PLACED = r'<svg x="([-\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"'
SITE = "https://atlas.example"
PAGES = {
    "/": {"WebSite"},
    "/countries/japan/": {"Article", "BreadcrumbList"},
    "/countries/japan/regulation/": {"Article", "BreadcrumbList"},
    "/countries/japan/institutions/": {"ItemList", "BreadcrumbList"},
    "/therapies/alpha/": {"Drug", "BreadcrumbList"},
    "/diseases/blindness/": {"MedicalCondition", "BreadcrumbList"},
    "/themes/regulation/": {"Article", "BreadcrumbList"},
    "/ethics/embryos/": {"Article", "BreadcrumbList"},
    "/charts/authorisations/": {"Dataset", "BreadcrumbList"},
    "/data/": {"Dataset"},
}


def full(path):
    return f"{SITE}{path}"


def linked(client, address):
    (said,) = [e.text for e in Document(client.get(address).text).all("script") if not e.get("src")]
    return {node["@type"]: node for node in json.loads(said)["@graph"]}


class TestPictures:
    pytestmark = pytest.mark.django_db

    @pytest.mark.parametrize(
        "which",
        [
            "countries/japan",
            "therapies/alpha",
            "diseases/blindness",
            "themes/regulation",
            "ethics/embryos",
            "charts/map",
        ],
    )
    def test_each_is_as_large_as_readers_of_links_expect(self, client, world, which):
        answer = client.get(f"/share/{which}.png")
        assert answer.headers["Content-Type"] == "image/png"
        assert Image.open(BytesIO(answer.content)).size == (1200, 630)

    def test_what_is_not_there_or_not_public_has_none(self, client, world):
        for which in ("countries/atlantis", "therapies/japan", "charts/none", "sources/any", "countries/JAPAN"):
            assert client.get(f"/share/{which}.png").status_code == 404

    def test_pages_name_theirs(self, client, world):
        for address, which in (
            ("/countries/japan/regulation/", "countries/japan"),
            ("/therapies/alpha/?country=japan", "therapies/alpha"),
            ("/charts/map/", "charts/map"),
        ):
            page = Document(client.get(address).text)
            said = {m.get("property"): m.get("content") for m in page.all("meta")}
            assert said["og:image"] == f"http://testserver/share/{which}.png"


class TestLinkedData:
    pytestmark = pytest.mark.django_db

    def test_each_page_says_what_it_is(self, client, world):
        for address, types in PAGES.items():
            assert set(linked(client, address)) == types, address

    def test_crumbs_lead_to_the_page_itself(self, client, world):
        for address in PAGES:
            if way := linked(client, address).get("BreadcrumbList"):
                steps = way["itemListElement"]
                assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
                assert steps[-1]["item"] == f"http://testserver{address}"
                paths = [step["item"].removeprefix("http://testserver") for step in steps]
                assert {client.get(path).status_code for path in paths} == {200}

    def test_a_therapy_says_where_it_is_authorised(self, client, world):
        drug = linked(client, "/therapies/alpha/")["Drug"]
        assert drug["name"] == world.alpha.brand
        assert {place["applicableLocation"]["name"] for place in drug["legalStatus"]} <= {
            "Japan",
            "South Korea",
            "Germany",
            "United Kingdom",
        }
        assert drug["legalStatus"]

    def test_a_disease_has_its_codes_and_therapies(self, client, world):
        disease = linked(client, "/diseases/blindness/")["MedicalCondition"]
        assert {"@type": "MedicalCode", "codingSystem": "ORPHA", "codeValue": "586"} in disease["code"]
        assert [drug["name"] for drug in disease["drug"]] == [world.beta.brand]

    def test_pages_that_are_not_to_be_found_say_nothing(self, client, world):
        page = client.get("/countries/atlantis/").text
        assert "og:" not in page
        assert "canonical" not in page


def test_nothing_in_the_data_can_end_their_element():
    said = say.script([say.node("Article", headline="</script><script>alert(1)</script> & <!--")])
    assert not set(said) & set("<>&")
    assert json.loads(said)["@graph"][0]["headline"].startswith("</script>")


def test_what_is_not_known_is_left_out():
    body = SimpleNamespace(kind="public-body", name="PMDA", local_name="", role="Licenses", url="", city="")
    (node,) = say.bodies([body])["itemListElement"]
    assert node == {"@type": "GovernmentOrganization", "name": "PMDA", "description": "Licenses"}


@pytest.mark.parametrize("title", ["Japan", "Non-small cell lung cancer " * 3, "W" * 200, "血友病 " * 40])
@pytest.mark.parametrize("lead", ["", "Short.", "A sentence that goes on about what a country leads in. " * 20])
def test_words_of_a_card_stay_on_it(title, lead):
    drawing = card_svg(Card("Disease", title, lead), "https://a-rather-long-name-of-a-site.example.org")
    for x, y, font, size, weight, words in TEXT.findall(drawing):
        wide = width(words, float(size), font, int(weight))
        assert float(x) + (0 if "a-rather" in words else wide) <= WIDTH - MARGIN + 1, words
        assert float(y) <= HEIGHT - 10, words


@pytest.mark.parametrize("size", [(760, 400), (760, 1900), (360, 900)])
def test_a_chart_fills_its_card_without_leaving_it(size):
    drawing = chart_svg(f'<svg class="marks" width="{size[0]}" height="{size[1]}" viewBox="0 0 1 1"><g/></svg>', SITE)
    x, y, wide, high = map(float, re.search(PLACED, drawing).groups())
    assert x >= 0
    assert x + wide <= WIDTH + 0.1
    assert y + high <= HEIGHT - 20
    assert wide > WIDTH / 2
