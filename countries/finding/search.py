"""The search over everything public: one index for each content version, what it finds, best group first."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from countries.domain.search_index import (
    DEVELOPER,
    DISEASE,
    PREFIX_FROM,
    SYNONYM,
    TARGET,
    TEXT,
    WORD,
    Document,
    Index,
    Reading,
)
from countries.models import (
    Authorisation,
    Country,
    Disease,
    Funding,
    Institution,
    Jurisdiction,
    Milestone,
    MissedSearch,
    Statement,
    Therapy,
    Trial,
)
from gtlead.publication.content_version import current_version
from gtlead.records.clock import current_edition
from gtlead.records.search import fold
from gtlead.sources.models import Source
from themes.models import Question, Term, Theme, Topic

SHOWN = 20
TITLE_OF_A_SOURCE = 2  # less than what the atlas says itself
SHORT_NAME = re.compile(r"\b[A-Z](?:[A-Z-]*[A-Z]){2}\b|\b[A-Z]+-[A-Z]+\b|\bMedicaid\b|\bMedicare\b")
IN_OTHER_SCRIPT = re.compile(r"[\u3040-\uffdc]{3,}(?<![（）])")
GENE = re.compile(r"\b[A-Z][A-Z0-9-]+\b")
LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
ALSO_WRITTEN = {"BLA": ("STN", "BL", "STN BL"), "ARTG": ("AUST R", "AUST", "ARTG ID"), "PLGB": ("PL",)}
LETTERS_THEN_DIGITS = re.compile(r"([A-Za-z]+)(\d+)")
TITLES: dict[str, str | Promise] = {
    "diseases": _("Diseases"),
    "therapies": _("Therapies"),
    "countries": _("Countries"),
    "themes": _("Themes"),
    "glossary": _("Glossary"),
    "questions": _("Questions of ethics"),
    "institutions": _("Institutions"),
    "milestones": _("Milestones"),
    "statements": _("Statements"),
    "sources": _("Sources"),
    "trials": _("Trials"),
    "charts": _("Charts"),
    "pages": _("Pages"),
}
PAGES: tuple[tuple[str, str | Promise, str], ...] = (
    ("diseases", _("Diseases"), "all diseases\nlist of diseases"),
    ("therapies", _("Therapies"), "all therapies\nlist of therapies\nproducts"),
    ("matrix", _("Therapies by country"), "matrix"),
    ("prices", _("Prices"), "all prices\nprices in dollars\nprices in euros\ncosts compared"),
    ("countries", _("Countries"), "all countries"),
    ("compare", _("Compare countries"), "compare\ncomparison\ndifferences\nversus\nvs"),
    ("trials", _("Trials"), "clinical trials\nclinical studies\nstudies"),
    ("timeline", _("Timeline"), "history\nchronology"),
    ("indicators", _("Indicators"), "numbers\nstatistics"),
    ("glossary", _("Glossary"), "terms\ndictionary"),
    ("sources", _("Sources"), "bibliography\nreferences"),
    ("data", _("Open data"), "download\ncsv\njson\ndata"),
    ("changes", _("Changes"), "news\nwhat is new\nupdates"),
    ("corrections", _("Corrections"), "errors\nmistakes"),
    ("privacy", _("Privacy"), "cookies\ndata protection"),
    ("about", _("About the atlas"), "about\ncontact\nmethod\nwhat counts"),
)
# What readers call the fields of medicine; their page lists all diseases of the field.
FIELDS = {
    Disease.Area.BLOOD_CANCER: "cancer of the blood;cancers of the blood",
    Disease.Area.SOLID_TUMOUR: "solid tumour;solid cancer",
    Disease.Area.HAEMATOLOGY: "blood disease;blood disorder;diseases of the blood;rare blood disease;Blutkrankheit",
    Disease.Area.IMMUNOLOGY: "immune disease;immune system;immune disorder;immune deficiency;immunodeficiency",
    Disease.Area.INFECTION: "infectious disease;viral infection",
    Disease.Area.METABOLIC: "metabolic disease;metabolic disorder;inborn error of metabolism;Stoffwechselkrankheit",
    Disease.Area.NEUROLOGY: "brain;brain disease;nerves;nervous system;neurological disease;brain disorder;Gehirn",
    Disease.Area.NEUROMUSCULAR: "muscles;muscle disease;neuromuscular disorder;muscle wasting;Muskelkrankheit",
    Disease.Area.OPHTHALMOLOGY: "eye;eyes;eye disease;vision;ophthalmology;retina;Auge;Augen;Blindheit;Augenkrankheit",
    Disease.Area.OTOLOGY: "ear;ears;hearing;Taubheit;Gehörlosigkeit;Hören",
    Disease.Area.DERMATOLOGY: "skin;skin disease;dermatology;Haut;Hautkrankheit",
    Disease.Area.CARDIOVASCULAR: "heart;heart disease;blood vessels;cardiology;Herz",
    Disease.Area.RESPIRATORY: "lungs;lung disease;airways",
    Disease.Area.MUSCULOSKELETAL: "bones;joints;bone disease",
    Disease.Area.KIDNEY: "kidney disease;kidney;Niere",
    Disease.Area.DIGESTIVE: "liver;bowel;liver disease;gut;Leber",
    Disease.Area.MENTAL_HEALTH: "mental illness;psychiatry",
}


@dataclass(frozen=True)
class Hit:
    """Something that was found; the passage in pieces, each marked or not."""

    heading: str
    pieces: tuple[tuple[str, bool], ...]
    url: str
    aside: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The passage as it stands."""
        return "".join(piece for piece, _marked in self.pieces)


