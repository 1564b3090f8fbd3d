"""The adapters: what each makes of its file, and that no damaged file gets through. No database, no network."""

import csv
import gzip
import io
import json
import re
import tomllib
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest

from countries.domain.trials import SEARCH_TERMS, inclusion
from countries.registers.adapters import adapters
from countries.registers.lines import FilePage, UnfitFileError, day, is_gene_therapy, normal

FILES = Path(__file__).parent.parent / "registers"
SAMPLES = {
    "ema-medicines": "ema-medicines.json",
    "ema-letters": "ema-letters.json",
    "fda-purple-book": "purple-book.csv",
    "openfda-ndc": "openfda-ndc.json",
    "clinicaltrials-gov": "clinicaltrials.json",
    "common-table": "ema-atmp-2026-07-20.csv",
}


def sample(form):
    return (FILES / SAMPLES[form]).read_bytes()


def read(form, content, name=""):
    return list(adapters()[form].read([FilePage(content, name or SAMPLES[form])]))


def test_every_form_has_a_sample_and_every_file_a_receipt():
    assert set(adapters()) == set(SAMPLES)
    receipts = (FILES / "RECEIPTS.md").read_text()
    assert [path.name for path in FILES.iterdir() if path.name not in receipts and path.suffix != ".md"] == []


def test_an_adapter_is_short():
    folder = Path(__file__).parent.parent.parent / "countries" / "registers" / "adapters"
    assert [path.name for path in folder.glob("*.py") if len(path.read_text().splitlines()) > 120] == []


def test_ema_medicine_says_state_dates_holder_and_number():
    lines = {line.names[0]: line for line in read("ema-medicines", sample("ema-medicines"))}
    alpha = lines["Alphagen"]
    assert (alpha.key, alpha.concerns) == ("EMEA/H/C/000101", True)
    assert alpha.facts["status"] == "conditional"
    assert alpha.facts["date"] == "2021-06-11"
    assert alpha.facts["holder"] == "Alpha Pharma B.V."
    assert lines["Oldgen"].facts["status"] == "withdrawn"
    assert lines["Oldgen"].facts["ended"] == "2017-10-28"
    assert not lines["Plainpill"].concerns
    assert "Vetpill" not in lines
    assert "Hopegen" not in lines


def test_ema_letter_has_its_day_and_address():
    (line,) = [line for line in read("ema-letters", sample("ema-letters")) if "Alphagen" in line.names]
    assert line.facts["date"] == "2025-02-03"
    assert line.url.endswith("/dhpc/alphagen")


def test_purple_book_groups_the_presentations_of_a_licence():
    lines = {line.key: line for line in read("fda-purple-book", sample("fda-purple-book"))}
    assert lines["BLA999901"].names == ("Alphagen", "alphagene autotemcel-abcd")
    assert lines["BLA999901"].facts == {
        "date": "2021-06-11", "status": "authorised", "holder": "Alpha Pharma Inc.", "register_number": "BLA999901",
    }  # fmt: skip
    assert lines["BLA999901"].concerns
    assert not lines["BLA999903"].concerns


def test_openfda_is_followed_part_by_part():
    adapter = adapters()["openfda-ndc"]
    page = FilePage(sample("openfda-ndc"))
    following = adapter.following(page, "https://api.example/ndc.json?search=a%3A%22B+C%22&limit=2")
    assert following == "https://api.example/ndc.json?search=a%3A%22B+C%22&limit=2&skip=2"
    last = json.loads(sample("openfda-ndc"))
    last["meta"]["results"]["skip"] = 2
    assert adapter.following(FilePage(json.dumps(last).encode()), following) == ""
    lines = list(adapter.read([page, FilePage(json.dumps(last | {"results": last["results"][:1]}).encode())]))
    assert [line.key for line in lines] == ["BLA999901", "BLA999902"]


def test_trials_that_the_rule_takes_bring_facts_and_the_reason():
    lines = {line.key: line for line in read("clinicaltrials-gov", sample("clinicaltrials-gov"))}
    taken = lines["NCT00000101"]
    assert taken.facts["phase"] == "1-2"
    assert taken.facts["modality"] == "aav-in-vivo"
    assert "AAV8" in taken.facts["inclusion"]
    assert taken.lists["countries"] == ("japan", "south-korea")
    assert taken.facts["started"] == "2024-03"
    assert not lines["NCT00000102"].concerns
    adapter = adapters()["clinicaltrials-gov"]
    assert adapter.following(FilePage(sample("clinicaltrials-gov")), "https://x.example/s?a=b") == ""
    more = json.loads(sample("clinicaltrials-gov")) | {"nextPageToken": "t/1"}
    assert adapter.following(FilePage(json.dumps(more).encode()), "https://x.example/s?a=b").endswith(
        "a=b&pageToken=t%2F1"
    )


