"""How well the public facts about each country are sourced."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Count, Q

from countries.models import Country
from gtlead.lists.tables import CellType, Column
from gtlead.records.choices import State
from gtlead.sources.models import Fact


@dataclass(frozen=True)
class Share:
    """Of so many public facts about a country, so many are backed by a primary source."""

    country: Country
    facts: int
    primary: int

    @property
    def percent(self) -> int | None:
        """The share; None where there are no facts."""
        return round(100 * self.primary / self.facts) if self.facts else None


PROVENANCE_SHARE_COLUMNS: tuple[Column[Share], ...] = (
    Column("country", "Country.", lambda s: s.country.slug),
    Column("facts", "Public facts that name the country.", lambda s: s.facts, CellType.WHOLE),
    Column("primary", "Of these, backed by a published primary source.", lambda s: s.primary, CellType.WHOLE),
    Column("percent", "Share in per cent.", lambda s: s.percent, CellType.WHOLE, "not-applicable"),
)


def provenance_shares(countries: Iterable[Country]) -> list[Share]:
    """A row for each of the countries; one query for each kind of fact that names one."""
    facts: Counter[int] = Counter()
    primary: Counter[int] = Counter()
    backed = Q(sources__standing="primary", sources__state=State.PUBLISHED)
    for model in apps.get_models():
        names_country = any(field.name == "country" for field in model._meta.fields)
        if not issubclass(model, Fact) or not names_country:
            continue
        public = model._default_manager.published().order_by().values_list("country")
        rows = public.annotate(Count("pk", distinct=True), with_primary=Count("pk", distinct=True, filter=backed))
        for country, number, with_primary in rows:
            facts[country] += number
            primary[country] += with_primary
    return [Share(country, facts[country.pk], primary[country.pk]) for country in countries]
