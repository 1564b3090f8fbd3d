"""All entries of the reference data as the rules see them: by model, without a database."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from countries.reference_data.kinds import KINDS
from countries.reference_data.reading import BrokenFileError, DataEntry, Refusal


@dataclass(frozen=True)
class Finding:
    """What a rule has to say of a place in a file; a warning does not break the load."""

    refusal: Refusal
    is_warning: bool = False


def error(entry: DataEntry, reason: str) -> Finding:
    """A broken rule."""
    return Finding(entry.refuse(reason))


def warning(entry: DataEntry, reason: str) -> Finding:
    """Something to better."""
    return Finding(entry.refuse(reason), is_warning=True)


@dataclass
class Corpus:
    """The entries of every kind; `again` holds second passes, which add one value to each entry."""

    root: Path
    today: date
    entries: dict[type, list[DataEntry]] = field(default_factory=dict)
    again: dict[type, list[DataEntry]] = field(default_factory=dict)
    broken: list[Refusal] = field(default_factory=list)

    def of(self, model: type) -> list[DataEntry]:
        """The entries of a model."""
        return self.entries.get(model, [])

    def by_slug(self, model: type) -> dict[str, DataEntry]:
        """The same by slug."""
        return self.slugs.get(model, {})

    @cached_property
    def slugs(self) -> dict[type, dict[str, DataEntry]]:
        """All entries by model and slug."""
        return {
            model: {str(e.values["slug"]): e for e in entries if "slug" in e.values}
            for model, entries in self.entries.items()
        }

    def place(self, path: str) -> DataEntry:
        """The head of a file, for what is missing from it."""
        return DataEntry(self.root / path, 1, {})

    def grouped(self, model: type, name: str) -> dict[str, list[DataEntry]]:
        """The entries of a model by one of their values."""
        groups: dict[str, list[DataEntry]] = {}
        for entry in self.of(model):
            groups.setdefault(str(entry.values.get(name, "")), []).append(entry)
        return groups


Rule = Callable[[Corpus], Iterator[Finding]]


def read_corpus(root: Path, today: date) -> Corpus:
    """Every file under `root`; one that cannot be read is remembered and skipped."""
    corpus = Corpus(root, today)
    for kind in KINDS:
        target = corpus.again if kind.model in corpus.entries else corpus.entries
        try:
            target[kind.model] = list(kind.entries(root))
        except BrokenFileError as broken:
            corpus.broken.append(broken.refusal)
    return corpus


def text_of(entry: DataEntry, name: str) -> str:
    """A value as stripped text; what is absent is empty."""
    value = entry.values.get(name, "")
    return str(value).strip() if value is not None else ""


def list_of(entry: DataEntry, name: str) -> list[str]:
    """A value as a list of words: a TOML array, or a cell separated by spaces."""
    value = entry.values.get(name, [])
    return [str(item) for item in value] if isinstance(value, list) else str(value).split()


def check(corpus: Corpus, rules: Iterable[Rule]) -> list[Finding]:
    """What all rules say, file by file and line by line, errors and warnings together."""
    findings = [Finding(refusal) for refusal in dict.fromkeys(corpus.broken)]
    for rule in rules:
        findings += rule(corpus)
    return sorted(dict.fromkeys(findings), key=lambda f: (str(f.refusal.file), f.refusal.line, f.refusal.reason))
