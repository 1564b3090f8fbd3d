"""Rows of the list of countries."""

from datetime import date
from types import SimpleNamespace

from countries.domain.authorisation import AccessMap
from countries.rows import country_rows

DAY = date(2026, 11, 23)


def membership(country_id, jurisdiction_id):
    return SimpleNamespace(
        country_id=country_id, jurisdiction_id=jurisdiction_id, valid_from=None, valid_until=None, converted=False
    )


def authorisation(therapy_id, jurisdiction_id, **changes):
    values = {
        "date": "2020",
        "ended": "",
        "status": "authorised",
        "was_conditional": False,
        "converted": "",
        "pathway": "",
    }
    return SimpleNamespace(
        therapy_id=therapy_id, jurisdiction_id=jurisdiction_id, checked_on=date(2026, 11, 1), **(values | changes)
    )


def test_counts_and_modalities_of_what_is_authorised_there_today():
    japan, korea = SimpleNamespace(pk=1), SimpleNamespace(pk=2)
    access = AccessMap(
        DAY,
        [membership(1, 10), membership(2, 20)],
        [
            authorisation(100, 10),
            authorisation(101, 10),
            authorisation(102, 10, status="withdrawn", ended="2022"),
            authorisation(103, 20, date="2027"),
        ],
    )
    modality_of = {100: "plasmid", 101: "aav-in-vivo", 102: "car-t", 103: "car-t"}
    first, second = country_rows([japan, korea], access, modality_of, {1: {"law": 4, "ethics": 3}})
    assert (first.country, first.authorised, first.statements) == (japan, 2, 7)
    assert first.modalities == ("AAV vector, in vivo", "plasmid")
    assert (second.authorised, second.modalities, second.statements) == (0, (), 0)
