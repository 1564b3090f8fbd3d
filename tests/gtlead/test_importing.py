"""Tables that editors bring: tried without writing, then drafts; nothing published changes."""

import io
import zipfile
from contextlib import suppress
from datetime import date

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from countries.import_kinds import IMPORT_KINDS
from countries.models import Milestone
from gtlead.importing import jobs, reading
from gtlead.importing.kinds import Reader
from gtlead.importing.models import ImportJob
from gtlead.importing.reading import UnreadableError, read_table
from gtlead.lists.tables import csv_lines
from gtlead.review.models import Proposal
from gtlead.sources.models import Source
from tests import builders

HEADER = "source,title,publisher,url,kind,standing,language,read_on"


def source_line(slug, title="Title", **values):
    cells = {"url": f"https://example.org/{slug}", "kind": "law", "read_on": "2026-11-01"} | values
    return f"{slug},{title},Publisher,{cells['url']},{cells['kind']},primary,en,{cells['read_on']}"


def csv_file(*lines, name="table.csv", header=HEADER):
    return SimpleUploadedFile(name, "\n".join([header, *lines]).encode())


def xlsx_of(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def rows_in(name, content):
    return [(row.line, row.values) for row in read_table(name, io.BytesIO(content))]


class TestReading:
    """Files as rows of text."""

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_csv_whatever_divides_it(self, delimiter):
        content = "\ufeff" + "\r\n".join(delimiter.join(line) for line in (["A", "b"], ["1", "ü"], ["", ""], ["2", ""]))
        assert rows_in("t.csv", content.encode()) == [(2, {"a": "1", "b": "ü"}), (4, {"a": "2", "b": ""})]

    def test_line_breaks_in_cells_keep_the_lines_right(self):
        rows = rows_in("t.csv", b'a,b\n"one\ntwo",x\ny,z\n')
        assert [values["a"] for _line, values in rows] == ["one\ntwo", "y"]
        assert rows[-1][0] == 4

    def test_xlsx_with_formulas_dates_and_numbers_as_text(self):
        content = xlsx_of(["a", "b", "c", "d"], ["=1+1", date(2019, 6, 1), 2.0, True], [None] * 4, ["x", 1.5, None, ""])
        assert rows_in("t.XLSX", content) == [
            (2, {"a": "=1+1", "b": "2019-06-01", "c": "2", "d": "yes"}),
            (4, {"a": "x", "b": "1.5", "c": "", "d": ""}),
        ]

    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("t.csv", "a\nGrün".encode("latin-1"), "Line 2 is not UTF-8"),
            ("t.csv", "a\nb".encode("utf-16"), "not UTF-8"),
            ("t.csv", b"a\0b\n", "not a text file"),
            ("t.csv", b" \n", "is empty"),
            ("t.csv", b"\xef\xbb\xbf<!DOCTYPE html><p>Sign in", "a web page"),
            ("t.csv", b"a,a\n1,2", "each column once"),
            ("t.csv", b"a,,b\n1,2,3", "each column once"),
            ("t.csv", b"a\n1,2", "Line 2 has more cells"),
            ("t.csv", b'a\n"open', "Line 2 cannot be read"),
            ("t.csv", b"a\n" + b"x" * 30_000, "too long"),
            ("t.csv", b"a\n" + b"1\n" * 10_001, "more than 10,000"),
            ("t.csv", b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
            ("t.xls", b"", "ends in .csv or .xlsx"),
            ("t.xlsx", b"not a spreadsheet", "XLSX format"),
        ],
    )
    def test_what_cannot_be_read_says_why(self, name, content, why):
        with pytest.raises(UnreadableError, match=why):
            rows_in(name, content)

    def test_bomb_is_not_unpacked(self, monkeypatch):
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr("xl/worksheets/sheet1.xml", b"0" * (reading.MOST_UNPACKED + 1))
        assert len(kept.getvalue()) < 200_000
        with pytest.raises(UnreadableError, match="too large when unpacked"):
            rows_in("t.xlsx", kept.getvalue())

    def test_gaps_without_end_are_refused(self):
        kept = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(xlsx_of(["a"], ["x"]))) as parts, zipfile.ZipFile(kept, "w") as changed:
            for name in parts.namelist():
                changed.writestr(name, parts.read(name).replace(b'r="2"', b'r="999999999999"').replace(b'r="A2"', b""))
        with pytest.raises(UnreadableError, match="empty ones"):
            rows_in("t.xlsx", kept.getvalue())

    @pytest.mark.parametrize("harm", ["scrambled", "locked"])
    def test_damaged_and_locked_files_say_so(self, harm):
        content = bytearray(xlsx_of(["a"], ["x"]))
        with zipfile.ZipFile(io.BytesIO(bytes(content))) as parts:
            sheet = parts.getinfo("xl/worksheets/sheet1.xml")
        if harm == "scrambled":
            begin = sheet.header_offset + 30 + len(sheet.filename)
            content[begin : begin + 40] = b"\xff" * 40
        else:
            entry = content.rindex(b"PK\x01\x02", 0, content.rindex(sheet.filename.encode()))
            content[entry + 8] |= 1
            content[sheet.header_offset + 6] |= 1
        with pytest.raises(UnreadableError, match="XLSX format"):
            rows_in("t.xlsx", bytes(content))

    def test_other_archives_are_no_spreadsheets(self):
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w") as parts:
            parts.writestr("a.txt", "x")
        with pytest.raises(UnreadableError):
            rows_in("t.xlsx", kept.getvalue())

    @given(
        st.lists(st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), min_size=1), min_size=1)
    )
    def test_what_was_exported_is_read_again(self, cells):
        columns = [c for c in IMPORT_KINDS["sources"].columns if c.name in ("source", "title")]
        sources = [Source(slug=f"s-{n}", title=cell) for n, cell in enumerate(cells)]
        found = rows_in("t.csv", "".join(csv_lines(columns, sources)).encode())
        assert [v["title"].lstrip("'") for _line, v in found] == [
            c.replace("\r\n", "\n").strip().lstrip("'") for c in cells
        ]

    @given(st.binary(max_size=200), st.sampled_from(["t.csv", "t.xlsx"]))
    def test_any_bytes_are_rows_or_a_reason(self, content, name):
        with suppress(UnreadableError):
            assert all(line > 1 for line, _values in rows_in(name, content))


