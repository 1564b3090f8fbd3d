"""Queries over the evidence. Every public read starts from `published()`."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache, reduce
from operator import or_
from typing import Self, cast

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from gtlead.records.choices import State
from gtlead.records.public_keys import Keys, public_keys
from gtlead.records.querysets import RecordQuerySet
from gtlead.sources.querysets import FactQuerySet


def public(model: str) -> FactQuerySet[models.Model]:
    """The published rows of a model of this app, named to keep imports pointing one way."""
    return public_rows(model).all()


@cache
def public_rows(model: str) -> FactQuerySet[models.Model]:
    """The same, built once and never read itself: nearly every query rests on some of them."""
    records: FactQuerySet[models.Model] = apps.get_model("countries", model).objects.published()
    return records


class DatedQuerySet[Row: models.Model](FactQuerySet[Row]):
    """Facts with partial dates; `dated_by` names the fields."""

    dated_by: tuple[str, ...] = ("date",)

    def dated_since(self, month: str) -> Self:
        """Those with any date in the month (`2026-05`) or later; a date that is no more than a year is in none."""
        return self.filter(reduce(or_, (Q(**{f"{name}__gte": month}) for name in self.dated_by)))

    def dates_since(self, month: str) -> list[str]:
        """All dates of those."""
        rows = self.dated_since(month).order_by().values_list(*self.dated_by)
        return [one for row in rows for one in row if one]


class CountryQuerySet[Row: models.Model](FactQuerySet[Row]):
    """Countries in the fixed order of the atlas."""

    def for_cards(self) -> Self:
        """Lists and the home page."""
        return self.with_sources()

    def for_profile(self) -> Self:
        """One cover: the jurisdictions; the rest comes from the other querysets."""
        memberships = apps.get_model("countries", "Membership").objects.published()
        regulators = Prefetch("memberships", queryset=memberships.for_profile())
        return self.select_related("picture").with_sources().prefetch_related(regulators)


class OfCountryQuerySet[Row: models.Model](FactQuerySet[Row]):
    """Facts about one country, public only with it."""

    def published(self) -> Self:
        """Published, about a country that is itself public."""
        return super().published().filter(country__in=public_keys("countries.Country"))

    def of(self, *countries: models.Model) -> Self:
        """About these countries."""
        return self.filter(country__in=countries)

    def for_citing(self) -> Self:
        """With the country."""
        return super().for_citing().select_related("country")


class MembershipQuerySet[Row: models.Model](OfCountryQuerySet[Row]):
    """Whose authorisations are valid where."""

    def published(self) -> Self:
        """Published, of a public country and jurisdiction; a lost source hides it not, since all access rests on it."""
        is_public = RecordQuerySet.published(self)
        return is_public.filter(country__in=public_keys("countries.Country"), jurisdiction__state=State.PUBLISHED)

    def reach(self) -> models.QuerySet[models.Model, tuple[int, int, date | None, date | None]]:
        """Jurisdiction and country of each, and when it began and ended."""
        return self.values_list("jurisdiction", "country", "valid_from", "valid_until")

    def for_profile(self) -> Self:
        """With country, jurisdiction and sources."""
        return self.select_related("country", "jurisdiction").with_sources()

    def for_citing(self) -> Self:
        """With country and jurisdiction."""
        return super().for_citing().select_related("jurisdiction")


class StatementQuerySet[Row: models.Model](OfCountryQuerySet[Row]):
    """Statements in the order of themes and topics."""

    def published(self) -> Self:
        """Published, on a published topic of a published theme."""
        return super().published().filter(topic__state=State.PUBLISHED, topic__theme__state=State.PUBLISHED)

    def has_published_source(self) -> Q:
        """ "Not known" says that nothing was found, so it may stand without a source."""
        return super().has_published_source() | Q(answer="not-known")

    def key(self) -> Self:
        """Those shown in the comparison."""
        return self.filter(is_key=True)

    def on_theme(self, slug: str) -> Self:
        """Of one theme."""
        return self.filter(topic__theme__slug=slug)

    def for_profile(self) -> Self:
        """With topic, theme and sources."""
        return self.select_related("topic__theme", "country").with_sources()

    def for_citing(self) -> Self:
        """With country, topic and theme."""
        return super().for_citing().select_related("topic__theme")

    def counts_by_country(self) -> dict[int, dict[str, int]]:
        """The number of statements on each theme, by country."""
        counts: dict[int, dict[str, int]] = {}
        rows = self.order_by().values_list("country", "topic__theme__slug").annotate(Count("pk"))
        for country, theme, number in rows:
            counts.setdefault(country, {})[theme] = number
        return counts

    def topics_by_slug(self) -> dict[str, int]:
        """The keys of their topics by slug, in order."""
        return dict(self.values_list("slug", "topic"))

    def filled_cells(self) -> set[tuple[int, int]]:
        """Country and topic, by key, of each cell of the comparison with a published statement."""
        return set(self.filter(state=State.PUBLISHED, is_key=True).order_by().values_list("country", "topic"))

    def claims(self) -> Self:
        """Those that answer a claim of the article."""
        return self.exclude(claim="")


class PositionQuerySet[Row: models.Model](OfCountryQuerySet[Row]):
    """Countries' positions on ethics questions."""

    def published(self) -> Self:
        """Published, on a question that is itself public."""
        return super().published().filter(question__in=public_keys("themes.Question"))

    def has_published_source(self) -> Q:
        """ "Not known" may stand without a source."""
        return super().has_published_source() | Q(legal_class="unknown")

    def on_question(self, question: models.Model) -> Self:
        """On one question."""
        return self.filter(question=question)

    def for_page(self) -> Self:
        """With country, question and sources."""
        return self.select_related("country", "question").with_sources()

    def for_citing(self) -> Self:
        """With country and question."""
        return super().for_citing().select_related("question")


