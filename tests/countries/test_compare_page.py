"""Countries side by side: page and download of one table."""

import csv
import io

import pytest

from tests import builders as a
from tests.html import Document, fragment_problems, problems

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

HTMX = {"HX-Request": "true"}
TWO = "country=south-korea&country=japan"


def page_of(client, query, **headers):
    return Document(client.get(f"/compare/?{query}", headers=headers).text)


def csv_of(client, query):
    response = client.get(f"/compare.csv?{query}")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def table_of(page):
    [table] = [t for t in page.all("table") if "comparison" in t.get("class").split()]
    return table


def columns_of(page):
    return [th.text for th in table_of(page).all("th") if th.get("scope") == "col"][1:]


def rows_of(page):
    return {
        row.elements[0].text: [" ".join(e.text for e in cell.elements[1:]) for cell in row.elements[1:]]
        for row in table_of(page).all("tr")
        if row.all("td")
    }


def row_starting(page, start):
    [cells] = [cells for name, cells in rows_of(page).items() if name.startswith(start)]
    return cells


def test_columns_stand_in_the_order_of_the_address(client):
    assert columns_of(page_of(client, TWO)) == ["South Korea", "Japan"]
    assert columns_of(page_of(client, "country=japan&country=germany&country=south-korea")) == [
        *("Japan", "Germany", "South Korea")
    ]
    assert columns_of(page_of(client, "country=japan&country=germany&country=japan")) == ["Japan", "Germany"]


def test_cells_say_value_date_and_source_or_what_is_missing(client):
    page = page_of(client, f"{TWO}&country=germany&country=united-kingdom")
    korea, japan, germany, britain = row_starting(page, "Fast pathway")
    assert "Fast track" in korea
    assert "2020" in korea
    assert "Time-limited approval" in japan
    assert "November 2014" in japan
    assert "Permitted under conditions (law)" in japan
    assert "primary" in japan
    assert "secondary" not in page.by_id("results").text
    assert germany.startswith("none")
    assert britain == "not known"


def test_dates_far_apart_are_noticed_once(client):
    page = page_of(client, TWO)
    words = "On 1 row the answers are more than two years apart, from November 2014 to 2020; each cell gives its day."
    assert words in page.by_id("results").text
    assert "years apart" not in table_of(page).text
    assert "years apart" not in page_of(client, f"{TWO}&theme=accessibility").by_id("results").text


def test_each_value_has_its_country_before_it(client):
    page = page_of(client, TWO)
    assert all(
        [label.text for label in row.all("b") if "l" in label.get("class").split()] == columns_of(page)
        for row in table_of(page).all("tr")
        if row.all("td")
    )


def test_each_cell_leads_to_its_statement(client):
    [row] = [r for r in table_of(page_of(client, TWO)).all("tr") if r.text.startswith("Fast pathway")]
    assert [td.all("a")[0].get("href").partition("?")[0] for td in row.all("td")] == [
        *("/countries/south-korea/regulation/", "/countries/japan/regulation/")
    ]


def test_topics_narrow_the_rows_beside_themes(client):
    assert [name.split(" ")[0] for name in rows_of(page_of(client, f"{TWO}&topic=follow-up"))] == ["Follow-up"]
    names = [*rows_of(page_of(client, f"{TWO}&topic=follow-up&theme=accessibility"))]
    assert [name.split(" ")[0] for name in names] == ["Therapies", "Median", "Not", "Follow-up", "Who"]


def test_the_chooser_keeps_the_order_of_choice(client):
    page = page_of(client, f"country=united-kingdom&{TWO}")
    values = [e.get("value") for e in page.all("input") if e.get("name") == "country"]
    assert values == ["united-kingdom", "south-korea", "japan", "germany"]


def test_theme_narrows_the_rows(client):
    names = list(rows_of(page_of(client, f"{TWO}&theme=accessibility")))
    assert any(name.startswith("Who pays") for name in names)
    assert not any(name.startswith("Fast pathway") for name in names)


def test_only_differences_hides_equal_rows_and_says_how_many(client):
    everything, different = page_of(client, TWO), page_of(client, f"{TWO}&differences=1")
    hidden = len(rows_of(everything)) - len(rows_of(different))
    assert hidden >= 1
    assert not any(name.startswith("Who pays") for name in rows_of(different))
    assert f"{hidden} hidden" in different.by_id("result-status").text
    assert str(hidden) in table_of(different).all("caption")[0].text


