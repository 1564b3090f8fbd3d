"""Rules that look at all entries together: nothing twice, nothing idle, nothing left out."""

from collections.abc import Iterable, Iterator

from countries.models import (
    Authorisation,
    Country,
    Indicator,
    Membership,
    Milestone,
    Observation,
    Position,
    Statement,
    Therapy,
)
from countries.reference_data.corpus import Corpus, Finding, Rule, error, list_of, text_of, warning
from countries.reference_data.entry_rules import partial_of, record_of
from countries.reference_data.kinds import COUNTRY_ORDER
from countries.reference_data.reading import DataEntry, kept_readings
from gtlead.records.dates import last_day
from gtlead.records.duplicates import plain_address
from gtlead.records.search import normalise
from gtlead.sources.models import Fact, Quotation, Source
from gtlead.sources.quotations import Stand, stand_of
from themes.models import Argument, Question, Term, Topic

WANTED_STATEMENTS = 45
WANTED_MILESTONES = 25
WANTED_TERMS = 80
WANTED_INDICATORS = 10
IN_FORCE = ("authorised", "conditional")


def sources_are_cited(corpus: Corpus) -> Iterator[Finding]:
    """A source that nothing cites is none."""
    cited = {
        slug
        for model, entries in corpus.entries.items()
        if issubclass(model, Fact)
        for entry in entries
        for slug in list_of(entry, "sources")
    }
    for slug, entry in corpus.by_slug(Source).items():
        if slug not in cited:
            yield error(entry, f"nothing cites the source “{slug}”")


def facts_were_read(corpus: Corpus) -> Iterator[Finding]:
    """Notes of somebody's reading are no document: what a fact rests on was read, at least one of it."""
    read_as = {slug: text_of(entry, "read_as") for slug, entry in corpus.by_slug(Source).items()}
    for model, entries in corpus.entries.items():
        for entry in entries if issubclass(model, Fact) else ():
            if {read_as.get(slug) for slug in list_of(entry, "sources")} == {Source.ReadAs.RESEARCH_NOTES}:
                yield error(entry, "it rests on research notes alone")


def quotations_are_proven(corpus: Corpus) -> Iterator[Finding]:
    """The words stand in the reading that is kept, and the fact cites the source."""
    cited = {
        (f"{model._meta.model_name}/{text_of(entry, 'slug')}", slug)
        for model, entries in corpus.entries.items()
        if issubclass(model, Fact)
        for entry in entries
        for slug in list_of(entry, "sources")
    }
    readings = kept_readings(corpus.root)
    for entry in corpus.of(Quotation):
        stand = stand_of(record_of(corpus, Quotation, entry), readings, cited)
        if stand is not Stand.PROVEN:
            yield error(entry, str(stand))


def addresses_are_unique(corpus: Corpus) -> Iterator[Finding]:
    """A document is one source, whatever the spelling of its address."""
    seen: dict[str, DataEntry] = {}
    for entry in corpus.of(Source):
        plain = plain_address(text_of(entry, "url"))
        if plain in seen:
            yield error(entry, f"url: the document is already the source “{text_of(seen[plain], 'slug')}”")
        seen.setdefault(plain, entry)


def therapies_are_unique(corpus: Corpus) -> Iterator[Finding]:
    """No two therapies share a brand, a non-proprietary name or another name."""
    owners: dict[str, str] = {}
    for entry in corpus.of(Therapy):
        names = [text_of(entry, "brand"), text_of(entry, "inn"), *other_names(entry)]
        for name in dict.fromkeys(filter(None, map(normalise, names))):
            owner = owners.setdefault(name, text_of(entry, "slug"))
            if owner != text_of(entry, "slug"):
                yield error(entry, f"“{name}” is already a name of the therapy “{owner}”")


def other_names(entry: DataEntry) -> list[str]:
    """A therapy's further names."""
    value = entry.values.get("other_names", [])
    return list(map(str, value)) if isinstance(value, list) else str(value).splitlines()


def authorisations_are_unique(corpus: Corpus) -> Iterator[Finding]:
    """No authorisation twice, none outside the days on which its jurisdiction's are valid anywhere."""
    for entries in corpus.grouped(Authorisation, "therapy").values():
        dates: set[tuple[str, str]] = set()
        in_force: set[str] = set()
        for entry in entries:
            jurisdiction = text_of(entry, "jurisdiction").lower()
            if (jurisdiction, text_of(entry, "date")) in dates:
                yield error(entry, f"the authorisation in {jurisdiction.upper()} is already recorded")
            elif jurisdiction in in_force and text_of(entry, "status") in IN_FORCE:
                yield warning(entry, f"a second authorisation in force in {jurisdiction.upper()}")
            if text_of(entry, "status") in IN_FORCE:
                in_force.add(jurisdiction)
            dates.add((jurisdiction, text_of(entry, "date")))


