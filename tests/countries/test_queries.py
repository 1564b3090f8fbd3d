"""Readers' words against the reference data: what is found first, and what is answered."""

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from countries.finding.answers import answers_to, not_understood
from countries.finding.search import index as make_index
from countries.models import Country, Disease
from tests.html import problems

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]

index = cache(make_index)  # the content of this module is always the same
QUERIES = list(csv.DictReader((Path(__file__).parent / "queries.csv").read_text("utf-8").splitlines()))


@pytest.fixture(scope="module")
def found(reference_data, django_db_blocker):
    """The names, read once for all tests of this module."""
    with django_db_blocker.unblock():
        return index()


@pytest.fixture(autouse=True)
def kept_index(found, monkeypatch):
    """The pages of these tests use it too; a process would not keep one that was made in a test's transaction."""
    monkeypatch.setattr("countries.views.finding.index", lambda: found)


@pytest.fixture
def said(found):
    """The answers to words, each in one line with its headline."""

    def answered(words: str, country: str = "") -> list[str]:
        answers = answers_to(found.read(words), found, country)
        return [" ".join([a.headline, *(s.words for s in a.sentences)]).strip() for a in answers]

    return answered


def test_at_least_97_in_100_queries_find_first_what_is_meant(found):
    wrong = {}
    for row in QUERIES:
        ranked = found.ranked(found.read(row["query"]))
        first = found.document(ranked[0]) if ranked else None
        got = f"{first.kind}/{first.key}" if first else "nothing"
        if got != row["first"]:
            wrong[row["query"]] = got
    assert len(QUERIES) >= 150
    assert len(wrong) <= len(QUERIES) * 0.03, wrong


def test_queries_are_of_many_kinds():
    kinds = Counter(row["kind of query"] for row in QUERIES)
    assert {"typo", "lay name", "spelling", "Japanese", "Korean", "Chinese", "German", "brand", "INN"} <= kinds.keys()
    assert {"gene", "number", "question"} <= kinds.keys()


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        (
            "is zolgensma available in korea",
            "Authorised. In South Korea, Zolgensma has been authorised since 28 May 2021.",
        ),
        ("zolgesma korea", "Authorised. In South Korea, Zolgensma has been authorised since 28 May 2021."),
        ("who pays for luxturna in australia", "Authorised. Public payer in Australia:"),
        (
            "price of zolgensma in japan",
            "Authorised. Zolgensma in Japan: 167,077,222 JPY",
        ),
        (
            "when was kymriah approved in japan",
            "Authorised. In Japan, Kymriah has been authorised since 26 March 2019.",
        ),
        ("is there a gene therapy for cystic fibrosis", "No authorisation of a gene therapy for Cystic fibrosis"),
        (
            "huntington's disease germany",
            "No authorisation of a gene therapy for Huntington’s disease in Germany is in",
        ),
        ("脊髄性筋萎縮症 日本", "Authorised. In Japan, Zolgensma has been authorised since 19 March 2020."),
        ("zolgensma in china", "No authorisation of Zolgensma in China is in the atlas."),
    ],
)
def test_question_is_answered_from_facts(said, words, begins):
    assert said(words)[0].startswith(begins)


@pytest.mark.parametrize(
    "words", ["zolgensma", "luxturna in france", "blorptene in japan", "who pays", "japan", "", "the"]
)
def test_nothing_is_answered_that_was_not_asked_or_is_not_understood(said, words):
    assert said(words) == []


def test_home_page_form_answers_with_disease_and_country(said):
    (first, *_others) = said("sickle cell disease", "united-kingdom")
    assert first.startswith(
        "Authorised on conditions. In the United Kingdom, Casgevy has been authorised under conditions"
    )


def test_every_answer_names_the_facts_it_rests_on_and_nothing_is_called_authorised_without(found):
    countries = [country.slug for country in Country.objects.published()]
    for words in ("zolgensma", "haemophilia b", "multiple myeloma", "CLL", "breyanzi", "melanoma"):
        for country in countries:
            for answer in answers_to(found.read(words), found, country):
                if answer.headline.startswith("Authorised"):
                    assert answer.sources, (words, country)


