"""A month of the atlas, made up: edits, imports, approvals and restores in any order leave it whole.

`MONTH=1 pytest tests/gtlead/test_month.py` plays many long ones.
"""

import csv
import io
import os
from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from countries.import_kinds import IMPORT_KINDS
from countries.models import Authorisation, Country, Milestone, Observation, Statement, Therapy
from gtlead.history.proof import complaints
from gtlead.importing.dry_run import apply, attempt
from gtlead.importing.jobs import begin, choose, confirm, go_on, submit
from gtlead.importing.kinds import Reader
from gtlead.importing.models import ImportJob
from gtlead.importing.reading import UnreadableError
from gtlead.importing.undoing import UNDOABLE, begin_undoing
from gtlead.lists.tables import csv_lines
from gtlead.records.text import cleaned
from gtlead.review.deciding import RefusedError, approve, send_back, token, withdraw
from gtlead.review.discarding import discard
from gtlead.review.models import Proposal
from gtlead.review.restoring import restore
from gtlead.sources.models import Source
from tests import builders
from tests.conftest import signed_in
from tests.round import save

LONG = bool(os.environ.get("MONTH"))
EXAMPLES, STEPS = (100, 50) if LONG else (3, 12)
PAGES = ("/", "/countries/", "/compare/", "/therapies/", "/indicators/", "/sources/", "/changes/", "/changes.atom")
ODD = [
    "",
    "2019",
    "2019-06",
    "1066",
    "2099-01-01",
    "yes",
    "matrix",
    "ZZ-Case",
    "english!!",
    "=1+1",
    "1.200",
    "archived",
]
UNSEEN = ["gene\xadtherapy", "is\u202enot safe", "a\x0bb", "क्\u200dष", "ftp://a.example/x", "#N/A"]
WORDS = st.one_of(
    st.sampled_from(ODD), st.sampled_from(UNSEEN), st.text(max_size=12).filter(lambda text: "\0" not in text)
)
KINDS: tuple[tuple[str, Any], ...] = (
    ("sources", Source),
    ("statements", Statement),
    ("authorisations", Authorisation),
    ("observations", Observation),
    ("milestones", Milestone),
)
MODELS = (*(model for _name, model in KINDS), Country, Therapy)
WHICH = st.integers(0, 10**6)


