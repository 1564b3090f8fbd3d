"""What makes a document of the search of each public record: one reader for each model."""

import re
from collections.abc import Callable, Collection, Iterator
from operator import attrgetter

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from countries.domain.search_documents import DEVELOPER, DISEASE, SYNONYM, TARGET, TEXT, Document, number_of
from countries.models import (
    Authorisation,
    Country,
    Disease,
    Funding,
    Institution,
    Membership,
    Milestone,
    Statement,
    Therapy,
    Trial,
)
from gtlead.sources.models import Source
from themes.models import Question, Term, Theme, Topic

type Keys = Collection[int] | None  # of records; None: all
type Found = Iterator[tuple[int, Document]]  # by key

AT_ONCE = 500  # records read together
TITLE_OF_A_SOURCE = 2  # less than what the atlas says itself
SHORT_NAME = re.compile(r"\b[A-Z](?:[A-Z-]*[A-Z]){2}\b|\b[A-Z]+-[A-Z]+\b|\bMedicaid\b|\bMedicare\b")
IN_OTHER_SCRIPT = re.compile(r"[\u3040-\uffdc]{3,}(?<![（）])")
GENE = re.compile(r"\b[A-Z][A-Z0-9-]+\b")
LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
ALSO_WRITTEN = {"BLA": ("STN", "BL", "STN BL"), "ARTG": ("AUST R", "AUST", "ARTG ID"), "PLGB": ("PL",)}
LETTERS_THEN_DIGITS = re.compile(r"([A-Za-z]+)(\d+)")
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


def documents() -> Iterator[tuple[int, Document]]:
    """Everything public that can be found, by number."""
    for model in READERS:
        yield from documents_of(model)


def documents_of(model: str, keys: Keys = None) -> Iterator[tuple[int, Document]]:
    """What the public records of a model make, by number; only of these records if any keys are given."""
    return ((number_of(model, key), document) for key, document in READERS[model](keys))


def among[Rows: QuerySet[Model]](records: Rows, keys: Keys, field: str = "pk") -> Rows:
    """The records with these keys, or with them in a field."""
    return records if keys is None else records.filter(**{f"{field}__in": keys})


def disease_documents(keys: Keys) -> Found:
    """Diseases by all their names, genes and the therapies for them."""
    for disease in among(Disease.objects.published(), keys).for_list():
        brands = sorted(therapy.brand for therapy in disease.therapies.all())
        fields = ((TARGET, disease.target), (DISEASE, " ".join(brands)), (TEXT, disease.summary))
        yield (
            disease.pk,
            Document(
                "diseases",
                disease.slug,
                disease.name,
                disease.get_absolute_url(),
                tuple(disease.names),
                (*fields, (TARGET, " ".join(disease.codes))),
                disease.summary,
                tuple(brands),
                tuple(filter(None, (*disease.target.split("; "), *GENE.findall(disease.target), *disease.codes))),
            ),
        )


def therapy_documents(keys: Keys) -> Found:
    """Therapies by their names, diseases, target and developer; with what their authorisations say."""
    said: dict[int, list[str]] = {}
    numbers: dict[int, list[str]] = {}
    for a in among(Authorisation.objects.published(), keys, "therapy").iterator(AT_ONCE):
        said.setdefault(a.therapy_id, []).append(f"{a.indication} {a.holder} {a.register_url} {a.note}")
        numbers.setdefault(a.therapy_id, []).extend(written_forms(a.register_number))
    for therapy in among(Therapy.objects.published(), keys).with_diseases():
        names = (therapy.brand, therapy.inn, *therapy.other_names.splitlines())
        treated = sorted(therapy.diseases.all(), key=attrgetter("name"))
        diseases = [name for disease in treated for name in disease.names]
        yield (
            therapy.pk,
            Document(
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
                standing=len(
                    said.get(therapy.pk, ())
                ),  # of two that words fit alike the one with more licences is first
            ),
        )


def written_forms(number: str) -> Iterator[str]:
    """A number of a register in the ways it is written: `BLA125610` also apart, bare, as STN; ARTG also as AUST R."""
    for one in filter(None, number.split("; ")):
        apart = LETTERS_THEN_DIGITS.sub(r"\1 \2", one)
        *_before, digits = re.split(r"\D+", one)
        yield from dict.fromkeys((one, apart, digits, LEADING_ZEROS.sub("", one), LEADING_ZEROS.sub("", digits)))
        kind = apart.partition(" ")[0]
        yield from (f"{other} {digits}" for other in ALSO_WRITTEN.get(kind, ()))


def country_documents(keys: Keys) -> Found:
    """Countries by their names and those of their regulators."""
    regulators: dict[int, list[str]] = {}
    bodies: dict[int, set[str]] = {}
    for one in among(Membership.objects.published(), keys, "country").select_related("jurisdiction"):
        place = one.jurisdiction
        regulators.setdefault(one.country_id, []).append(f"{place.regulator} {place.regulator_local}")
        bodies.setdefault(one.country_id, set()).update(SHORT_NAME.findall(place.regulator))
    paying = among(Funding.objects.published(), keys, "country")
    for country_pk, payer in paying.order_by().values_list("country", "payer").distinct():
        bodies.setdefault(country_pk, set()).update(SHORT_NAME.findall(payer))
    for body in among(Institution.objects.published().filter(kind=Institution.Kind.PUBLIC_BODY), keys, "country"):
        local = IN_OTHER_SCRIPT.findall(body.local_name)
        bodies.setdefault(body.country_id, set()).update(SHORT_NAME.findall(body.name), local)
    for country in among(Country.objects.published(), keys):
        names = (country.name, country.official_name, country.iso2, country.iso3, *country.other_names.splitlines())
        yield (
            country.pk,
            Document(
                "countries",
                country.slug,
                country.name,
                country.get_absolute_url(),
                names,
                (
                    (DEVELOPER, " ".join(sorted(regulators.get(country.pk, ())))),
                    (TEXT, f"{country.leads_in} {country.summary}"),
                ),
                country.summary,
                bodies=tuple(sorted(bodies.get(country.pk, ()))),
            ),
        )