def test_every_answer_has_an_address_that_says_the_same(client, found):
    (answer,) = answers_to(found.read("spinal muscular atrophy japan"), found)
    html = client.get(answer.url).content.decode()
    assert problems(html) == []
    assert answer.sentences[0].words in html


def test_search_page_shows_answer_correction_and_what_was_left_out(client):
    html = client.get(reverse("search"), {"q": "zolgesma korea qqqqqqq"}).content.decode()
    assert problems(html) == []
    assert "In South Korea, Zolgensma has been authorised since 28 May 2021." in html
    assert "Searched for <b>Zolgensma</b> in place of “zolgesma”." in html
    assert "“qqqqqqq” is not in the atlas and was left out." in html


def test_words_that_nothing_has_together_are_told(client):
    parts = "Nothing in the atlas has all of these words"
    assert parts in client.get(reverse("search"), {"q": "vector elephant kidney parliament"}).content.decode()
    assert parts not in client.get(reverse("search"), {"q": "embryo research"}).content.decode()


def test_word_can_be_searched_for_as_typed(client):
    html = client.get(reverse("search"), {"q": "zolgesma", "as": "typed"}).content.decode()
    assert "in place of" not in html


def test_names_are_suggested_while_typing(client):
    html = client.get(reverse("search"), {"q": "haemo"}, headers={"HX-Request": "true"}).content.decode()
    assert "<option>Haemophilia A</option>" in html
    assert "<html" not in html


def test_therapy_page_answers_for_one_country_first(client):
    html = client.get(reverse("therapy", args=["zolgensma"]), {"country": "japan"}).content.decode()
    assert problems(html) == []
    assert "<b>Authorised.</b> In Japan, Zolgensma has been authorised since 19 March 2020." in html
    assert client.get(reverse("therapy", args=["zolgensma"]), {"country": "france"}).status_code == 404


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (
            "zolgensma for sickle cell in germany",
            "In the atlas, Zolgensma is not a therapy for Sickle cell disease but",
        ),
        ("is elevidys approved for becker in japan", "In the atlas, Elevidys is not a therapy for Becker muscular"),
        ("breyanzi CLL germany", "No authorisation of a gene therapy for Chronic lymphocytic leukaemia in Germany"),
    ],
)
def test_therapy_is_never_claimed_for_a_disease_it_is_not_for(said, words, answer):
    (said_first, *_others) = said(words)
    assert said_first.startswith(answer)
    assert not said_first.startswith("Authorised")


def test_decisions_and_days_of_other_uses_are_not_told_of_a_disease(said):
    (answer,) = said("kymriah ALL germany")
    assert "Follicular" not in answer
    assert "it may cover Acute lymphoblastic leukaemia since a later day" in answer


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("is zolgensma available in france", "France is not one of the countries of the atlas."),
        ("zolgensma canada", "Canada is not one of the countries of the atlas."),
        ("zolgensma in north korea", "North Korea is not one of the countries of the atlas."),
        ("is spinraza available in japan", "No therapy or disease of the atlas is called “spinraza”."),
        ("gene therapy for psoriasis in japan", "No therapy or disease of the atlas is called “psoriasis”."),
        ("liver failure gene therapy in china", "No therapy or disease of the atlas is called “liver failure”."),
    ],
)
def test_what_the_atlas_has_not_is_said_and_not_guessed(words, note):
    found = index()
    reading = found.read(words)
    assert not_understood(reading) == [note]
    assert answers_to(reading, found) == []


@pytest.mark.parametrize(
    "words",
    ["severe haemophilia a germany", "latest sickle cell therapy uk", "leukaemia car t japan", "SMA type 1 japan"],
)
def test_words_that_describe_a_disease_leave_its_name(said, words):
    assert said(words)[0].startswith("Authorised")


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("where is luxturna approved", "Luxturna by country – the United States: authorised since 19 December 2017;"),
        ("hemgenix cost", "Prices of Hemgenix – the United States: 3,500,000 USD"),
        ("which country pays for casgevy", "Public payers on Casgevy – the United States:"),
        ("is zolgensma licensed anywhere", "Zolgensma by country – the United States: authorised since 24 May 2019;"),
    ],
)
def test_without_a_place_all_countries_are_told(said, words, begins):
    assert said(words)[0].startswith(begins)