def in_public_countries() -> models.QuerySet[models.Model, dict[str, int]]:
    """The milestones of public countries, by key."""
    through = apps.get_model("countries", "Milestone").countries.through
    return through._default_manager.filter(country__in=public_keys("countries.Country")).values("milestone_id")


IN_PUBLIC_COUNTRIES = Keys(in_public_countries)


class MilestoneQuerySet[Row: models.Model](DatedQuerySet[Row]):
    """Events in time."""

    def published(self) -> Self:
        """Published, in at least one public country, under a published theme."""
        return super().published().filter(pk__in=IN_PUBLIC_COUNTRIES, theme__state=State.PUBLISHED)

    def of(self, *countries: models.Model) -> Self:
        """In any of these countries."""
        return self.filter(countries__in=countries).distinct()

    def naming(self, *names: str) -> Self:
        """Those that name a therapy, by any of its names."""
        said = [Q(title__icontains=name) | Q(detail__icontains=name) for name in names if name]
        return self.filter(reduce(or_, said))

    def newest_first(self) -> Self:
        """In the order of a country's timeline."""
        return self.order_by("-date", "-pk")

    def dates_by_slug(self) -> dict[str, str]:
        """Their dates by slug, in order."""
        return dict(self.values_list("slug", "date"))

    def for_counting(self) -> Self:
        """What is looked through of them, without sources."""
        countries = Prefetch("countries", queryset=public("Country"))
        return self.select_related("theme").prefetch_related(countries).fetch_mode(models.FETCH_PEERS)

    def in_time(self) -> models.QuerySet[Row, tuple[int, str, str, str, str]]:
        """Key, date, title, detail and theme of each."""
        return self.values_list("pk", "date", "title", "detail", "theme__slug")

    def pairs_with_countries(self) -> models.QuerySet[models.Model, tuple[int, int]]:
        """Their keys with that of each country, public or not."""
        return self.filter(countries__isnull=False).order_by("pk").values_list("pk", "countries")

    def for_timeline(self) -> Self:
        """With theme, published countries and sources."""
        countries = Prefetch("countries", queryset=public("Country"))
        return self.select_related("theme").prefetch_related(countries).with_sources()

    def on_theme(self, slug: str) -> Self:
        """Of one theme."""
        return self.filter(theme__slug=slug)

    def for_citing(self) -> Self:
        """With the countries."""
        return super().for_citing().prefetch_related(Prefetch("countries", queryset=public("Country")))


