"""What is filled in for a country by its code or name."""

import pytest
from django.test import Client

from countries.domain.known_countries import codes, known, regions
from countries.models import Country
from tests import builders
from tests.admin_forms import form_fields

ADD = "/admin/countries/country/add/"


@pytest.mark.parametrize("given", [{"name": "switzerland "}, {"iso2": "ch"}, {"iso3": "CHE"}])
def test_name_or_code_is_enough(given):
    assert known(**given) == {
        "name": "Switzerland",
        "iso2": "CH",
        "iso3": "CHE",
        "region": "europe",
        "other_names": "Schweiz\nSchwiiz\nSuisse\nSvizzera",
    }


def test_name_that_is_typed_is_no_other_name():
    assert known(name="Suisse", iso2="CH")["other_names"] == "Schweiz\nSchwiiz\nSvizzera"
    assert known(name="Canada")["other_names"] == ""


@pytest.mark.parametrize("given", [{"name": "Atlantis"}, {"iso2": "XK"}, {"iso2": "ZZ"}, {"iso3": "QQQ"}, {}])
def test_nothing_is_made_up(given):
    assert known(**given) == {}


def test_regions_are_ours_and_every_code_is_once():
    assert set(regions().values()) == set(Country.Region.values)
    assert len(set(codes().values())) == len(codes())
    without = {code for code, three in codes().items() if three not in regions()}
    assert "TW" in without  # M49 has no such area
    assert len(without) < 20, without


@pytest.mark.django_db
def test_form_of_a_new_country_fills_in_what_was_left_empty(editor_client: Client) -> None:
    page = editor_client.get(ADD)
    typed = {"iso2": "in", "official_name": "Republic of India", "leads_in": "Leads.", "summary": "What India does."}
    answer = editor_client.post(ADD, form_fields(page) | typed | {"sources": [builders.a_source().pk]}, follow=True)
    india = Country.objects.get()
    assert (india.name, india.iso2, india.iso3, india.region) == ("India", "IN", "IND", "southern-asia")
    assert (india.slug, india.other_names, india.official_name) == ("india", "भारत", "Republic of India")
    assert "Filled in by its code" in answer.text


@pytest.mark.django_db
def test_what_is_typed_stays_and_what_is_not_known_is_asked_for(editor_client: Client) -> None:
    page = editor_client.get(ADD)
    typed = {"name": "Holland", "official_name": "Netherlands", "iso2": "NL", "region": "oceania", "other_names": "NL"}
    typed |= {"leads_in": "Leads.", "summary": "Flat.", "slug": "holland"}
    editor_client.post(ADD, form_fields(page) | typed)
    holland = Country.objects.get()
    assert (holland.name, holland.region, holland.iso3, holland.other_names) == ("Holland", "oceania", "NLD", "NL")
    again = editor_client.get(ADD)
    refused = editor_client.post(ADD, form_fields(again) | typed | {"name": "Atlantis", "iso2": "", "region": ""})
    assert {"iso2", "iso3", "region"} == refused.context["adminform"].form.errors.keys() - {"slug"}
