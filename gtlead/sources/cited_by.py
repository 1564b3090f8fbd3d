"""What cites a source: every kind of fact that has sources, found from the models themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gtlead.sources.models import Fact, Quotation, Source


@dataclass(frozen=True)
class CitingGroup:
    """Facts of one kind."""

    kind: str
    facts: list["CitingFact"]


@dataclass(frozen=True)
class CitingFact:
    """A fact in a line: where it stands and what it says."""

    label: str
    url: str
    quotation: Quotation | None = None


def citing_kinds() -> list[type[Fact]]:
    """The kinds of fact that can cite a source."""
    models = [relation.related_model for relation in Source.objects.citing_relations()]
    return [model for model in models if issubclass(model, Fact)]


def citing_facts(source: Source) -> list[CitingGroup]:
    """The public facts that cite the source, by kind, with the words that they rest on; one query for each kind."""
    quoted = {one.fact: one for one in Quotation.objects.published().filter(source=source)}
    groups = []
    for kind in citing_kinds():
        found = kind._default_manager.published().filter(sources=source).for_citing()
        if lines := [
            CitingFact(fact.citing_label(), fact.get_absolute_url(), quoted.get(f"{fact.fact_kind}/{fact.slug}"))
            for fact in found
        ]:
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
