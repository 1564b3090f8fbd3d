"""What cites a source: every kind of fact that has sources, found from the models themselves."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Value

from gtlead.sources.lasting import by_kind
from gtlead.sources.models import Fact, Quotation, Source


@dataclass(frozen=True)
class CitingGroup:
    """Facts of one kind."""

    kind: str
    facts: list["CitingFact"]


@dataclass(frozen=True)
class CitingFact:
    """A fact, and the words of the source that it rests on."""

    fact: Fact
    quotation: Quotation | None


def citing_kinds() -> list[type[Fact]]:
    """The kinds of fact that can cite a source."""
    models = [relation.related_model for relation in Source.objects.citing_relations()]
    return [model for model in models if issubclass(model, Fact)]


def citing_names(source: Source) -> list[str]:
    """The public facts that cite the source, kind by kind and by slug, named as in their lasting addresses."""
    kinds = citing_kinds()
    first, *others = [
        kind._default_manager.published().filter(sources=source).order_by().values_list(Value(number), "slug")
        for number, kind in enumerate(kinds)
    ]
    found = sorted(first.union(*others, all=True).order_by())
    return [f"{kinds[number]._meta.model_name}/{slug}" for number, slug in found]


def citing_facts(source: Source, names: Collection[str]) -> list[CitingGroup]:
    """Those of these names, by kind, with the words that they rest on; one query for each kind that is among them."""
    quoted = {one.fact: one for one in Quotation.objects.published().filter(source=source, fact__in=names)}
    slugs = by_kind(names)
    groups = []
    for kind in citing_kinds():
        if named := slugs.get(str(kind._meta.model_name)):
            found = kind._default_manager.published().named(named).order_by("slug").for_citing()
            lines = [CitingFact(fact, quoted.get(fact.lasting_name)) for fact in found]
            groups.append(CitingGroup(str(kind._meta.verbose_name_plural), lines))
    return groups


def with_citations(sources: Iterable[Source]) -> list[Source]:
    """The sources, each given `citations`: by how many public facts it is cited."""
    return list(counting_citations(sources))


def counting_citations(sources: Iterable[Source]) -> Iterator[Source]:
    """The same, one source after the other."""
    counts = Source.objects.all().citation_counts()
    for source in sources:
        source.citations = counts[source.pk]  # type: ignore[attr-defined]
        yield source
