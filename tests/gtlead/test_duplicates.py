"""When two records say the same."""

import pytest

from gtlead.records.duplicates import alike, plain_address, same_day


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("The term is seven years.", "the term is Seven years", True),
        ("Licences last for 5 years from the grant.", "Licences last for 7 years from the grant.", False),
        ("The term is seven years.", "Nobody has asked for a licence so far.", False),
    ],
)
def test_texts_say_the_same_in_nearly_the_same_letters_with_the_same_numbers(one, other, same):
    assert alike(one, other) is same


def test_one_document_has_one_address_however_it_is_written():
    assert len({plain_address(url) for url in ("https://www.a.example/x/", "http://a.example/x", " a.example/x ")}) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("2024-05", "2024-05-17", True), ("2024-05", "2024-06-01", False), ("", "2024", False), ("", "", True)],
)
def test_dates_are_one_as_far_as_both_are_precise(one, other, same):
    assert same_day(one, other) is same
