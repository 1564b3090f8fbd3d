"""The rules of the reference data: what each refuses and lets pass, and that the real files keep to them."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from countries.models import (
    Authorisation,
    Country,
    Funding,
    Indicator,
    LabelEntry,
    LookThrough,
    Membership,
    Milestone,
    Observation,
    Position,
    Statement,
    Therapy,
)
from countries.reference_data import entry_rules, whole_rules
from countries.reference_data.corpus import Corpus, check, read_corpus
from countries.reference_data.reading import DataEntry
from gtlead.sources.models import Quotation, Source
from gtlead.sources.quotations import Stand, digest_of
from themes.models import Argument, Question, Term, Topic

ROOT = Path("/data")
TODAY = date(2026, 11, 23)
FACT = {"sources": "s-1", "checked_on": "2026-11-23"}
STATEMENT = {
    **FACT,
    "slug": "japan-trials-1",
    "country": "japan",
    "topic": "trials",
    "is_key": "1",
    "answer": "known",
    "value": "50 trials",
    "text": "There are 50 trials.",
    "as_of": "2025",
    "evidence": "official",
}
SOURCE = {
    "slug": "s-1",
    "title": "Title",
    "publisher": "Publisher",
    "url": "https://example.org/a",
    "kind": "law",
    "standing": "primary",
    "language": "en",
    "published": "2020-05",
    "read_on": "2026-11-23",
    "read_as": "search",
}
AUTHORISATION = {
    **FACT,
    "slug": "x-us",
    "therapy": "x",
    "jurisdiction": "US",
    "date": "2020",
    "status": "authorised",
}
THERAPY = {
    **FACT,
    "slug": "x",
    "brand": "Brand",
    "inn": "inncel",
    "other_names": ["AB-1"],
    "summary": "It helps.",
}
POSITION = {
    **FACT,
    "country": "japan",
    "question": "q",
    "legal_class": "permitted",
    "legal_kind": "law",
    "as_of": "2024",
}
FUNDING = {
    **FACT,
    "country": "japan",
    "price": 10,
    "currency": "JPY",
    "price_year": "2020",
    "price_kind": "list",
    "price_unit": "patient",
}


def a_corpus(**entries: list[dict]) -> Corpus:
    """A corpus of the entries given, by the name of the model."""
    models = {
        model.__name__: model
        for model in (
            *(
                Argument,
                Authorisation,
                Country,
                Funding,
                Indicator,
                LabelEntry,
                LookThrough,
                Membership,
                Milestone,
                Observation,
                Position,
            ),
            *(Question, Quotation, Source, Statement, Term, Therapy, Topic),
        )
    }
    return Corpus(
        ROOT,
        TODAY,
        {
            models[name]: [DataEntry(ROOT / f"{name}.csv", line, values) for line, values in enumerate(listed, 2)]
            for name, listed in entries.items()
        },
    )


def reasons(rule, **entries: list[dict]) -> list[str]:
    """What a rule says of these entries."""
    return [finding.refusal.reason for finding in rule(a_corpus(**entries))]


def findings_of(rule, **entries: list[dict]):
    """The findings of a rule."""
    return list(rule(a_corpus(**entries)))


def test_complete_statement_passes_every_rule_of_entries():
    world = {
        "Source": [SOURCE],
        "Statement": [STATEMENT],
        "Country": [{"slug": "japan"} | FACT],
        "Topic": [{"slug": "trials"}],
    }
    kept = [
        finding
        for finding in check(a_corpus(**world), entry_rules.ENTRY_RULES)
        if "Statement" in str(finding.refusal.file) or "Source" in str(finding.refusal.file)
    ]
    assert kept == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"colour": "red"}, "unknown column “colour”"),
        ({"answer": "perhaps"}, "answer: Value 'perhaps' is not a valid choice."),
        ({"topic": "trails"}, "topic: there is no topic “trails”"),
        ({"sources": "s-2"}, "sources: there is no source “s-2”"),
        ({"text": ""}, "text: This field cannot be blank."),
        (
            {"as_of": "May 2025"},
            "as_of: Write the date as precisely as the source does: YYYY, YYYY-MM or YYYY-MM-DD.",
        ),
        ({"checked_on": "23.11.2026"}, "checked_on: “23.11.2026” value has an invalid date format."),
    ],
)
def test_values_must_fit_their_columns(change, reason):
    found = reasons(
        entry_rules.fields_are_known,
        Source=[SOURCE],
        Statement=[STATEMENT | change],
        Country=[{"slug": "japan"}],
        Topic=[{"slug": "trials"}],
    )
    assert [text for text in found if text.startswith(reason)]


def test_missing_column_is_named():
    entry = {name: value for name, value in SOURCE.items() if name != "title"}
    assert reasons(entry_rules.fields_are_known, Source=[entry]) == ["title: missing"]


@pytest.mark.parametrize("url", ["example.org/a", "ftp:/example", "https://exa mple.org"])
def test_links_must_be_well_formed(url):
    assert reasons(entry_rules.fields_are_known, Source=[SOURCE | {"url": url}]) == ["url: Enter a valid URL."]


def test_same_slug_twice_is_refused():
    assert reasons(entry_rules.slugs_are_unique, Source=[SOURCE, SOURCE]) == ["there is already a source “s-1”"]


@pytest.mark.parametrize(
    ("read_as", "found"), [("research-notes", ["it rests on research notes alone"]), ("search", [])]
)
def test_fact_on_research_notes_alone_is_refused(read_as, found):
    sources = [SOURCE | {"read_as": "research-notes"}, SOURCE | {"slug": "s-2", "read_as": read_as}]
    statement = STATEMENT | {"sources": "s-1 s-2"}
    assert reasons(whole_rules.facts_were_read, Source=sources, Statement=[statement]) == found


def test_fact_without_source_is_refused():
    rule = entry_rules.facts_have_source_and_date
    assert reasons(rule, Statement=[STATEMENT | {"sources": ""}]) == ["a fact needs at least one source"]
    assert reasons(rule, Statement=[STATEMENT | {"sources": "", "answer": "not-known"}]) == []
    assert reasons(rule, Term=[{"slug": "gene"}]) == []


def test_fact_without_date_of_check_is_refused():
    found = reasons(entry_rules.facts_have_source_and_date, Statement=[STATEMENT | {"checked_on": ""}])
    assert found == ["checked_on: a fact says when it was last compared with its sources"]


RULES = entry_rules.records_keep_their_rules


def named(**entries: list[dict]) -> list[str]:
    """The fields that the rules of the records complain of, with the first words of what they say."""
    return [": ".join(reason.split(": ")[:2]).partition(" Allowed")[0] for reason in reasons(RULES, **entries)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"valid_from": "2026-11-24"}, "valid_from: “2026-11-24” was given."),
        ({"as_of": "1949"}, "as_of: “1949” was given."),
        ({"valid_from": "2020-05", "valid_until": "2020-04"}, "valid_until: “2020-04” was given."),
        ({"as_of": "2026-11", "checked_on": "2026-10-01"}, "checked_on: “2026-10-01” was given."),
        ({"checked_on": "2099-01-01"}, "checked_on: “2099-01-01” was given."),
    ],
)
def test_dates_out_of_bounds_are_refused(change, field):
    assert named(Statement=[STATEMENT | change]) == [field]


def test_imprecise_dates_get_the_benefit_of_the_doubt():
    change = {"as_of": "2026", "valid_from": "2020-05-17", "valid_until": "2020"}
    assert named(Statement=[STATEMENT | change]) == []


def test_a_period_may_end_in_the_future():
    assert named(Statement=[STATEMENT | {"valid_until": "2031"}]) == []


def test_nothing_is_checked_before_a_source_was_read():
    late = SOURCE | {"slug": "s-2", "read_on": "2026-11-22"}
    world = {"Source": [SOURCE, late], "Statement": [STATEMENT | {"sources": "s-1 s-2", "checked_on": "2026-11-22"}]}
    assert named(**world) == []
    world["Statement"][0]["checked_on"] = "2026-11-21"
    assert named(**world) == ["checked_on: “2026-11-21” was given."]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"date": "2020-03", "ended": "2019", "status": "withdrawn"}, ["ended"]),
        ({"date": "2015", "converted": "1066"}, ["converted", "converted"]),
        ({"converted": "2022", "ended": "2021", "status": "withdrawn"}, ["ended"]),
        ({"date": "2015", "converted": "2015", "ended": "2015", "status": "withdrawn"}, []),
    ],
)
def test_authorisation_is_granted_then_converted_then_ended(change, fields):
    assert [name.partition(":")[0] for name in named(Authorisation=[AUTHORISATION | change])] == fields


def test_years_lie_within_bounds():
    assert named(Observation=[{"year": "2027"}, {"year": "2026"}, {"year": "20190"}]) == [
        "year: “2027” was given.",
        "year: “20190” was given.",
    ]


@pytest.mark.parametrize(
    ("value", "unit", "is_refused"),
    [("-1", "trials", True), ("501", "trials", True), ("500", "trials", False), ("101", "per cent of 9 items", True)],
)
def test_numbers_lie_within_the_range_of_their_indicator(value, unit, is_refused):
    indicator = {"slug": "trials", "lowest": 0, "highest": 500}
    observation = {"indicator": "trials", "year": "2020", "value": value, "unit": unit}
    found = named(Indicator=[indicator], Observation=[observation])
    assert found == ([f"value: “{value}” was given."] if is_refused else [])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"excerpt": "Satz."}, "excerpt_lang: Nothing was given. “language of the excerpt” and “excerpt” go together."),
        ({"excerpt_lang": "de"}, "excerpt: Nothing was given. “excerpt” and “language of the excerpt” go together."),
        ({"excerpt": "Satz.", "excerpt_lang": "German", "excerpt_english": "S."}, "excerpt_lang: “German” was given."),
        (
            {"excerpt": "Satz.", "excerpt_lang": "de"},
            "excerpt_english: Nothing was given. An excerpt in another language needs our rendering.",
        ),
    ],
)
def test_excerpts_have_language_and_rendering(change, field):
    [found] = reasons(RULES, Statement=[STATEMENT | change])
    assert found.startswith(field)


def test_complete_excerpt_passes():
    change = {"excerpt": "句子。", "excerpt_lang": "zh-Hans", "excerpt_english": "A sentence."}
    assert named(Statement=[STATEMENT | change]) == []


@pytest.mark.parametrize(
    ("model", "entry", "field"),
    [
        ("Statement", STATEMENT | {"claim": "It leads"}, "verdict"),
        ("Statement", STATEMENT | {"legal_class": "permitted"}, "legal_kind"),
        ("Statement", STATEMENT | {"value": ""}, "value"),
        ("Statement", STATEMENT | {"as_of": ""}, "as_of"),
        ("Statement", STATEMENT | {"evidence": ""}, "evidence"),
        ("Position", POSITION | {"as_of": ""}, "as_of"),
        ("Funding", FUNDING | {"currency": ""}, "currency"),
        ("Funding", FUNDING | {"currency": "DEM"}, "currency"),
        ("Funding", FUNDING | {"price_unit": ""}, "price_unit"),
        ("Funding", FUNDING | {"price_per_patient": 20}, "price_basis"),
        ("Authorisation", AUTHORISATION | {"supply_until": "2021"}, "supply"),
        ("Authorisation", AUTHORISATION | {"pathway": "accelerated-approval"}, "converted"),
        ("Authorisation", AUTHORISATION | {"ended": "2021"}, "ended"),
        ("Authorisation", AUTHORISATION | {"designations": "Yes"}, "designations"),
        ("Authorisation", AUTHORISATION | {"designations": "rmat rmat"}, "designations"),
        ("Authorisation", AUTHORISATION | {"register_url": "ftp://a.example/x"}, "register_url"),
        ("LabelEntry", {**FACT, "kind": "indication", "ended": "2021"}, "outcome"),
        ("LookThrough", {**FACT, "therapies": []}, "therapies"),
        ("Therapy", THERAPY | {"borderline": True}, "borderline_reason"),
        ("Therapy", THERAPY | {"slug": "matrix"}, "slug"),
        ("Therapy", THERAPY | {"slug": "Zolgensma"}, "slug"),
    ],
)
def test_what_is_needed_closed_or_taken_is_named(model, entry, field):
    assert [reason.partition(":")[0] for reason in reasons(RULES, **{model: [entry]})] == [field]


def test_long_summary_is_refused_and_hard_one_warned_of():
    long, hard = (
        "A cell is small. " * 31,
        "Comprehensive pharmacovigilance necessitates authorisation holders' cooperation.",
    )
    found = findings_of(RULES, Therapy=[THERAPY | {"summary": long}])
    text = "summary: 124 words were given. Allowed: at most 120."
    assert [(f.refusal.reason, f.is_warning) for f in found] == [(text, False)]
    (warned,) = findings_of(entry_rules.summaries_are_plain, Therapy=[THERAPY | {"summary": hard}])
    assert warned.is_warning
    assert warned.refusal.reason.startswith("summary: reads like grade ")


def test_source_that_nothing_cites_is_refused():
    found = reasons(whole_rules.sources_are_cited, Source=[SOURCE, SOURCE | {"slug": "s-2"}], Statement=[STATEMENT])
    assert found == ["nothing cites the source “s-2”"]


def test_quotation_that_its_reading_does_not_prove_is_refused(tmp_path):
    folder = tmp_path / "gtlead" / "data" / "readings"
    folder.mkdir(parents=True)
    (folder / "s-1.txt").write_text("It is for adults only.")
    right = {"slug": "q", "source": "s-1", "text": "for adults only", "digest": digest_of("It is for adults only.")}
    right |= {"fact": f"statement/{STATEMENT['slug']}", "locator": "line 1"}
    changes = [{}, {"text": "for children"}, {"fact": "statement/none"}, {"digest": "0" * 64}]
    corpus = a_corpus(Source=[SOURCE], Statement=[STATEMENT], Quotation=[right | change for change in changes])
    corpus.root = tmp_path
    found = [finding.refusal.reason for finding in whole_rules.quotations_are_proven(corpus)]
    assert found == [Stand.NOT_THERE, Stand.NOT_CITED, Stand.OTHER_READING]


@pytest.mark.parametrize("url", ["http://example.org/a", "https://www.example.org/a/", "https://example.org/a"])
def test_one_document_is_one_source(url):
    found = reasons(whole_rules.addresses_are_unique, Source=[SOURCE, SOURCE | {"slug": "s-2", "url": url}])
    assert found == ["url: the document is already the source “s-1”"]


@pytest.mark.parametrize("change", [{"brand": "BRAND"}, {"inn": "Inncel"}, {"other_names": ["Brand"]}, {"inn": "ab 1"}])
def test_therapies_share_no_name(change):
    other = THERAPY | {"slug": "y", "brand": "Other", "inn": "othercel", "other_names": []} | change
    (found,) = reasons(whole_rules.therapies_are_unique, Therapy=[THERAPY, other])
    assert found.endswith("is already a name of the therapy “x”")


def test_authorisation_twice_is_refused_and_second_in_force_warned_of():
    again = AUTHORISATION | {"date": "2022"}
    assert reasons(whole_rules.authorisations_are_unique, Authorisation=[AUTHORISATION, AUTHORISATION]) == [
        "the authorisation in US is already recorded"
    ]
    (finding,) = findings_of(whole_rules.authorisations_are_unique, Authorisation=[AUTHORISATION, again])
    assert finding.is_warning
    ended = AUTHORISATION | {"status": "withdrawn", "ended": "2021"}
    assert reasons(whole_rules.authorisations_are_unique, Authorisation=[ended, again]) == []


def test_authorisation_before_its_jurisdiction_is_refused():
    entry = AUTHORISATION | {"jurisdiction": "UK", "date": "2020-06"}
    membership = {"country": "united-kingdom", "jurisdiction": "uk", "valid_from": "2021-01-01"}
    found = reasons(whole_rules.authorisations_lie_within_memberships, Authorisation=[entry], Membership=[membership])
    assert found == ["date: 2020-06 lies before 2021-01-01, when this jurisdiction's authorisations began"]


def test_therapy_without_authorisation_is_refused():
    assert reasons(whole_rules.therapies_are_authorised, Therapy=[THERAPY]) == ["no authorisation"]


def test_each_topic_has_exactly_one_key_statement():
    world = {"Country": [{"slug": "japan"}], "Topic": [{"slug": "trials"}, {"slug": "prices"}]}
    second = STATEMENT | {"slug": "japan-trials-2"}
    assert reasons(whole_rules.topics_are_answered, **world, Statement=[STATEMENT, second]) == [
        "topic trials: 2 statements for the comparison, exactly one is needed",
        "topic prices: 0 statements for the comparison, exactly one is needed",
    ]


def test_each_question_has_a_position_of_each_country_and_of_each_kind_one():
    world = {"Country": [{"slug": "japan"}], "Question": [{"slug": "q"}, {"slug": "r"}]}
    assert reasons(whole_rules.questions_are_answered, **world, Position=[POSITION]) == ["question r: no position"]
    assert reasons(whole_rules.positions_are_unique, Position=[POSITION, POSITION]) == [
        "a second position of the kind law on q"
    ]


def test_each_country_answers_a_claim():
    found = reasons(whole_rules.claims_are_answered, Country=[{"slug": "japan"}], Statement=[STATEMENT])
    assert found == ["no claim of the article is answered"]


def test_question_hears_both_sides():
    found = reasons(
        whole_rules.both_sides_are_heard,
        Question=[{"slug": "q"}],
        Argument=[{"question": "q", "stance": "for"}],
    )
    assert found == ["no argument against"]


def test_counter_argument_belongs_to_the_same_question():
    corpus = a_corpus(Argument=[{"slug": "a"}, {"slug": "b"}])
    elsewhere = DataEntry(ROOT / "other.toml", 1, {"slug": "c"})
    corpus.entries[Argument].append(elsewhere)
    corpus.again[Argument] = [
        DataEntry(ROOT / "Argument.csv", 2, {"slug": "a", "counter": counter}) for counter in ("b", "c", "a", "d", None)
    ]
    found = [finding.refusal.reason for finding in entry_rules.second_passes_are_known(corpus)]
    assert found == [f"counter: “{slug}” is no other entry of this file" for slug in ("c", "a", "d")]


def test_too_little_is_a_warning():
    findings = findings_of(whole_rules.there_is_enough, Country=[{"slug": "japan"}])
    assert all(finding.is_warning for finding in findings)
    assert [finding.refusal.reason for finding in findings] == [
        "0 entries, we want 80",
        "0 entries, we want 10",
        "0 entries, we want 45",
        "0 entries, we want 25",
    ]


def test_indicator_without_number_is_a_warning():
    (finding,) = findings_of(whole_rules.indicators_have_numbers, Indicator=[{"slug": "trials"}])
    assert finding.is_warning


def test_command_says_file_line_and_reason_and_fails(tmp_path):
    folder = tmp_path / "gtlead/data/sources"
    folder.mkdir(parents=True)
    header = "slug,title,publisher,url,kind,standing,language,published,read_on,read_as,note"
    (folder / "x.csv").write_text(f"{header}\ns-1,Title,Publisher,nowhere,law,primary,en,,2026-11-23,search,\n")
    output = StringIO()
    with pytest.raises(CommandError, match=r"^1 entries: 9 errors, "):
        call_command("validate_data", root=tmp_path, stdout=output)
    lines = output.getvalue().splitlines()
    assert "gtlead/data/sources/x.csv:2: error: url: Enter a valid URL." in lines
    assert "gtlead/data/sources/x.csv:2: error: nothing cites the source “s-1”" in lines
    assert "countries/data/japan/country.toml:1: error: the country is missing" in lines


def test_unreadable_file_is_an_error(tmp_path):
    folder = tmp_path / "themes/data"
    folder.mkdir(parents=True)
    (folder / "glossary.toml").write_text("[[term]\n")
    (finding,) = check(read_corpus(tmp_path, TODAY), ())
    assert str(finding.refusal.file).endswith("glossary.toml")
    assert not finding.is_warning


def test_reference_data_keep_to_the_rules(settings):
    corpus = read_corpus(settings.BASE_DIR, timezone.localdate())
    rules = (*entry_rules.ENTRY_RULES, *whole_rules.WHOLE_RULES)
    assert [str(f.refusal) for f in check(corpus, rules) if not f.is_warning] == []
