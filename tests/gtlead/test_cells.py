"""A cell means what it says: nothing is made up for an empty one, and what can be read in two ways is not read."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField, TextField
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countries.import_kinds import IMPORT_KINDS
from countries.models import Authorisation, Milestone, Observation, Statement
from gtlead.importing import jobs
from gtlead.importing.dry_run import attempt
from gtlead.importing.kinds import Reader, day, number
from gtlead.importing.models import ColumnMapping, ImportJob
from gtlead.importing.reading import read_table
from gtlead.lists.tables import csv_lines
from gtlead.records.text import cleaned
from gtlead.review.saving import save_once
from gtlead.sources.models import Source
from tests import builders


def read(name, content, known=()):
    return list(read_table(name, io.BytesIO(content), known))


def xlsx(fill):
    book = openpyxl.Workbook()
    fill(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


class TestReading:
    """From a file to cells."""

    @pytest.mark.parametrize(
        ("number_format", "read_as"),
        [
            ("mmm-yy", "2019-06"),
            ("mm/yyyy", "2019-06"),
            ("[$-409]mmmm yyyy", "2019-06"),
            ("yyyy", "2019"),
            ("yyyy-mm-dd", "2019-06-01"),
            ("d. mmmm yyyy", "2019-06-01"),
            ('"day" yyyy', "2019"),
        ],
    )
    def test_dates_keep_the_precision_of_their_format(self, number_format, read_as):
        def fill(book):
            book.active.append(["a"])
            book.active.append([datetime(2019, 6, 1)])  # noqa: DTZ001 - as a spreadsheet holds it
            book.active["A2"].number_format = number_format

        assert read("t.xlsx", xlsx(fill))[0].values == {"a": read_as}

    def test_escapes_of_spreadsheets_are_read(self):
        content = xlsx(lambda book: [book.active.append(row) for row in (["a"], ["one_x000D_\ntwo _x005F_x0041_"])])
        assert read("t.xlsx", content)[0].values == {"a": "one\ntwo _x0041_"}

    def test_errors_and_formulas_are_no_values(self):
        def fill(book):
            book.active.append(["a", "b", "c"])
            book.active.append(["#N/A", "=1+1", "x"])
            book.active["A2"].data_type = "e"
            book.active.title = "Data"

        [row] = read("t.xlsx", xlsx(fill))
        assert row.faults["a"].startswith("Sheet “Data”, cell A2: “#N/A” is an error")
        assert row.faults["b"].startswith("Sheet “Data”, cell B2: “=1+1” is a formula")
        [row] = read("t.csv", b"a,b,c\n#REF!,=SUM(A1),'=x\n")
        assert row.faults.keys() == {"a", "b"}
        assert row.values["c"] == "=x"

    def test_number_of_a_spreadsheet_stays_one(self):
        content = xlsx(lambda book: [book.active.append(row) for row in (["a", "b", "c"], [1.234, 0.5, 1e-7])])
        assert read("t.xlsx", content)[0].values == {"a": 1.234, "b": "0.5", "c": "0.0000001"}

    @pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
    def test_header_below_titles_is_found(self, name):
        lines = [["Report, of May"], [], ["source", "title", "url"], ["a", "A, b", "https://a.example/"]]
        if name == "t.xlsx":
            content = xlsx(lambda book: [book.active.append(line) for line in lines])
        else:
            content = b'"Report, of May"\n\nsource;title;url\na;A, b;https://a.example/\n'
        [row] = read(name, content, {"source", "title", "url"})
        assert (row.line, row.values["title"]) == (4, "A, b")

    def test_foreign_header_below_titles_is_found(self):
        [first, second] = read("t.csv", b"Medicines\n2026\n\nName,Holder\nA,B\nC,D\n")
        assert (first.line, first.values, second.line) == (5, {"name": "A", "holder": "B"}, 6)

    def test_table_on_the_second_sheet_is_found_and_named(self):
        def fill(book):
            book.active.append(["About this file"])
            for row in (["source", "title"], ["a", "=1"]):
                book.create_sheet("Data") if "Data" not in book.sheetnames else None
                book["Data"].append(row)

        [row] = read("t.xlsx", xlsx(fill), {"source", "title"})
        assert (row.sheet, row.values["source"]) == ("Data", "a")
        assert row.faults["title"].startswith("Sheet “Data”, cell B2")

    def test_line_that_names_the_separator(self):
        [row] = read("t.csv", b'sep=;\r\na;b\r\n"1\n2";x, y, z\r\n')
        assert (row.line, row.values) == (3, {"a": "1\n2", "b": "x, y, z"})

    def test_rows_are_numbered_by_their_first_line(self):
        assert [row.line for row in read("t.csv", b'a,b\n"one\ntwo",x\ny,z\n')] == [2, 4]


class TestNumbers:
    """One written convention."""

    @pytest.mark.parametrize("text", ["0", "12", "-3", "1200", "1.5", "0.125", "1.2000", "1234.567"])
    def test_plain_ones(self, text):
        assert str(number(text)) == text

    @pytest.mark.parametrize("text", ["1.200", "-12.345"])
    def test_ambiguous_ones_are_refused_by_name(self, text):
        with pytest.raises(ValidationError, match="can be read in two ways") as refused:
            number(text)
        assert text.replace(".", "") in str(refused.value)

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("1,200", "is no number"),
            ("1 200", "is no number"),
            ("1_200", "is no number"),
            ("1e5", "is no number"),
            ("+5", "is no number"),
            ("１２", "another width"),
            ("1\xa0200", "no-break space"),
            ("٣", "another width|is no number"),
        ],
    )
    def test_other_writings_are_told(self, text, why):
        with pytest.raises(ValidationError, match=why):
            number(text)

    def test_number_of_a_spreadsheet_is_that_number(self):
        assert str(number(1.234)) == "1.234"

    @pytest.mark.parametrize("text", ["20190524", "2019-W21-5", "24.05.2019", "２０１９-05-24", "2019-02-30"])
    def test_days(self, text):
        assert day("2019-05-24") == date(2019, 5, 24)
        with pytest.raises(ValidationError):
            day(text)


def tried(name, slug, row):
    return attempt(Reader(IMPORT_KINDS[name]), slug, row)


def download(name, records):
    """The rows of a public download as they come back."""
    kind = IMPORT_KINDS[name]
    for record in records:
        sources = getattr(record, "sources", None)
        if sources is not None:
            record._prefetched_objects_cache = {"sources": list(sources.filter(state="published").order_by("pk"))}
        if isinstance(record, Source):
            record.citations = 0
    return {
        row.values[kind.key]: row.values for row in read("t.csv", "".join(csv_lines(kind.columns, records)).encode())
    }


@pytest.mark.django_db
class TestEmpty:
    """Empty is empty."""

    def test_it_empties_what_may_be_empty(self):
        statement = builders.a_statement(state="draft", note="A note.", slug="s")
        trial = tried("statements", "s", download("statements", [statement])["s"] | {"note": ""})
        assert (trial.outcome, trial.reason, trial.record.note) == ("changed", "changes note", "")

    @pytest.mark.parametrize("name", ["checked_on", "answer", "text", "country", "in_comparison"])
    def test_it_is_refused_where_something_is_needed(self, name):
        statement = builders.a_statement(state="draft", slug="s")
        trial = tried("statements", "s", download("statements", [statement])["s"] | {name: ""})
        assert trial.outcome == "refused"
        assert name in trial.reason

    def test_no_default_fills_it(self):
        source = builders.a_source(state="draft", slug="s", read_as="search", language="de")
        row = download("sources", [source])["s"]
        for name in ("read_as", "language", "read_on"):
            assert tried("sources", "s", row | {name: ""}).outcome == "refused", name

    def test_allowed_words_are_listed(self):
        source = builders.a_source(state="draft", slug="s")
        trial = tried("sources", "s", download("sources", [source])["s"] | {"kind": "gossip"})
        assert "“gossip” was given. Allowed: regulator, law, government" in trial.reason


@pytest.mark.django_db
class TestUntouched:
    """A row of any download of ours changes nothing."""

    def test_source_archived_since(self):
        kept, gone = builders.a_source(), builders.a_source()
        milestone = builders.a_milestone(slug="m", sources=[kept, gone])
        before = download("milestones", [milestone])["m"]
        Source.objects.filter(pk=gone.pk).update(state="archived")
        after = download("milestones", [Milestone.objects.get()])["m"]
        assert before != after
        assert [tried("milestones", "m", row).outcome for row in (before, after)] == ["unchanged", "unchanged"]

    def test_change_of_a_list_keeps_what_was_not_shown(self):
        kept, gone, more = builders.a_source(), builders.a_source(state="archived"), builders.a_source()
        milestone = builders.a_milestone(slug="m", sources=[kept, gone])
        row = download("milestones", [milestone])["m"]
        trial = tried("milestones", "m", row | {"sources": f"{kept.url};{more.slug}"})
        assert trial.outcome == "changed"
        assert set(trial.lists["sources"]) == {kept, gone, more}
        assert "keeps what downloads do not show" in trial.reason

    def test_source_whose_address_changed_since(self):
        source = builders.a_source(url="https://example.org/old")
        milestone = builders.a_milestone(slug="m", sources=[source])
        row = download("milestones", [milestone])["m"]
        source.url = "https://example.org/new"
        save_once(source, {})
        assert tried("milestones", "m", row).outcome == "unchanged"

    def test_row_of_an_earlier_edition(self):
        statement = builders.a_statement(slug="s", text="Before.")
        row = download("statements", [statement])["s"]
        statement.text = "After."
        save_once(statement, {})
        trial = tried("statements", "s", row)
        assert trial.outcome == "unchanged"
        assert "to go back to that, restore it" in trial.reason
        assert tried("statements", "s", row | {"note": "Another."}).outcome == "changed"

    def test_downloads_of_staff_are_read(self):
        kind = IMPORT_KINDS["statements"]
        assert kind.unknown([*kind.header, "state", "last_saved"]) == []
        assert kind.unread([*kind.header, "theme", "state"]) == ["theme", "state"]

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.text(max_size=30).map(cleaned),
        st.decimals(-10, 10**9, places=4),
        st.sampled_from(["draft", "published", "archived"]),
    )
    def test_random_records(self, db, words, value, state):
        words = f"a{words}z" if words else ""
        source = builders.a_source(state=state)
        observation = builders.an_observation(value=value, note=words, sources=[source], unit=words[:60] or "x")
        disease = builders.a_disease(other_names=words, medical_name=words[:200], sources=[source])
        for name, record in (("observations", observation), ("diseases", disease)):
            record.full_clean()
            record.save()
            trial = tried(name, record.slug, download(name, [type(record).objects.get(pk=record.pk)])[record.slug])
            assert (trial.outcome, trial.reason) == ("unchanged", "")

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.sampled_from(sorted(IMPORT_KINDS)),
        st.text(max_size=20).map(cleaned),
        st.sampled_from(["draft", "published", "archived"]),
        st.sampled_from(["draft", "published", "archived"]),
    )
    def test_any_kind_now_and_of_an_earlier_day(self, db, name, words, state, of_source):
        source = builders.a_source(state=of_source)
        record = BUILT[name](state=state, **({} if name == "sources" else {"sources": [source]}))
        lists = {} if name == "sources" else {"sources": [source]}
        for said in (f"a{words}z", f"z{words}a"):
            with_words(record, said)
            save_once(record, lists)
            now = download(name, [type(record).objects.get(pk=record.pk)])[record.slug]
            staff = now | {"state": state, "last_saved": "2026-11-01"}
            assert [tried(name, record.slug, row).outcome for row in (now, staff)] == ["unchanged"] * 2
            if said.startswith("a"):
                before = now
        Source.objects.filter(pk=source.pk).update(state="archived")
        for row in (before, now):
            trial = tried(name, record.slug, row)
            assert (trial.outcome, trial.reason if row is now else "") == ("unchanged", "")


BUILT = {
    "authorisations": builders.an_authorisation, "diseases": builders.a_disease, "funding": builders.a_funding,
    "institutions": builders.an_institution, "labels": builders.a_label_entry, "memberships": builders.a_membership,
    "milestones": builders.a_milestone, "observations": builders.an_observation, "positions": builders.a_position,
    "sources": builders.a_source, "statements": builders.a_statement,
}  # fmt: skip


def with_words(record, words):
    """Put the words into every text of a record in which they may stand."""
    for field in record._meta.concrete_fields:
        free = isinstance(field, CharField | TextField) and not (field.choices or field.unique)
        if not free or not field.editable or getattr(field, "is_partial_date", False):
            continue
        before = getattr(record, field.name)
        setattr(record, field.name, words[: field.max_length])
        try:
            record.full_clean()
        except ValidationError:
            setattr(record, field.name, before)


def job_of(kind, content, user, name="t.csv", **options):
    file = SimpleUploadedFile(name, content)
    job = jobs.begin(kind=IMPORT_KINDS[kind], name=name, file=file, by=user, **options)
    return go(job, kind)


def go(job, kind):
    job.refresh_from_db()
    while job.is_running:
        job = jobs.go_on(job.pk, IMPORT_KINDS[kind])
    return job


@pytest.mark.django_db
class TestTwins:
    """Found twice is said once."""

    def test_each_kind_knows_its_own(self):
        source = builders.a_source(url="https://www.example.org/a/")
        assert list(Source(url="http://example.org/a").twins()) == [source]
        observation = builders.an_observation(definition="All gene therapy trials, 2024.", year=2024)
        same = {"indicator": observation.indicator, "country": observation.country, "year": 2024}
        assert list(Observation(definition="All gene-therapy trials (2024)", **same).twins()) == [observation]
        assert list(Observation(definition="All gene therapy trials, 2023.", **same).twins()) == []
        milestone = builders.a_milestone(date="2019-05-24", title="Zolgensma is authorised")
        other = Milestone(date="2019-05-24", title="Zolgensma is authorized")
        other.wanted_lists = {"countries": milestone.countries.all()}
        assert list(other.twins()) == [milestone]
        funding = builders.a_funding(payer="NHS England", date="2021-03")
        again = type(funding)(therapy=funding.therapy, country=funding.country, payer="NHS england", date="2021-03")
        assert list(again.twins()) == [funding]
        statement = builders.a_statement(text="Germany has three centres.")
        said = Statement(country=statement.country, topic=statement.topic, text="Germany has three centres")
        assert list(said.twins()) == [statement]
        grant = builders.an_authorisation(date="2019-05-24")
        later = Authorisation(therapy=grant.therapy, jurisdiction=grant.jurisdiction, date="2019-05")
        assert list(later.twins()) == [grant]

    @pytest.mark.parametrize(("choice", "titles"), [("link", ["Old"]), ("change", ["New"]), ("keep", ["New", "Old"])])
    def test_editor_chooses(self, editor, choice, titles):
        builders.a_source(slug="old", title="Old", url="https://example.org/a", state="draft")
        content = (
            b"source,title,publisher,url,kind,standing,language,read_on\n"
            b"new,New,P,https://example.org/a/,law,primary,en,2026-11-01\n"
        )
        job = job_of("sources", content, editor)
        assert [(row.outcome, row.twin) for row in job.rows.all()] == [("twin", "old")]
        jobs.choose(job, {2: choice})
        job = go(job, "sources")
        jobs.confirm(job)
        go(job, "sources")
        assert sorted(Source.objects.values_list("title", flat=True)) == titles

    @pytest.mark.parametrize(
        ("choice", "outcome", "another"), [("link", "unchanged", "keep"), ("change", "changed", "link")]
    )
    def test_choice_is_remembered_and_can_be_taken_back(self, editor, editor_client, choice, outcome, another):
        builders.a_source(slug="old", title="Old", url="https://example.org/a", state="draft")
        content = (
            b"source,title,publisher,url,kind,standing,language,read_on\n"
            b"new,New,P,https://example.org/a/,law,primary,en,2026-11-01\n"
        )
        jobs.choose(job_of("sources", content, editor), {2: choice})
        later = job_of("sources", content, editor)
        [row] = later.rows.all()
        assert (row.outcome, row.choice, row.twin) == (outcome, choice, "old")
        assert "as said of “old” before" in row.reason
        page = editor_client.get(f"/staff/import/{later.pk}/")
        assert f'<option value="{choice}" selected>' in page.text
        editor_client.post(f"/staff/import/{later.pk}/decide/", {"choose": "1", "choice-2": another})
        assert go(later, "sources").rows.get().choice == another
        assert job_of("sources", content, editor).rows.get().choice == another
        Source.objects.update(url="https://example.org/elsewhere")
        assert job_of("sources", content, editor).rows.get().outcome == "new"


@pytest.mark.django_db
class TestForeign:
    """Tables of others, by mapping alone."""

    EMA = (
        b"Human medicines\n2026-07-20\n\nmedicine,state,authorised_on,conditional,url\n"
        b"Abecma,authorised,18/08/2021,no,https://www.ema.europa.eu/en/medicines/human/EPAR/abecma\n"
        b"Unknownia,authorised,01/02/2021,no,https://www.ema.europa.eu/x\n"
    )
    COLUMNS = {
        "therapy": {"from": "medicine"},
        "jurisdiction": {"says": "zz"},
        "status": {"from": "state"},
        "date": {"from": "authorised_on"},
        "register_url": {"from": "url"},
        "sources": {"says": "ema"},
        "checked_on": {"says": "2026-11-20"},
    }

    def test_a_list_of_a_regulator_and_the_next_one(self, editor):
        builders.a_therapy(slug="abecma", brand="Abecma")
        builders.a_jurisdiction(slug="zz")
        builders.a_source(slug="ema")
        kind = IMPORT_KINDS["authorisations"]
        with pytest.raises(jobs.UnknownColumnsError) as unknown:
            job_of("authorisations", self.EMA, editor, may_map=True)
        job = ImportJob.objects.get(pk=unknown.value.job.pk)
        assert (job.stage, job.rows.first().line) == ("mapping", 5)
        jobs.begin_mapped(job, kind, self.COLUMNS, "dmy")
        job = go(job, "authorisations")
        found = {row.slug: (row.outcome, row.reason) for row in job.rows.all()}
        assert found["abecma-zz"] == ("new", "")
        assert "no therapy “Unknownia”. There are such as: abecma" in found["unknownia-zz"][1]
        jobs.confirm(job)
        go(job, "authorisations")
        assert Authorisation.objects.get().date == "2021-08-18"
        again = job_of("authorisations", self.EMA, editor)
        assert {row.outcome for row in again.rows.all()} == {"unchanged", "refused"}
        assert ColumnMapping.objects.count() == 1

    def test_extract_without_names_is_matched_by_its_numbers(self, editor):
        grant = builders.an_authorisation(slug="kymriah-us", register_number="BLA125646", date="2017-08-30")
        content = b"application,approved_on,class\nBLA125646,20170830,CAR-T\n"
        columns = {"register_number": {"from": "application"}, "date": {"from": "approved_on"}}
        with pytest.raises(jobs.UnknownColumnsError) as unknown:
            job_of("authorisations", content, editor, may_map=True)
        jobs.begin_mapped(unknown.value.job, IMPORT_KINDS["authorisations"], columns, "ymd")
        job = go(unknown.value.job, "authorisations")
        assert [(row.slug, row.outcome) for row in job.rows.all()] == [(grant.slug, "unchanged")]

    def test_pages(self, editor_client):
        builders.a_source(slug="ema")
        file = SimpleUploadedFile("ema.csv", self.EMA)
        page = editor_client.post("/staff/import/", {"kind": "authorisations", "file": file})
        assert "Unknown columns: medicine" in page.text
        job = ImportJob.objects.get()
        assert "From the column" in editor_client.get(f"/staff/import/{job.pk}/").text
        typed = {f"{how}-{ours}": text for ours, meant in self.COLUMNS.items() for how, text in meant.items()}
        page = editor_client.post(f"/staff/import/{job.pk}/columns/", typed | {"dates": "dmy"}, follow=True)
        assert "refused: 2" in page.text
        back = editor_client.get(f"/staff/import/{job.pk}/refused.csv").getvalue().decode()
        assert "refused_because" in back.splitlines()[0]
        assert "there is no therapy “Abecma”" in back

    def test_what_was_said_of_columns_can_be_said_anew(self, editor, editor_client):
        builders.a_jurisdiction(slug="zz")
        builders.a_jurisdiction(slug="european-union")
        kind, said = IMPORT_KINDS["authorisations"], self.COLUMNS | {"jurisdiction": {"says": "european-unoin"}}
        with pytest.raises(jobs.UnknownColumnsError) as unknown:
            job_of("authorisations", self.EMA, editor, may_map=True)
        jobs.begin_mapped(unknown.value.job, kind, said, "dmy")
        [row, _other] = go(unknown.value.job, "authorisations").rows.all()
        assert "There are such as: european-union" in row.reason
        assert "european-union, " not in row.reason
        file = SimpleUploadedFile("ema.csv", self.EMA)
        page = editor_client.post("/staff/import/", {"kind": "authorisations", "file": file, "anew": "on"})
        assert 'name="says-jurisdiction" value="european-unoin"' in page.text
        assert '<option value="authorised_on" selected>' in page.text
        assert 'name="dates" value="dmy" checked' in page.text
        number = b"application,approved_on\nBLA1,20200101\n"
        with pytest.raises(jobs.UnknownColumnsError) as unknown:
            job_of("authorisations", number, editor, may_map=True)
        jobs.begin_mapped(unknown.value.job, kind, {"register_number": {"from": "application"}}, "iso")
        reason = go(unknown.value.job, "authorisations").rows.get().reason
        assert (
            reason == "nothing on file has the register_number “BLA1”, and the row does not say therapy, jurisdiction"
        )

    def test_cell_that_is_no_value_refuses_its_row_only(self, editor):
        content = (
            b"source,title,publisher,url,kind,standing,language,read_on,citations\n"
            b"a,#N/A,P,https://example.org/a,law,primary,en,2026-11-01,1\n"
            b"b,B,P,https://example.org/b,law,primary,en,2026-11-01,#N/A\n"
        )
        job = job_of("sources", content, editor)
        assert [row.outcome for row in job.rows.all()] == ["refused", "new"]
        assert "Line 2" in job.rows.first().reason
