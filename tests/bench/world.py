"""A made-up world at full size, from a seed: every name and number is invented, and none is mixed with real data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, product
from random import Random
from string import ascii_uppercase
from typing import Any

from django.db import models, transaction

from countries.access.spans import rebuild
from countries.finding import entries
from countries.models import (
    Authorisation,
    Country,
    Disease,
    Funding,
    Indicator,
    Institution,
    Jurisdiction,
    Membership,
    Milestone,
    Observation,
    Statement,
    Therapy,
)
from gtlead.management.commands.prepare import count_rows
from gtlead.publication.content_version import held_version, raise_version
from gtlead.sources.models import Fact, Source
from themes.models import Question, Theme, Topic

CHECKED = date(2026, 11, 1)
AT_ONCE = 500
SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "qui",
    "ro",
    "su",
    "ta",
    "ve",
    "wi",
    "xo",
    "yu",
    "za",
    "bren",
    "dal",
    "fir",
    "gol",
    "hem",
]


@dataclass(frozen=True)
class Size:
    """How many records of each kind."""

    countries: int = 200
    therapies: int = 1_000
    diseases: int = 300
    authorisations: int = 20_000
    funding: int = 20_000
    statements: int = 50_000
    observations: int = 50_000
    sources: int = 20_000
    milestones: int = 2_000
    institutions: int = 1_000
    themes: int = 10
    topics: int = 100
    indicators: int = 25


FULL = Size()


class Maker:
    """Invents words, days and choices; the same seed makes the same world."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - no secret hangs on it
        self.taken: set[str] = set()

    def word(self) -> str:
        """A word that was not made before."""
        while True:
            found = "".join(self.random.choices(SYLLABLES, k=self.random.randint(3, 4))).capitalize()
            if found not in self.taken:
                self.taken.add(found)
                return found

    def sentence(self, words: int) -> str:
        """So many syllables as words, with a full stop."""
        return " ".join(self.random.choices(SYLLABLES, k=words)).capitalize() + "."

    def day(self) -> str:
        """A day between 2012 and 2026."""
        return f"{self.random.randint(2012, 2026)}-{self.random.randint(1, 9):02}-{self.random.randint(1, 28):02}"

    def one(self, choices: Sequence[Any]) -> Any:
        """Any of them."""
        return self.random.choice(choices)

    def pairs(self, first: Sequence[Any], second: Sequence[Any], number: int) -> Iterable[tuple[Any, Any]]:
        """So many different pairs, in no order."""
        for place in self.random.sample(range(len(first) * len(second)), number):
            yield first[place // len(second)], second[place % len(second)]


def kept[Kind: models.Model](rows: Iterable[Kind]) -> list[Kind]:
    """The rows, saved in bulk."""
    found = list(rows)
    type(found[0])._default_manager.bulk_create(found, batch_size=AT_ONCE)
    return found


def cite(facts: Sequence[Fact], sources: Sequence[Source], maker: Maker) -> None:
    """Give each fact one source, and every third a second."""
    through: Any = type(facts[0]).sources.through
    name = f"{facts[0]._meta.model_name}_id"
    rows = [
        through(**{name: fact.pk, "source_id": source.pk})
        for number, fact in enumerate(facts)
        for source in maker.random.sample(sources, 2 if number % 3 == 0 else 1)
    ]
    through._default_manager.bulk_create(rows, batch_size=AT_ONCE)


def make_world(size: Size = FULL, seed: int = 1) -> None:
    """Fill an empty, migrated database; all of it published."""
    with transaction.atomic(), held_version():
        fill(size, Maker(seed))
        count_rows()
        rebuild()
        entries.rebuild()
        raise_version()


def fill(size: Size, maker: Maker) -> None:
    """One kind after the other, each resting on those before."""
    shown = {"state": "published"}
    fact = shown | {"checked_on": CHECKED}
    sources = kept(
        Source(
            slug=f"source-{n:05}", title=maker.sentence(6), publisher=maker.sentence(2), kind="regulator",
            url=f"https://example.org/{n}", standing=maker.one(["primary", "secondary"]), read_on=CHECKED, **shown,
        )
        for n in range(size.sources)
    )  # fmt: skip
    codes = islice(product(ascii_uppercase, repeat=2), size.countries)
    countries = kept(
        Country(
            slug=name.lower(), name=name, official_name=f"Republic of {name}", iso2="".join(code),
            iso3="".join(code) + "X", region=maker.one(Country.Region.values), summary=maker.sentence(60),
            leads_in=maker.sentence(5), position=n, **fact,
        )
        for n, (name, code) in enumerate((maker.word(), code) for code in codes)
    )  # fmt: skip
    jurisdictions = kept(
        Jurisdiction(
            code=c.iso2, slug=c.slug, name=c.name, regulator=f"Agency of {c.name}",
            regulator_url="https://example.org/", **shown,
        )
        for c in countries
    )  # fmt: skip
    pairs = zip(countries, jurisdictions, strict=True)
    memberships = kept(Membership(slug=f"in-{c.slug}", country=c, jurisdiction=j, **fact) for c, j in pairs)
    diseases = kept(
        Disease(
            slug=f"disease-{n:04}", name=f"{maker.word()} disease", area=maker.one(Disease.Area.values),
            summary=maker.sentence(20), other_names=maker.word(), **fact,
        )
        for n in range(size.diseases)
    )  # fmt: skip
    therapies = kept(
        Therapy(
            slug=brand.lower(), brand=brand, inn=maker.word().lower(), developer=maker.sentence(2),
            modality=maker.one(Therapy.Modality.values), delivery=maker.one(Therapy.Delivery.values),
            disease=maker.sentence(4), disease_area=maker.one(Therapy.DiseaseArea.values),
            summary=maker.sentence(50), **fact,
        )
        for brand in (maker.word() for _ in range(size.therapies))
    )  # fmt: skip
    treats: Any = Therapy.diseases.through
    kept(treats(therapy_id=t.pk, disease_id=maker.one(diseases).pk) for t in therapies)
    authorisations = kept(
        Authorisation(
            slug=f"{t.slug}-{j.code.lower()}", therapy=t, jurisdiction=j, date=maker.day(), status="authorised",
            pathway=maker.one(Authorisation.Pathway.values), holder=maker.sentence(2),
            supply=maker.one(["", "marketed"]), register_url="https://example.org/register", **fact,
        )
        for t, j in maker.pairs(therapies, jurisdictions, size.authorisations)
    )  # fmt: skip
    funding = kept(
        Funding(
            slug=f"{t.slug}-paid-{c.iso2.lower()}", therapy=t, country=c, date=maker.day(), payer=maker.sentence(2),
            decision=maker.one(["funded", "funded-with-conditions", "refused"]), text=maker.sentence(12), **fact,
        )
        for t, c in maker.pairs(therapies, countries, size.funding)
    )  # fmt: skip
    themes = kept(
        Theme(
            slug=f"theme-{n:02}", name=maker.word(), question=maker.sentence(6), introduction=maker.sentence(60),
            position=n, **shown,
        )
        for n in range(size.themes)
    )  # fmt: skip
    topics = kept(
        Topic(
            slug=f"topic-{n:03}", theme=themes[n % len(themes)], name=maker.word(), question=maker.sentence(6),
            position=n, **shown,
        )
        for n in range(size.topics)
    )  # fmt: skip
    places = list(product(countries, topics))
    statements = kept(
        Statement(
            slug=f"statement-{n:05}", country=c, topic=t, is_key=n < len(places), text=maker.sentence(25),
            value=maker.sentence(5), as_of="2026", evidence=maker.one(Statement.Evidence.values), **fact,
        )
        for n, (c, t) in enumerate(places[n % len(places)] for n in range(size.statements))
    )  # fmt: skip
    indicators = kept(
        Indicator(
            slug=f"indicator-{n:02}", theme=themes[n % len(themes)], name=maker.word(), definition=maker.sentence(12),
            position=n, **shown,
        )
        for n in range(size.indicators)
    )  # fmt: skip
    counted = islice(product(range(2026, 1900, -1), countries, indicators), size.observations)
    observations = kept(
        Observation(
            slug=f"{i.slug}-{c.iso2.lower()}-{year}", indicator=i, country=c, year=year, unit="trials",
            value=maker.random.randint(0, 5000), definition=maker.sentence(8), **fact,
        )
        for year, c, i in counted
    )  # fmt: skip
    milestones = kept(
        Milestone(
            slug=f"milestone-{n:05}", theme=maker.one(themes), date=maker.day(), title=maker.sentence(8),
            detail=maker.sentence(20), **fact,
        )
        for n in range(size.milestones)
    )  # fmt: skip
    happened: Any = Milestone.countries.through
    kept(happened(milestone_id=m.pk, country_id=maker.one(countries).pk) for m in milestones)
    institutions = kept(
        Institution(
            slug=f"institution-{n:04}", country=countries[n % len(countries)], name=maker.word(),
            kind=maker.one(Institution.Kind.values), role=maker.sentence(6), **fact,
        )
        for n in range(size.institutions)
    )  # fmt: skip
    questions = kept(
        Question(
            slug=f"question-{n}", title=f"{maker.sentence(5)[:-1]}?", practice=maker.sentence(3),
            scope=maker.one(Question.Scope.values), summary=maker.sentence(20), position=n, **fact,
        )
        for n in range(5)
    )  # fmt: skip
    for facts in (
        countries, memberships, diseases, therapies, authorisations, funding, statements, observations, milestones,
        institutions, questions,
    ):  # fmt: skip
        cite(facts, sources, maker)
