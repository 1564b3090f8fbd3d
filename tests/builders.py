"""Typed builders: each makes one saved record with sensible, published, sourced defaults."""

from datetime import date
from io import BytesIO
from itertools import product
from string import ascii_uppercase, digits
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from PIL import Image

from countries.models import (
    Authorisation,
    Country,
    Disease,
    Funding,
    Indicator,
    Institution,
    Jurisdiction,
    LabelEntry,
    LookThrough,
    Membership,
    Milestone,
    Observation,
    Position,
    Register,
    Statement,
    Therapy,
    Trial,
)
from gtlead.feedback.models import FactReport
from gtlead.pictures.models import Picture, PictureFile
from gtlead.pictures.storage import keep
from gtlead.review.saving import save_once
from gtlead.sources.models import Fact, Quotation, Source
from tests import deriving
from themes.contributions.models import Contribution
from themes.models import Argument, Question, Term, Theme, Topic

CHECKED = date(2026, 11, 1)
# Codes with a digit, so that none is that of a real country.
CODES = [a + b for a, b in product(digits + ascii_uppercase, repeat=2) if not (a + b).isalpha()]


def _made(model: type, defaults: dict[str, Any], values: dict[str, Any]) -> Any:
    """A record saved as forms do it, once with its lists; facts get one new published source unless told otherwise."""
    values = {"state": "published"} | defaults | values
    names = {field.name for field in model._meta.many_to_many}
    if issubclass(model, Fact) and values.get("sources") is None:
        values["sources"] = [a_source()]
    record = model(**{name: value for name, value in values.items() if name not in names})
    with deriving.waits():
        save_once(record, {name: rows for name, rows in values.items() if name in names})
    return record


def _next(model: type[models.Model]) -> int:
    """One more than the last key in the table, so that what a test gets depends on its own records alone."""
    with connection.cursor() as cursor:  # by cursor, as every record asks
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {model._meta.db_table}")  # noqa: S608
        number: int = cursor.fetchone()[0]
        return number


def _slug(word: str, model: type[models.Model]) -> str:
    """Of a kind of record, in the order of the alphabet as in that of building."""
    return f"{word}-{_next(model):04}"


def a_source(**values: Any) -> Source:
    """A published primary source."""
    slug = values.pop("slug", None) or _slug("source", Source)
    defaults = {
        "slug": slug,
        "title": f"Title of {slug}",
        "publisher": "Sample publisher",
        "url": f"https://example.org/{slug}",
        "kind": "regulator",
        "standing": "primary",
        "language": "en",
        "read_on": CHECKED,
    }
    return _made(Source, defaults, values)


def a_quotation(**values: Any) -> Quotation:
    """Words of a new source for a licence, without a stored reading, unless given."""
    slug = values.pop("slug", None) or _slug("quotation", Quotation)
    defaults = {
        "slug": slug,
        "source": values.pop("source", None) or a_source(),
        "fact": "authorisation/none",
        "text": f"Words of {slug}.",
        "locator": "first paragraph",
    }
    return _made(Quotation, defaults, values)


def an_upload(
    *,
    colour: tuple[int, ...] = (10, 88, 122),
    size: tuple[int, int] = (64, 48),
    form: str = "PNG",
    name: str = "picture.png",
    **options: Any,
) -> SimpleUploadedFile:
    """A picture of one colour as a browser sends it; `options` are those of Pillow's encoder."""
    file = BytesIO()
    mode = "RGBA" if len(colour) == 4 else "RGB"
    Image.new(mode, size, colour).save(file, form, **options)
    return SimpleUploadedFile(name, file.getvalue(), content_type=f"image/{form.lower()}")


