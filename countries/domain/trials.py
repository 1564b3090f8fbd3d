"""Which trials are of gene therapy, and what is counted of them. Pure.

A registry's search expands its terms, so that a hit proves nothing. A trial counts only if the name of one of its
interventions, or failing that its title, has one of the literal words below; the word found is kept as the reason.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from countries.domain.shapes import Counted, Country
from gtlead.records.search import fold

# What the registry is asked for among interventions. Changing it changes what is counted: say so in the changelog.
SEARCH_TERMS = (
    "gene therapy", "gene transfer", "CAR-T", "chimeric antigen receptor", "lentiviral", "AAV", "CRISPR",
    "base editing", "oncolytic virus", "TCR-T",
)  # fmt: skip


@dataclass(frozen=True)
class Word:
    """A literal word, what it stands for, and the modality it tells, if it tells one."""

    name: str
    modality: str
    pattern: re.Pattern[str]


def word(name: str, modality: str, pattern: str) -> Word:
    """A word that is found as a whole, in small or capital letters."""
    return Word(name, modality, re.compile(rf"(?<![a-z0-9])(?:{pattern})", re.IGNORECASE))


# The first that is found decides, so that what is more telling comes first.
WORDS = (
    word("CAR-T cells", "car-t", r"car[- ]?t\b|chimeric antigen receptor|[a-z]+cabtagene|[a-z]+cabtagene \w+leucel"),
    word("CAR-T cells", "car-t", r"\w+ \w+leucel\b"),
    word("T-cell receptor", "tcr-t", r"tcr[- ]?t\b|(?:engineered|transduced) (?:t[- ]cell receptor|tcr)"),
    word("genome editing", "", r"crispr|cas9|base[- ]edit|prime[- ]edit|zinc finger nuclease|talen\b|\w+gamglogene"),
    word("adeno-associated vector", "aav-in-vivo", r"r?aav(?:[0-9]|rh|\b)|adeno-associated|\w+parvovec\b"),
    word("lentiviral stem cells", "lentiviral-hsc", r"\w+ autotemcel\b|lentiviral[- ]transduced (?:autologous )?cd34"),
    word("lentiviral vector", "", r"lentivir"),
    word("oncolytic virus", "oncolytic-virus", r"oncolytic|\w+repvec\b|t-vec\b"),
    word("retroviral vector", "", r"gamma-?retrovir|retroviral vector"),
    word("gene therapy", "", r"gene (?:therapy|transfer|addition|replacement)\b|\w+gene \w+vec\b"),
    word("plasmid", "plasmid", r"plasmid\b|\w+ perplasmid\b"),
)
NOBODY: Counter[int] = Counter()
VACCINE = re.compile(r"vaccin", re.IGNORECASE)


@dataclass(frozen=True)
class Inclusion:
    """Why a trial counts."""

    reason: str
    modality: str


def inclusion(interventions: Iterable[str], title: str) -> Inclusion | None:
    """The reason for which a trial is one of gene therapy; None if it is not, or is of a vaccine."""
    texts = [*((name, _("the intervention")) for name in interventions), (title, _("the title"))]
    if any(VACCINE.search(text) for text, _place in texts):
        return None
    for text, place in texts:
        for known in WORDS:
            if found := known.pattern.search(text):
                told = _("%(place)s “%(text)s” names “%(word)s” (%(what)s)") % {
                    "place": place, "text": text[:120], "word": found[0], "what": known.name,
                }  # fmt: skip
                return Inclusion(told, known.modality)
    return None


def phrase(name: str) -> str:
    """A name as it is looked for in `text_of`: as whole words, whatever the spelling; empty if it is too short."""
    return f" {fold(name)} " if len(name) > 2 else ""


def text_of(texts: Iterable[str]) -> str:
    """Texts in which names are looked for."""
    return " | ".join(f" {fold(text)} " for text in texts)


# What may follow a shortened name without telling one disease from another: “Duchenne” is Duchenne muscular dystrophy.
HEADS = frozenset({"disease", "syndrome", "infection", "deficiency", "muscular", "dystrophy", "anemia"})
PARTS = re.compile(r"[,;()/]")
INVERTED = re.compile(r"^([^,;()]+), ([^,;()]+)$")  # “Blindness, congenital”, as thesauri write it


@lru_cache(maxsize=1024)
def heard(condition: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """A condition in the words of a registry: its parts as names are compared, and its whole texts."""
    texts = (condition, INVERTED.sub(r"\2 \1", condition))
    parts = frozenset(phrase(part) for text in texts for part in [text, *PARTS.split(text)])
    return parts, tuple(f" {fold(text)} " for text in texts)


@dataclass(frozen=True)
class DiseaseNames:
    """The names of a disease by which a condition is known to be it: within it, or as the whole of a part of it."""

    within: frozenset[str]
    whole: frozenset[str]

    def are_in(self, conditions: Iterable[str]) -> bool:
        """Whether one of the conditions, in the words of a registry, is the disease."""
        for condition in conditions:
            parts, folded = heard(condition)
            if parts & self.whole:
                return True
            if any(name in text and f" non{name}" not in text for name in self.within for text in folded):
                return True
        return False


def names_of_diseases(diseases: Iterable[tuple[Sequence[str], Sequence[str]]]) -> list[DiseaseNames]:
    """Of each disease, from its proper names and its other names, those that mean it and no other.

    “Leukaemia” is what acute lymphoblastic leukaemia is a kind of: it stands at the end of a proper name, or among the
    names of another disease, and proves nothing. A single word among the other names must be all of a condition.
    """
    known = [([phrase(name) for name in proper], [phrase(name) for name in other]) for proper, other in diseases]
    found = []
    for place, (proper, other) in enumerate(known):
        rest = [name for n, names in enumerate(known) if n != place for part in names for name in part]
        shared = {name for name in [*proper, *other] if name and any(name in theirs for theirs in rest)}
        meant = {name for name in other if name and name not in shared and not is_wider(name, proper)}
        several = {name for name in meant if " " in name.strip()}
        own = {name for name in proper if name and name not in rest}
        found.append(DiseaseNames(frozenset(own | several), frozenset(own | meant)))
    return found


def is_wider(name: str, proper: Iterable[str]) -> bool:
    """Whether a name is a part of a proper one that leaves out what tells the disease from others."""
    return any(
        name in whole and not (whole.startswith(name) and set(whole.removeprefix(name).split()) <= HEADS)
        for whole in proper
        if whole != name
    )


type Begun = tuple[str, int | None, int]  # a year, the key of a country, how many trials with a site there began in it


def by_year(begun: Iterable[Begun], countries: Sequence[Country]) -> list[tuple[int, list[int]]]:
    """Trials by year of their start, with a site in each of the countries; the latest year first, none left out.

    One rule for all: a trial counts once in each country where it has a site, in the year in which it began.
    """
    counts: dict[int, Counter[int]] = {}
    for year, country, number in begun:
        if year.isdecimal():
            counts.setdefault(int(year), Counter()).update({country: number} if country else {})
    years = range(max(counts), min(counts) - 1, -1) if counts else ()
    return [(year, [counts.get(year, NOBODY)[country.pk] for country in countries]) for year in years]


@dataclass(frozen=True)
class YearRow:
    """The trials of one year with a site in one country."""

    country: Country
    year: int
    number: int


def year_rows(begun: Iterable[Begun], countries: Sequence[Country]) -> list[YearRow]:
    """The same, a row for each country and year; a year in which none began is in it with nought."""
    return [
        YearRow(country, year, number)
        for year, numbers in by_year(begun, countries)
        for country, number in zip(countries, numbers, strict=True)
    ]


@dataclass(frozen=True)
class Pipeline:
    """Trials in a few words: how many, how many in phase 3 or between 2 and 3, as of the oldest day on which the
    registry said so of any of them (a partial date); or that no registry was read.
    """

    number: int
    late: int
    as_of: str
    is_read: bool


def pipeline(rows: Sequence[Counted]) -> Pipeline:
    """What registers counted, each with `number`, `late`, `oldest` and `is_read`, taken together."""
    days = [row.oldest for row in rows if row.oldest]
    return Pipeline(
        number=sum(row.number or 0 for row in rows),
        late=sum(row.late or 0 for row in rows),
        as_of=min(days).isoformat() if days else "",
        is_read=any(row.is_read for row in rows),
    )