@dataclass(frozen=True)
class HitGroup:
    """The hits of one kind; `count` may be more than are shown."""

    name: str
    title: str | Promise
    count: int
    hits: tuple[Hit, ...]

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.count - len(self.hits)


_kept: tuple[int, Index] | None = None


def index() -> Index:
    """The index of what is public now; one made in a transaction or an edition is not kept for others."""
    global _kept  # noqa: PLW0603 - one for each process
    if current_edition():
        return Index(documents())
    version = current_version()
    if _kept and _kept[0] == version:
        return _kept[1]
    made = Index(documents())
    if not may_be_rolled_back():
        _kept = (version, made)
    return made


def may_be_rolled_back() -> bool:
    """Whether a transaction is open, so that its version may be given to other content."""
    return connection.in_atomic_block


def find(words: str, found: Index | None = None, reading: Reading | None = None) -> list[HitGroup]:
    """What matches the words, by kind, the group with the best hit first."""
    found = found or index()
    reading = reading or found.read(words)
    by_kind: dict[str, list[Document]] = {}
    for number in found.ranked(reading):
        document = found.documents[number]
        by_kind.setdefault(document.kind, []).append(document)
    return [
        HitGroup(kind, TITLES[kind], len(listed), tuple(hit_of(document, reading) for document in listed[:SHOWN]))
        for kind, listed in by_kind.items()
    ]


def count_if_missed(reading: Reading, found: Index) -> None:
    """Counts words that nothing in the atlas of today has, for the editors; nothing personal is kept."""
    if (reading.words or reading.dropped) and not (current_edition() or found.ranked(reading)):
        MissedSearch.objects.count_one(fold(reading.typed))


def hit_of(document: Document, reading: Reading) -> Hit:
    """A document as it is shown."""
    words = [word for phrase in reading.words for word in phrase.split()]
    return Hit(document.heading, marked(passage(document.text, words), words), document.url, document.aside)


def is_meant(word: str, words: Iterable[str]) -> bool:
    """Whether a word of a text is one that was looked for, or begins so."""
    parts = fold(word).split()
    return any(
        part == wanted or (len(wanted) >= PREFIX_FROM and part.startswith(wanted)) for part in parts for wanted in words
    )


def passage(text: str, words: Iterable[str]) -> str:
    """The sentence with most of the words, else the text from its beginning."""
    wanted = list(words)
    sentences = text.replace("! ", "!\n").replace("? ", "?\n").replace(". ", ".\n").splitlines() or [""]
    found = {s: sum(is_meant(word, wanted) for word in WORD.findall(s)) for s in sentences}
    best = max(sentences, key=lambda sentence: found[sentence])
    return best if found[best] else text


