"""What the pure modules ask of records: anything with these attributes will do. Dates as text are partial. Pure."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from gtlead.sources.bibliography import Fact
from gtlead.sources.shapes import Many


class Keyed(Protocol):
    """A record, known by its key."""

    pk: int


class Page(Keyed, Protocol):
    """A record with a page of its own."""

    slug: str

    def get_absolute_url(self) -> str:
        """Its address."""


class Theme(Page, Protocol):
    """A theme of the atlas."""

    name: str
    question: str

    @property
    def topics(self) -> Many["Topic"]:
        """Its topics in order."""


class Topic(Page, Protocol):
    """A question that every country answers."""

    name: str
    theme_id: int

    @property
    def theme(self) -> Theme:
        """The theme it belongs to."""


class Country(Page, Fact, Protocol):
    """A country."""

    name: str
    official_name: str
    iso2: str
    iso3: str
    hue: str
    longitude: Decimal | None
    latitude: Decimal | None

    @property
    def memberships(self) -> "Many[Membership]":
        """The jurisdictions whose authorisations are valid there."""

    def url_of(self, page: str, *more: str) -> str:
        """The address of another of its pages."""


class Jurisdiction(Keyed, Protocol):
    """Where one regulator decides."""

    code: str
    name: str


class Membership(Fact, Protocol):
    """Since when and until when (the last day) the authorisations of a jurisdiction are valid in a country."""

    country_id: int
    jurisdiction_id: int
    valid_from: dt.date | None
    valid_until: dt.date | None
    converted: bool

    @property
    def country(self) -> Country:
        """The country."""

    @property
    def jurisdiction(self) -> Jurisdiction:
        """The jurisdiction."""


class Disease(Page, Fact, Protocol):
    """A disease."""

    name: str
    medical_name: str
    other_names: str
    summary: str
    area: str
    target: str
    icd10: str
    orpha: str
    mondo: str
    omim: str

    @property
    def names(self) -> Iterable[str]:
        """All its names."""

    @property
    def therapies(self) -> "Many[Therapy]":
        """The therapies for it."""


class Therapy(Page, Fact, Protocol):
    """A therapy."""

    brand: str
    inn: str
    other_names: str
    developer: str
    modality: str
    vector: str
    target: str
    disease: str
    disease_area: str
    disease_synonyms: str
    delivery: str
    first: str
    borderline: bool
    borderline_reason: str
    summary: str
    mechanism: str

    @property
    def diseases(self) -> Many[Disease]:
        """What it is for."""

    @property
    def authorisations(self) -> "Many[Authorisation]":
        """Its authorisations."""

    @property
    def funding(self) -> "Many[Decision]":
        """What payers decided on it."""

    def get_modality_display(self) -> str:
        """The modality in words."""

    def get_disease_area_display(self) -> str:
        """The disease area in words."""


class LookThrough(Fact, Protocol):
    """A register read in vain, of a jurisdiction or of a country's payer; `as_of` is the day on which it stood so."""

    register: str
    as_of: str
    is_pending: bool  # an application was found there that waits for a decision
    jurisdiction_id: int | None
    country_id: int | None

    @property
    def therapies(self) -> Many[Keyed]:
        """What was looked for."""


class Decided(Protocol):
    """What a payer decided: one of `funding.ORDER`, from its date until it ended."""

    decision: str
    date: str
    ended: str
    checked_on: dt.date
    indication: str  # empty for all uses


class Decision(Decided, Page, Fact, Protocol):
    """What a country's payer decided on a therapy."""

    price: Decimal | None
    therapy_id: int
    country_id: int
    payer: str
    text: str
    currency: str
    price_unit: str
    price_year: int | None

    @property
    def therapy(self) -> Therapy:
        """What it is about."""

    @property
    def country(self) -> Country:
        """Whose payer."""

    def get_price_unit_display(self) -> str:
        """What the price is for, in words."""

    def get_price_kind_display(self) -> str:
        """What kind of price, in words."""

    def get_decision_display(self) -> str:
        """The decision in words."""


class Supplied(Protocol):
    """What an authorisation says of the market: one of `SupplyKind`, or empty where nobody looked."""

    supply: str
    supply_from: str
    supply_until: str
    checked_on: dt.date


class Authorisation(Page, Fact, Supplied, Protocol):
    """What a jurisdiction decided on a therapy."""

    therapy_id: int
    jurisdiction_id: int
    date: str
    ended: str
    converted: str
    status: str
    pathway: str
    was_conditional: bool
    indication: str
    register_url: str
    updated_at: dt.datetime

    @property
    def therapy(self) -> Therapy:
        """What was authorised."""

    @property
    def jurisdiction(self) -> Jurisdiction:
        """Where."""

    def get_status_display(self) -> str:
        """The status in words."""

    def get_pathway_display(self) -> str:
        """The route in the law's words."""


class Statement(Fact, Keyed, Protocol):
    """What is said of a country on a topic."""

    country_id: int
    topic_id: int
    answer: str
    value: str
    text: str
    is_key: bool
    as_of: str
    valid_from: str
    valid_until: str
    legal_class: str
    legal_kind: str

    @property
    def topic(self) -> Topic:
        """The question it answers."""

    @property
    def is_published(self) -> bool:
        """Whether it is public."""

    @property
    def is_overdue(self) -> bool:
        """Whether it was last checked longer ago than the site allows."""


class Milestone(Fact, Page, Protocol):
    """Something that happened."""

    date: str
    title: str
    detail: str

    @property
    def theme(self) -> Theme:
        """What it is about."""

    @property
    def countries(self) -> Many[Country]:
        """Where."""


class Indicator(Keyed, Protocol):
    """Something that is counted."""


class Observation(Fact, Protocol):
    """A number of an indicator for a country and a year."""

    indicator_id: int
    country_id: int
    year: int
    value: Decimal
    unit: str
    definition: str

    @property
    def lasting_name(self) -> str:
        """Its kind and slug."""


class Argument(Page, Fact, Protocol):
    """An argument on a question of ethics."""

    stance: str


class Question(Page, Protocol):
    """A question of ethics."""

    @property
    def arguments(self) -> Many[Argument]:
        """What is said for and against."""


class Position(Fact, Protocol):
    """What a country's law, advice or public says on a question."""

    slug: str
    country_id: int
    question_id: int
    legal_kind: str


class Institution(Protocol):
    """Who works on gene therapy in a country."""

    name: str
    local_name: str
    kind: str
    city: str
    role: str
    url: str


class Counted(Protocol):
    """What a register counted of trials; None where it was not asked."""

    number: int | None
    late: int | None
    oldest: dt.date | None
    is_read: bool
