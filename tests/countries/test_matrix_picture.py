"""The matrix as a picture: what its cells say, what is absent, how far back it steps."""

from datetime import date
from types import SimpleNamespace

import pytest

from countries.domain.authorisation import NEVER, Standing, StandingKind
from countries.domain.funding import NOTHING, FundingStanding
from countries.domain.matrix_picture import PictureCell, PictureRow, areas, payer_word, reach, state_word, steps_back
from countries.filters.therapies import MOST_COLUMNS
from countries.models import Country
from gtlead.records.clock import today
from tests import builders
from tests.html import Document, problems

LICENCE = SimpleNamespace(
    slug="a", status="authorised", pathway="regular-approval", converted="", get_status_display=lambda: "withdrawn"
)


def licence(**values):
    return SimpleNamespace(**{**vars(LICENCE), **values})


def decisions(*states):
    return FundingStanding(tuple(SimpleNamespace(decision=state) for state in states))


def a_country(name):
    return SimpleNamespace(pk=name, name=name, slug=name.lower())


def a_cell(country, standing=NEVER, funding=NOTHING, **values):
    fields = {"lag": SimpleNamespace(words="14 months"), "supply": None, **values}
    return SimpleNamespace(country=country, standing=standing, funding=funding, **fields)


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing(StandingKind.AUTHORISED, "2017-08", authorisation=licence()), "full"),
        (Standing(StandingKind.AUTHORISED, "2017-08", authorisation=licence(pathway="")), "licensed"),
        (Standing(StandingKind.CONDITIONAL, "2017", authorisation=licence()), "conditional"),
        (Standing(StandingKind.ENDED, "2016", "2019", licence(status="withdrawn")), "withdrawn"),
        (Standing(StandingKind.ENDED, "2016", "2020-12-31", licence()), "no longer valid"),
        (Standing(StandingKind.UNCLEAR, "2016", authorisation=licence()), "not known"),
    ],
)
def test_a_licence_in_a_word(standing, words):
    assert state_word(standing) == words


@pytest.mark.parametrize(
    ("funding", "words"),
    [
        (decisions("funded"), "paid"),
        (decisions("funded-with-conditions"), "paid on terms"),
        (decisions("funded", "refused"), "paid for some uses"),
        (decisions("individual", "refused"), "paid case by case"),
        (decisions("under-assessment"), "payer deciding"),
        (decisions("not-funded"), "not paid"),
        (decisions("withdrawn"), "payment ended"),
        (decisions("not-known"), "payer not known"),
        (FundingStanding(past=(SimpleNamespace(ended="2020"),)), "payment ended"),
        (FundingStanding(is_unclear=True), "payer not known"),
        (FundingStanding(look_throughs=(SimpleNamespace(),)), "no payer decision found"),
        (NOTHING, "payer not looked up"),
    ],
)
def test_a_payer_in_two_words(funding, words):
    assert payer_word(funding) == words


def test_a_cell_says_the_year_that_counts():
    land = a_country("North")
    ended = PictureCell(
        a_cell(land, Standing(StandingKind.ENDED, "2016-05", "2019-07-01", licence(status="withdrawn")))
    )
    held = PictureCell(a_cell(land, Standing(StandingKind.AUTHORISED, "2016-05", authorisation=licence())))
    undated = PictureCell(a_cell(land, Standing(StandingKind.AUTHORISED, authorisation=licence())))
    lag = PictureCell(
        a_cell(land, ended.cell.standing, lag=SimpleNamespace(words="first", here="2016-05")), months=True
    )
    assert [cell.year for cell in (ended, held, undated, lag)] == ["2019", "2016", "", "2016"]
    assert [cell.payer for cell in (ended, held)] == ["", "payer not looked up"]


def test_a_licence_without_supply_says_so():
    gone = SimpleNamespace(is_over=True, words="supply ended May 2026")
    standing = Standing(StandingKind.AUTHORISED, "2016", authorisation=licence())
    assert PictureCell(a_cell(a_country("North"), standing, supply=gone)).supply == "supply ended May 2026"
    assert PictureCell(a_cell(a_country("North"), standing, supply=gone), months=True).supply == ""


