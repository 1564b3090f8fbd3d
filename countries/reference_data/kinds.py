"""Which file holds which kind of record, in the order in which they depend on each other."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from countries import models as countries
from countries.reference_data.reading import DataEntry, read_csv, read_toml, toml_tables
from gtlead.records.models import Record
from gtlead.sources.models import Quotation, Source
from themes import models as themes

COUNTRY_ORDER = ("united-states", "china", "united-kingdom", "germany", "japan", "south-korea", "australia")


@dataclass(frozen=True)
class DataKind:
    """A model and the entries that become its records; values are named like the model's fields."""

    model: type[Record]
    entries: Callable[[Path], Iterable[DataEntry]]


def csv_files(pattern: str, **more: Callable[[Path, int], object]) -> Callable[[Path], Iterator[DataEntry]]:
    """Entries of all CSV files of a pattern; `more` adds values made from the path and the row's number."""

    def entries(root: Path) -> Iterator[DataEntry]:
        for path in sorted(root.glob(pattern)):
            for number, entry in enumerate(read_csv(path), 1):
                extra = {name: make(path, number) for name, make in more.items()}
                yield DataEntry(entry.file, entry.line, entry.values | extra)

    return entries


def toml_arrays(pattern: str, name: str, *, numbered: bool = True) -> Callable[[Path], Iterator[DataEntry]]:
    """Entries of the arrays `[[name]]`, numbered by their position where the order matters."""

    def entries(root: Path) -> Iterator[DataEntry]:
        for path in sorted(root.glob(pattern)):
            for number, entry in enumerate(toml_tables(path, name, read_toml(path)), 1):
                place = {"position": number} if numbered else {}
                yield DataEntry(entry.file, entry.line, entry.values | place)

    return entries


def country_files(root: Path) -> Iterator[DataEntry]:
    """The country.toml of each country."""
    for path in sorted(root.glob("countries/data/*/country.toml")):
        values = read_toml(path)
        slug = values.get("slug", "")
        position = COUNTRY_ORDER.index(slug) + 1 if slug in COUNTRY_ORDER else len(COUNTRY_ORDER) + 1
        yield DataEntry(path, 1, values | {"position": position})


def question_files(root: Path) -> Iterator[DataEntry]:
    """The ethics questions, each in a file with its arguments; the file's number gives the order."""
    for number, path in enumerate(sorted(root.glob("themes/data/questions/*.toml")), 1):
        values = {name: value for name, value in read_toml(path).items() if name != "argument"}
        yield DataEntry(path, 1, {"position": number} | values)


def argument_entries(*, with_counter: bool) -> Callable[[Path], Iterator[DataEntry]]:
    """The arguments; their counter-arguments come second, when all arguments exist."""

    def entries(root: Path) -> Iterator[DataEntry]:
        for path in sorted(root.glob("themes/data/questions/*.toml")):
            document = read_toml(path)
            for number, entry in enumerate(toml_tables(path, "argument", document), 1):
                values = entry.values | {"question": document.get("slug", ""), "position": number}
                counter = {"slug": values.get("slug", ""), "counter": values.pop("counter", "")}
                yield DataEntry(path, entry.line, counter if with_counter else values)

    return entries


def membership_entries(root: Path) -> Iterator[DataEntry]:
    """In which countries a jurisdiction's authorisations are valid."""
    for path in sorted(root.glob("countries/data/jurisdictions.toml")):
        for entry in toml_tables(path, "membership", read_toml(path)):
            slug = f"{entry.values.get('country', '')}-{entry.values.get('jurisdiction', '')}"
            yield DataEntry(path, entry.line, {"slug": slug} | entry.values)


def therapy_files(root: Path) -> Iterator[DataEntry]:
    """The therapies, a file each, named by the slug."""
    for path in sorted(root.glob("countries/data/therapies/*.toml")):
        values = {name: value for name, value in read_toml(path).items() if name not in ("authorisation", "funding")}
        yield DataEntry(path, 1, {"slug": path.stem} | values)


def of_therapies(name: str, place: str) -> Callable[[Path], Iterator[DataEntry]]:
    """The tables `[[name]]` of the therapies' files, slugged by therapy and `place`, numbered from the second on."""

    def entries(root: Path) -> Iterator[DataEntry]:
        for path in sorted(root.glob("countries/data/therapies/*.toml")):
            seen: Counter[str] = Counter()
            for entry in toml_tables(path, name, read_toml(path)):
                slug = f"{path.stem}-{entry.values.get(place, '')}".lower()
                seen[slug] += 1
                slug = slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
                yield DataEntry(path, entry.line, {"slug": slug, "therapy": path.stem} | entry.values)

    return entries


def milestone_entries(root: Path) -> Iterator[DataEntry]:
    """The milestones, of the folder's country and those the row adds."""
    for path in sorted(root.glob("countries/data/*/milestones.csv")):
        for entry in read_csv(path):
            values = dict(entry.values)
            values["countries"] = f"{path.parent.name} {values.pop('also_countries', '')}"
            yield DataEntry(path, entry.line, values)


def country_of(path: Path, _number: int) -> str:
    """The country whose folder the file lies in."""
    return path.parent.name


def row_number(_path: Path, number: int) -> int:
    """The row's place in its file."""
    return number


KINDS = (
    DataKind(Source, csv_files("gtlead/data/sources/*.csv")),
    DataKind(Quotation, csv_files("gtlead/data/quotations.csv")),
    DataKind(themes.Theme, toml_arrays("themes/data/themes.toml", "theme")),
    DataKind(themes.Topic, toml_arrays("themes/data/themes.toml", "topic")),
    DataKind(themes.Question, question_files),
    DataKind(themes.Argument, argument_entries(with_counter=False)),
    DataKind(themes.Argument, argument_entries(with_counter=True)),
    DataKind(themes.Term, toml_arrays("themes/data/glossary.toml", "term", numbered=False)),
    DataKind(countries.Country, country_files),
    DataKind(countries.Jurisdiction, toml_arrays("countries/data/jurisdictions.toml", "jurisdiction", numbered=False)),
    DataKind(countries.Membership, membership_entries),
    DataKind(countries.Disease, toml_arrays("countries/data/diseases/*.toml", "disease", numbered=False)),
    DataKind(countries.Therapy, therapy_files),
    DataKind(countries.Authorisation, of_therapies("authorisation", "jurisdiction")),
    DataKind(countries.LabelEntry, csv_files("countries/data/labels.csv")),
    DataKind(countries.Funding, of_therapies("funding", "country")),
    DataKind(countries.LookThrough, toml_arrays("countries/data/look-throughs.toml", "look_through", numbered=False)),
    DataKind(countries.Register, toml_arrays("countries/data/registers.toml", "register", numbered=False)),
    DataKind(
        countries.Statement, csv_files("countries/data/*/statements.csv", country=country_of, position=row_number)
    ),
    DataKind(countries.Position, csv_files("countries/data/*/positions.csv", country=country_of)),
    DataKind(countries.Milestone, milestone_entries),
    DataKind(countries.Institution, csv_files("countries/data/*/institutions.csv", country=country_of)),
    DataKind(countries.Indicator, toml_arrays("themes/data/themes.toml", "indicator")),
    DataKind(countries.Observation, csv_files("countries/data/*/observations.csv", country=country_of)),
)