def test_common_table_reads_workbooks_too():
    book, rows = openpyxl.Workbook(), list(csv.reader(io.StringIO(sample("common-table").decode())))
    for row in rows:
        book.active.append(row)
    book.active["D2"] = date(2021, 8, 18)
    file = io.BytesIO()
    book.save(file)
    assert [line.facts for line in read("common-table", file.getvalue(), "table.xlsx")] == [
        line.facts for line in read("common-table", sample("common-table"))
    ]


JSON_FORMS = ["ema-medicines", "ema-letters", "openfda-ndc", "clinicaltrials-gov"]
COLUMN = {
    "ema-medicines": "ema_product_number",
    "ema-letters": "dissemination_date",
    "openfda-ndc": "product_ndc",
    "clinicaltrials-gov": "protocolSection",
    "fda-purple-book": "BLA Number",
    "common-table": "authorised_on",
}


@pytest.mark.parametrize("form", SAMPLES)
def test_page_for_people_is_refused(form):
    with pytest.raises(UnfitFileError, match="HTML"):
        read(form, b"\n<!DOCTYPE html><html><title>Sorry</title></html>")
    with pytest.raises(UnfitFileError):
        read(form, b"")


@pytest.mark.parametrize("form", SAMPLES)
@pytest.mark.parametrize("part", [0.4, 0.7, 0.93])
def test_cut_file_is_refused(form, part):
    content = sample(form)
    with pytest.raises(UnfitFileError):
        read(form, content[: int(len(content) * part)])


def twice(form, content):
    """The file with its column twice: in CSV beside its table, in JSON in each object."""
    name = COLUMN[form].encode()
    if form in JSON_FORMS:
        return re.sub(b'"%s":' % name, b'"%s": "", "%s":' % (name, name), content)
    lines = content.splitlines()
    head = max(n for n, line in enumerate(lines) if name in line)
    for n in range(head, len(lines)):
        lines[n] += b"," + (name if n == head else b"")
    return b"\n".join(lines) + b"\n"


def first_name(content):
    """A name in the file."""
    return next(name for name in (b"Alpha", b"Abecma") if name in content)


WHOLE = [form for form in SAMPLES if form != "openfda-ndc"]  # whose sample is one file
DAMAGE = {
    "packed": lambda form, content: gzip.compress(content),
    "twice the file": lambda form, content: content + content,
    "a column twice": twice,
    "two bytes a letter": lambda form, content: content.decode().encode("utf-16-le")[1:],
    "old letters": lambda form, content: content.replace(first_name(content), "Älpha".encode("cp1252")),
    "cut within a letter": lambda form, content: content.replace(first_name(content), b"Alph\xc3"),
    "a wall before": lambda form, content: b"\xef\xbb\xbf <html><body>Please wait</body></html>" + content,
    "nothing but a header": lambda form, content: b"\n" * 3,
    "zeros": lambda form, content: b"\0" * 400,
    "null": lambda form, content: b"null\n",
}


@pytest.mark.parametrize("form", WHOLE)
@pytest.mark.parametrize("damage", DAMAGE)
def test_other_damage_is_refused_in_words(form, damage):
    content = sample(form)
    broken = DAMAGE[damage](form, content)
    assert broken != content
    with pytest.raises(UnfitFileError) as refused:
        read(form, broken)
    assert str(refused.value)


@pytest.mark.parametrize("form", WHOLE)
def test_mark_of_byte_order_changes_nothing(form):
    assert read(form, b"\xef\xbb\xbf" + sample(form)) == read(form, sample(form))


@pytest.mark.parametrize("form", SAMPLES)
def test_renamed_column_is_refused_by_its_name(form):
    column = COLUMN[form].encode()
    with pytest.raises(UnfitFileError, match=COLUMN[form]):
        read(form, sample(form).replace(column, b"other " + column[1:]))


