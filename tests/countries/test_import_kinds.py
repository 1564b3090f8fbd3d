"""What can be imported has the columns of what is downloaded, and comes back the same."""

import csv
import io

import pytest
from django.core.management import call_command

from countries.import_kinds import IMPORT_KINDS
from countries.models import Funding, Observation, Statement
from gtlead.importing.dry_run import attempt
from gtlead.importing.kinds import Reader
from gtlead.importing.reading import read_table
from gtlead.sources.models import Source


@pytest.mark.django_db
@pytest.mark.usefixtures("reference_data")
@pytest.mark.parametrize("name", IMPORT_KINDS)
def test_what_was_downloaded_is_unchanged_when_it_comes_back(name, editor, client):
    kind = IMPORT_KINDS[name]
    path = {"sources": "/sources.csv"}.get(name, f"/data/{name}.csv")
    content = client.get(path).getvalue()
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert lines
    reader = Reader(kind)
    rows = list(read_table("t.csv", io.BytesIO(content)))
    assert kind.unknown(list(rows[0].values)) == []
    trials = {row.values[kind.key]: attempt(reader, row.values[kind.key], row.values) for row in rows[:40]}
    assert {slug: (t.outcome, t.reason) for slug, t in trials.items() if t.outcome != "unchanged"} == {}


@pytest.mark.django_db
@pytest.mark.usefixtures("reference_data")
def test_what_is_loaded_keeps_the_rules():
    assert Observation.objects.exists()
    call_command("validate_records", stdout=io.StringIO())


def test_every_kind_has_a_slug_and_sources_where_it_is_a_fact():
    for kind in IMPORT_KINDS.values():
        assert kind.header[0] == kind.key
        assert kind.model is Source or "sources" in kind.header
    assert {k.model for k in IMPORT_KINDS.values()} >= {Statement, Funding, Observation}
