"""The numbers on the pages, reckoned a second time from the seed files, by other means than the atlas uses."""

import calendar
import csv
import io
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from statistics import median

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.countries.test_therapies import asked_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]

DATA = Path(settings.BASE_DIR) / "countries" / "data"
DAYS = ("", "2016-06-01", "2020-12-31", "2021-01-01", "2023-07-01")
NEVER, UNSURE = "never", "unsure"


def last(text):
    """The last day a partial date can mean."""
    parts = [int(part) for part in str(text).split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])


def first(text):
    """The first day a partial date can mean."""
    parts = [int(part) for part in str(text).split("-")] + [1, 1]
    return date(*parts[:3])


def read(path):
    with path.open("rb") as file:
        return tomllib.load(file)


THERAPIES = {path.stem: read(path) for path in sorted((DATA / "therapies").glob("*.toml"))}
PLACES = {}
for entry in read(DATA / "jurisdictions.toml")["membership"]:
    PLACES.setdefault(entry["country"], []).append(
        (
            entry["jurisdiction"].upper(),
            date.fromisoformat(str(entry.get("valid_from", "1900-01-01"))),
            date.fromisoformat(str(entry.get("valid_until", "9999-12-31"))),
        )
    )
ENDED = ("withdrawn", "revoked", "expired")


def is_authorised(therapy, country, day):
    """True, False, or UNSURE where the files do not tell."""
    answers = []
    codes = {code: (start, end) for code, start, end in PLACES[country] if start <= day}
    own = [code for code, (_start, end) in codes.items() if end >= day]
    records = [a for a in THERAPIES[therapy].get("authorisation", []) if a["jurisdiction"] in codes]
    if any(a["jurisdiction"] in own for a in records if not a["date"] or first(a["date"]) <= day):
        records = [a for a in records if a["jurisdiction"] in own]
    for a in records:
        left = codes[a["jurisdiction"]][1]
        if a["date"] and (first(a["date"]) > day or first(a["date"]) > left):
            continue
        end = a.get("ended") or ""
        if not a["date"] or last(a["date"]) > day or (a["status"] in ENDED and not end):
            answers.append(UNSURE)
        elif end and first(end) <= min(day, left):
            answers.append(False if last(end) <= min(day, left) else UNSURE)
        elif end and left < first(end) <= day:
            answers.append(UNSURE)
        else:
            answers.append(True)
    if True in answers:
        return True
    return UNSURE if UNSURE in answers else False


def first_in(therapy, country, day):
    """The last day of the earliest date on which the therapy was authorised for the country, by the day."""
    found = [
        max(last(a["date"]), start)
        for a in THERAPIES[therapy].get("authorisation", [])
        for code, start, end in PLACES[country]
        if a["jurisdiction"] == code and a["date"] and first(a["date"]) <= end
    ]
    found = [one for one in found if one <= day]
    return min(found, default=None)


def first_anywhere(therapy, day):
    """The same for any jurisdiction."""
    dates = [last(a["date"]) for a in THERAPIES[therapy].get("authorisation", []) if a["date"]]
    return min((one for one in dates if one <= day), default=None)


def months(start, end):
    """Complete months, counted one by one."""
    count = 0
    while True:
        month = start.month + count
        year, month = start.year + month // 12, month % 12 + 1
        due = date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
        if due > end:
            return count
        count += 1


@cache
def rows(address):
    """A download's rows, read once: the world of this module stays as it is."""
    response = Client().get(address)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


@cache
def all_on(on):
    """The rows of the list on a day, reckoned once for all countries."""
    return asked_for(query(on)[1:]).rows


def query(on, *more):
    return "?" + "&".join([*([f"on={on}"] if on else []), *more])


def the_day(on):
    return date.fromisoformat(on) if on else timezone.localdate()


def test_seed_files_are_there():
    assert len(THERAPIES) > 20
    assert set(PLACES) == {
        "united-states", "china", "united-kingdom", "germany", "japan", "south-korea", "australia"
    }  # fmt: skip