def a_picture_file(**values: Any) -> PictureFile:
    """The file of a picture in a colour that no other has, unless one is given."""
    number = PictureFile.objects.count() + 1
    return keep(an_upload(**({"colour": (number % 256, number // 256 % 256, 99)} | values)))


def a_picture(**values: Any) -> Picture:
    """A picture with words for those who do not see it, a credit and a licence."""
    slug = values.pop("slug", None) or _slug("picture", Picture)
    file = values.pop("file", None) or a_picture_file()
    decorative = values.get("is_decorative", False)
    defaults = {
        "slug": slug,
        "file": file,
        "width": file.width,
        "height": file.height,
        "alt": "" if decorative else f"What {slug} shows",
        "credit": f"Maker of {slug}",
        "licence": "cc-by-4.0",
    }
    return _made(Picture, defaults, values)


def a_theme(**values: Any) -> Theme:
    """A theme."""
    slug = values.pop("slug", None) or _slug("theme", Theme)
    defaults = {"slug": slug, "name": f"Name of {slug}", "question": "What is it?", "introduction": "Words."}
    return _made(Theme, defaults, values)


def a_topic(**values: Any) -> Topic:
    """A topic, of a new theme unless given."""
    slug = values.pop("slug", None) or _slug("topic", Topic)
    theme = values.pop("theme", None) or a_theme()
    return _made(Topic, {"slug": slug, "theme": theme, "name": f"Name of {slug}", "question": "Which?"}, values)


def a_question(*, sides: tuple[str, ...] = ("for", "against"), **values: Any) -> Question:
    """An ethics question, heard from both sides unless `sides` says otherwise."""
    slug = values.pop("slug", None) or _slug("question", Question)
    defaults = {
        "slug": slug,
        "title": f"Should {slug} be allowed?",
        "practice": f"doing {slug}",
        "scope": "somatic",
        "summary": "One sentence. Another sentence.",
        "checked_on": CHECKED,
    }
    question = _made(Question, defaults, {"sources": []} | values)
    for stance in sides:
        an_argument(question=question, stance=stance)
    return question


def an_argument(**values: Any) -> Argument:
    """An argument, on a new question unless given."""
    slug = values.pop("slug", None) or _slug("argument", Argument)
    question = values.pop("question", None) or a_question(sides=())
    defaults = {
        "slug": slug,
        "question": question,
        "stance": "for",
        "title": f"Title of {slug}",
        "text": f"Text of {slug}.",
        "value": "safety",
        "checked_on": CHECKED,
    }
    return _made(Argument, defaults, values)


def a_term(**values: Any) -> Term:
    """A glossary term."""
    slug = values.pop("slug", None) or _slug("term", Term)
    defaults = {"slug": slug, "term": f"Term {slug}", "definition": "Plain words.", "checked_on": CHECKED}
    return _made(Term, defaults, {"sources": []} | values)


def a_country(**values: Any) -> Country:
    """A country."""
    number = _next(Country)
    slug = values.pop("slug", None) or f"country-{number:04}"
    code = CODES[number % len(CODES)]
    defaults = {
        "slug": slug,
        "name": f"Name of {slug}",
        "official_name": f"Republic of {slug}",
        "iso2": code,
        "iso3": f"Z{code}",
        "region": "europe",
        "leads_in": f"Leads in {slug}.",
        "summary": f"Summary of {slug}.",
        "position": Country._base_manager.count() + 1,
        "checked_on": CHECKED,
    }
    return _made(Country, defaults, values)


def a_jurisdiction(**values: Any) -> Jurisdiction:
    """A jurisdiction without countries."""
    number = _next(Jurisdiction)
    slug = values.pop("slug", None) or f"jurisdiction-{number:04}"
    defaults = {
        "slug": slug,
        "code": CODES[number % len(CODES)],
        "name": f"Name of {slug}",
        "regulator": f"Regulator of {slug}",
        "regulator_url": "https://example.org/",
    }
    return _made(Jurisdiction, defaults, values)


def a_membership(
    *, country: Country | None = None, jurisdiction: Jurisdiction | None = None, **values: Any
) -> Membership:
    """The validity of a jurisdiction's authorisations in a country, without limits in time."""
    country, jurisdiction = country or a_country(), jurisdiction or a_jurisdiction()
    slug = values.pop("slug", None) or f"{country.slug}-{jurisdiction.slug}"
    defaults = {"slug": slug, "country": country, "jurisdiction": jurisdiction, "checked_on": CHECKED}
    return _made(Membership, defaults, values)


def a_therapy(**values: Any) -> Therapy:
    """A therapy without authorisations."""
    slug = values.pop("slug", None) or _slug("therapy", Therapy)
    defaults = {
        "slug": slug,
        "brand": f"Brand {slug}",
        "inn": f"inn {slug}",
        "developer": "Sample company",
        "modality": "car-t",
        "delivery": "ex vivo",
        "disease": f"Disease of {slug}",
        "disease_area": "blood-cancer",
        "summary": f"Summary of {slug}.",
        "checked_on": CHECKED,
    }
    return _made(Therapy, defaults, values)


def an_authorisation(**values: Any) -> Authorisation:
    """A full authorisation granted on 1 March 2020, of a new therapy in a new jurisdiction unless given."""
    slug = values.pop("slug", None) or _slug("authorisation", Authorisation)
    defaults = {
        "slug": slug,
        "therapy": values.pop("therapy", None) or a_therapy(),
        "jurisdiction": values.pop("jurisdiction", None) or a_jurisdiction(),
        "date": "2020-03-01",
        "pathway": "standard",
        "status": "authorised",
        "checked_on": CHECKED,
    }
    return _made(Authorisation, defaults, values)


def a_label_entry(**values: Any) -> LabelEntry:
    """An indication since 1 March 2020, of a new licence unless given."""
    slug = values.pop("slug", None) or _slug("label-entry", LabelEntry)
    defaults = {
        "slug": slug,
        "authorisation": values.pop("authorisation", None) or an_authorisation(),
        "kind": "indication",
        "text": f"Text of {slug}.",
        "date": "2020-03-01",
        "checked_on": CHECKED,
    }
    return _made(LabelEntry, defaults, values)


def a_funding(**values: Any) -> Funding:
    """A funding decision without a price."""
    slug = values.pop("slug", None) or _slug("funding", Funding)
    defaults = {
        "slug": slug,
        "therapy": values.pop("therapy", None) or a_therapy(),
        "country": values.pop("country", None) or a_country(),
        "decision": "funded",
        "text": f"Text of {slug}.",
        "checked_on": CHECKED,
    }
    return _made(Funding, defaults, values)


def a_look_through(**values: Any) -> LookThrough:
    """A register of authorisations read on 1 June 2024 for one therapy, unless others are given."""
    slug = values.pop("slug", None) or _slug("look-through", LookThrough)
    therapies = values.pop("therapies", None)
    place = {} if "country" in values else {"jurisdiction": values.pop("jurisdiction", None) or a_jurisdiction()}
    defaults = {
        "slug": slug,
        "register": f"Register {slug}",
        "as_of": "2024-06-01",
        "looked_by": "the editors",
        "checked_on": CHECKED,
    }
    look_through = _made(LookThrough, defaults | place, values)
    look_through.therapies.set([a_therapy()] if therapies is None else therapies)
    return look_through


def a_register(**values: Any) -> Register:
    """A register of authorisations in the common form of tables, of a new jurisdiction unless given."""
    slug = values.pop("slug", None) or _slug("register", Register)
    defaults = {
        "slug": slug,
        "name": f"Register {slug}",
        "authority": "Sample authority",
        "jurisdiction": values.pop("jurisdiction") if "jurisdiction" in values else a_jurisdiction(),
        "source": values.pop("source", None) or a_source(),
        "form": "common-table",
        "page": f"https://example.org/{slug}",
        "terms": "Free to use.",
        "covers": "All that was authorised.",
    }
    return _made(Register, defaults, values)


def a_trial(**values: Any) -> Trial:
    """A trial in phase 1 without sites, of a new register unless given."""
    number = _next(Trial)
    slug = values.pop("slug", None) or f"nct{number:08}"
    defaults = {
        "slug": slug,
        "register": values.pop("register", None) or a_register(),
        "number": f"NCT{number:08}",
        "title": f"Title of {slug}",
        "phase": "1",
        "status": "recruiting",
        "started": "2024-03",
        "url": f"https://example.org/trials/{slug}",
        "inclusion": "Its intervention names “AAV”.",
        "as_of": CHECKED,
    }
    return _made(Trial, defaults, values)


def a_statement(**values: Any) -> Statement:
    """A statement with a short answer; not shown in the comparison unless `is_key`."""
    slug = values.pop("slug", None) or _slug("statement", Statement)
    defaults = {
        "slug": slug,
        "country": values.pop("country", None) or a_country(),
        "topic": values.pop("topic", None) or a_topic(),
        "value": f"Value of {slug}",
        "text": f"Text of {slug}.",
        "as_of": "2025",
        "evidence": "official",
        "checked_on": CHECKED,
    }
    return _made(Statement, defaults, values)


def a_position(**values: Any) -> Position:
    """A country's law on a question."""
    slug = values.pop("slug", None) or _slug("position", Position)
    defaults = {
        "slug": slug,
        "country": values.pop("country", None) or a_country(),
        "question": values.pop("question", None) or a_question(),
        "legal_class": "prohibited",
        "legal_kind": "law",
        "text": f"Text of {slug}.",
        "as_of": "2024",
        "checked_on": CHECKED,
    }
    return _made(Position, defaults, values)


def a_milestone(**values: Any) -> Milestone:
    """A milestone in one new country unless given."""
    slug = values.pop("slug", None) or _slug("milestone", Milestone)
    countries = values.pop("countries", None)
    defaults = {
        "slug": slug,
        "theme": values.pop("theme", None) or a_theme(),
        "countries": [a_country()] if countries is None else countries,
        "date": "2020-05",
        "title": f"Title of {slug}",
        "checked_on": CHECKED,
    }
    return _made(Milestone, defaults, values)


def an_institution(**values: Any) -> Institution:
    """A research institution."""
    slug = values.pop("slug", None) or _slug("institution", Institution)
    defaults = {
        "slug": slug,
        "country": values.pop("country", None) or a_country(),
        "name": f"Name of {slug}",
        "kind": "research",
        "role": "Does research.",
        "checked_on": CHECKED,
    }
    return _made(Institution, defaults, values)


def an_indicator(**values: Any) -> Indicator:
    """An indicator."""
    slug = values.pop("slug", None) or _slug("indicator", Indicator)
    theme = values.pop("theme", None) or a_theme()
    return _made(Indicator, {"slug": slug, "theme": theme, "name": f"Name of {slug}", "definition": "Words."}, values)


def an_observation(**values: Any) -> Observation:
    """A number."""
    slug = values.pop("slug", None) or _slug("observation", Observation)
    defaults = {
        "slug": slug,
        "indicator": values.pop("indicator", None) or an_indicator(),
        "country": values.pop("country", None) or a_country(),
        "year": 2024,
        "value": 12,
        "unit": "trials",
        "definition": "What was counted.",
        "checked_on": CHECKED,
    }
    return _made(Observation, defaults, values)


def a_person(role: str = "", **values: Any) -> User:
    """A user; with a role also a member of its group and of the staff."""
    name = values.pop("username", None) or _slug(role or "person", User)
    user = User.objects.create_user(name, password="correct horse battery", is_staff=bool(role), **values)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def an_editor(**values: Any) -> User:
    """Somebody who prepares."""
    return a_person("editor", **values)


def a_reviewer(**values: Any) -> User:
    """Somebody who publishes."""
    return a_person("reviewer", **values)


def an_analyst(**values: Any) -> User:
    """Somebody who takes reports away."""
    return a_person("analyst", **values)


def a_moderator(**values: Any) -> User:
    """Somebody who decides on contributions."""
    return a_person("moderator", **values)


def a_contribution(**values: Any) -> Contribution:
    """A contribution that waits, on a new public question unless given."""
    number = _next(Contribution)
    defaults = {
        "question": values.pop("question", None) or a_question(),
        "text": f"Thoughts of a reader, number {number}.",
        "code_hash": f"hash-{number}",
    }
    return Contribution.objects.create(**(defaults | values))


def a_fact_report(**values: Any) -> FactReport:
    """An open report on a statement unless another fact is given."""
    number = _next(FactReport)
    fact = values.pop("fact", None) or a_statement()
    defaults = {
        "kind": fact.fact_kind,
        "slug": fact.slug,
        "version": fact.version,
        "label": fact.citing_label(),
        "problem": "outdated",
        "text": f"Report of a reader, number {number}.",
        "form_hash": f"hash-{number}",
    }
    return FactReport.objects.create(**(defaults | values))


def a_superuser(**values: Any) -> User:
    """Somebody who may do everything."""
    name = values.pop("username", None) or _slug("superuser", User)
    return User.objects.create_superuser(name, password="correct horse battery", **values)


def a_disease(**values: Any) -> Disease:
    """A disease without therapies."""
    slug = values.pop("slug", None) or _slug("disease", Disease)
    defaults = {
        "slug": slug,
        "name": f"Name of {slug}",
        "area": "haematology",
        "summary": "It is rare. It is inherited.",
        "checked_on": CHECKED,
    }
    return _made(Disease, defaults, values)