def run(kind, file, user, *, confirmed=True):
    """A whole import; the outcomes by identifier."""
    job = jobs.begin(kind=kind, name=file.name, file=file, by=user)
    while job.stage == ImportJob.Stage.TRYING:
        job = jobs.go_on(job.pk, kind)
    if confirmed:
        jobs.confirm(job)
        job.refresh_from_db()
        while job.stage == ImportJob.Stage.APPLYING:
            job = jobs.go_on(job.pk, kind)
    return {row.slug: (row.outcome, row.reason) for row in job.rows.all()}


@pytest.mark.django_db
class TestRows:
    """What becomes of each row."""

    KIND = IMPORT_KINDS["sources"]

    def test_trial_names_every_outcome_and_writes_nothing(self, editor):
        builders.a_source(slug="public")
        draft = builders.a_source(slug="draft", state="draft")
        same = builders.a_source(
            slug="same",
            state="draft",
            title="T",
            kind="law",
            publisher="Publisher",
            url="https://example.org/same",
            read_on=date(2026, 11, 1),
        )
        before = list(Source.objects.values()), Source.history.count()
        file = csv_file(
            source_line("fresh"),
            source_line("draft", "Another"),
            source_line("same", "T"),
            source_line("public", "Another"),
            source_line("bad", kind="gossip", read_on="yesterday"),
            source_line("fresh", "Twice"),
            source_line("thief", url=draft.url),
            source_line(""),
        )
        job = jobs.begin(kind=self.KIND, name=file.name, file=file, by=editor)
        jobs.go_on(job.pk, self.KIND)
        found = [(row.line, row.outcome, row.reason) for row in job.rows.all()]
        assert [outcome for _line, outcome, _reason in found] == [
            "new", "changed", "unchanged", "changed", "refused", "refused", "twin", "refused",
        ]  # fmt: skip
        assert found[1][2] == "changes kind, publisher, title"
        assert ["title", draft.title, "Another"] in job.rows.get(line=found[1][0]).differs
        assert "read_on" in found[4][2]
        assert "earlier line" in found[5][2]
        assert "on file as “draft”" in found[6][2]
        assert "source is empty" in found[7][2]
        assert (list(Source.objects.values()), Source.history.count()) == before
        assert same.version == 1

    def test_changed_rows_of_published_records_wait_for_a_reviewer(self, editor):
        public = builders.a_source(slug="public", title="Old")
        run(self.KIND, csv_file(source_line("public", "New title")), editor)
        public.refresh_from_db()
        [proposal] = Proposal.objects.waiting()
        assert (public.title, public.version) == ("Old", 1)
        assert proposal.changes["title"] == {"old": "Old", "new": "New title"}
        assert list(proposal.authors.all()) == [editor]
        again = run(self.KIND, csv_file(source_line("public", "Newer title")), editor)
        assert again["public"][:2] == ("refused", "a change to it already waits for a reviewer")

    def test_confirmed_rows_are_drafts_with_their_history(self, editor, client):
        draft = builders.a_source(slug="draft", state="draft", title="Old")
        run(self.KIND, csv_file(source_line("fresh"), source_line("draft", "New title")), editor)
        fresh = Source.objects.get(slug="fresh")
        draft.refresh_from_db()
        assert (fresh.state, draft.state) == ("draft", "draft")
        assert (draft.title, draft.version) == ("New title", 2)
        for record in (fresh, draft):
            last = record.history.first()
            assert last.history_user == editor
            assert last.history_change_reason == "Import of table.csv"
        assert client.get("/sources/fresh/").status_code == 404

    def test_what_rows_name_is_read_at_once_whatever_their_number(self, django_assert_num_queries):
        observations = IMPORT_KINDS["observations"]
        slugs = [builders.a_source(slug=f"s-{number}").slug for number in range(30)]
        builders.a_country(slug="atlantis")
        rows = [{"country": "atlantis", "sources": f"{slug}; https://example.org/{slug}"} for slug in slugs]
        for some in (rows[:1], rows):
            with django_assert_num_queries(3):
                reader = Reader(observations, some)
            with django_assert_num_queries(0):
                assert [reader.values(row)[1]["sources"][0].slug for row in some] == slugs[: len(some)]

    def test_names_spelt_otherwise_are_read_once_for_all_unknown_ones(self, django_assert_max_num_queries):
        for number in range(3):
            builders.a_source(slug=f"known-{number}")
        reader = Reader(IMPORT_KINDS["observations"], [])
        with django_assert_max_num_queries(21):
            for number in range(20):
                with pytest.raises(ValidationError, match="such as: known-"):
                    reader.values({"sources": f"knwon-{number}"})

    def test_a_table_publishes_nothing(self, editor):
        file = csv_file(source_line("fresh") + ",published", header=f"{HEADER},version")
        with pytest.raises(UnreadableError, match="Unknown columns"):
            run(self.KIND, file, editor)
        assert not ImportJob.objects.exists()
        file = csv_file(source_line("fresh") + ",published", header=f"{HEADER},state")
        assert run(self.KIND, file, editor)["fresh"][0] == "new"
        assert Source.objects.get().state == "draft"

    def test_what_changed_since_the_trial_is_refused(self, editor):
        draft = builders.a_source(slug="draft", state="draft")
        file = csv_file(source_line("draft", "From the table"))
        job = jobs.begin(kind=self.KIND, name=file.name, file=file, by=editor)
        jobs.go_on(job.pk, self.KIND)
        Source.objects.filter(pk=draft.pk).update(title="Meanwhile", version=2)
        jobs.confirm(job)
        jobs.go_on(job.pk, self.KIND)
        draft.refresh_from_db()
        assert draft.title == "Meanwhile"
        assert "since the trial" in job.rows.get().reason

    def test_drafts_of_a_table_are_submitted_with_its_reason(self, editor, monkeypatch):
        monkeypatch.setattr(jobs, "CHUNK", 2)
        draft = builders.a_source(slug="older", state="draft")
        file = csv_file(*(source_line(slug) for slug in ("a", "b", "c", "older")))
        job = jobs.begin(kind=self.KIND, name=file.name, file=file, by=editor, reason="The register of May")
        for step in (jobs.confirm, jobs.submit):
            while job.is_running:
                job = jobs.go_on(job.pk, self.KIND)
            step(job)
            job.refresh_from_db()
        assert jobs.progress(job, self.KIND, jobs.counts(job)) == (0, 3)
        while job.is_running:
            job = jobs.go_on(job.pk, self.KIND)
        assert job.stage == "handed-in"
        assert dict(Source.objects.values_list("slug", "state")) == {
            "a": "in-review", "b": "in-review", "c": "in-review", "older": "draft",
        }  # fmt: skip
        assert {(p.reason, p.authors.get()) for p in Proposal.objects.waiting()} == {("The register of May", editor)}
        draft.refresh_from_db()
        assert draft.history.first().history_change_reason == "The register of May"

    def test_nothing_is_submitted_before_it_is_on_file(self, editor):
        job = jobs.begin(kind=self.KIND, name="t.csv", file=csv_file(source_line("a")), by=editor)
        jobs.submit(job)
        job.refresh_from_db()
        assert job.stage == "trying"

    def test_second_confirmation_does_nothing_twice(self, editor):
        run(self.KIND, csv_file(source_line("fresh")), editor)
        job = ImportJob.objects.get()
        jobs.confirm(job)
        jobs.go_on(job.pk, self.KIND)
        assert Source.objects.get(slug="fresh").history.count() == 1

    def test_it_goes_on_chunk_by_chunk(self, editor, monkeypatch):
        monkeypatch.setattr(jobs, "CHUNK", 2)
        file = csv_file(*(source_line(f"s-{n}") for n in range(5)))
        job = jobs.begin(kind=self.KIND, name=file.name, file=file, by=editor)
        seen = []
        for _number in range(3):
            job = jobs.go_on(job.pk, self.KIND)
            seen.append((job.stage, jobs.progress(job, self.KIND, jobs.counts(job))))
        assert seen == [("trying", (2, 5)), ("trying", (4, 5)), ("tried", (5, 5))]
        jobs.confirm(job)
        job = jobs.go_on(job.pk, self.KIND)
        assert (job.stage, jobs.progress(job, self.KIND, jobs.counts(job))) == ("applying", (2, 5))
        assert Source.objects.count() == 2

    def test_fact_needs_a_source_and_names_what_is_missing(self, editor):
        country, theme = builders.a_country(), builders.a_theme()
        source = builders.a_source()
        header = "milestone,date,countries,theme,title,sources,checked_on"
        rest = f"{country.slug},{theme.slug},What happened"
        file = csv_file(
            f"one,2019-06,{rest},{source.url},2026-11-01",
            f"two,2019-06,{rest} then,{source.slug},2026-11-01",
            f"three,2019-06,{rest},,2026-11-01",
            f"four,2019-13,{rest},no-such,2026-11-01",
            "five,2019,atlantis,x,T,y,2026-11-01",
            header=header,
        )
        found = run(IMPORT_KINDS["milestones"], file, editor)
        assert {slug: outcome for slug, (outcome, _reason) in found.items()} == {
            "one": "new", "two": "new", "three": "refused", "four": "refused", "five": "refused",
        }  # fmt: skip
        assert "at least one source" in found["three"][1]
        assert "no source “no-such”" in found["four"][1]
        assert "no country “atlantis”" in found["five"][1]
        found = run(IMPORT_KINDS["milestones"], csv_file("six,2026-11-01", header="milestone,checked_on"), editor)
        assert "date: nothing was given. Needed: 2019 | 2019-05 | 2019-05-24" in found["six"][1]
        assert "title: nothing was given" in found["six"][1]
        one = Milestone.objects.get(slug="one")
        assert list(one.sources.all()) == [source]
        assert list(one.countries.all()) == [country]
        assert [row.source for row in one.history.first().sources.all()] == [source]


