"""The entries of the search: equal to the public records after every change, and looked up alike on each database."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from countries.domain.search_documents import How, InMemory, SoughtWord, weight_in
from countries.domain.search_index import Index
from countries.finding import entries, full_text
from countries.finding.documents import documents
from countries.finding.full_text import FEW, Stored, words_of
from countries.finding.search import find, index
from countries.models import SearchEntry, Statement
from gtlead.publication.content_version import held_version
from gtlead.records.choices import State
from tests import builders as a
from tests.countries.test_spans import place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("derived_at_once")]


def found(words: str) -> dict[str, list[str]]:
    """The headings by kind."""
    return {group.name: [hit.heading for hit in group.hits] for group in find(words)}


def drift() -> list[str]:
    """How the entries differ from the records."""
    return list(entries.ENTRIES.drift())


def test_names_spelt_alike_are_offered_in_one_order():
    """However the entries come, which differs from process to process."""
    for brand in ("Abrenja", "Ibrenja", "Obrenja", "Ubrenja"):
        a.a_therapy(brand=brand)
    named = dict(documents())
    turned = dict(reversed(named.items()))
    offered = Index(named, InMemory(named)).names_like("brenja")
    assert len(offered) > 1
    assert Index(turned, InMemory(turned)).names_like("brenja") == offered


@pytest.fixture
def everything():
    """Records of every kind that say something of others, by what they are."""
    country, jurisdiction, membership = place()
    therapy = a.a_therapy(brand="Alpha")
    disease = a.a_disease(name="Betosis")
    therapy.diseases.set([disease])
    theme = a.a_theme(name="Gammas")
    topic = a.a_topic(name="Deltas", theme=theme)
    question = a.a_question(title="Is it?")
    licence = a.an_authorisation(therapy=therapy, jurisdiction=jurisdiction, indication="Epsilons.")
    return {
        "country": country,
        "jurisdiction": jurisdiction,
        "membership": membership,
        "therapy": therapy,
        "disease": disease,
        "theme": theme,
        "topic": topic,
        "question": question,
        "argument": question.arguments.first(),
        "authorisation": licence,
        "label": a.a_label_entry(authorisation=licence),
        "funding": a.a_funding(therapy=therapy, country=country, payer="Zeta (ZZT)"),
        "institution": a.an_institution(country=country, kind="public-body", name="Eta (EEE)"),
        "statement": a.a_statement(country=country, topic=topic, text="Thetas are counted."),
        "milestone": a.a_milestone(countries=[country], theme=theme, title="Iota happened"),
        "position": a.a_position(country=country, question=question),
        "trial": a.a_trial(number="NCT01234567", title="Kappa"),
    }


def test_entries_follow_whatever_is_hidden_and_shown_again(everything):
    before = set(SearchEntry.objects.values_list("pk", "digest"))
    assert drift() == []
    for name, record in everything.items():
        record.state = State.ARCHIVED
        record.save()
        assert drift() == [], f"{name} is hidden"
        record.state = State.PUBLISHED
        record.save()
        assert drift() == [], f"{name} is shown"
    assert set(SearchEntry.objects.values_list("pk", "digest")) == before


def test_entries_follow_sources_that_come_and_go(everything):
    for name in ("statement", "country", "therapy", "authorisation"):
        record = everything[name]
        (source,) = record.sources.all()
        record.sources.clear()
        assert drift() == [], f"{name} has no source"
        record.sources.add(source)
        assert drift() == [], f"{name} has its source again"
        source.state = State.ARCHIVED
        source.save()
        assert drift() == [], f"the source of {name} is hidden"
        source.state = State.PUBLISHED
        source.save()
        assert drift() == [], f"the source of {name} is shown"


def test_entries_follow_what_is_moved_renamed_and_deleted(everything):
    other, _jurisdiction, _membership = place()
    everything["country"].name = "Newland"
    everything["country"].save()
    assert found("newland")["statements"] == ["Newland: Deltas"]
    for name, field, value in (
        ("authorisation", "therapy", a.a_therapy(brand="Lambda")),
        ("funding", "country", other),
        ("institution", "country", other),
        ("membership", "country", other),
        ("statement", "topic", a.a_topic(name="Mus")),
        ("theme", "name", "Nus"),
        ("disease", "name", "Xiosis"),
    ):
        setattr(everything[name], field, value)
        everything[name].save()
        assert drift() == [], name
    everything["therapy"].diseases.clear()
    assert drift() == []
    for name in ("trial", "position", "statement", "milestone", "institution", "funding", "authorisation", "disease"):
        everything[name].delete()
        assert drift() == [], name
    assert "statements" not in found("thetas")


def test_drafts_are_not_found_and_make_no_entry():
    a.a_statement(text="Omicron.", state=State.DRAFT)
    assert found("omicron") == {}
    assert drift() == []


def test_many_changes_at_once_are_followed_at_the_end():
    with held_version():
        a.a_term(term="Pi")
        assert found("pi") == {}
    assert found("pi") == {"glossary": ["Pi"]}


def test_saving_again_what_says_the_same_writes_no_entry():
    term = a.a_term()
    SearchEntry.objects.update(heading="left alone")
    term.save()
    assert SearchEntry.objects.filter(heading="left alone").exists()


def test_names_are_read_anew_only_when_they_changed():
    statement = a.a_statement(text="Rho.")
    names = index().phrases
    statement.text = "Sigma."
    statement.save()
    assert index().phrases is names
    assert found("sigma")
    a.a_term(term="Tau")
    assert index().phrases is not names


def test_drift_is_told_and_mended():
    a.a_term(term="Upsilon")
    entries.rebuild()
    assert not entries.is_outdated()
    SearchEntry.objects.filter(heading="Upsilon").update(digest="of another version")
    assert entries.is_outdated()
    with pytest.raises(CommandError, match="1 entries differ"):
        call_command("rebuild_search", check=True, stdout=StringIO())
    call_command("rebuild_search", if_outdated=True, stdout=(said := StringIO()))
    assert said.getvalue() == "1 entries of the search changed.\n"
    call_command("rebuild_search", check=True, stdout=(said := StringIO()))
    assert said.getvalue() == "The search finds what the records say.\n"
    call_command("rebuild_search", if_outdated=True, stdout=(said := StringIO()))
    assert said.getvalue() == ""


def test_entries_are_made_anew_where_their_records_stand_elsewhere(monkeypatch):
    before = entries.Entries().definition()
    monkeypatch.setattr(Statement, "get_absolute_url", lambda record: f"/elsewhere/{record.slug}/")
    assert entries.Entries().definition() != before


def test_words_are_looked_up_whole_by_their_beginning_and_within():
    a.a_term(term="Vector", definition="Of 恶性黑色素瘤 alone.")
    for texts in (Stored(), InMemory(dict(documents()))):
        assert texts.numbers(["vector", "vect", "黑色素瘤"]) == {"vector": 1, "vect": 0, "黑色素瘤": 0}
        assert texts.has(SoughtWord("vect", How.BEGUN))
        assert not texts.has(SoughtWord("黑色素瘤", How.BEGUN))
        assert texts.has(SoughtWord("黑色素瘤", How.WITHIN))
    assert found("黑色素瘤") == {"glossary": ["Vector"]}


def test_what_is_looked_up_says_which_words_are_heavy():
    assert words_of("\n10: vector \n1: of 恶性 ") == "of vector ʬvector ʭ性 ʭ恶性 恶性"
    assert weight_in("\n10: vector \n1: of 10 ", " of ") == 1
    assert weight_in("\n10: vector \n1: of 10 ", " 10 ") == 1


def test_of_many_the_heaviest_are_found_and_all_are_counted(monkeypatch):
    country = a.a_country(name="Phi")
    topics = [a.a_topic(name="Psi"), a.a_topic(name="Chi")]
    for number in range(8):
        a.a_statement(country=country, topic=topics[number == 7], text="Chi, omega.")
    plain = found("chi omega")["statements"]
    assert plain[0] == "Phi: Chi"
    monkeypatch.setattr(full_text, "FEW", 2)
    monkeypatch.setattr(full_text, "MOST", 3)
    for many in (FEW, 4):
        monkeypatch.setattr(full_text, "MANY", many)
        (group,) = (group for group in find("chi omega") if group.name == "statements")
        assert group.hits[0].heading == "Phi: Chi"
        assert len(group.hits) < group.count == 8


def test_more_than_are_counted_are_not_given_a_number(client, monkeypatch):
    a.a_term(definition="Common words.")
    a.a_term(definition="Common words.")
    monkeypatch.setattr("countries.finding.search.COUNTED", 2)
    html = client.get("/search/", {"q": "common"}).text
    assert "(2 or more)" in html
    assert "2 hits or more for “common”" in html
