"""Fetches what an answer needs: therapies and diseases that words name, in the countries that they name."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from countries.access import access_on
from countries.domain import shapes
from countries.domain.answers import About, Sentence, across, counted, headline, is_named, of_therapy, place
from countries.domain.authorisation import AccessMap
from countries.domain.disease_page import CountryPart, country_parts
from countries.domain.matrix import make_rows
from countries.domain.search_index import Index, QueryReading
from countries.models import Country, Disease, Span, Therapy
from gtlead.records.search import fold
from gtlead.sources.shapes import Document
from gtlead.sources.witness import Witness, in_order

MOST = 4  # answers to one question
TREATING = frozenset(fold(word) for word in ("treatment", "treat", "cure", "therapy", "therapies", "available"))
COUNTING = frozenset(fold(word) for word in ("many", "number"))
NAMED = 6  # diseases that the front page names


@dataclass(frozen=True)
class Answer:
    """What is said of one subject in one country, or of a disease anywhere; with its lasting address."""

    headline: str
    sentences: list[Sentence]
    url: str
    label: str
    country: shapes.Country | None = None

    @property
    def sources(self) -> list[Document]:
        """The sources of all sentences, each once, the best witness first."""
        return in_order(dict.fromkeys(source for sentence in self.sentences for source in sentence.sources))

    @property
    def witness(self) -> Witness:
        """The first of them in a line."""
        return Witness(self.sources[0], len(self.sources) - 1)


def answers_to(reading: QueryReading, index: Index, country: str = "") -> list[Answer]:
    """An answer for each subject and country that the words name; none where nothing is understood."""

    def slugs(kind: str) -> list[str]:
        return [index.named[number].key for number in reading.entities[kind]]

    places = list(dict.fromkeys([country, *slugs("countries")] if country else slugs("countries")))
    therapies, diseases = slugs("therapies"), slugs("diseases")
    if diseases and (places or not (therapies or reading.elsewhere)):
        return list(of_diseases(diseases, places, reading, therapies))[:MOST]
    if therapies and places:
        return list(of_therapies(therapies, places, reading))[:MOST]
    if therapies and reading.is_everywhere and not reading.elsewhere:
        return list(of_therapies_everywhere(therapies, reading))[:MOST]
    if places and asks_how_many(reading):
        return list(of_countries(places))[:MOST]
    return []


def asks_how_many(reading: QueryReading) -> bool:
    """Whether the words ask which therapies are authorised in a country, and nothing narrower."""
    is_asked = About.AUTHORISED in reading.about or not COUNTING.isdisjoint(fold(reading.typed).split())
    is_asked = is_asked and {About.AUTHORISED, About.AVAILABLE}.issuperset(reading.about)
    others = [word for word in reading.content if word not in COUNTING]
    narrower = reading.subjects or reading.other or reading.dropped or reading.elsewhere
    return is_asked and not narrower and len(others) == len(reading.entities["countries"])


def not_understood(reading: QueryReading, country: str = "") -> list[str]:
    """What the question names that the atlas has not, or lacks; said, so that nothing is taken for an answer."""
    said = [_("%(place)s is not one of the countries of the atlas.") % {"place": p} for p in reading.elsewhere]
    said += [
        _("“%(name)s” is no name in the atlas, and no answer is given for a part of it.") % {"name": name}
        for name in reading.other
    ]
    asks = reading.about or any(word in TREATING for word in fold(reading.typed).split())
    if asks and not (reading.subjects or reading.other):
        unknown = [" ".join(reading.unnamed)] if reading.unnamed else reading.dropped
        said += [_("No therapy or disease of the atlas is called “%(word)s”.") % {"word": word} for word in unknown]
    only_diseases = reading.entities["diseases"] and not reading.entities["therapies"]
    if reading.about and only_diseases and not (country or reading.entities["countries"] or reading.elsewhere):
        said.append(_("Choose a country for an answer."))
    return said


def answer_of_therapy(therapy: Therapy, country: Country) -> Answer:
    """What its page says of one country."""
    (answer,) = of_therapies([therapy.slug], [country.slug], QueryReading(""))
    return answer


def of_therapies(slugs: Iterable[str], places: Iterable[str], reading: QueryReading) -> Iterable[Answer]:
    """On each therapy in each country."""
    therapies = list(Therapy.objects.published().filter(slug__in=slugs).for_table())
    countries = list(Country.objects.published().filter(slug__in=places))
    access = access_on(therapies=[therapy.pk for therapy in therapies])
    for row in make_rows(therapies, countries, access):
        for cell in row.cells:
            yield Answer(
                headline([cell.standing.kind]),
                of_therapy(cell, row.therapy.brand, reading.about),
                f"{row.therapy.get_absolute_url()}?country={cell.country.slug}",
                _("%(subject)s in %(country)s") % {"subject": row.therapy.brand, "country": place(cell.country)},
                cell.country,
            )


def of_therapies_everywhere(slugs: Iterable[str], reading: QueryReading) -> Iterable[Answer]:
    """On each therapy in all countries."""
    therapies = Therapy.objects.published().filter(slug__in=slugs).for_table()
    for row in make_rows(therapies, list(Country.objects.published()), access_on()):
        brand = row.therapy.brand
        yield Answer("", across(row.cells, brand, reading.about), row.therapy.get_absolute_url(), brand)


def of_countries(slugs: Iterable[str]) -> Iterable[Answer]:
    """Which therapies are authorised in each country."""
    countries = list(Country.objects.published().filter(slug__in=slugs))
    rows = make_rows(Therapy.objects.published().for_table(), countries, access_on())
    for place_in_row, country in enumerate(countries):
        cells = [(row.therapy.brand, row.cells[place_in_row]) for row in rows]
        address = f"{reverse('therapies')}?authorised_in={country.slug}"
        yield Answer("", [counted(country, cells)], address, str(country), country)


def of_diseases(
    slugs: Iterable[str], places: Iterable[str], reading: QueryReading, therapies: Sequence[str] = ()
) -> Iterable[Answer]:
    """On each disease in each country, of the therapies named; without a country, which therapies the atlas has."""
    diseases = list(Disease.objects.published().filter(slug__in=slugs).for_page())
    countries = list(Country.objects.published().filter(slug__in=places))
    if not countries:
        for disease in diseases:
            yield Answer("", [anywhere(disease)], disease.get_absolute_url(), disease.name)
        return
    access = access_on(therapies=[therapy.pk for disease in diseases for therapy in disease.therapies.all()])
    for disease in diseases:
        named = [therapy for therapy in disease.therapies.all() if therapy.slug in therapies]
        for part in country_parts(disease, countries, access):
            if therapies and not named:
                yield replace(answer_of_part(part, reading.about), headline="", sentences=[not_for(therapies, disease)])
            elif named:
                here = [here for here in part.therapies if here.therapy in named]
                yield answer_of_part(replace(part, therapies=here), reading.about)
            else:
                yield answer_of_part(part, reading.about)


def answer_of_part(part: CountryPart, about: Sequence[About]) -> Answer:
    """What is said of a disease in one country."""
    return Answer(
        part.headline,
        part.sentences(about),
        f"{part.disease.get_absolute_url()}?country={part.country.slug}",
        _("%(subject)s in %(country)s") % {"subject": part.disease.name, "country": place(part.country)},
        part.country,
    )


def not_for(slugs: Iterable[str], disease: Disease) -> Sentence:
    """That the therapies named are for other diseases, as far as the atlas knows."""
    therapies = list(Therapy.objects.published().filter(slug__in=slugs).for_table())
    words = _("In the atlas, %(brands)s is not a therapy for %(disease)s but for: %(uses)s.")
    uses = dict.fromkeys(one.name for therapy in therapies for one in therapy.diseases.all())
    brands = ", ".join(therapy.brand for therapy in therapies)
    names = {"brands": brands, "disease": disease.name, "uses": ", ".join(uses) or therapies[0].disease}
    return Sentence(words % names, tuple(therapies))


def anywhere(disease: Disease) -> Sentence:
    """Which therapies for the disease the atlas has."""
    therapies = list(disease.therapies.all())
    if not therapies:
        words = _("No authorisation of a gene therapy for %(disease)s is in the atlas.")
        return Sentence(words % {"disease": disease.name})
    brands = ", ".join(therapy.brand for therapy in therapies)
    words = _("Gene therapies for %(disease)s in the atlas: %(brands)s.")
    return Sentence(words % {"disease": disease.name, "brands": brands}, tuple(therapies))


def widely_treated(access: AccessMap, pairs: Iterable[tuple[int, int]]) -> list[Disease]:
    """Those with a therapy licensed for it in most countries, as many as a line holds; two queries.

    `pairs` are the keys of all public therapies, each with that of a disease that it is for.
    """
    diseases = {disease.pk: disease for disease in Disease.objects.published()}
    treated: dict[int, list[int]] = {}
    for therapy, disease in pairs:
        if disease in diseases:
            treated.setdefault(therapy, []).append(disease)
    reach: dict[int, set[int]] = {}
    for therapy, uses in treated.items():
        if len(uses) == 1:
            standings = access.standings(therapy).items()
            reach.setdefault(uses[0], set()).update(place for place, one in standings if one.is_authorised)
    several = [therapy for therapy, uses in treated.items() if len(uses) > 1]
    for therapy, country, *indications in Span.objects.on(access.day).of(several).licensed().indications():
        for disease in treated[therapy]:
            if any(is_named(diseases[disease], indication) for indication in indications if indication):
                reach.setdefault(disease, set()).add(country)
    found = sorted((pk for pk in reach if reach[pk]), key=lambda pk: (-len(reach[pk]), diseases[pk].name))
    return [diseases[pk] for pk in found[:NAMED]]


def example_among(
    diseases: Iterable[Disease], countries: Sequence[Country], access: AccessMap, pairs: Sequence[tuple[int, int]]
) -> Answer | None:
    """An answer that shows what may be asked: one therapy with its licence and a payer's decision, or none."""
    uses = Counter(therapy for therapy, _disease in pairs)
    for disease in diseases:
        treating = {therapy for therapy, use in pairs if use == disease.pk}
        for country in countries:
            here = treating & access.reached(country.pk)
            if len(here) != 1:
                continue
            [therapy] = here
            is_decided = country.pk in (access.decided_in(therapy) or ())
            if uses[therapy] == 1 and is_decided and (found := example(disease, country)):
                return found
    return None


def example(disease: Disease, country: Country) -> Answer | None:
    """What is said of the disease there, if it is of one therapy for nothing else, and a payer decides on it."""
    detailed = Disease.objects.published().for_page().get(pk=disease.pk)
    therapies = [therapy.pk for therapy in detailed.therapies.all()]
    [part] = country_parts(detailed, [country], access_on(therapies=therapies, countries=[country.pk]))
    only = part.therapies[0] if len(part.therapies) == 1 else None
    return answer_of_part(part, ()) if only and only.payers and len(only.therapy.diseases.all()) == 1 else None