def test_absence_is_told_once_with_the_latest_look_through():
    early, late = (SimpleNamespace(as_of=day, is_pending=False) for day in ("2026-05", "2026-07-20"))
    looked = Standing(StandingKind.NEVER, look_throughs=(late, early))
    names = ("North", "South", "East", "West")
    standings = (looked, NEVER, NEVER, NEVER)
    cells = [PictureCell(a_cell(a_country(name), s)) for name, s in zip(names, standings, strict=True)]
    row = PictureRow(None, tuple(cells))
    assert [(found.country.name, found.look_through) for found in row.not_found] == [("North", late)]
    assert [cell.absence for cell in cells[:2]] == ["not found", "not looked up"]
    assert row.not_looked_up == "not looked up elsewhere"
    assert PictureRow(None, tuple(cells[:3])).not_looked_up == "not looked up in South, East"
    assert PictureRow(None, tuple(cells[:1])).not_looked_up == ""
    assert PictureRow(None, tuple(cells[1:])).not_looked_up == "not looked up anywhere"


def test_application_that_waits_is_told_in_the_place_of_an_absence():
    asked = SimpleNamespace(as_of="2025-08-27", is_pending=True)
    later = SimpleNamespace(as_of="2026-07-20", is_pending=False)
    cell = PictureCell(a_cell(a_country("North"), Standing(StandingKind.NEVER, look_throughs=(later, asked))))
    row = PictureRow(None, (cell,))
    assert cell.absence == "under review"
    assert (row.not_found, [found.look_through for found in row.under_review]) == ([], [asked])


def test_rows_stand_under_their_areas_with_the_countries_shown():
    north, south = a_country("North"), a_country("South")
    rows = [
        SimpleNamespace(therapy=SimpleNamespace(disease_area=area), cells=(a_cell(north), a_cell(south)))
        for area in ("eye", "blood", "eye")
    ]
    found = areas(rows, [("blood", "blood"), ("eye", "eye"), ("skin", "skin")], [south])
    assert [(area.slug, len(area.rows)) for area in found] == [("blood", 1), ("eye", 2)]
    assert [cell.country for cell in found[0].rows[0].cells] == [south]


def test_reach_counts_what_is_known():
    north, south, east = a_country("North"), a_country("South"), a_country("East")
    rows = [SimpleNamespace(authorised_in=places) for places in ([north, south], [north, east], [east], [])]
    assert reach(rows, [north, south]) == (
        "Of 4 therapies 1 is known to be licensed in all 2 countries, 0 in some, 1 in one, 2 in none."
    )
    assert reach(rows, [north]) == reach([], [north, south]) == ""


def test_ten_years_back_on_the_same_day():
    assert steps_back(date(2026, 11, 28)) == [date(year, 11, 28) for year in range(2016, 2026)]
    assert steps_back(date(2028, 2, 29))[-1] == date(2027, 2, 28)


@pytest.mark.django_db
def test_the_picture_shows_the_countries_chosen_on_the_day_and_their_sources(client, access_world):
    address = "/therapies/matrix/?show_country=south&on=2022-06-01"
    page = Document(client.get(address).content.decode())
    assert problems(page) == []
    heads = [th.text for th in page.all("thead")[0].all("th")]
    assert heads == ["Therapy", "South", "Not in"]
    alpha = next(row for row in page.all("tr") if row.all("a") and row.all("a")[0].text == "Alpha")
    assert [td.text for td in alpha.all("td")] == ["South2020 full payer not looked up", "Not in licensed in all shown"]
    links = [a.get("href") for td in page.all("td") for a in td.all("a")]
    assert any(link.startswith("/therapies/alpha/?at=") for link in links)
    steps = next(group for group in page.all("div") if group.get("class") == "steps").all("a")
    assert [step.text for step in steps][-2:] == [str(today().year - 1), "today"]
    assert steps[-1].get("href") == "/therapies/matrix/?show_country=south"


@pytest.mark.django_db
def test_a_chart_does_not_take_the_columns_of_the_matrix(client, access_world):
    assert client.get("/charts/access-matrix.svg?show_country=south").status_code == 400


@pytest.mark.django_db
def test_countries_that_are_no_column_are_told(client, access_world):
    assert "no column" not in client.get("/therapies/matrix/").content.decode()
    for _number in range(MOST_COLUMNS):
        builders.a_country(state="published")
    page = Document(client.get("/therapies/matrix/").content.decode())
    assert problems(page) == []
    assert len(page.all("thead")[0].all("th")) == MOST_COLUMNS + 2
    hidden = Country.objects.published().count() - MOST_COLUMNS
    assert f"{hidden} more countries are no columns here" in " ".join(p.text for p in page.all("p"))