class Month(RuleBasedStateMachine):
    """Editors and reviewers, of whom nobody knows what they will do next."""

    @initialize()
    def begin(self) -> None:
        """A small atlas, of which nothing stays."""
        self.all_of_it = transaction.atomic()
        self.all_of_it.__enter__()
        self.editor, self.reviewer = builders.an_editor(), builders.a_reviewer()
        self.client = signed_in(self.editor)
        country, jurisdiction = builders.a_country(), builders.a_jurisdiction()
        builders.a_membership(country=country, jurisdiction=jurisdiction)
        topic = builders.a_topic()
        for number in range(2):
            builders.a_statement(country=country, topic=topic, is_key=not number)
        builders.an_authorisation(jurisdiction=jurisdiction)
        builders.an_observation(country=country)
        builders.a_milestone(countries=[country])

    @rule(model=st.sampled_from(MODELS), which=WHICH, field=WHICH, words=WORDS)
    def edit(self, model: Any, which: int, field: int, words: str) -> None:
        """Somebody types something into a form."""
        record = self.one_of(model, which)
        names = [f.name for f in model._meta.concrete_fields if f.editable and f.name not in ("id", "version")]
        assert save(self.client, record, **{names[field % len(names)]: words}).status_code in (200, 302)

    @rule(kind=st.sampled_from(KINDS), which=WHICH, column=WHICH, words=WORDS, new=st.booleans())
    def bring(self, kind: tuple[str, Any], which: int, column: int, words: str, new: bool) -> None:
        """Somebody brings a row with one cell changed."""
        name, model = kind
        columns, record = IMPORT_KINDS[name], self.one_of(model, which)
        record.citations = 0
        row = {c.name: str(c.cell(record)) for c in columns.columns if columns.target(c.name)}
        row = {n: cell for n, cell in row.items() if not columns.target(n).many_to_many}  # type: ignore[union-attr]
        changed = sorted(row)[column % len(row)]
        slug = cleaned(words) or "x" if new else record.slug
        trial = attempt(Reader(columns), slug, row | {changed: words})
        if trial.outcome in ("new", "changed"):
            apply(trial, by=self.editor, reason="A table")

    @rule(kind=st.sampled_from(KINDS), columns=st.lists(WHICH, min_size=1, max_size=3), words=WORDS, new=st.booleans())
    def bring_a_file(self, kind: tuple[str, Any], columns: list[int], words: str, new: bool) -> None:
        """Somebody brings a whole download, some cells of it changed; puts it on file, and perhaps hands it in."""
        name, model = kind
        known = IMPORT_KINDS[name]
        records = list(model._default_manager.order_by("pk"))
        for record in records:
            record.citations = 0
        header, *lines = csv.reader(io.StringIO("".join(csv_lines(known.columns, records)).removeprefix("\ufeff")))
        for place in columns:
            lines[place % len(lines)][place % len(header)] = words
        if new:
            lines.append([f"made-{len(lines)}", *lines[0][1:]])
        file = io.StringIO()
        csv.writer(file).writerows([header, *lines])
        try:
            job = begin(kind=known, name="t.csv", file=io.BytesIO(file.getvalue().encode()), by=self.editor)
        except UnreadableError:
            return
        self.go_on(job, known)
        choose(job, dict.fromkeys(job.rows.exclude(twin="").values_list("line", flat=True), "keep"))
        self.go_on(job, known)
        confirm(job)
        self.go_on(job, known)
        if columns[0] % 2:
            submit(job)
            self.go_on(job, known)

    @rule(which=WHICH)
    def undo_a_file(self, which: int) -> None:
        """Whoever brought a file wants it gone."""
        done = list(ImportJob.objects.filter(stage__in=UNDOABLE))
        if done:
            job = done[which % len(done)]
            begin_undoing(job)
            self.go_on(job, IMPORT_KINDS[job.kind])

    def go_on(self, job: ImportJob, kind: Any) -> None:
        """Chunk by chunk, as the page does it."""
        job.refresh_from_db()
        while job.is_running:
            job = go_on(job.pk, kind)

    @rule(model=st.sampled_from(MODELS), one=WHICH, other=WHICH)
    def exchange(self, model: Any, one: int, other: int) -> None:
        """Somebody wants two records to have the address of the other."""
        address = self.one_of(model, other).slug
        assert save(self.client, self.one_of(model, one), exchange=address).status_code in (200, 302)

    @rule(model=st.sampled_from(MODELS), which=WHICH)
    def throw_away(self, model: Any, which: int) -> None:
        """Somebody discards a draft."""
        with suppress(RefusedError):
            discard(self.one_of(model, which), self.editor, "Not wanted")

    @rule(which=WHICH, how=st.sampled_from(["approve", "approve", "approve", "send back", "withdraw"]))
    def decide(self, which: int, how: str) -> None:
        """Somebody decides on something that waits."""
        waiting = list(Proposal.objects.open())
        if not waiting:
            return
        proposal = waiting[which % len(waiting)]
        seen = token(proposal, proposal.record)
        with suppress(RefusedError):
            if how == "approve":
                approve(proposal, self.reviewer, seen=seen)
            elif how == "send back":
                send_back(proposal, self.reviewer, seen=seen, comment="Please look again.")
            else:
                withdraw(proposal, self.editor)

    @rule(model=st.sampled_from(MODELS), which=WHICH, version=WHICH)
    def go_back(self, model: Any, which: int, version: int) -> None:
        """Somebody wants an earlier version back."""
        record = self.one_of(model, which)
        versions = list(record.history.all())
        with suppress(RefusedError):
            restore(record, versions[version % len(versions)], self.editor)

    def one_of(self, model: Any, which: int) -> Any:
        """A record of a kind."""
        records = list(model._default_manager.order_by("pk"))
        return records[which % len(records)]

    def teardown(self) -> None:
        """Every rule is kept, and every page answers."""
        if not hasattr(self, "all_of_it"):
            return
        try:
            said = StringIO()
            call_command("validate_records", stdout=said)
            assert list(complaints()) == []
            reader = Client()
            records = [*Country.objects.published(), *Therapy.objects.published(), *Source.objects.published()]
            pages = (*PAGES, *(record.get_absolute_url() for record in records))
            assert {page: reader.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
        finally:
            transaction.set_rollback(True)
            self.all_of_it.__exit__(None, None, None)


@pytest.mark.django_db
def test_a_month_leaves_the_atlas_whole() -> None:
    quick = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Month, settings=quick)
