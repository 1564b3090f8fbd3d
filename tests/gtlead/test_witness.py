"""The line under a fact: who bears witness, and in which order."""

from datetime import date
from types import SimpleNamespace

import pytest

from gtlead.sources.bibliography import Bibliography
from gtlead.sources.witness import in_order, is_copy, plain_name, witness_of
from tests import builders
from tests.html import Document


def source(kind="press", standing="secondary", url="https://example.org/", published=""):
    return SimpleNamespace(
        pk=id(object()), kind=kind, standing=standing, url=url, published=published, read_on=date(2026, 11, 23)
    )


def test_primary_comes_first_then_law_regulator_payer_company_study_and_others():
    kinds = ["press", "peer-reviewed", "company", "payer", "regulator", "law"]
    others = [source(kind) for kind in kinds]
    first = source("press", "primary")
    assert in_order([*others, first]) == [first, *reversed(others)]


@pytest.mark.parametrize("url", ["https://github.com/a/b", "https://raw.github.com/x", "https://gitlab.com/a"])
def test_a_repository_comes_last_whatever_it_says_of_itself(url):
    repository, paper = source("other", "primary", url), source("press")
    assert in_order([repository, paper]) == [paper, repository]


def test_an_address_that_only_mentions_a_repository_is_none():
    blog = source("other", "primary", "https://example.org/github.com")
    assert in_order([source(), blog])[0] is blog


@pytest.mark.parametrize(
    ("publisher", "name", "copy"),
    [
        ("US Food and Drug Administration", "US Food and Drug Administration", False),
        ("US Food and Drug Administration via BioSpace", "US Food and Drug Administration", True),
        ("European Medicines Agency, copy at DocsLib", "European Medicines Agency", True),
        (
            "Ministry of Health, Labour and Welfare, page copy by MC plus",
            "Ministry of Health, Labour and Welfare",
            True,
        ),
        ("Journal of Hematology & Oncology (preview copy)", "Journal of Hematology & Oncology", True),
        ("EIN Presswire copy of an FDA page", "EIN Presswire copy of an FDA page", True),
        ("Viatris", "Viatris", False),
    ],
)
def test_a_copy_is_told_from_its_original(publisher, name, copy):
    assert (plain_name(publisher), is_copy(publisher)) == (name, copy)


def test_the_line_names_the_first_and_counts_the_rest():
    citations = Bibliography().cite([source(), source("law", "primary", published="2023-05"), source()])
    witness = witness_of(citations)
    assert witness
    assert (witness.year, witness.is_primary, witness.more, witness.read_year) == ("2023", True, 2, 2026)
    assert witness_of([]) is None


@pytest.mark.django_db
def test_short_name_of_the_publisher_is_what_a_fact_says(client):
    fda = builders.a_source(publisher="US Food and Drug Administration", short_name="FDA", published="2023-05")
    copied = builders.a_source(
        publisher="European Medicines Agency, copy at DocsLib", short_name="EMA", standing="secondary"
    )
    statement = builders.a_statement(is_key=True, value="Yes", sources=[copied, fda])
    page = Document(client.get(statement.topic.theme.get_absolute_url()).text)
    [note] = page.by_class("w")
    [summary] = note.all("summary")
    assert (summary.text, summary.get("data-n")) == ("FDA 2023 · primary · +1", "1, 2")
    assert "European Medicines Agency, copy at DocsLib" in note.text
    assert "secondary" not in note.text
