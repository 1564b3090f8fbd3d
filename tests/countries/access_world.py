"""A small world for the pages on access: two countries with a regulator each, and what they authorised."""

from dataclasses import dataclass

from countries.models import Country, Jurisdiction, Therapy
from tests import builders


@dataclass(frozen=True)
class Place:
    """A country and the jurisdiction that is valid there."""

    country: Country
    jurisdiction: Jurisdiction


def a_place(slug: str, **values) -> Place:
    """A country with a jurisdiction of its own."""
    country = builders.a_country(slug=slug, name=slug.title(), **values)
    jurisdiction = builders.a_jurisdiction(name=slug.title())
    builders.a_membership(country=country, jurisdiction=jurisdiction)
    return Place(country, jurisdiction)


def an_authorised_therapy(brand: str, *grants: tuple[Place, str], status: str = "authorised", **values) -> Therapy:
    """A therapy authorised in the places on the dates."""
    therapy = builders.a_therapy(slug=brand.lower(), brand=brand, **values)
    for place, date in grants:
        builders.an_authorisation(therapy=therapy, jurisdiction=place.jurisdiction, date=date, status=status)
    return therapy


def everything_is_looked_up() -> None:
    """Every register was looked through for every therapy."""
    for jurisdiction in Jurisdiction.objects.all():
        builders.a_look_through(jurisdiction=jurisdiction, therapies=Therapy.objects.all())


@dataclass(frozen=True)
class World:
    """North authorises first; Alpha is everywhere, Beta in the north, Gamma conditional in the south."""

    north: Place
    south: Place
    alpha: Therapy
    beta: Therapy
    gamma: Therapy


def access_world() -> World:
    """The world with its three therapies; the north pays for Alpha since 2021."""
    north, south = a_place("north"), a_place("south")
    alpha = an_authorised_therapy(
        "Alpha",
        (north, "2019-03-10"),
        (south, "2020-05-10"),
        disease="Spinal muscular atrophy",
        disease_synonyms="SMA",
        modality="aav-in-vivo",
        disease_area="neuromuscular",
    )
    beta = an_authorised_therapy("Beta", (north, "2022"), disease="Lymphoma", target="CD19")
    gamma = an_authorised_therapy("Gamma", (south, "2023-01-01"), status="conditional", disease="Lymphoma")
    for place, absent in ((north, gamma), (south, beta)):
        register = f"{place.country.name}’s register"
        builders.a_look_through(register=register, jurisdiction=place.jurisdiction, therapies=[absent])
    builders.a_funding(therapy=alpha, country=north.country, decision="funded", date="2021-04")
    builders.a_funding(therapy=gamma, country=south.country, decision="not-funded", date="2024-01-01")
    builders.a_term(term="CAR-T cell therapy", synonyms="CAR-T\nCAR T\ncart\nchimeric antigen receptor")
    return World(north, south, alpha, beta, gamma)
