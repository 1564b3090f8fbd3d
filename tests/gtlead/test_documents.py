"""The documents name files that are there, and answer where to look."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [ROOT / "CONTRIBUTING.md", ROOT / "docs/architecture.md", ROOT / "docs/testing.md"]
DOCUMENTS += sorted((ROOT / "docs/how-to").glob("*.md"))
NAMED = re.compile(r"`((?:countries|docs|gtlead|static|templates|tests|themes)/[\w./*-]*)`")


ARCHITECTURE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
WHERE = re.findall(r"^\| (Where .+?\?) \| `(\S+?)` \| `(\w+)` \|$", ARCHITECTURE, re.MULTILINE)


def is_there(name: str) -> bool:
    """In the tree, or among the tests, whose names leave their folder out."""
    return any(ROOT.glob(name)) or any((ROOT / "tests").glob(name))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document):
    named = set(NAMED.findall(document.read_text(encoding="utf-8")))
    assert [name for name in sorted(named) if not is_there(name.rstrip("/"))] == []


def test_a_stranger_has_twenty_questions():
    assert len({question for question, _file, _name in WHERE}) >= 20


@pytest.mark.parametrize(("question", "file", "name"), WHERE, ids=[file for _question, file, _name in WHERE])
def test_answer_is_in_the_file(question, file, name):
    assert re.search(rf"\b(def|class) {name}\b", (ROOT / file).read_text(encoding="utf-8")), question
