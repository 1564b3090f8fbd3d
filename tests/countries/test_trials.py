"""Trials: the list with its faces, the series of years, and what is being tested on other pages."""

import csv
from datetime import date
from functools import partial
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from countries.domain.trials import Pipeline, by_year, names_of_diseases, phrase, pipeline, text_of, year_rows
from countries.models import Reading
from tests import builders as a
from tests.html import Document, problems


def test_trial_counts_once_in_each_country_in_the_year_of_its_start():
    places = [SimpleNamespace(pk=1), SimpleNamespace(pk=2)]
    trials = [("2024", 1, 2), ("2024", 2, 1), ("2024", None, 4), ("2022", 2, 1), ("", 1, 1)]
    assert by_year(trials, places) == [(2024, [2, 1]), (2023, [0, 0]), (2022, [0, 1])]
    assert [(row.country.pk, row.year, row.number) for row in year_rows(trials, places)][:2] == [
        (1, 2024, 2),
        (2, 2024, 1),
    ]
    assert by_year([], places) == []


def test_pipeline_takes_registers_together_and_names_the_oldest_day():
    row = partial(SimpleNamespace, number=None, late=None, oldest=None, is_read=False)
    rows = [row(number=3, late=1, oldest=date(2026, 1, 2), is_read=True), row(number=2, oldest=date(2026, 5, 1)), row()]
    assert pipeline(rows) == Pipeline(5, 1, "2026-01-02", is_read=True)
    assert pipeline([]) == Pipeline(0, 0, "", is_read=False)


def test_names_are_found_as_whole_words_in_any_spelling():
    text = text_of(["Hemophilia B, severe", "Luxturna-like"])
    assert phrase("haemophilia B") in text
    assert phrase("Luxturna") in text
    assert phrase("Lux") not in text
    assert phrase("B") == ""


DISEASES = {
    "all": (["Acute lymphoblastic leukaemia", "B-cell acute lymphoblastic leukaemia"], ["leukaemia", "B-ALL"]),
    "cll": (["Chronic lymphocytic leukaemia", ""], ["CLL", "lymphoma"]),
    "bladder": (["Non-muscle-invasive bladder cancer", ""], ["bladder cancer", "BCG-unresponsive bladder cancer"]),
    "ha": (["Haemophilia A", ""], ["haemophilia", "bleeding disorder"]),
    "hb": (["Haemophilia B", ""], ["haemophilia", "bleeding disorder", "Christmas disease"]),
    "huntington": (["Huntington’s disease", "Huntington disease"], ["chorea", "Huntington"]),
    "otof": (["Deafness from faults in OTOF", "OTOF-related hearing loss"], ["deafness", "hearing loss"]),
    "lca": (["Congenital blindness", ""], ["blindness"]),
    "hodgkin": (["Hodgkin lymphoma", ""], []),
}


@pytest.mark.parametrize(
    ("condition", "slugs"),
    [
        ("Leukemia", []),
        ("Acute Myeloid Leukemia", []),
        ("Relapsed Acute Lymphoblastic Leukemia, in Remission", ["all"]),
        ("B-ALL", ["all"]),
        ("Chronic Lymphocytic Leukemia (CLL)", ["cll"]),
        ("Muscle Invasive Bladder Cancer", []),
        ("BCG-Unresponsive Bladder Cancer", ["bladder"]),
        ("Hemophilia", []),
        ("Severe Hemophilia B", ["hb"]),
        ("Christmas disease", ["hb"]),
        ("Sydenham Chorea", []),
        ("Huntington", ["huntington"]),
        ("Huntington’s Disease", ["huntington"]),
        ("Deafness", []),
        ("Blindness, Congenital", ["lca"]),
        ("Non-Hodgkin Lymphoma", []),
        ("Hodgkin Lymphoma", ["hodgkin"]),
        ("白血病", []),
        ("", []),
    ],
)
def test_trial_of_a_wider_condition_is_not_joined_to_one_disease(condition, slugs):
    found = zip(DISEASES, names_of_diseases(DISEASES.values()), strict=True)
    assert [slug for slug, names in found if names.are_in([condition])] == slugs


@pytest.mark.django_db
class TestPages:
    """What readers see."""

    @pytest.fixture
    def japan(self):
        japan, therapy = a.a_country(slug="japan", name="Japan"), a.a_therapy(slug="alpha", brand="Alpha")
        disease = a.a_disease(slug="blindness", name="Blindness")
        common = {"countries": [japan], "therapies": [therapy], "diseases": [disease]}
        register = a.a_register(form="clinicaltrials-gov", jurisdiction=None)
        a.a_trial(number="NCT00000001", title="Late one", phase="3", register=register, **common)
        a.a_trial(number="NCT00000002", title="Early one", started="2025", register=register, **common)
        a.a_trial(number="NCT00000003", title="One elsewhere", status="completed", register=register)
        return SimpleNamespace(country=japan, therapy=therapy, disease=disease, register=register)

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ({}, [2, 1, 3]),
            ({"country": "japan"}, [2, 1]),
            ({"phase": "3"}, [1]),
            ({"status": "completed"}, [3]),
            ({"therapy": "alpha", "phase": "1"}, [2]),
            ({"disease": "blindness", "q": "late"}, [1]),
            ({"q": "NCT00000003"}, [3]),
        ],
    )
    def test_list_is_narrowed_in_all_its_faces(self, client, japan, query, numbers):
        wanted = [f"NCT0000000{number}" for number in numbers]
        assert [row["number"] for row in client.get(reverse("trials-json"), query).json()["results"]] == wanted
        rows = csv.DictReader(client.get(reverse("trials-csv"), query).getvalue().decode("utf-8-sig").splitlines())
        assert sorted(row["number"] for row in rows) == sorted(wanted)
        page = client.get(reverse("trials"), query).text
        assert [n for n in (1, 2, 3) if f">NCT0000000{n}</a>" in page] == sorted(numbers)
        assert problems(page) == []

    def test_wrong_value_is_named(self, client, japan):
        assert client.get(reverse("trials-csv"), {"phase": "9"}).status_code == 400

    def test_country_therapy_and_disease_say_what_is_tested(self, client, japan):
        for record, about in (
            (japan.country, "with sites in Japan"),
            (japan.therapy, "of Alpha"),
            (japan.disease, "that name Blindness"),
        ):
            page = strip_tags(client.get(record.get_absolute_url()).text)
            assert f"2 trials {about}, 1 of them in phase 3, as of 1 November 2026." in " ".join(page.split())

    def test_pages_say_that_nothing_was_read_until_it_was(self, client):
        therapy = a.a_therapy()
        register = a.a_register(form="clinicaltrials-gov", jurisdiction=None)
        assert "has not been read yet" in client.get(therapy.get_absolute_url()).text
        assert "has not been read yet" in client.get(reverse("trials")).text
        Reading.objects.create(register=register, as_of=date(2026, 11, 20), digest="x", outcome="read")
        register.save()
        assert "No trial was found in the registry that was read" in client.get(therapy.get_absolute_url()).text

    def test_series_of_years_is_a_table_and_a_download(self, client, japan):
        for name in ("trials", "indicators"):
            [table] = Document(client.get(reverse(name)).text).by_class("years")
            assert "2025 1" in [" ".join(row.text.split()) for row in table.all("tr")], name
        rows = client.get(reverse("table-csv", args=["trials-by-year"])).getvalue().decode("utf-8-sig").splitlines()
        assert "japan,2025,1" in rows
