"""How a reader's words are read against the names of the public content, and which documents have them. Pure.

What has a name is in memory, made once for each state of the names; which documents have a word is asked of whoever
keeps the texts (countries/domain/search_documents.py).
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from itertools import takewhile
from math import log
from typing import Self

from rapidfuzz import fuzz, process

from countries.domain.answers import About
from countries.domain.elsewhere import ELSEWHERE
from countries.domain.questions import (
    ABOUT,
    ABOUT_ANYWHERE,
    DESCRIBING,
    EVERYDAY,
    EVERYWHERE,
    FILLERS,
    GENERIC,
    GERMAN,
    ORDINALS,
    SAME,
    SORTS,
    SPOKEN_TO,
    TYPE,
    is_of_sentence,
    without_sentence,
    words,
)
from countries.domain.search_documents import (
    PLACES_OF_A_KEY,
    Document,
    How,
    Matches,
    SoughtWord,
    Texts,
    Ways,
    kind_of,
    numbers_of,
    weight_in,
)
from countries.domain.spelling import (
    CLEAR,
    LIKELY,
    LONG,
    LONGEST_NAME,
    NEAR,
    SURE,
    all_gaps,
    also_written,
    in_any_order,
    in_letters,
    is_alike_in_ending_only,
    is_ideograph,
    is_of_a_name,
    is_slip,
    with_a_gap,
)
from gtlead.records.search import fold, normalise

WHOLE_NAME = 100
LONGEST_PHRASE = 7
PARTS_OF_A_NUMBER = 4  # EU/1/20/1443, EMEA/H/C/004750
PREFIX_FROM = 3  # shorter words have to be whole
CORRECTED_FROM = 5
SUGGESTED = 5
ALIKE = ("therapies", "diseases", "countries", "glossary")  # whose names all mean the same
ENTITIES = ("therapies", "diseases", "countries")
SUBJECTS = ("therapies", "diseases")

KIND_OF_DISEASE = re.compile(r" (?:disease|syndrome|deficiency)$")
WORDS_APART = re.compile(r"[\W_]+")
LATIN = re.compile(r"[a-z]{5,}")
WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


@dataclass(frozen=True)
class Correction:
    """A word that was read as another."""

    typed: str
    meant: str


@dataclass
class QueryReading:
    """How words were understood: what they name, what is asked, what was corrected and what left out.

    `elsewhere` are places that the atlas does not cover, `unnamed` words that may name what it has no record of,
    `other` names in which a disease of the atlas is but a part: Hodgkin lymphoma is not any lymphoma, `taken_as` names
    of diseases that the atlas has by another name, often a wider one: retinitis pigmentosa is more than RPE65. `parts`
    are the diseases that `other` names have in them: found, but not answered of. `scores`, `headings` and `counts` (by
    kind) are of what was found by the words, once that was asked for.
    """

    typed: str
    entities: dict[str, list[int]] = field(default_factory=lambda: {kind: [] for kind in ENTITIES})
    about: list[About] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    nearest: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    taken_as: list[Correction] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    scores: dict[int, list[float]] | None = None
    headings: dict[int, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def content(self) -> list[str]:
        """The words that say something in an atlas of gene therapy."""
        return [phrase for phrase in self.words if not FILLERS.issuperset(phrase.split())]

    @property
    def is_everywhere(self) -> bool:
        """Whether the words ask for all countries, or of something without naming a place."""
        return bool(self.about) or not EVERYWHERE.isdisjoint(fold(self.typed).split())

    @property
    def named(self) -> list[int]:
        """The documents that the words name, subjects before places."""
        return [number for kind in ENTITIES for number in self.entities[kind]]

    @property
    def subjects(self) -> list[int]:
        """The therapies and diseases that the words name."""
        return [*self.entities["therapies"], *self.entities["diseases"]]

    def as_typed(self, phrase: str) -> str:
        """A folded phrase as the reader wrote it."""
        written = {fold(word): word for word in WORDS_APART.split(self.typed)}
        return " ".join(written.get(word, word) for word in phrase.split())


ABOUT_ALL = {About.PRICE: "prices", About.TRIAL: "trials"}  # the pages that tell it of every therapy
DEGREES = words("most highest lowest least average typical usual all list")


class Index:
    """What has a name, by its names; and the texts, by the words in them."""

    def __init__(self, named: Mapping[int, Document], texts: Texts) -> None:
        self.texts = texts
        self.terms: dict[str, SoughtWord | None] = {}
        self.named = dict(sorted(named.items()))  # in every process, so that names alike are offered in one order
        self.phrases: dict[str, list[int]] = defaultdict(list)
        self.symbols: dict[str, list[int]] = defaultdict(list)
        self.bodies: dict[str, set[int]] = defaultdict(set)
        self.orders: dict[tuple[str, ...], str] = {}
        self.gaps: dict[tuple[str, ...], list[str]] = defaultdict(list)
        spelt: dict[str, str] = {}
        for number in sorted(named, key=self.order_of):
            document = named[number]
            for name in document.names:
                phrase = fold(name)
                if phrase and number not in self.phrases[phrase]:
                    self.phrases[phrase].append(number)
                if document.kind in ENTITIES:
                    self.note_spelling(name, phrase, spelt)
            for symbol in document.symbols:
                self.symbols[fold(symbol)].append(number)
            for body in document.bodies:
                self.bodies[fold(body)].add(number)
        self.add_short_names()
        self.name_words = {word: as_typed for word, as_typed in spelt.items() if len(word) >= CORRECTED_FROM - 1}
        self.letters = {word: in_letters(word) for word in self.name_words}
        # A place is no longer elsewhere once it is a country of the atlas.
        self.elsewhere = {phrase: name for phrase, name in ELSEWHERE.items() if not self.is_place(phrase)}
        self.foreign = sorted((p for p in self.phrases if not p.isascii() and len(p) > 1), key=len, reverse=True)

    def order_of(self, number: int, heading: str = "") -> tuple[int, int, str, int]:
        """By what documents are sorted that words fit alike."""
        document = self.named.get(number)
        standing, heading = (document.standing, document.heading) if document else (0, heading)
        return number >> PLACES_OF_A_KEY, -standing, heading, number

    def document(self, number: int) -> Document:
        """One of those that were found."""
        return self.named.get(number) or self.texts.documents([number])[number]

    def over(self, texts: Texts) -> Self:
        """The same names over other texts."""
        twin = copy(self)
        twin.texts, twin.terms = texts, {}
        return twin

    def note_spelling(self, name: str, phrase: str, spelt: dict[str, str]) -> None:
        """Keeps the words of a name, by which misspelt ones and those in another order are read."""
        self.orders.setdefault(in_any_order(phrase.split()), phrase)
        for gap, word in with_a_gap(phrase.split()):
            self.gaps[gap].append(word)
        for word in WORD.findall(name):
            spelt.setdefault(fold(word), word)
            spelt.setdefault(normalise(word), word)
        if not phrase.isascii():  # 다발골수종 is 다발성 골수종
            spelt.setdefault(phrase.replace(" ", ""), name)

    def add_short_names(self) -> None:
        """Names are also written as one word, diseases without “disease”, where nothing else is called so."""
        for phrase in list(self.phrases):
            for other in also_written(phrase):
                if other not in self.phrases:
                    self.phrases[other] = self.phrases[phrase]
            short = KIND_OF_DISEASE.sub("", phrase)
            diseases = [n for n in self.phrases[phrase] if kind_of(n) == "diseases"]
            if diseases and len(short) >= CORRECTED_FROM and short not in self.phrases:
                self.phrases[short] = diseases
        for phrase in list(self.phrases):
            joined = phrase.replace(" ", "")
            if joined not in self.phrases and self.is_long_entity(phrase, joined):
                self.phrases[joined] = self.phrases[phrase]

    def is_long_entity(self, phrase: str, joined: str) -> bool:
        """Whether a phrase names a therapy or disease, in letters enough to be told without its spaces: T-VEC, tvec."""
        kinds = {kind_of(number) for number in self.phrases[phrase]}
        return len(joined) >= PREFIX_FROM + 1 and joined.isascii() and bool(kinds & set(ENTITIES))

    def term_of(self, word: str) -> SoughtWord | None:
        """The word as some document has it: whole, or failing that at the beginning of others; None if none has."""
        if word not in self.terms:
            self.look_up([word])
        return self.terms[word]

    def look_up(self, words: Iterable[str]) -> Mapping[str, int]:
        """Finds out how documents have each of the words; how many have it whole."""
        asked = list(dict.fromkeys(words))
        numbers = self.texts.numbers(asked)
        for word in asked:
            ways = [SoughtWord(word, How.BEGUN)] if len(word) >= PREFIX_FROM or not word.isascii() else []
            ways += [SoughtWord(word, How.WITHIN)] if not word.isascii() and len(word) > 1 else []
            self.terms[word] = SoughtWord(word) if numbers[word] else next(filter(self.texts.has, ways), None)
        return numbers

    def read(self, typed: str, *, as_typed: bool = False) -> QueryReading:
        """What the words name and ask; a word that nothing has is corrected, or left out."""
        reading = QueryReading(typed)
        parted = self.rejoined(list(self.whole_numbers(reading)))
        tokens, beside = self.corrected(parted, reading, as_typed=as_typed)
        if not as_typed:
            self.correct_in_names(tokens, reading)
        position = 0
        while position < len(tokens):
            position += self.take(tokens, position, reading, beside)
        if reading.dropped and all(word in GENERIC for word in reading.words):
            reading.words.clear()
        if all(fold(word) in self.phrases for word in reading.unnamed):
            reading.unnamed.clear()  # only fields of medicine, which have their pages
        if not typed.isascii():
            self.take_foreign("".join(tokens), reading)
            self.take_latin("".join(tokens), reading)
        if reading.subjects and not reading.entities["countries"]:
            bodies = [self.bodies[token] for token in tokens if token in self.bodies]
            reading.entities["countries"] += [next(iter(body)) for body in bodies[:1] if len(body) == 1]
        if reading.named:
            reading.words = [word for word in reading.words if not is_of_sentence(word)]
        return reading

    def whole_numbers(self, reading: QueryReading) -> Iterator[str]:
        """The folded words; of a number in parts (`EU/1/20/1443`) all are left out if one is in no document."""
        for piece in unicodedata.normalize("NFKC", reading.typed).split():
            parts = fold(piece).split()
            is_number = len(parts) > 1 and piece.isascii() and any(char.isdigit() for char in piece)
            if is_number and " ".join(parts[:PARTS_OF_A_NUMBER]) in self.symbols:
                parts = parts[:PARTS_OF_A_NUMBER]  # without the number of a pack or of a variation
            if is_number and not all(map(self.term_of, parts)):
                reading.dropped.append(piece)
            else:
                yield from parts

    def rejoined(self, tokens: Sequence[str]) -> list[str]:
        """The words with two that are together a name as one: yes carta."""
        kept: list[str] = []
        for token in tokens:
            joined = f"{kept[-1]}{token}" if kept else ""
            parted = f"{kept[-1]} {token}" if kept else ""
            if len(joined) > CORRECTED_FROM and joined in self.phrases and parted not in self.phrases:
                kept[-1] = joined
            else:
                kept.append(token)
        return kept

    def correct_in_names(self, tokens: list[str], reading: QueryReading) -> None:
        """Corrects a word that the atlas has, where but for it a name stands here: mantel cell lymphoma."""
        for length in range(min(LONGEST_NAME, len(tokens)), 1, -1):
            for first in range(len(tokens) - length + 1):
                typed = tokens[first : first + length]
                if " ".join(typed) in self.phrases:
                    continue
                for place, (gap, word) in enumerate(all_gaps(typed)):
                    meant = [known for known in set(self.gaps.get(gap, ())) if is_slip(word, known)]
                    if len(meant) == 1:
                        reading.corrections.append(Correction(reading.as_typed(word), meant[0]))
                        tokens[first + place] = meant[0]
                        break

    def corrected(
        self, tokens: Sequence[str], reading: QueryReading, *, as_typed: bool
    ) -> tuple[list[str], dict[int, str]]:
        """The words with those that nothing has corrected or left out, and what was left out before which of them."""
        kept: list[str] = []
        beside: dict[int, str] = {}
        dropped_at = None
        for place, token in enumerate(tokens):
            is_known = token in self.phrases or token in self.elsewhere or token in FILLERS or token in ABOUT
            if is_known or self.term_of(token):
                whole = "" if as_typed else self.name_begun_by(token)
                if whole:
                    reading.corrections.append(Correction(reading.as_typed(token), self.name_words[whole]))
                kept.append(fold(whole) if whole else token)
                continue
            meant, score = self.nearest_word(token)
            if score >= SURE and not as_typed:
                reading.corrections.append(Correction(reading.as_typed(token), self.name_words[meant]))
                kept += fold(self.name_words[meant]).split()
            elif token.isascii():
                word = reading.as_typed(token)
                if dropped_at == place - 1:
                    word = f"{reading.dropped.pop()} {word}"
                dropped_at = place
                reading.dropped.append(word)
                beside[len(kept)] = word
                if score >= NEAR:
                    reading.nearest += self.names_like(token)
            else:
                kept.append(token)
        return kept, beside

    def name_begun_by(self, token: str) -> str:
        """The name of a therapy that lacks but a letter or two: kymria; "" where the word stands somewhere itself."""
        if token in self.phrases or len(token) <= CORRECTED_FROM or not token.isascii():
            return ""
        if self.term_of(token) == SoughtWord(token):
            return ""
        longer = {word for word in self.name_words if word.startswith(token) and len(word) <= len(token) + 2}
        kinds = {kind_of(number) for word in longer for number in self.phrases.get(word, ())}
        return longer.pop() if len(longer) == 1 and kinds == {"therapies"} else ""

    def nearest_word(self, token: str) -> tuple[str, float]:
        """The word of a name that is spelt most like this one, and how much, of 100; `SURE` where nothing rivals it."""
        if len(token) < CORRECTED_FROM or any(char.isdigit() or is_ideograph(char) for char in token):
            return "", 0  # 慢性 is no slip of 急性
        alike = process.extract(
            in_letters(token), self.letters, scorer=fuzz.ratio, processor=None, score_cutoff=NEAR, limit=None
        )
        found = [(name, score) for _, score, name in alike if not is_alike_in_ending_only(token, name)][:SUGGESTED]
        if not found:
            return "", 0
        (word, score), *rest = found
        is_clear = (
            score >= LIKELY
            and len(token) >= LONG
            and word[0] == token[0]
            and all(score - other[1] >= CLEAR for other in rest if other[0][0] == token[0])
        )
        return word, max(score, SURE) if is_clear else score

    def names_like(self, typed: str) -> list[str]:
        """Names of therapies and diseases that are spelt like it."""
        names = {fold(d.names[0]): d.names[0] for d in self.named.values() if d.kind in ENTITIES}
        found = process.extract(fold(typed), names.keys(), scorer=fuzz.WRatio, limit=SUGGESTED, score_cutoff=NEAR)
        return [names[name] for name, _score, _place in found]

    def take(self, tokens: Sequence[str], position: int, reading: QueryReading, beside: dict[int, str]) -> int:
        """Reads the longest phrase that begins here; how many words it has."""
        for length in range(min(LONGEST_PHRASE, len(tokens) - position), 0, -1):
            phrase = self.in_order(tokens[position : position + length])
            named = [n for n in self.phrases.get(phrase, ()) if kind_of(n) in ENTITIES]
            if phrase in self.elsewhere:
                reading.elsewhere.append(self.elsewhere[phrase])
                reading.words.append(phrase)
                return length
            if named and (length > 1 or self.is_name(tokens, position, reading)):
                self.take_name(named, self.longer_name(tokens, position, length, reading, beside), reading)
                self.tell_other_name(phrase, named, reading)
                reading.words.append(phrase)
                return length
            if phrase in ABOUT:
                reading.about.append(ABOUT[phrase])
                reading.asked.append(phrase)
                return length
            if length > 1 and (phrase in self.phrases or phrase in self.symbols):
                reading.words.append(phrase)
                return length
        token = tokens[position]
        is_letter = len(token) == 1 and token.isascii()
        if (token not in FILLERS | EVERYDAY and not is_letter) or (
            token in self.symbols and self.is_name_alone(token, reading)
        ):
            reading.words.append(token)
            is_known = any(kind_of(number) != "pages" for number in self.phrases.get(token, ()))
            if not (is_known or token in self.symbols or token in ORDINALS):
                reading.unnamed.append(reading.as_typed(token))
        return 1

    def in_order(self, tokens: Sequence[str]) -> str:
        """The tokens as a phrase; those of a name in another order as the name."""
        phrase = " ".join(tokens)
        bare = " ".join(token for token in tokens if token != TYPE)
        if len(tokens) > 2 and bare in self.phrases:
            return bare  # haemophilia type B
        if len(tokens) < 2 or phrase in self.phrases or FILLERS.intersection((tokens[0], tokens[-1])):
            return phrase
        return self.orders.get(in_any_order(tokens), phrase)

    def take_name(self, named: Iterable[int], longer: str, reading: QueryReading) -> None:
        """Notes what is named; of a disease only where no longer name has been typed."""
        for number in named:
            kind = kind_of(number)
            if longer and kind == "diseases":
                reading.parts.append(number)
                reading.other = list(dict.fromkeys([*reading.other, longer]))
            elif number not in reading.entities[kind]:
                reading.entities[kind].append(number)

    def tell_other_name(self, phrase: str, named: Iterable[int], reading: QueryReading) -> None:
        """Notes by what name the atlas has a disease that was named otherwise."""
        for number in named:
            document = self.named[number]
            same = KIND_OF_DISEASE.sub("", phrase) == KIND_OF_DISEASE.sub("", fold(document.heading))
            taken = Correction(reading.as_typed(phrase), document.heading)
            if number in reading.entities["diseases"] and not same and taken not in reading.taken_as:
                reading.taken_as.append(taken)

    def longer_name(
        self, tokens: Sequence[str], position: int, length: int, reading: QueryReading, beside: dict[int, str]
    ) -> str:
        """The name of which a phrase is but a part, as typed; "" where the words beside it belong to the sentence."""
        end = position + length
        first, last = position, end
        before = tokens[max(position - 2, 0) : position]
        if before[:1] == [TYPE] and len(before) == 2:  # type 2 diabetes
            first -= 2
        elif before and reading.words and before[-1] in GENERIC - SORTS and reading.words[-1].endswith(before[-1]):
            first -= len(reading.words[-1].split())  # T-cell lymphoma
        elif before and reading.as_typed(before[-1]) in reading.unnamed and before[-1] not in DESCRIBING | SORTS:
            first -= 1
        if tokens[end : end + 1] == [TYPE]:  # diabetes type 2
            last = min(end + 2, len(tokens))
        elif end < len(tokens) and not self.goes_on(tokens, end):
            last += 1
        words = []
        for place in range(first, last + 1):
            if place in beside:
                words.append(beside[place])
            if place < last:
                words.append(reading.as_typed(tokens[place]))
        return " ".join(words) if len(words) > length else ""

    def goes_on(self, tokens: Sequence[str], position: int) -> bool:
        """Whether a sentence goes on here with something else, rather than the name before it."""
        token = tokens[position]
        if token in FILLERS | DESCRIBING | EVERYDAY or token in self.bodies or token in self.symbols:
            return True
        if token.isdigit() or is_of_sentence(token):
            return True
        phrases = (" ".join(tokens[position:end]) for end in range(position + 1, position + LONGEST_PHRASE))
        return any(phrase in self.phrases or phrase in ABOUT or phrase in self.elsewhere for phrase in phrases)

    def is_name(self, tokens: Sequence[str], position: int, reading: QueryReading) -> bool:
        """Whether a word that names something is meant as the name, where it is also a word of a sentence."""
        word = tokens[position]
        if word not in FILLERS | EVERYDAY or self.is_name_alone(word, reading):
            return True
        if word == "als":  # a word of German sentences only
            return GERMAN.isdisjoint(tokens)
        before = reading.as_typed(tokens[position - 1]).casefold() if position else ""
        return word == "us" and before not in SPOKEN_TO

    def is_name_alone(self, token: str, reading: QueryReading) -> bool:
        """Whether it stands by itself, or in capitals as names and symbols do: WAS."""
        return fold(reading.typed) == token or reading.as_typed(token) == token.upper()

    def take_foreign(self, joined: str, reading: QueryReading) -> None:
        """Names in scripts that do not part words, wherever they stand."""
        reading.elsewhere += [
            n for n in self.elsewhere.values() if not n.isascii() and n in joined and n not in reading.elsewhere
        ]
        places = [n for n in self.elsewhere if not n.isascii()]
        for phrase in self.foreign:
            bare = phrase.replace(" ", "")
            at = joined.find(bare)
            if at < 0:
                continue
            longer = "".join(takewhile(is_of_a_name, reversed(joined[:at])))[::-1]
            for place in [*places, *(p for p in self.foreign if self.is_place(p))]:
                longer = without_sentence(longer).removesuffix(place)
            longer = without_sentence(longer)
            joined = joined.replace(bare, " ")
            for number in self.phrases[phrase]:
                kind = kind_of(number)
                if kind == "diseases" and (longer or reading.other):  # 慢性骨髄性白血病 is not 骨髄性白血病
                    reading.parts.append(number)
                    reading.other = reading.other or [longer + bare]
                elif kind in ENTITIES and number not in reading.entities[kind]:
                    reading.entities[kind].append(number)
            self.tell_other_name(phrase, self.phrases[phrase], reading)
        for phrase, about in ABOUT_ANYWHERE.items():
            if phrase in joined and about not in reading.about:
                reading.about.append(about)
                reading.asked.append(phrase)

    def take_latin(self, joined: str, reading: QueryReading) -> None:
        """Names in Latin letters amid a script that does not part words: 在日本可以用zolgensma吗."""
        for phrase in LATIN.findall(joined):
            for number in self.phrases.get(phrase, ()):
                kind = kind_of(number)
                if kind in ENTITIES and number not in reading.entities[kind]:
                    reading.entities[kind].append(number)

    def is_place(self, phrase: str) -> bool:
        """Whether a phrase is the name of a country of the atlas."""
        return any(kind_of(number) == "countries" for number in self.phrases.get(phrase, ()))

    def ways(self, phrase: str) -> list[str]:
        """The phrase, and if it is a name of something, the other names of that."""
        named = (self.named[number] for number in self.phrases.get(phrase, ()))
        if phrase in SAME:
            return [phrase, *SAME[phrase]]
        others = (fold(name) for document in named if document.kind in ALIKE for name in document.names)
        return list(dict.fromkeys([phrase, *filter(None, others)]))

    def scores(self, reading: QueryReading) -> dict[int, list[float]]:
        """The documents that match, each with how many of the words and how much they weigh; the best, if many."""
        if reading.scores is not None:
            return reading.scores
        scores: dict[int, list[float]] = {}
        phrases, numbers = self.looked_for(reading)
        rows, reading.counts = self.texts.matching(list(filter(None, phrases))) if any(phrases) else Matches((), {})
        total = self.texts.total() if rows else 0
        counts_for = {word: log(1 + total / number) if number else 1 / 2 for word, number in numbers.items()}
        terms = {term for ways in phrases for way in ways for term in way}
        whole = {term.word for term in terms if term.how is How.WHOLE}
        others = [term for term in terms if term.how is not How.WHOLE]
        sought = {term.word: term.sought for term in terms}
        asked = [[(way, frozenset(term.word for term in way)) for way in ways] for ways in phrases]
        for number, heading, weighed in rows:
            here = whole.intersection(weighed.split())
            here.update(term.word for term in others if term.sought in weighed)
            weight = {word: weight_in(weighed, sought[word]) * counts_for[word] for word in here}
            best = [
                max((sum(weight[t.word] for t in way) for way, needed in ways if needed <= here), default=0)
                for ways in asked
            ]
            if any(best):
                scores[number] = [sum(map(bool, best)), sum(best)]
                reading.headings[number] = heading
        for phrase in reading.words:
            for number in self.phrases.get(phrase, ()):
                scores.setdefault(number, [1, 0])[1] += WHOLE_NAME
            for number in self.symbols.get(phrase, ()):
                scores.setdefault(number, [1, 0])[1] += 2 * WHOLE_NAME
        reading.scores = scores
        return scores

    def looked_for(self, reading: QueryReading) -> tuple[list[Ways], Mapping[str, int]]:
        """The phrases of the reader's words, each in the ways that documents may have it; how many have each word."""
        said = [[way.split() for way in self.ways(phrase)] for phrase in reading.words]
        numbers = self.look_up(word for ways in said for way in ways for word in way)
        return [[way for way in map(self.terms_of, ways) if way] for ways in said], numbers

    def terms_of(self, way: Iterable[str]) -> list[SoughtWord]:
        """The words as documents have them; none if one is in no document."""
        terms = [self.terms[word] for word in way]
        return [term for term in terms if term] if all(terms) else []

    def with_all(self, reading: QueryReading, model: str) -> set[int]:
        """The keys of the records of a model whose documents match all of the words."""
        first, last = numbers_of(model)
        scores = self.scores(reading)
        found = {number for number, (matched, _weight) in scores.items() if matched >= len(reading.words)}
        phrases, _numbers = self.looked_for(reading)
        if phrases and all(phrases):
            found.update(self.texts.having_all(phrases, model))
        return {number - first for number in found if first <= number <= last}

    def is_found_in_parts(self, reading: QueryReading) -> bool:
        """Whether something has some of the words, and nothing all of them or one of their names."""
        matched = [matched for matched, _weight in self.scores(reading).values()]
        return bool(matched) and not reading.named and max(matched) < len(reading.words)

    def ranked(self, reading: QueryReading) -> list[int]:
        """The documents that match: what the words name, then by how many words and how much they weigh."""
        scores = self.scores(reading)
        unsaid = reading.subjects or reading.parts
        only_places = reading.entities["countries"] and not unsaid and len(reading.content) > 1
        on_place = only_places and any(matched >= len(reading.words) for matched, _weight in scores.values())
        said = (fold(reading.typed), " ".join(reading.content))
        whole = {n for phrase in said for n in (*self.phrases.get(phrase, ()), *self.symbols.get(phrase, ()))}
        subjects, places = len(reading.subjects), len(reading.entities["countries"])
        named = {number: place + (place >= subjects) for place, number in enumerate(reading.named)}
        named.update((number, subjects) for number in reading.parts if number not in reading.subjects)

        asked_of_all = self.pages_asked(reading) if only_places or not reading.named else set()

        def rank(number: int) -> tuple[float | str, ...]:
            matched, weight = scores.get(number, (0, 0))
            order = self.order_of(number, reading.headings.get(number, ""))
            own = named.get(number, len(named) + (1 if number in whole else 2))
            if number in asked_of_all:
                return -2, 0, 0, *order
            kind = kind_of(number)
            if on_place and matched >= len(reading.words):
                own = -1  # says what was asked of the place
            elif only_places and kind in SUBJECTS and matched + places >= len(reading.words):
                own = -1 + bool(on_place)  # is all that was asked of beside the place
            return own, -matched, -weight, *order

        return sorted({*scores, *named, *asked_of_all}, key=rank)

    def pages_asked(self, reading: QueryReading) -> set[int]:
        """The page that the words beside places name (compare Germany and Japan), or that has what is asked of all."""
        places = set(reading.named)
        beside = [word for word in reading.content if places.isdisjoint(self.phrases.get(word, ()))]
        names = [" ".join(beside)]
        if DEGREES.issuperset(beside):
            names += [fold(ABOUT_ALL[about]) for about in reading.about if about in ABOUT_ALL]
        return {n for name in names for n in self.phrases.get(name, ()) if kind_of(n) == "pages"}

    def beginning(self, typed: str, limit: int = 8) -> list[str]:
        """Names of therapies, diseases and countries in which a word begins so; shortest first."""
        start = fold(typed)
        if not start:
            return []
        found = {
            name
            for document in self.named.values()
            if document.kind in ENTITIES
            for name in document.names
            if f" {start}" in f" {fold(name)}"
        }
        return sorted(found, key=lambda name: (not fold(name).startswith(start), len(name), name))[:limit]