def test_where_no_authorisation_is_known_is_told_too(said):
    assert "No authorisation is in the atlas for" in said("where is tecelra approved")[0]


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("does the NHS cover casgevy", "Authorised on conditions. Public payer in the United Kingdom: funded under"),
        ("is yescarta covered by medicaid", "Authorised. Public payer in the United States: funded under"),
        ("was kostet hemgenix in deutschland", "Authorised on conditions. A price of Hemgenix in Germany is not"),
        (
            "gibt es eine Gentherapie gegen Mukoviszidose",
            "No authorisation of a gene therapy for Cystic fibrosis is in",
        ),
        ("キムリアの値段", "Prices of Kymriah – "),
        (
            "ルクスターナはいつ日本で承認されましたか",
            "Authorised. In Japan, Luxturna has been authorised since 26 June",
        ),
        ("혈우병 B 유전자 치료제 한국", "Authorised. In South Korea, Hemgenix has been authorised since"),
        ("럭스터나 한국 급여", "Authorised. Public payer in South Korea: funded under conditions"),
        ("有没有治疗亨廷顿舞蹈病的基因疗法", "No authorisation of a gene therapy for Huntington’s disease is in"),
        ("在日本可以用zolgensma吗", "Authorised. In Japan, Zolgensma has been authorised since 19 March 2020."),
        ("국민건강보험공단 졸겐스마", "Authorised. In South Korea, Zolgensma has been authorised since 28 May 2021."),
        ("SMN1 SMA japan", "Authorised. In Japan, Zolgensma has been authorised since 19 March 2020."),
        ("dystrophy duchenne muscular japan", "Authorised on conditions. In Japan, Elevidys"),
    ],
)
def test_questions_are_understood_in_other_words_orders_and_languages(said, words, begins):
    assert said(words)[0].startswith(begins)


def test_what_is_pending_is_told_and_where_nothing_is_that_too(said, client):
    (answer,) = said("pending application for adstiladrin in japan")
    assert answer.startswith("Pending for Adstiladrin in Japan: application under review at the Japanese regulator, 27")
    assert "Authorised" not in answer
    (answer,) = said("is luxturna pending in china")
    assert answer.startswith("No application for Luxturna in China is on file that waits for a decision.")
    (answer,) = said("pending cystic fibrosis japan")
    assert answer.startswith("No application for a gene therapy for Cystic fibrosis in Japan is on file.")
    html = client.get(reverse("disease", args=["otof-hearing-loss"]), {"country": "germany"}).content.decode()
    assert problems(html) == []
    in_germany = 'Germany, <a href="/therapies/otarmeni/">Otarmeni</a>: application under review at the European'
    assert in_germany in " ".join(html.split())
    (told,) = re.findall(r"no decision on file(.*?)</li>", html.partition('id="pending"')[2], re.DOTALL)
    assert told.count("<a ") == 1  # the source of the application and no other
    html = client.get(reverse("disease", args=["cystic-fibrosis"])).content.decode()
    told = "No application for a gene therapy for Cystic fibrosis is on file that waits for a decision."
    assert told in strip_tags(html)


@pytest.mark.parametrize("words", ["number of trials in china", "how many gene therapies are paid for in germany"])
def test_a_count_of_something_else_is_not_answered_by_that_of_authorised_therapies(said, words):
    assert said(words) == []


@pytest.mark.parametrize("words", ["how many gene therapies are approved in japan", "number of therapies in japan"])
def test_authorised_therapies_of_a_country_are_counted_and_named(said, client, words):
    (answer,) = said(words)
    listed = client.get(reverse("therapies"), {"authorised_in": "japan"}).context["listing"].count
    number = int(answer.split()[0])
    assert f"{number} gene therapies of the atlas are authorised in Japan: " in answer
    assert number == answer.count(",") + 2 > 5
    assert number == listed


def test_price_of_a_disease_asks_for_a_country(found):
    reading = found.read("price of a gene therapy for haemophilia b")
    assert not_understood(reading) == ["Choose a country for an answer."]


