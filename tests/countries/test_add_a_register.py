"""The how-to is followed for an authority that does not exist."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from countries.models import Register, Therapy
from countries.registers import adapters
from countries.registers.lines import FilePage
from countries.registers.recording import read_register
from gtlead.review.models import Proposal
from tests import builders as a

pytestmark = pytest.mark.django_db

HOW_TO = Path(__file__).parent.parent.parent / "docs" / "how-to" / "add-a-register.md"


def block(language):
    """The example of the how-to in this language."""
    return re.search(rf"```{language}\n(.*?)```", HOW_TO.read_text(), re.DOTALL)[1]


def test_how_to_names_every_form():
    assert set(re.findall(r"^\| `([\w-]+)` \|", HOW_TO.read_text(), re.MULTILINE)) == set(adapters.adapters())


def test_one_file_and_one_table_add_a_register(tmp_path, monkeypatch):
    (tmp_path / "ruritania_of_the_how_to.py").write_text(block("python"))
    monkeypatch.setattr(adapters, "__path__", [*adapters.__path__, str(tmp_path)])
    [values] = tomllib.loads(block("toml"))["register"]
    jurisdiction = a.a_jurisdiction(code=values.pop("jurisdiction"))
    register = Register(jurisdiction=jurisdiction, state="published", source=a.a_source(), **values)
    register.full_clean()
    register.save()
    alpha = a.an_authorisation(
        therapy=a.a_therapy(brand="Alpha"), jurisdiction=jurisdiction, date="2020", checked_on=date(2026, 1, 1)
    )
    remedies = [
        {"licence": "R1", "brand": "Alpha", "substance": "alphagene", "granted": "11.06.2020", "owner": "Alpha Ltd",
         "carries_genes": True},
        {"licence": "R2", "brand": "Omega", "substance": "omegagene", "granted": "01.02.2026", "owner": "Omega Ltd",
         "carries_genes": True},
        {"licence": "R3", "brand": "Plain", "substance": "plainine", "granted": "01.02.2006", "owner": "Plain Ltd",
         "carries_genes": False},
    ]  # fmt: skip
    page = FilePage(json.dumps({"number": 3, "remedies": remedies}).encode())
    reading, _found = read_register(register, [page], date(2026, 11, 20))
    assert (reading.outcome, reading.counts["differs"], reading.counts["new"]) == ("read", 1, 1)
    assert Proposal.objects.of(alpha).get().new_values["date"] == "2020-06-11"
    assert Therapy.objects.get(brand="Omega").state == "draft"
