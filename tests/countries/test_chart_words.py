"""What stands over a chart claims nothing that the unknown could turn; texts are broken by measure."""

import xml.etree.ElementTree as ET

import pytest

from countries.charts.catalogue import CHARTS
from countries.charts.specs.authorisations import first_year
from countries.charts.specs.frame import WIDTHS
from countries.charts.type import SERIF, balanced, lines, shortened, width
from countries.models import Authorisation, Country, Therapy
from tests.conftest import made_once
from tests.countries.access_world import a_place, an_authorised_therapy, everything_is_looked_up
from tests.countries.drawn_text import asked, drawn, faults

pytestmark = pytest.mark.django_db

each_chart = pytest.mark.parametrize("name", sorted(CHARTS))
each_size = pytest.mark.parametrize("size", WIDTHS)

LONG = "Federated Commonwealth of the Northern and Southern Archipelagos"
CHINESE = "中华人民共和国香港特别行政区基因治疗产品监督管理局联合委员会"
SLOVENE = "Združeno_kraljestvo_gensko_spremenjenih_zdravilščiščžćđ_brez_presledkov"


def of_unknown_standing(brand, place):
    """A therapy whose authorisation in a place may or may not have begun."""
    return an_authorised_therapy(brand, (place, "2026"))


@made_once
def three_places():
    """Three countries with a therapy each; the later ones authorised it later."""
    places = [a_place(slug, iso2=code) for slug, code in (("japan", "JP"), ("germany", "DE"), ("china", "CN"))]
    for number, place in enumerate(places):
        later = [(other, "2024-01-01") for other in places[:number]]
        an_authorised_therapy(f"Alpha{number}", (place, f"20{12 + number}-03-01"), *later)
    return places


@each_chart
@each_size
@pytest.mark.parametrize("words", [LONG, CHINESE, SLOVENE])
def test_no_text_leaves_the_frame_whatever_the_names(three_places, name, size, words):
    for number, place in enumerate(three_places):
        Country.objects.filter(pk=place.country.pk).update(name=f"{words} {place.country.slug}"[-100:])
        Therapy.objects.filter(brand=f"Alpha{number}").update(brand=f"{words} {number}"[-100:])
    assert faults(drawn(asked(name), size)) == []


@pytest.mark.parametrize("text", ["", "one", "one two three four five", CHINESE, SLOVENE, LONG])
@pytest.mark.parametrize("room", [30, 80, 300])
def test_lines_are_no_wider_than_the_room_and_lose_nothing(text, room):
    broken = lines(text, room, 13)
    assert "".join("".join(broken).split()) == "".join(text.split())
    assert all(width(line, 13) <= room for line in broken)
    assert width(shortened(text, room, 13), 13) <= room


def test_headline_breaks_into_lines_of_about_one_length():
    text = "Median lag in authorisation: from 0 months (United States and China) to 22.5 (South Korea)"
    broken = balanced(text, 728, 22)
    assert " ".join(broken) == text
    assert len(broken) == len(lines(text, 728, 22, SERIF, 700)) == 2
    assert max(map(len, broken)) - min(map(len, broken)) < 12


def test_leader_is_named_while_the_unknown_cannot_turn_it():
    japan, germany = a_place("japan", iso2="JP"), a_place("germany", iso2="DE")
    for brand in ("Alpha", "Beta", "Gamma"):
        an_authorised_therapy(brand, (japan, "2019-01-01"))
    an_authorised_therapy("Delta", (germany, "2019-01-01"))
    of_unknown_standing("Epsilon", germany)
    everything_is_looked_up()
    assert asked("authorisations").headline == "Most gene therapies authorised: Japan, with 3 of 5"
    of_unknown_standing("Zeta", germany)
    assert asked("authorisations").headline == "Gene therapies known to be authorised: Japan 3, Germany 1"


def test_leader_is_not_named_while_nobody_has_looked_elsewhere():
    japan = a_place("japan", iso2="JP")
    a_place("germany", iso2="DE")
    an_authorised_therapy("Alpha", (japan, "2019-01-01"))
    assert asked("authorisations").headline == "Gene therapies known to be authorised: Japan 1"
    assert asked("access-matrix").headline == "Gene therapies authorised in all 2 countries: at least 0 of 1"
    everything_is_looked_up()
    assert asked("authorisations").headline == "Most gene therapies authorised: Japan, with 1 of 1"
    assert asked("access-matrix").headline == "Gene therapies authorised in all 2 countries: 0 of 1"


def test_counts_are_at_least_where_some_is_not_known():
    japan = a_place("japan", iso2="JP")
    an_authorised_therapy("Alpha", (japan, "2019-01-01"))
    of_unknown_standing("Beta", japan)
    assert asked("authorisations").headline == "Gene therapies authorised: Japan, at least 1 of 2"
    assert asked("map").headline == "Gene therapies authorised: Japan, at least 1"
    assert asked("access-matrix").headline == "Gene therapies authorised: Japan, at least 1 of 2"


def test_commonest_kind_is_not_named_where_the_unknown_could_turn_it():
    japan = a_place("japan", iso2="JP")
    an_authorised_therapy("Alpha", (japan, "2019-01-01"), modality="aav-in-vivo")
    assert asked("modalities").headline == "Commonest kind of gene therapy (Japan): AAV vector, in vivo"
    therapy = of_unknown_standing("Beta", japan)
    therapy.modality = "car-t"
    therapy.save()
    assert asked("modalities").headline == "Gene therapies of 1 kind are known to be authorised"


def test_longest_median_lag_is_not_named_where_a_vague_date_could_turn_it():
    first, second, third = a_place("japan", iso2="JP"), a_place("germany", iso2="DE"), a_place("china", iso2="CN")
    an_authorised_therapy("Alpha", (first, "2015-01-01"), (second, "2016-01-01"), (third, "2016-07-01"))
    assert "to 18 (China)" in asked("access-lag").headline
    vague = Authorisation.objects.get(jurisdiction=third.jurisdiction)
    vague.date = "2016"
    vague.save()
    assert asked("access-lag").headline.endswith("as far as is known: Japan 0, Germany 12, China 23")


def test_axis_of_years_begins_after_a_long_silence_and_says_what_came_before():
    china, germany = a_place("china", iso2="CN"), a_place("germany", iso2="DE")
    an_authorised_therapy("Early", (china, "2003-10"))
    an_authorised_therapy("Later", (germany, "2012-10-25"))
    an_authorised_therapy("Latest", (germany, "2016-05-26"))
    chart = asked("authorisations")
    assert first_year(chart.data) == 2012
    texts = " ".join(ET.fromstring(drawn(chart, "wide")).itertext())  # noqa: S314 - what we have drawn ourselves
    assert "The axis begins in 2012. Before: Early, China, October 2003." in texts
