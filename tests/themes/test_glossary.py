"""The glossary from A to Z, and narrowed by words."""

from types import SimpleNamespace

import pytest

from tests import builders as a
from tests.html import Document, problems
from themes.glossary import by_letter


def test_terms_stand_under_their_letter_whatever_their_case():
    terms = [SimpleNamespace(term=term) for term in ("vector", "AAV", "3′ end", "Élan", "Allele", "exon")]
    found = [(group.letter, [term.term for term in group.terms]) for group in by_letter(terms)]
    assert found == [("#", ["3′ end"]), ("A", ["AAV", "Allele"]), ("E", ["Élan", "exon"]), ("V", ["vector"])]


@pytest.mark.django_db
def test_the_glossary_is_narrowed_by_words_and_names_its_letters(client):
    a.a_term(slug="vector", term="Vector", synonyms="carrier", definition="What brings genes into cells.")
    a.a_term(slug="exon", term="Exon", definition="A part of a gene.")
    page = Document(client.get("/glossary/").text)
    assert problems(page) == []
    [letters] = [nav for nav in page.all("nav") if nav.get("aria-label") == "Letters"]
    assert [(link.text, link.get("href")) for link in letters.all("a")] == [("E", "#exon"), ("V", "#vector")]
    narrowed = Document(client.get("/glossary/?q=carrier").text)
    assert [dt.text for dt in narrowed.all("dt")] == ["Vector"]
    assert "1 of 2 terms" in narrowed.root.text
    nothing = client.get("/glossary/?q=zebra").text
    assert problems(nothing) == []
    assert "No term matches" in nothing
    assert client.get("/glossary/?letter=a").status_code == 400