@pytest.mark.django_db
class TestPages:
    """In the admin, for those who write."""

    def upload(self, client, *lines, kind="sources"):
        return client.post("/staff/import/", {"kind": kind, "file": csv_file(*lines)}, follow=True)

    def test_from_file_to_drafts(self, editor_client):
        page = self.upload(editor_client, source_line("fresh"), source_line("bad", kind="gossip"))
        address = page.redirect_chain[-1][0]
        assert "new: 1" in page.text
        assert "refused: 1" in page.text
        assert "gossip" in page.text
        assert not Source.objects.exists()
        assert "fresh" not in editor_client.get(f"{address}?outcome=refused").text
        done = editor_client.post(f"{address}decide/", {"confirm": "1"}, follow=True)
        assert "on file" in done.text
        assert Source.objects.get().state == "draft"
        assert "Hand in 1 draft for review" in done.text
        editor_client.post(f"{address}decide/", {"hand-in": "1"}, follow=True)
        assert Source.objects.get().state == "in-review"
        assert "table.csv" in editor_client.get("/staff/import/").text
        editor_client.post(f"{address}decide/", {"forget": "1"})
        assert not ImportJob.objects.exists()

    def test_what_a_row_changes_stands_old_beside_new(self, editor_client):
        builders.a_source(slug="public", title="A law of the year 2014")
        page = self.upload(editor_client, source_line("public", "A law of the year 2015")).text
        assert "<del>2014</del>" in page
        assert "<ins>2015</ins>" in page

    def test_form_sent_twice_is_read_once(self, editor_client):
        mark = editor_client.get("/staff/import/").context["form"]
        for _time in range(2):
            typed = {"kind": "sources", "file": csv_file(source_line("fresh")), "form": mark}
            page = editor_client.post("/staff/import/", typed, follow=True)
        assert "read once" in page.text
        assert "table.csv" in page.text
        assert ImportJob.objects.count() == 1
        assert page.context["form"] != mark

    def test_progress_refreshes_itself(self, editor_client, monkeypatch):
        monkeypatch.setattr(jobs, "CHUNK", 1)
        page = self.upload(editor_client, source_line("a"), source_line("b"))
        assert '<meta http-equiv="refresh"' in page.text
        assert "1 of 2 rows" in page.text

    def test_refusal_of_the_file_is_told(self, editor_client):
        typed = {"kind": "sources", "file": csv_file(header="a,b"), "reason": "The register of May"}
        page = editor_client.post("/staff/import/", typed)
        assert "no rows" in page.text
        assert 'value="The register of May"' in page.text
        page = editor_client.post("/staff/import/", {"kind": "sources", "file": csv_file("1,2", header="a,b")})
        assert "Unknown columns: a, b" in page.text
        assert "Choose a file" in editor_client.post("/staff/import/", {"kind": "sources"}).text

    @pytest.mark.parametrize("name", IMPORT_KINDS)
    def test_template_has_the_columns(self, editor_client, name):
        reply = editor_client.get(f"/staff/import/{name}.csv")
        header = reply.getvalue().decode("utf-8-sig").splitlines()[0].split(",")
        assert header == IMPORT_KINDS[name].header
        assert IMPORT_KINDS[name].key in header

    def test_who_may(self, analyst_client, reviewer_client, editor_client):
        assert analyst_client.get("/staff/import/").status_code == 403
        assert reviewer_client.get("/staff/import/").status_code == 200
        page = self.upload(editor_client, source_line("fresh"))
        assert reviewer_client.get(page.redirect_chain[-1][0]).status_code == 404
        assert self.upload(editor_client, source_line("x"), kind="countries").status_code == 404
