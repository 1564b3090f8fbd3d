"""The real excerpts of registers, compared with the reference data as they are shipped."""

from datetime import date
from pathlib import Path

import pytest

from countries.models import Authorisation, Jurisdiction, Register
from countries.registers.lines import FilePage
from countries.registers.recording import read_register
from tests import builders as a

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]

FILES = Path(__file__).parent.parent / "registers"


def compared(code, name, strangers):
    """What a dry run says of an excerpt; `strangers` is the register whose list of what is not ours counts."""
    register = a.a_register(
        jurisdiction=Jurisdiction.objects.get(code=code), not_ours=Register.objects.get(slug=strangers).not_ours
    )
    page = FilePage((FILES / name).read_bytes(), name)
    return read_register(register, [page], date(2026, 7, 20), dry_run=True)


def nonzero(counts):
    return {word: number for word, number in counts.items() if number}


def test_ema_excerpt_agrees_but_for_a_contradiction_that_a_note_tells():
    reading, found = compared("EU", "ema-atmp-2026-07-20.csv", "ema-medicines")
    assert reading.outcome == "read"
    assert nonzero(reading.counts) == {"confirmed": 18, "differs": 1, "not_ours": 4}
    (zolgensma,) = [outcome for outcome in found.outcomes if outcome.differs]
    assert dict(zolgensma.differs) == {"status": ("authorised", "conditional")}
    assert "still flags it as conditional" in zolgensma.record.note


def test_fda_excerpt_agrees():
    reading, _found = compared("US", "fda-cber-bla.csv", "fda-purple-book")
    assert nonzero(reading.counts) == {"confirmed": 19, "not_ours": 1}


def test_most_authorisations_lead_to_their_register():
    rows = Authorisation.objects.values_list("register_url", "register_number")
    assert sum(any(row) for row in rows) >= 78
    assert len(rows) == 114