def marked(text: str, words: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces: what was looked for, and what stands between."""
    wanted, pieces, end = list(words), [], 0
    for match in WORD.finditer(text):
        if is_meant(match.group(), wanted):
            pieces += [(text[end : match.start()], False), (match.group(), True)]
            end = match.end()
    return tuple(piece for piece in (*pieces, (text[end:], False)) if piece[0])


def documents() -> Iterator[Document]:
    """Everything public that can be found, each kind by its own reader."""
    for read in READERS:
        yield from read()


def disease_documents() -> Iterator[Document]:
    """Diseases by all their names, genes and the therapies for them."""
    for disease in Disease.objects.published().with_therapies():
        brands = [therapy.brand for therapy in disease.therapies.all()]
        fields = ((TARGET, disease.target), (DISEASE, " ".join(brands)), (TEXT, disease.summary))
        yield Document(
            "diseases",
            disease.slug,
            disease.name,
            disease.get_absolute_url(),
            tuple(disease.names),
            (*fields, (TARGET, " ".join(disease.codes))),
            disease.summary,
            tuple(brands),
            tuple(filter(None, (*disease.target.split("; "), *GENE.findall(disease.target), *disease.codes))),
        )


def therapy_documents() -> Iterator[Document]:
    """Therapies by their names, diseases, target and developer; with what their authorisations say."""
    said: dict[int, list[str]] = {}
    numbers: dict[int, list[str]] = {}
    for a in Authorisation.objects.published():
        said.setdefault(a.therapy_id, []).append(f"{a.indication} {a.holder} {a.register_url} {a.note}")
        numbers.setdefault(a.therapy_id, []).extend(written_forms(a.register_number))
    # Of two that words fit alike the one with more licences stands first.
    for therapy in sorted(Therapy.objects.published().with_diseases(), key=lambda t: -len(said.get(t.pk, ()))):
        names = (therapy.brand, therapy.inn, *therapy.other_names.splitlines())
        diseases = [name for disease in therapy.diseases.all() for name in disease.names]
        yield Document(
            "therapies",
            therapy.slug,
            therapy.brand,
            therapy.get_absolute_url(),
            tuple(name for name in names if name),
            (
                (DISEASE, " ".join((therapy.disease, therapy.disease_synonyms, *diseases))),
                (TARGET, f"{therapy.target} {therapy.vector} {therapy.get_modality_display()}"),
                (DEVELOPER, therapy.developer),
                (TEXT, " ".join((therapy.summary, therapy.mechanism, therapy.first, *said.get(therapy.pk, ())))),
            ),
            f"{therapy.disease}. {therapy.summary}",
            tuple(names[1:]),
            tuple(dict.fromkeys(numbers.get(therapy.pk, ()))),
        )


def written_forms(number: str) -> Iterator[str]:
    """A number of a register in the ways it is written: `BLA125610` also apart, bare, as STN; ARTG also as AUST R."""
    for one in filter(None, number.split("; ")):
        apart = LETTERS_THEN_DIGITS.sub(r"\1 \2", one)
        *_before, digits = re.split(r"\D+", one)
        yield from dict.fromkeys((one, apart, digits, LEADING_ZEROS.sub("", one), LEADING_ZEROS.sub("", digits)))
        kind = apart.partition(" ")[0]
        yield from (f"{other} {digits}" for other in ALSO_WRITTEN.get(kind, ()))


def country_documents() -> Iterator[Document]:
    """Countries by their names and those of their regulators."""
    regulators: dict[int, list[str]] = {}
    bodies: dict[int, set[str]] = {}
    for place in Jurisdiction.objects.published().prefetch_related("countries"):
        for country in place.countries.all():
            regulators.setdefault(country.pk, []).append(f"{place.regulator} {place.regulator_local}")
            bodies.setdefault(country.pk, set()).update(SHORT_NAME.findall(place.regulator))
    for country_pk, payer in Funding.objects.published().values_list("country", "payer").distinct():
        bodies.setdefault(country_pk, set()).update(SHORT_NAME.findall(payer))
    for body in Institution.objects.published().filter(kind=Institution.Kind.PUBLIC_BODY):
        local = IN_OTHER_SCRIPT.findall(body.local_name)
        bodies.setdefault(body.country_id, set()).update(SHORT_NAME.findall(body.name), local)
    for country in Country.objects.published():
        names = (country.name, country.official_name, country.iso2, country.iso3, *country.other_names.splitlines())
        yield Document(
            "countries",
            country.slug,
            country.name,
            country.get_absolute_url(),
            names,
            (
                (DEVELOPER, " ".join(regulators.get(country.pk, ()))),
                (TEXT, f"{country.leads_in} {country.summary}"),
            ),
            country.summary,
            bodies=tuple(sorted(bodies.get(country.pk, ()))),
        )


def theme_documents() -> Iterator[Document]:
    """Themes, and the topics of the comparison."""
    for theme in Theme.objects.published():
        fields = ((TEXT, f"{theme.question} {theme.introduction}"),)
        yield Document(
            "themes", theme.slug, theme.name, theme.get_absolute_url(), (theme.name, theme.slug), fields, theme.question
        )
    for topic in Topic.objects.published().select_related("theme"):
        yield Document(
            "themes",
            topic.slug,
            topic.name,
            topic.get_absolute_url(),
            (topic.name,),
            ((TEXT, topic.question),),
            topic.question,
        )


def term_documents() -> Iterator[Document]:
    """The glossary."""
    for term in Term.objects.published():
        names = (term.term, *term.synonyms.splitlines())
        fields = ((TEXT, term.definition),)
        yield Document("glossary", term.slug, term.term, term.get_absolute_url(), names, fields, term.definition)


def question_documents() -> Iterator[Document]:
    """The questions of ethics."""
    for question in Question.objects.published():
        fields = ((SYNONYM, question.practice), (TEXT, question.summary))
        address = question.get_absolute_url()
        yield Document("questions", question.slug, question.title, address, (question.title,), fields, question.summary)


def institution_documents() -> Iterator[Document]:
    """Institutions by name and what they do."""
    for one in Institution.objects.published().select_related("country"):
        yield Document(
            "institutions",
            one.slug,
            f"{one.name}, {one.country.name}",
            one.get_absolute_url(),
            tuple(filter(None, (one.name, one.local_name))),
            ((DEVELOPER, f"{one.city} {one.country.name}"), (TEXT, one.role)),
            one.role,
        )


def milestone_documents() -> Iterator[Document]:
    """Milestones by what happened."""
    for one in Milestone.objects.published().for_timeline():
        places = [country.name for country in one.countries.all()]
        yield Document(
            "milestones",
            one.slug,
            f"{one.date[:4]}: {one.title}",
            one.get_absolute_url(),
            (),
            ((DEVELOPER, one.title), (TEXT, " ".join((one.detail, *places)))),
            one.detail,
        )


def statement_documents() -> Iterator[Document]:
    """Statements by country and topic."""
    for one in Statement.objects.published().select_related("country", "topic__theme"):
        yield Document(
            "statements",
            one.slug,
            f"{one.country.name}: {one.topic.name}",
            one.get_absolute_url(),
            (),
            (
                (TARGET, f"{one.topic.name} {one.topic.theme.name}"),
                (TEXT, f"{one.country.name} {one.value} {one.text}"),
            ),
            one.text,
        )


def source_documents() -> Iterator[Document]:
    """Sources by title, publisher and address."""
    for one in Source.objects.published().cited():
        fields = ((TITLE_OF_A_SOURCE, one.title), (TEXT, f"{one.publisher} {one.url} {one.note}"))
        yield Document("sources", one.slug, one.title, one.get_absolute_url(), (), fields, one.publisher)


def trial_documents() -> Iterator[Document]:
    """Trials by number, title, conditions and sponsor."""
    for one in Trial.objects.published():
        fields = ((TARGET, one.number), (DEVELOPER, one.title), (TEXT, f"{one.conditions} {one.sponsor}"))
        address = one.get_absolute_url()
        yield Document("trials", one.number, str(one), address, (), fields, one.sponsor, symbols=(one.number,))


def chart_documents() -> Iterator[Document]:
    """The charts."""
    from countries.charts.catalogue import CHARTS  # noqa: PLC0415 - charts have filters, and filters search

    for chart in CHARTS.values():
        title = str(chart.title)
        note = chart.note if isinstance(chart.note, str) else str(chart.note)
        fields = ((TEXT, note), (DEVELOPER, "chart diagram graph picture"))
        yield Document(
            "charts", chart.name, title, reverse("chart-page", args=[chart.name]), (title, chart.name), fields, note
        )


def page_documents() -> Iterator[Document]:
    """The pages that stand by themselves."""
    for name, title, words in PAGES:
        yield Document("pages", name, str(title), reverse(name), (str(title), *words.splitlines()))


def field_documents() -> Iterator[Document]:
    """The diseases of each field of medicine that has any."""
    used = set(Disease.objects.published().values_list("area", flat=True))
    for area, words in FIELDS.items():
        if area in used:
            label = str(area.label)
            name = str(_("Diseases: %(field)s")) % {"field": label}
            address = f"{reverse('diseases')}?area={area.value}"
            yield Document("pages", area.value, name, address, (label, *words.split(";")))


READERS: tuple[Callable[[], Iterator[Document]], ...] = (
    disease_documents,
    therapy_documents,
    country_documents,
    theme_documents,
    term_documents,
    question_documents,
    institution_documents,
    milestone_documents,
    statement_documents,
    source_documents,
    trial_documents,
    chart_documents,
    page_documents,
    field_documents,
)