@pytest.mark.parametrize("query", [TWO, f"{TWO}&country=germany&differences=1", f"{TWO}&theme=regulation"])
def test_download_is_the_table_of_the_page(client, query):
    page = page_of(client, query)
    header, *rows = csv_of(client, query)
    assert header[:2] == ["theme", "topic"]
    assert header[2::3] == columns_of(page)
    assert [row[1] for row in rows] == [
        next(name for name in [row[1] for row in rows] if shown.startswith(name)) for shown in rows_of(page)
    ]
    for row, cells in zip(rows, rows_of(page).values(), strict=True):
        assert all(value in cell for value, cell in zip(row[2::3], cells, strict=True)), row


def test_missing_values_are_words_in_the_download_too(client):
    header, *rows = csv_of(client, "country=germany&country=united-kingdom&theme=regulation")
    [pathway] = [row for row in rows if row[1] == "Fast pathway"]
    assert (pathway[2], pathway[5]) == ("none", "not known")
    assert header[3] == "Germany: as of"


@pytest.mark.parametrize(("query", "words"), [("", "Choose two countries"), ("country=japan", "at least one more")])
def test_too_few_countries_show_the_chooser(client, query, words):
    page = page_of(client, query)
    assert page.all("table") == []
    assert words in page.by_id("results").text
    assert len([e for e in page.all("input") if e.get("name") == "country"]) == 4
    assert client.get(f"/compare.csv?{query}").status_code == 400


@pytest.mark.parametrize(
    ("query", "word"),
    [
        (f"{TWO}&country=atlantis", "atlantis"),
        (f"{TWO}&theme=atlantis", "atlantis"),
        (f"{TWO}&topic=atlantis", "atlantis"),
        (f"{TWO}&differences=2", "2"),
        (f"{TWO}&colour=red", "colour"),
        (f"{TWO}&differences=1&differences=", "once"),
    ],
)
def test_what_nobody_knows_is_named_and_no_table_is_shown(client, query, word):
    page = page_of(client, query)
    assert page.all("table") == []
    assert word in page.by_id("results").text
    assert page.by_id("result-status").text == "No table: the address asks for something unknown."
    download = client.get(f"/compare.csv?{query}")
    assert download.status_code == 400
    assert word in download.text


def test_choices_are_kept_in_the_form(client):
    page = page_of(client, f"{TWO}&theme=regulation&topic=payer&differences=1")
    sent = [e for e in page.all("input") if "checked" in e.attributes or e.get("type") == "hidden"]
    assert {(e.get("name"), e.get("value")) for e in sent} == {
        *(("country", "japan"), ("country", "south-korea"), ("theme", "regulation"), ("topic", "payer")),
        ("differences", "1"),
    }


@pytest.mark.parametrize("query", ["", TWO, f"{TWO}&differences=1", "country=atlantis"])
def test_page_and_fragment_keep_the_html_contract_and_show_the_same(client, query):
    whole = client.get(f"/compare/?{query}").text
    fragment = client.get(f"/compare/?{query}", headers=HTMX).text
    assert problems(whole) == []
    assert fragment_problems(fragment) == []
    assert Document(fragment).by_id("results").text == Document(whole).by_id("results").text
    restored = client.get(f"/compare/?{query}", headers=HTMX | {"HX-History-Restore-Request": "true"}).text
    assert restored == whole


def test_a_page_of_a_comparison_is_bounded_however_many_topics_there_are(client):
    lands = [a.a_country(slug=f"land-{number}", name=f"Land {number}") for number in range(7)]
    theme = a.a_theme()
    for number in range(40):
        topic = a.a_topic(theme=theme, slug=f"topic-{number}", name=f"Topic {number}", position=1000 + number)
        for land in lands:
            a.a_statement(country=land, topic=topic, is_key=True, value="Words of twenty letters " * 3)
    query = "&".join(f"country={land.slug}" for land in lands)
    for notes, number in (("", 35), ("&notes=1", 23)):
        found = {}
        for which in (1, 2):
            response = client.get(f"/compare/?{query}&theme={theme.slug}{notes}&page={which}")
            assert len(response.content) < 150_000
            found[which] = list(rows_of(Document(response.text)))
        assert len(found[1]) == number
        assert [name.removesuffix(" Which?") for name in (*found[1], *found[2])] == [
            f"Topic {which}" for which in range(40)
        ]
        assert "Page 2 of 2" in response.text
    refused = client.get(f"/compare/?{query}&theme={theme.slug}&page=3")
    assert "There is no page 3." in refused.text
    assert client.get(f"/compare.csv?{query}&page=1").status_code == 400
    assert len(csv_of(client, f"{query}&theme={theme.slug}")) == 41
