"""What pages say to machines in the words of schema.org (JSON-LD). Pure.

Each function gives one node, a dictionary without empty entries; `absolute` makes an address of this site a full one.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from countries.domain.shapes import Country, Disease, Institution, Therapy

type Value = str | int | bool | Node | Sequence[Value] | None
type Node = dict[str, Value]
Absolute = Callable[[str], str]

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LANGUAGE = "en-GB"
KINDS_OF_BODY = {
    "research": "ResearchOrganization",
    "clinical": "MedicalOrganization",
    "company": "Corporation",
    "public-body": "GovernmentOrganization",
}
# A script element ends at the first "</script"; written so, nothing in it can end it or be taken for markup.
UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script(nodes: Sequence[Node]) -> str:
    """The element's content."""
    graph = {"@context": "https://schema.org", "@graph": list(nodes)}
    return json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)


def node(kind: str, **properties: Value) -> Node:
    """A node of this type without what is not known."""
    return {"@type": kind, **{name: value for name, value in properties.items() if value not in ("", None, [], ())}}


def atlas(absolute: Absolute) -> Node:
    """Who publishes."""
    return node("Organization", name="GT Lead", url=absolute("/"))


def website(absolute: Absolute, description: str) -> Node:
    """The atlas as a site that can be searched."""
    return node(
        "WebSite",
        name="GT Lead",
        url=absolute("/"),
        description=description,
        inLanguage=LANGUAGE,
        license=LICENCE,
        publisher=atlas(absolute),
        potentialAction={
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{absolute('/search/')}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    )


def crumbs(absolute: Absolute, *steps: tuple[str, str]) -> Node:
    """The way from the home page, each step a name and an address."""
    return node(
        "BreadcrumbList",
        itemListElement=[
            node("ListItem", position=place, name=name, item=absolute(path))
            for place, (name, path) in enumerate(steps, 1)
        ],
    )


def article(
    absolute: Absolute,
    *,
    headline: str,
    description: str,
    path: str,
    checked: date | None = None,
    about: Value = (),
    picture: str = "",
) -> Node:
    """A text of ours: a country, a theme, a question.

    `checked` is public; the moment of saving is not, since it also moves with what is prepared.
    """
    return node(
        "Article",
        headline=headline,
        description=description,
        url=absolute(path),
        dateModified=checked.isoformat() if checked else None,
        inLanguage=LANGUAGE,
        license=LICENCE,
        author=atlas(absolute),
        about=about,
        image=picture and absolute(picture),
    )


def country(one: Country) -> Node:
    """A country as a place."""
    official = "" if one.official_name == one.name else one.official_name
    return node("Country", name=one.name, alternateName=official, identifier=one.iso2)


def drug(absolute: Absolute, therapy: Therapy, standings: Iterable[tuple[Country, str]] = ()) -> Node:
    """A therapy with where it is authorised: pairs of a country and words."""
    return node(
        "Drug",
        name=therapy.brand,
        nonProprietaryName=therapy.inn,
        alternateName=therapy.other_names.splitlines(),
        description=therapy.summary,
        url=absolute(therapy.get_absolute_url()),
        manufacturer=node("Organization", name=therapy.developer),
        legalStatus=[
            node("DrugLegalStatus", name=words, applicableLocation=node("Country", name=place.name))
            for place, words in standings
        ],
    )


def condition(absolute: Absolute, disease: Disease, therapies: Iterable[Therapy] = ()) -> Node:
    """A disease with its codes and the therapies of the atlas for it."""
    codes = (("ICD-10", disease.icd10), ("ORPHA", disease.orpha), ("MONDO", disease.mondo), ("OMIM", disease.omim))
    return node(
        "MedicalCondition",
        name=disease.name,
        alternateName=[name for name in (disease.medical_name, *disease.other_names.splitlines()) if name],
        description=disease.summary,
        url=absolute(disease.get_absolute_url()),
        code=[
            node("MedicalCode", codingSystem=system, codeValue=code)
            for system, listed in codes
            for code in listed.split(", ")
            if code
        ],
        drug=[node("Drug", name=one.brand, url=absolute(one.get_absolute_url())) for one in therapies],
    )


def bodies(institutions: Iterable[Institution]) -> Node:
    """Who works on gene therapy in a country."""
    return node(
        "ItemList",
        itemListElement=[
            node(
                KINDS_OF_BODY[one.kind],
                name=one.name,
                alternateName=one.local_name,
                description=one.role,
                url=one.url,
                address=one.city and node("PostalAddress", addressLocality=one.city),
            )
            for one in institutions
        ],
    )


def dataset(
    absolute: Absolute,
    *,
    name: str,
    description: str,
    path: str,
    files: Iterable[tuple[str, str]],
    changed: date,
    version: str = "",
    citation: str = "",
    picture: str = "",
) -> Node:
    """Something to download: `files` are media types with addresses."""
    return node(
        "Dataset",
        name=name,
        description=description,
        url=absolute(path),
        version=version,
        dateModified=changed.isoformat(),
        license=LICENCE,
        isAccessibleForFree=True,
        inLanguage=LANGUAGE,
        creditText=citation,
        creator=atlas(absolute),
        image=picture and absolute(picture),
        distribution=[node("DataDownload", encodingFormat=kind, contentUrl=absolute(file)) for kind, file in files],
    )