class InstitutionQuerySet[Row: models.Model](OfCountryQuerySet[Row]):
    """Institutions by kind."""

    def for_profile(self) -> Self:
        """With country and sources."""
        return self.select_related("country").with_sources()


class IndicatorQuerySet[Row: models.Model](RecordQuerySet[Row]):
    """What is counted."""

    def published(self) -> Self:
        """Published, under a published theme."""
        return super().published().filter(theme__state=State.PUBLISHED)

    def for_page(self) -> Self:
        """With the theme."""
        return self.select_related("theme").fetch_mode(models.FETCH_PEERS)


class ObservationQuerySet[Row: models.Model](OfCountryQuerySet[Row]):
    """Numbers."""

    def published(self) -> Self:
        """Published, of a published indicator."""
        return super().published().filter(indicator__state=State.PUBLISHED, indicator__theme__state=State.PUBLISHED)

    def on_theme(self, slug: str) -> Self:
        """Of the indicators of one theme."""
        return self.filter(indicator__theme__slug=slug)

    def counting(self, indicators: Collection[int]) -> Self:
        """Of these indicators, by key."""
        return self.filter(indicator__in=indicators)

    def counts_by_indicator(self) -> dict[int, list[int]]:
        """How many there are of each indicator, in each of its countries."""
        counts: dict[int, list[int]] = {}
        rows = self.order_by().values_list("indicator", "country").annotate(Count("pk"))
        for indicator, _country, number in rows:
            counts.setdefault(indicator, []).append(number)
        return counts

    def indicators_of(self, slug: str) -> list[int]:
        """The key of the indicator that counts this number, if there is such a number."""
        return list(self.named([slug]).values_list("indicator", flat=True))

    def for_table(self) -> Self:
        """With indicator, country and sources."""
        return self.select_related("indicator__theme", "country").with_sources()

    def for_citing(self) -> Self:
        """With country and indicator."""
        return super().for_citing().select_related("indicator")


def funding_in(countries: Collection[int] | None) -> FactQuerySet[models.Model]:
    """The public decisions of the payers of these countries, by key, or of all, with countries and sources."""
    funding = public("Funding").select_related("country").with_sources()
    return funding if countries is None else funding.filter(country__in=countries)


def with_therapies[Row: models.Model](diseases: list[Row]) -> list[Row]:
    """The diseases with the public therapies for them; one query."""
    models.prefetch_related_objects(diseases, Prefetch("therapies", queryset=public("Therapy")))
    return diseases


class TherapyQuerySet[Row: models.Model](FactQuerySet[Row]):
    """Therapies by brand."""

    def borderline(self) -> Self:
        """Products that count here and might not elsewhere."""
        return self.filter(borderline=True)

    def for_counting(self) -> Self:
        """What is counted of them, and their names."""
        return self.only("slug", "brand", "modality")

    def names(self) -> models.QuerySet[models.Model, tuple[int, str, str, str]]:
        """Key, brand, substance and other names of each."""
        return self.order_by().values_list("pk", "brand", "inn", "other_names")

    def with_authorisations(self) -> Self:
        """Fetches the public authorisations with their jurisdictions and sources."""
        authorisations = public("Authorisation").select_related("jurisdiction").with_sources()
        return self.prefetch_related(Prefetch("authorisations", queryset=authorisations))

    def with_funding(self, countries: Collection[int] | None = None) -> Self:
        """Fetches the public funding decisions (of these countries, by key) with their countries and sources."""
        return self.prefetch_related(Prefetch("funding", queryset=funding_in(countries)))

    def with_diseases(self) -> Self:
        """Fetches the public diseases that it treats."""
        return self.prefetch_related(Prefetch("diseases", queryset=public("Disease")))

    def pairs_with_diseases(self) -> models.QuerySet[models.Model, tuple[int, int]]:
        """Their keys with that of each disease, public or not."""
        return self.filter(diseases__isnull=False).order_by("pk").values_list("pk", "diseases")

    def for_list(self) -> Self:
        """With its authorisations and funding decisions, and the sources of all of them."""
        return self.with_sources().with_authorisations().with_funding()

    def for_page(self) -> Self:
        """One therapy with all that its page shows."""
        has_label = Exists(public("LabelEntry").filter(authorisation__therapy=OuterRef("pk")))
        return self.for_list().with_diseases().select_related("picture").annotate(has_label=has_label)

    def for_table(self, countries: Collection[int] | None = None) -> Self:
        """What a row of the list or matrix shows (in these countries); licences come from the access map."""
        return self.with_sources().with_funding(countries)