def theme_documents(keys: Keys) -> Found:
    """Themes."""
    for theme in among(Theme.objects.published(), keys):
        fields = ((TEXT, f"{theme.question} {theme.introduction}"),)
        names = (theme.name, theme.slug)
        address = theme.get_absolute_url()
        yield theme.pk, Document("themes", theme.slug, theme.name, address, names, fields, theme.question)


def topic_documents(keys: Keys) -> Found:
    """The topics of the comparison."""
    for topic in among(Topic.objects.published(), keys).select_related("theme"):
        fields = ((TEXT, topic.question),)
        address = topic.get_absolute_url()
        yield topic.pk, Document("themes", topic.slug, topic.name, address, (topic.name,), fields, topic.question)


def term_documents(keys: Keys) -> Found:
    """The glossary."""
    for term in among(Term.objects.published(), keys):
        names = (term.term, *term.synonyms.splitlines())
        fields = ((TEXT, term.definition),)
        yield (
            term.pk,
            Document("glossary", term.slug, term.term, term.get_absolute_url(), names, fields, term.definition),
        )


def question_documents(keys: Keys) -> Found:
    """The questions of ethics."""
    for question in among(Question.objects.published(), keys):
        fields = ((SYNONYM, question.practice), (TEXT, question.summary))
        title, address = question.title, question.get_absolute_url()
        yield question.pk, Document("questions", question.slug, title, address, (title,), fields, question.summary)


def institution_documents(keys: Keys) -> Found:
    """Institutions by name and what they do."""
    for one in among(Institution.objects.published(), keys).select_related("country"):
        yield (
            one.pk,
            Document(
                "institutions",
                one.slug,
                f"{one.name}, {one.country.name}",
                one.get_absolute_url(),
                tuple(filter(None, (one.name, one.local_name))),
                ((DEVELOPER, f"{one.city} {one.country.name}"), (TEXT, one.role)),
                one.role,
            ),
        )


def milestone_documents(keys: Keys) -> Found:
    """Milestones by what happened."""
    for one in among(Milestone.objects.published(), keys).for_counting():
        places = sorted(country.name for country in one.countries.all())
        yield (
            one.pk,
            Document(
                "milestones",
                one.slug,
                f"{one.date[:4]}: {one.title}",
                one.get_absolute_url(),
                (),
                ((DEVELOPER, one.title), (TEXT, " ".join((one.detail, *places)))),
                one.detail,
            ),
        )


def statement_documents(keys: Keys) -> Found:
    """Statements by country and topic."""
    for one in among(Statement.objects.published(), keys).select_related("country", "topic__theme").iterator(AT_ONCE):
        yield (
            one.pk,
            Document(
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
            ),
        )


def source_documents(keys: Keys) -> Found:
    """Sources by title, publisher and address."""
    for one in Source.objects.published().cited(keys).iterator(AT_ONCE):
        fields = ((TITLE_OF_A_SOURCE, one.title), (TEXT, f"{one.publisher} {one.url} {one.note}"))
        yield one.pk, Document("sources", one.slug, one.title, one.get_absolute_url(), (), fields, one.publisher)


def trial_documents(keys: Keys) -> Found:
    """Trials by number, title, conditions and sponsor."""
    for one in among(Trial.objects.published(), keys).iterator(AT_ONCE):
        fields = ((TARGET, one.number), (DEVELOPER, one.title), (TEXT, f"{one.conditions} {one.sponsor}"))
        address = one.get_absolute_url()
        symbols = (one.number,)
        yield one.pk, Document("trials", one.number, str(one), address, (), fields, one.sponsor, symbols=symbols)


def chart_documents(keys: Keys) -> Found:
    """The charts."""
    from countries.charts.catalogue import CHARTS  # noqa: PLC0415 - charts have filters, and filters search

    for place, chart in enumerate(CHARTS.values()):
        title = str(chart.title)
        note = chart.note if isinstance(chart.note, str) else str(chart.note)
        fields = ((TEXT, note), (DEVELOPER, "chart diagram graph picture"))
        address = reverse("chart-page", args=[chart.name])
        yield place, Document("charts", chart.name, title, address, (title, chart.name), fields, note)


def page_documents(keys: Keys) -> Found:
    """The pages that stand by themselves."""
    for place, (name, title, words) in enumerate(PAGES):
        yield place, Document("pages", name, str(title), reverse(name), (str(title), *words.splitlines()))


def field_documents(keys: Keys) -> Found:
    """The diseases of each field of medicine that has any."""
    used = set(Disease.objects.published().values_list("area", flat=True))
    for place, (area, words) in enumerate(FIELDS.items()):
        if area in used:
            label = str(area.label)
            name = str(_("Diseases: %(field)s")) % {"field": label}
            address = f"{reverse('diseases')}?area={area.value}"
            yield place, Document("pages", area.value, name, address, (label, *words.split(";")))


READERS: dict[str, Callable[[Keys], Found]] = {
    "disease": disease_documents,
    "therapy": therapy_documents,
    "country": country_documents,
    "theme": theme_documents,
    "topic": topic_documents,
    "term": term_documents,
    "question": question_documents,
    "institution": institution_documents,
    "milestone": milestone_documents,
    "statement": statement_documents,
    "source": source_documents,
    "trial": trial_documents,
    "chart": chart_documents,
    "page": page_documents,
    "field": field_documents,
}
