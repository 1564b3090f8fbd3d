"""Addresses of what stands on a page with others."""

import pytest

from gtlead.records.addresses import asking, page_in, standing, without_place


def test_address_names_what_stands_there_and_its_place():
    assert standing("/timeline/", "alpha") == "/timeline/?at=alpha#alpha"
    assert standing("/sources/act/", "term/aav", "term-aav") == "/sources/act/?at=term/aav#term-aav"


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("", ""),
        ("/timeline/", "/timeline/"),
        ("/timeline/?at=alpha#alpha", "/timeline/"),
        ("/timeline/#alpha", "/timeline/"),
        ("/trials/?q=NCT1", "/trials/?q=NCT1"),
    ],
)
def test_page_is_the_address_without_what_stands_on_it(address, page):
    assert page_in(address) == page


def test_server_is_not_told_the_place():
    assert without_place("/timeline/?at=alpha#alpha") == "/timeline/?at=alpha"


@pytest.mark.parametrize(
    ("address", "query", "asked"),
    [
        ("/a/", "", "/a/"),
        ("/a/#b", "", "/a/#b"),
        ("/a/", "edition=1", "/a/?edition=1"),
        ("/a/#b", "edition=1", "/a/?edition=1#b"),
        ("/a/?at=b#b", "edition=1", "/a/?at=b&edition=1#b"),
    ],
)
def test_more_is_asked_before_the_place(address, query, asked):
    assert asking(address, query) == asked