def test_what_is_said_of_a_place_comes_before_the_place(found):
    first = found.document(found.ranked(found.read("is germline editing legal in china"))[0])
    assert (first.kind, first.key) == ("statements", "china-germline-law-1")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("t-cell lymphoma in japan", "t cell lymphoma"),
        ("primary CNS lymphoma", "primary CNS lymphoma"),
        ("慢性骨髄性白血病 日本", "慢性骨髄性白血病"),
        ("만성 골수성 백혈병", "골수성 백혈병"),
        ("spinal xyz muscular atrophy", "spinal xyz muscular atrophy"),
        ("type 27 diabetes uk", "type 27 diabetes"),
        ("haemophilia q germany", "haemophilia q"),
    ],
)
def test_nothing_is_answered_of_a_disease_whose_name_is_part_of_another(words, name):
    found = index()
    reading = found.read(words)
    assert not_understood(reading) == [f"“{name}” is no name in the atlas, and no answer is given for a part of it."]
    assert answers_to(reading, found) == []


@pytest.mark.parametrize(
    ("words", "corrected"),
    [
        ("mantel cell lymphoma", ("mantel", "mantle")),
        ("낫형적혈구병", ("낫형적혈구병", "낫적혈구병")),
        ("elividis japan", ("elividis", "Elevidys")),
        ("kymria uk", ("kymria", "Kymriah")),
    ],
)
def test_slips_are_corrected_and_the_correction_is_told(found, words, corrected):
    assert [(one.typed, one.meant) for one in found.read(words).corrections] == [corrected]


@pytest.mark.parametrize(
    "words", ["chronic lymphatic leukaemia", "Zuckerkrankheit", "Sehverlust", "turner syndrome", "iduronidase"]
)
def test_what_is_only_alike_is_no_slip(found, words):
    assert found.read(words).corrections == []


@pytest.mark.parametrize(
    "words", ["yes carta", "tvec", "exacel", "haemophilia type b", "GSD1a", "βサラセミア", "镰刀型贫血", "파브리"]
)
def test_names_are_read_however_they_are_parted_or_shortened(found, words):
    assert found.document(found.ranked(found.read(words))[0]).kind in {"therapies", "diseases"}
    assert found.read(words).subjects


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("retinitis pigmentosa japan", ["Inherited blindness from faults in RPE65"]),
        ("網膜色素変性症", ["Inherited blindness from faults in RPE65"]),
        ("haemophilia b", []),
        ("huntington germany", []),
    ],
)
def test_reader_is_told_what_a_wider_name_was_read_as(client, found, words, meant):
    assert [one.meant for one in found.read(words).taken_as] == meant
    html = client.get(reverse("search"), {"q": words}).content.decode()
    assert problems(html) == []
    assert html.count("was read as <b>") == len(meant)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("otoferlin japan", "otof-hearing-loss"),
        ("mantle lymphoma uk", "mantle-cell-lymphoma"),
        ("sma type 2 us", "sma"),
    ],
)
def test_what_is_asked_of_a_place_comes_before_the_place(found, words, key):
    first = found.document(found.ranked(found.read(words))[0])
    assert first.kind == "diseases"
    assert key in {first.key, *(name.lower() for name in first.names)}


def test_part_of_another_name_is_found_but_not_answered_of(said, found):
    reading = found.read("sickle cell trait treatment uk")
    assert found.document(found.ranked(reading)[0]).key == "sickle-cell-disease"
    assert said("sickle cell trait treatment uk") == []


def test_words_for_a_part_of_the_body_lead_to_the_diseases_of_its_field(client, found):
    (page, *_others) = (found.document(n) for n in found.ranked(found.read("gene therapy for the eyes")))
    assert not_understood(found.read("gene therapy for the eyes")) == []
    of_the_eye = Disease.objects.published().filter(area=Disease.Area.OPHTHALMOLOGY)
    assert client.get(page.url).context["listing"].count == of_the_eye.count() > 1


@pytest.mark.parametrize("words", ["tell us about casgevy", "all therapies in japan", "can he get it in japan"])
def test_words_of_a_sentence_are_no_names(said, words):
    assert said(words) == []