def test_list_holds_every_therapy():
    assert sorted(row["therapy"] for row in rows("/therapies.csv")) == sorted(THERAPIES)


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("country", sorted(PLACES))
def test_therapies_authorised_in_a_country_on_a_day(country, on):
    asked = asked_for(query(on, f"authorised_in={country}")[1:])
    asked.rows = all_on(on)
    found = {row.therapy.slug for row in asked.hits}
    answers = {therapy: is_authorised(therapy, country, the_day(on)) for therapy in THERAPIES}
    sure = {therapy for therapy, answer in answers.items() if answer is True}
    unsure = {therapy for therapy, answer in answers.items() if answer is UNSURE}
    assert sure - found == set()
    assert found - sure - unsure == set()


@pytest.mark.parametrize("on", DAYS)
def test_lags_in_the_matrix(on):
    table = rows(f"/therapies/matrix.csv{query(on)}")
    names = {"united-states": "United States", "china": "China", "united-kingdom": "United Kingdom"}
    names |= {"germany": "Germany", "japan": "Japan", "south-korea": "South Korea", "australia": "Australia"}
    assert table
    for row in table:
        start = first_anywhere(row["therapy"], the_day(on))
        for slug, name in names.items():
            here = first_in(row["therapy"], slug, the_day(on))
            expected = str(months(start, here)) if start and here else ""
            assert (row["therapy"], slug, row[f"{name}: lag in months"]) == (row["therapy"], slug, expected)


@pytest.mark.parametrize("country", sorted(PLACES))
def test_key_figures_of_a_profile(client, country):
    figures = client.get(f"/countries/{country}/").context["profile"].figures
    day = timezone.localdate()
    lags = [
        months(first_anywhere(therapy, day), here) for therapy in THERAPIES if (here := first_in(therapy, country, day))
    ]
    anywhere = [therapy for therapy in THERAPIES if first_anywhere(therapy, day)]
    assert (figures.lags.counted, figures.lags.median) == (len(lags), median(lags) if lags else None)
    assert figures.lags.never + figures.lags.unclear + figures.lags.unlooked == figures.lags.total - len(lags)
    assert figures.lags.total >= len(anywhere)
    assert figures.authorised == len(rows(f"/therapies.csv?authorised_in={country}"))


def test_home_page_shows_the_same_numbers_as_the_lists(client):
    shown = {line.country.slug: line.authorised for line in client.get("/").context["overview"]}
    listed = {country: len(rows(f"/therapies.csv?authorised_in={country}")) for country in PLACES}
    assert shown == listed


def test_comparison_shows_the_same_numbers_as_the_lists(client):
    address = "/compare/?" + "&".join(f"country={country}" for country in PLACES)
    row = client.get(address).context["comparison"].figures[0]
    shown = {cell.country.slug: int(cell.words.split(",")[0]) for cell in row.cells}
    assert shown == {country: len(rows(f"/therapies.csv?authorised_in={country}")) for country in PLACES}


def test_timeline_holds_every_milestone_and_every_dated_authorisation():
    milestones = 0
    for path in sorted(DATA.glob("*/milestones.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            milestones += sum(1 for _ in csv.DictReader(file))
    grants = [a for t in THERAPIES.values() for a in t.get("authorisation", []) if a["date"]]
    ends = [a for t in THERAPIES.values() for a in t.get("authorisation", []) if a.get("ended")]
    kinds = [row["kind"] for row in rows("/timeline.csv")]
    assert (kinds.count("milestone"), kinds.count("authorised"), kinds.count("ended")) == (
        milestones,
        len(grants),
        len(ends),
    )


def test_funding_is_listed_for_each_decision_of_the_files(client):
    for slug, therapy in THERAPIES.items():
        page = client.get(f"/therapies/{slug}/").context["page"]
        shown = {part.country.slug: len(part.decisions) for part in page.funding}
        for country, number in shown.items():
            assert number == sum(f["country"] == country for f in therapy.get("funding", []))
