"""Terms of the glossary in running text: what is marked, what is left alone, and that nothing else changes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import builders as a
from tests.html import Document, problems
from themes.glosses import Gloss, glossed

MARK = re.compile(
    r'<(?:button type="button" class="t" popovertarget="gloss-|a class="t" href="/words/#)[\w-]+">(.*?)</(?:button|a)>'
)
KEPT = re.compile(r'<span class="k">(.*?)</span>')  # with the brackets and stops that stay beside it
TERMS = [
    Gloss(slug, term, f"What {term} means.")
    for slug, term in (
        ("gene", "Gene"),
        ("gene-therapy", "Gene therapy"),
        ("aav", "AAV"),
        ("embryo", "Embryo"),
        ("t-cell", "T cell"),
        ("citizens-jury", "Citizens' jury"),
        ("act", "Act on the Safety of Regenerative Medicine"),
    )
]


def marked(html, most=8):
    return MARK.findall(KEPT.sub(r"\1", glossed(html, TERMS, most, "/words/")[0]))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a gene therapy for a gene", ["gene therapy", "gene"]),  # the longest first
        ("Gene therapies and T cells", ["Gene therapies", "T cells"]),
        ("gene therapy, and gene therapy again", ["gene therapy"]),
        ("by AAV, not AAV9, AAV-based or aav", ["AAV"]),
        ("the Embryo Protection Act and the Centre for Gene and Cell Therapy", []),
        ("The Society of Gene Therapy of Korea", []),
        ("generally; a transgene; gene-edited", []),
        ("a citizens&#x27; jury, R&amp;D, &gene;", ["citizens&#x27; jury"]),
        ('<a href="/x/">a gene</a>, <b>an embryo</b>', ["embryo"]),
        ("<h2>The gene</h2><blockquote>gene <i>gene</i></blockquote><p>gene</p>", ["gene"]),
        ('<p lang="de">gene</p><p lang="en">gene</p>', ["gene"]),
        ('<details class="w"><summary>gene</summary><ul><li>gene</li></ul></details> embryo', ["embryo"]),
        ('<p title="a gene > embryo">AAV</p>', ["AAV"]),
        ("<section>gene, embryo</section><section>an embryo</section>", ["gene", "embryo", "embryo"]),
    ],
)
def test_the_first_use_in_a_passage_is_marked_and_no_name_link_or_quotation(text, words):
    assert marked(text) == words


def test_so_many_terms_are_explained_and_no_more():
    html, used = glossed("<section>gene, embryo, AAV</section><section>AAV, gene</section>", TERMS, 2)
    assert MARK.findall(KEPT.sub(r"\1", html)) == ["gene", "embryo", "gene"]
    assert [gloss.slug for gloss in used] == ["gene", "embryo"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("insurers (AAV), and more", "(AAV),"),
        ("a “gene”: a word", "“gene”:"),
        ("the embryo&#x27;s genome", "embryo&#x27;s"),
        ("for AAV.", "AAV."),
        ("for AAV only", ""),
        ("AAV/other", ""),
    ],
)
def test_brackets_and_stops_are_not_parted_from_a_term_at_the_end_of_a_line(text, kept):
    found = KEPT.findall(glossed(f"<p>{text}</p>", TERMS)[0])
    assert [MARK.sub(r"\1", one) for one in found] == [kept][: bool(kept)]


def test_a_term_longer_than_a_line_leads_to_the_glossary():
    html, used = glossed("The Act on the Safety of Regenerative Medicine.", TERMS, 0, "/words/")
    assert html == 'The <a class="t" href="/words/?at=act#act">Act on the Safety of Regenerative Medicine</a>.'
    assert used == []


def test_a_glossary_without_terms_marks_nothing():
    assert glossed("<p>gene</p>", []) == ("<p>gene</p>", [])


WORDS = ["gene", "Gene therapy", "AAV", "T cells", " ", ", ", "&lt;", "&amp;", "’", "Act", "x"]
TAGS = ["<p>", "</p>", "<a href='#'>", "</a>", "<section>", "</section>", "<h2>", "</h2>", '<b title="gene">', "</b>"]
PIECES = st.sampled_from([*WORDS, *TAGS, "<br>", "<!-- gene -->"])


@given(st.lists(PIECES, max_size=30).map("".join))
def test_text_outside_the_marks_is_unchanged(html):
    found, used = glossed(html, TERMS, glossary="/words/")
    assert MARK.sub(r"\1", KEPT.sub(r"\1", found)) == html
    assert {gloss.slug for gloss in used} == set(re.findall(r'popovertarget="gloss-([\w-]+)"', found))


@given(st.text(alphabet="gene<>&\"' AVv", max_size=40))
def test_what_was_escaped_stays_escaped(text):
    html = f"<p>{text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</p>"
    found, _used = glossed(html, TERMS)
    assert Document(found).root.text == Document(html).root.text


@pytest.mark.django_db
def test_a_page_explains_a_term_where_it_uses_it(client):
    a.a_term(slug="capsid", term="Capsid", definition="The <shell> of a virus.")
    a.a_term(slug="hidden", term="Rider", definition="Not yet public.", state="draft")
    statement = a.a_statement(text="A capsid and a rider.")
    page = Document(client.get(statement.get_absolute_url().partition("#")[0]).text)
    assert problems(page) == []
    [button] = page.by_id(statement.slug).all("button")
    assert (button.text, button.get("popovertarget")) == ("capsid", "gloss-capsid")
    [dialog] = page.by_class("gloss")
    assert dialog.get("id") == "gloss-capsid"
    assert "The <shell> of a virus." in dialog.text
    assert [link.get("href") for link in dialog.all("a")] == ["/glossary/?at=capsid#capsid"]