class DiseaseQuerySet[Row: models.Model](FactQuerySet[Row]):
    """Diseases by name."""

    def with_therapies(self) -> Self:
        """Fetches the public therapies with their funding decisions and sources."""
        rows = cast("TherapyQuerySet[models.Model]", public("Therapy"))
        therapies = Prefetch("therapies", queryset=rows.for_table().with_diseases())
        return self.prefetch_related(therapies).fetch_mode(models.FETCH_PEERS)

    def for_list(self) -> Self:
        """With sources and the names of the public therapies."""
        therapies = Prefetch("therapies", queryset=public("Therapy"))
        return self.with_sources().prefetch_related(therapies)

    def for_page(self) -> Self:
        """With sources, and the public therapies with what payers decided."""
        return self.with_sources().with_therapies()


class OfTherapyQuerySet[Row: models.Model](DatedQuerySet[Row]):
    """Facts about one therapy, public only with it."""

    def published(self) -> Self:
        """Published, about a therapy that is itself public."""
        return super().published().filter(therapy__in=public_keys("countries.Therapy"))

    def for_citing(self) -> Self:
        """With the therapy."""
        return super().for_citing().select_related("therapy")


class AuthorisationQuerySet[Row: models.Model](OfTherapyQuerySet[Row]):
    """Marketing authorisations in order of time."""

    dated_by = ("date", "converted", "ended")

    def published(self) -> Self:
        """Published, in a published jurisdiction."""
        return super().published().filter(jurisdiction__state=State.PUBLISHED)

    def for_list(self) -> Self:
        """With therapy, jurisdiction and sources."""
        return self.select_related("therapy", "jurisdiction").with_sources()

    def in_time(self) -> models.QuerySet[Row, tuple[int, int, str, str, int, bool, str, str, str, str, str]]:
        """What is counted and looked through of each: therapy, place and its name, status, key and so on."""
        what = ("therapy", "jurisdiction", "jurisdiction__name", "status", "pk", "was_conditional", *self.dated_by)
        return self.values_list(*what, "pathway", "indication")

    def for_citing(self) -> Self:
        """With therapy and jurisdiction."""
        return super().for_citing().select_related("jurisdiction")


class LabelEntryQuerySet[Row: models.Model](DatedQuerySet[Row]):
    """Entries of labels: by licence and kind, in order of time."""

    dated_by = ("date", "ended")

    def published(self) -> Self:
        """Published, of a licence that is itself public."""
        return super().published().filter(authorisation__in=public_keys("countries.Authorisation"))

    def of_therapy(self, therapy: models.Model) -> Self:
        """In the labels of one therapy."""
        return self.filter(authorisation__therapy=therapy)

    def by_licence(self) -> Self:
        """The first licence first, each in order of time."""
        return self.order_by("authorisation__date", "authorisation", "date", "pk")

    def therapies(self) -> models.QuerySet[models.Model, str]:
        """The slugs of the therapies that have any."""
        return self.order_by().values_list("authorisation__therapy__slug", flat=True).distinct()

    def for_list(self) -> Self:
        """With licence, therapy, jurisdiction and sources."""
        return self.select_related("authorisation__therapy", "authorisation__jurisdiction").with_sources()

    def for_citing(self) -> Self:
        """With licence, therapy and jurisdiction."""
        return super().for_citing().select_related("authorisation__therapy", "authorisation__jurisdiction")