def authorisations_lie_within_memberships(corpus: Corpus) -> Iterator[Finding]:
    """An authorisation before its jurisdiction granted any is that of another one."""
    starts: dict[str, list[str]] = {}
    for membership in corpus.of(Membership):
        starts.setdefault(text_of(membership, "jurisdiction").lower(), []).append(partial_of(membership, "valid_from"))
    for entry in corpus.of(Authorisation):
        granted = partial_of(entry, "date")
        first = min(starts.get(text_of(entry, "jurisdiction").lower(), [""]))
        if granted and first and last_day(granted).isoformat() < first:
            yield error(entry, f"date: {granted} lies before {first}, when this jurisdiction's authorisations began")


def therapies_are_authorised(corpus: Corpus) -> Iterator[Finding]:
    """A therapy of the atlas was authorised somewhere."""
    authorised = corpus.grouped(Authorisation, "therapy")
    for slug, entry in corpus.by_slug(Therapy).items():
        if slug not in authorised:
            yield error(entry, "no authorisation")


def countries_are_there(corpus: Corpus) -> Iterator[Finding]:
    """The countries of the selection."""
    for slug in COUNTRY_ORDER:
        if slug not in corpus.by_slug(Country):
            yield error(corpus.place(f"countries/data/{slug}/country.toml"), "the country is missing")


def topics_are_answered(corpus: Corpus) -> Iterator[Finding]:
    """Each country has exactly one statement in the comparison for each topic, even if it is “not known”."""
    found: dict[tuple[str, str], int] = {}
    for entry in corpus.of(Statement):
        pair = (text_of(entry, "country"), text_of(entry, "topic"))
        found[pair] = found.get(pair, 0) + (text_of(entry, "is_key") == "1")
    for country in corpus.by_slug(Country):
        place = corpus.place(f"countries/data/{country}/statements.csv")
        for topic in corpus.by_slug(Topic):
            number = found.get((country, topic), 0)
            if number != 1:
                yield error(place, f"topic {topic}: {number} statements for the comparison, exactly one is needed")


def questions_are_answered(corpus: Corpus) -> Iterator[Finding]:
    """Each country has a position on each question, even if its class is “unknown”."""
    found = {(text_of(e, "country"), text_of(e, "question")) for e in corpus.of(Position)}
    for country in corpus.by_slug(Country):
        place = corpus.place(f"countries/data/{country}/positions.csv")
        for question in corpus.by_slug(Question):
            if (country, question) not in found:
                yield error(place, f"question {question}: no position")


def positions_are_unique(corpus: Corpus) -> Iterator[Finding]:
    """A country has one position of each kind on a question."""
    seen: set[tuple[str, ...]] = set()
    for entry in corpus.of(Position):
        key = tuple(text_of(entry, name) for name in ("country", "question", "legal_kind"))
        if key in seen:
            yield error(entry, f"a second position of the kind {key[2]} on {key[1]}")
        seen.add(key)


def claims_are_answered(corpus: Corpus) -> Iterator[Finding]:
    """The article claims something of every country, and the atlas answers."""
    answered = {text_of(e, "country") for e in corpus.of(Statement) if text_of(e, "claim")}
    for country in corpus.by_slug(Country).keys() - answered:
        yield error(corpus.place(f"countries/data/{country}/statements.csv"), "no claim of the article is answered")


def both_sides_are_heard(corpus: Corpus) -> Iterator[Finding]:
    """A question without an argument on either side is never public."""
    heard = {(text_of(e, "question"), text_of(e, "stance")) for e in corpus.of(Argument)}
    for slug, entry in corpus.by_slug(Question).items():
        for stance in ("for", "against"):
            if (slug, stance) not in heard:
                yield error(entry, f"no argument {stance}")


def there_is_enough(corpus: Corpus) -> Iterator[Finding]:
    """Less than we set out to have is worth a warning."""
    wanted: list[tuple[type, str, int]] = [
        (Term, "themes/data/glossary.toml", WANTED_TERMS),
        (Indicator, "themes/data/themes.toml", WANTED_INDICATORS),
    ]
    for country in corpus.by_slug(Country):
        wanted.append((Statement, f"countries/data/{country}/statements.csv", WANTED_STATEMENTS))
        wanted.append((Milestone, f"countries/data/{country}/milestones.csv", WANTED_MILESTONES))
    for model, path, number in wanted:
        place = corpus.place(path)
        found = [e for e in corpus.of(model) if e.file == place.file]
        if len(found) < number:
            yield warning(place, f"{len(found)} entries, we want {number}")


def indicators_have_numbers(corpus: Corpus) -> Iterator[Finding]:
    """An indicator without a number says nothing."""
    counted = corpus.grouped(Observation, "indicator")
    for slug, entry in corpus.by_slug(Indicator).items():
        if slug not in counted:
            yield warning(entry, f"no number for the indicator “{slug}”")


WHOLE_RULES: Iterable[Rule] = (
    sources_are_cited,
    facts_were_read,
    quotations_are_proven,
    addresses_are_unique,
    therapies_are_unique,
    authorisations_are_unique,
    authorisations_lie_within_memberships,
    therapies_are_authorised,
    countries_are_there,
    topics_are_answered,
    questions_are_answered,
    positions_are_unique,
    claims_are_answered,
    both_sides_are_heard,
    there_is_enough,
    indicators_have_numbers,
)
