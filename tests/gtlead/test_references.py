"""References for those who keep them in a programme."""

from datetime import date
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from gtlead.sources.references import Reference, as_file, key_of

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


def a_reference(**given):
    standard = {
        "key": "gtlead-countries-japan-2026",
        "title": "Gene therapy in Japan",
        "author": "GT Lead",
        "publisher": "GT Lead: an atlas",
        "published": "2026-11-29",
        "address": "https://atlas.example/countries/japan/?edition=2026-11-29T07:00:00Z",
        "read_on": date(2026, 11, 29),
        "edition": "2026-11-29T07:00:00Z",
        "licence": "Creative Commons Attribution 4.0 International",
    }
    return Reference(**standard | given)


def test_bibtex_has_all_that_a_citation_needs():
    lines = a_reference().bibtex.splitlines()
    assert lines[0] == "@misc{gtlead-countries-japan-2026,"
    assert lines[-1] == "}"
    assert "  author = {{GT Lead}}," in lines
    assert "  title = {{Gene therapy in Japan}}," in lines
    assert "  year = {2026}," in lines
    assert "  edition = {2026-11-29T07:00:00Z}," in lines
    assert "  urldate = {2026-11-29}," in lines
    assert "  note = {Creative Commons Attribution 4.0 International}," in lines


def test_ris_begins_with_its_type_and_ends_with_er():
    lines = a_reference().ris.split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert lines[-2:] == ["ER  - ", ""]
    assert "AU  - GT Lead" in lines
    assert "DA  - 2026/11/29/" in lines
    assert "PY  - 2026" in lines
    assert "ET  - 2026-11-29T07:00:00Z" in lines


def test_what_is_not_known_is_left_out():
    undated = a_reference(published="", edition="", licence="", language="")
    assert "year" not in undated.bibtex
    assert "note" not in undated.bibtex
    assert "PY" not in undated.ris
    assert "DA  - 2017/05//" in a_reference(published="2017-05").ris.splitlines()


def test_no_title_leaves_its_field():
    odd = a_reference(title="A & B {}}, author = {Me} 100% \\input\nER  - ")
    assert r"A \& B \{\}\}, author = \{Me\} 100\% \textbackslash{}input ER -" in odd.bibtex
    assert odd.ris.count("\r\nER  - ") == 1


@given(TEXTS, TEXTS)
def test_braces_balance_and_every_line_of_ris_has_its_tag(title, publisher):
    reference = a_reference(title=title, publisher=publisher)
    bare = reference.bibtex.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")
    assert all(line[2:6] == "  - " for line in reference.ris.split("\r\n")[:-1])


def test_key_and_file_are_safe_in_an_address():
    assert key_of("/countries/japan/") == "countries-japan"
    assert key_of("/") == "gtlead"
    address = as_file("título & <b>", "text/plain")
    assert address.startswith("data:text/plain;charset=utf-8,")
    assert not set(address) & set('<>" &')
    assert unquote(address.partition(",")[2]) == "título & <b>"