class FundingQuerySet[Row: models.Model](OfTherapyQuerySet[Row]):
    """Funding decisions."""

    def published(self) -> Self:
        """Published, in a country that is itself public."""
        return super().published().filter(country__in=public_keys("countries.Country"))

    def for_list(self) -> Self:
        """With therapy, country and sources."""
        return self.select_related("therapy", "country").with_sources()

    def for_citing(self) -> Self:
        """With therapy and country."""
        return super().for_citing().select_related("country")

    def addresses(self) -> models.QuerySet[models.Model, tuple[int, int, str, int, str, str, str, date, str]]:
        """Therapy, country, the address of a public source, in their order; then key and what says when it holds."""
        cited = self.filter(sources__state=State.PUBLISHED).order_by("pk", "sources__pk")
        return cited.values_list(
            "therapy", "country", "sources__url", "pk", "decision", "date", "ended", "checked_on", "indication"
        )

    def priced(self) -> Self:
        """Those with a price: by therapy and country, the latest price first."""
        return self.filter(price__isnull=False).order_by("therapy__brand", "country__position", "-price_year", "pk")


class SpanQuerySet[Row: models.Model](models.QuerySet[Row]):
    """What stands on a day."""

    def on(self, day: date) -> Self:
        """Those that hold on the day."""
        return self.filter(begins__lte=day, until__gte=day)

    def places(self) -> models.QuerySet[models.Model, tuple[int, int]]:
        """Therapy and country of each."""
        return self.order_by().values_list("therapy", "country")

    def addresses(self, record: str) -> models.QuerySet[models.Model, tuple[int, int, str]]:
        """The same with the address of a public source of the `authorisation` or the `origin`, in their order."""
        cited = self.filter(**{f"{record}__sources__state": State.PUBLISHED}).order_by(f"{record}__sources__pk")
        return cited.values_list("therapy", "country", f"{record}__sources__url")

    def saved(self) -> models.QuerySet[models.Model, tuple[int, int, datetime | None, datetime | None]]:
        """Of each licence therapy, country, and when its authorisations were last saved."""
        licences = self.filter(kind="licence", country__isnull=False)
        return licences.values_list("therapy", "country", "authorisation__updated_at", "origin__updated_at")

    def licensed(self) -> Self:
        """The licences in force, in full or under conditions."""
        return self.filter(kind="licence", state__in=("authorised", "conditional"))

    def indications(self) -> models.QuerySet[models.Model, tuple[int, int, str | None, str | None]]:
        """Therapy, country, and for what: of the authorisation, and of the one that it was converted from."""
        return self.values_list("therapy", "country", "authorisation__indication", "origin__indication")

    def of(self, therapies: Collection[int] | None = None, countries: Collection[int] | None = None) -> Self:
        """Of these therapies and countries, by key; of all where None is given."""
        found = self if therapies is None else self.filter(therapy__in=therapies)
        return found if countries is None else found.filter(country__in=countries)


class LookThroughQuerySet[Row: models.Model](FactQuerySet[Row]):
    """Registers that were looked through, the latest first."""

    def published(self) -> Self:
        """Published, of a place that is itself public."""
        place = models.Q(jurisdiction__state=State.PUBLISHED) | models.Q(country__in=public_keys("countries.Country"))
        return super().published().filter(place)

    def waiting_of(self, register: str) -> Self:
        """Of a register, handed in and not decided."""
        return self.filter(register=register, state=State.IN_REVIEW)

    def with_therapies(self) -> Self:
        """Fetches the public therapies that were looked for, by name, and the sources."""
        therapies = public("Therapy").only("slug", "brand")
        return self.with_sources().prefetch_related(Prefetch("therapies", queryset=therapies))

    def for_list(self) -> Self:
        """With place, therapies and sources."""
        return self.select_related("jurisdiction", "country").with_therapies()

    def for_citing(self) -> Self:
        """With the place."""
        return super().for_citing().select_related("jurisdiction", "country")