@pytest.mark.parametrize(
    ("form", "ours", "theirs"),
    [
        ("ema-medicines", b"25/12/2019", b"12/25/2019"),
        ("ema-medicines", b"25/12/2019", b"2019-12-25"),
        ("ema-letters", b"03/02/2025", b"3 Feb 2025"),
        ("fda-purple-book", b"June 11, 2021", b"11.06.2021"),
        ("common-table", b"2021-08-18", b"18/08/2021"),
        ("clinicaltrials-gov", b'"2024-03"', b'"March 2024"'),
    ],
)
def test_date_in_another_form_is_refused(form, ours, theirs):
    assert ours in sample(form)
    with pytest.raises(UnfitFileError, match="date in the form"):
        read(form, sample(form).replace(ours, theirs))


@pytest.mark.parametrize(
    ("form", "ours", "theirs"),
    [
        ("ema-medicines", b'"Authorised"', b'"Licensed"'),
        ("fda-purple-book", b"Licensed,", b"Approved,"),
        ("common-table", b",authorised,", b",on the market,"),
        ("clinicaltrials-gov", b'"RECRUITING"', b'"OPEN"'),
        ("clinicaltrials-gov", b'"PHASE2"', b'"PHASE5"'),
    ],
)
def test_word_that_nobody_knows_is_refused_not_guessed(form, ours, theirs):
    assert ours in sample(form)
    with pytest.raises(UnfitFileError, match="that we know"):
        read(form, sample(form).replace(ours, theirs))


def test_one_licence_number_for_two_brands_is_refused():
    with pytest.raises(UnfitFileError, match="several products"):
        read("fda-purple-book", sample("fda-purple-book").replace(b"999902", b"999901"))


def test_file_that_promises_more_than_it_has_is_refused():
    document = json.loads(sample("ema-medicines"))
    document["data"].pop()
    with pytest.raises(UnfitFileError, match="it was cut"):
        read("ema-medicines", json.dumps(document).encode())


def test_names_are_compared_without_marks_and_the_four_letters():
    assert normal("KYMRIAH®") == normal("Kymriah (previously Foo)") == "kymriah"
    assert normal("tisagenlecleucel-abcd") == "tisagenlecleucel"
    assert is_gene_therapy("voretigene neparvovec-rzyl")
    assert is_gene_therapy("atidarsagene autotemcel")
    assert not is_gene_therapy("adalimumab-atto")


@pytest.mark.parametrize("text", ["1779-01-01", "2021-02-30", "21-02-03", "2021-2"])
def test_impossible_days_are_refused(text):
    with pytest.raises(UnfitFileError):
        day(text, "%Y-%m-%d")


@pytest.mark.parametrize(
    ("intervention", "modality"),
    [
        ("Autologous anti-CD19 CAR-T cells", "car-t"),
        ("anti-BCMA CAR T", "car-t"),
        ("axicabtagene ciloleucel", "car-t"),
        ("AAV9-hSMN1", "aav-in-vivo"),
        ("rAAV2.tYF", "aav-in-vivo"),
        ("Valoctocogene Roxaparvovec", "aav-in-vivo"),
        ("CTX001 (CRISPR-edited CD34+ cells)", ""),
        ("atidarsagene autotemcel", "lentiviral-hsc"),
        ("lentiviral vector transduced T cells", ""),
        ("talimogene laherparepvec", "oncolytic-virus"),
        ("plasmid VM202", "plasmid"),
    ],
)
def test_rule_takes_gene_therapies(intervention, modality):
    found = inclusion([intervention], "A study")
    assert found is not None
    assert found.modality == modality
    assert intervention in found.reason


@pytest.mark.parametrize(
    "intervention",
    [
        "carboplatin",
        "cardiac MRI",
        "Ad26.COV2.S vaccine with plasmid",
        "CAR exhaust",
        "generic tablets",
        "oscar T-shirt",
    ],
)
def test_rule_leaves_what_the_search_found_by_accident(intervention):
    assert inclusion([intervention], "Lentils and health") is None


def test_address_of_the_registry_asks_for_the_words_of_the_rule():
    registers = tomllib.loads((FILES.parent.parent / "countries/data/registers.toml").read_text())["register"]
    address = next(r["address"] for r in registers if r["slug"] == "clinicaltrials-gov")
    asked = parse_qs(urlsplit(address).query)["query.intr"][0]
    assert asked == " OR ".join(f'"{term}"' for term in SEARCH_TERMS)
