"""The reference data: all of it or nothing, again without effect, and never over an editor's work."""

from io import StringIO
from pathlib import Path
from textwrap import dedent

import pytest
from django.core.management import CommandError, call_command

from countries.models import (
    Authorisation,
    Country,
    Funding,
    Institution,
    Membership,
    Milestone,
    Observation,
    Position,
    Statement,
    Therapy,
)
from countries.reference_data.loading import REASON, LoadRejectedError, load
from countries.reference_data.reading import BrokenFileError, read_csv, read_toml, toml_tables
from gtlead.publication.content_version import current_version
from gtlead.sources.models import Source
from tests.builders import a_picture
from themes.models import Argument, Question, Theme, Topic

FILES = {
    "gtlead/data/sources/all.csv": """\
        slug,title,publisher,url,kind,standing,language,published,read_on,read_as,note
        law,The Act,Parliament,https://example.org/law,law,primary,ja,2014-11,2026-11-23,document,
        paper,"A paper, with a comma",Journal,https://example.org/paper,peer-reviewed,secondary,en,,2026-11-23,search,"Two
        lines."
        press,厚生労働省の発表,新聞,https://example.org/press,press,secondary,ja,2021,2026-11-23,search,
        """,
    "themes/data/themes.toml": """\
        [[theme]]
        slug = "regulation"
        name = "Regulation"
        question = "Who decides?"
        introduction = "Neutral words."

        [[topic]]
        slug = "pathway"
        theme = "regulation"
        name = "Pathway"
        question = "Which way?"

        [[topic]]
        slug = "follow-up"
        theme = "regulation"
        name = "Follow-up"
        question = "For how long?"

        [[indicator]]
        slug = "trials"
        theme = "regulation"
        name = "Trials"
        unit_note = "Trials"
        definition = "All trials."
        """,
    "themes/data/glossary.toml": """\
        [[term]]
        slug = "gene-therapy"
        term = "Gene therapy"
        definition = "Treats with genes."
        synonyms = ["GT", "遺伝子治療"]
        sources = []
        """,
    "themes/data/questions/embryos.toml": """\
        slug = "embryos"
        title = "Should embryos be edited?"
        practice = "editing embryos"
        scope = "germline"
        summary = "Two sentences."
        sources = ["paper"]

        [[argument]]
        slug = "embryos-for"
        stance = "for"
        title = "Yes"
        text = "Some say yes."
        value = "autonomy"
        counter = "embryos-against"
        sources = ["paper"]
        checked_on = 2026-11-23

        [[argument]]
        slug = "embryos-against"
        stance = "against"
        title = "No"
        text = "Some say no."
        value = "dignity"
        sources = ["paper"]
        checked_on = 2026-11-23
        """,
    "countries/data/japan/country.toml": """\
        slug = "japan"
        name = "Japan"
        official_name = "Japan"
        iso2 = "JP"
        iso3 = "JPN"
        region = "east-asia"
        leads_in = "Time-limited approval since 2014."
        summary = "Plain words."
        sources = ["law"]
        checked_on = 2026-11-23
        """,
    "countries/data/australia/country.toml": """\
        slug = "australia"
        name = "Australia"
        official_name = "Commonwealth of Australia"
        iso2 = "AU"
        iso3 = "AUS"
        region = "oceania"
        leads_in = "Newborn screening."
        summary = "Plain words."
        sources = ["paper"]
        checked_on = 2026-11-23
        """,
    "countries/data/jurisdictions.toml": """\
        [[jurisdiction]]
        slug = "jp"
        code = "JP"
        name = "Japan"
        regulator = "The ministry"
        regulator_local = "厚生労働省"
        regulator_lang = "ja"
        regulator_url = "https://example.org/"

        [[membership]]
        country = "japan"
        jurisdiction = "jp"
        sources = ["law"]
        """,
    "countries/data/therapies/alpha.toml": """\
        brand = "Alpha"
        inn = "alphagene"
        other_names = ["A-1", "A-2"]
        developer = "Someone"
        modality = "car-t"
        delivery = "ex vivo"
        disease = "A disease"
        disease_area = "blood-cancer"
        borderline = false
        summary = "Plain words."
        sources = ["paper"]
        checked_on = 2026-11-23

        [[authorisation]]
        jurisdiction = "JP"
        date = "2019-03-26"
        pathway = "standard"
        designations = ["sakigake", "orphan"]
        status = "authorised"
        sources = ["law"]
        checked_on = 2026-11-23

        [[funding]]
        country = "japan"
        decision = "funded"
        price = 305000000
        currency = "JPY"
        price_year = "2026"
        price_kind = "list"
        price_unit = "patient"
        text = "On the price list."
        sources = ["law"]
        checked_on = 2026-11-23
        """,
    "countries/data/japan/statements.csv": """\
        slug,topic,is_key,answer,value,text,as_of,evidence,legal_class,legal_kind,excerpt,excerpt_lang,excerpt_english,sources,checked_on,note
        japan-pathway-1,pathway,1,known,Time-limited approval,The law lets it.,2014-11,law,permitted-with-conditions,law,条件及び期限,ja,conditions and term,law paper,2026-11-23,
        japan-follow-up-1,follow-up,1,not-known,,Nothing was found.,,,,,,,,,2026-11-23,
        """,  # noqa: E501 - a table of rows
    "countries/data/japan/positions.csv": """\
        slug,question,legal_class,legal_kind,text,as_of,sources,checked_on
        japan-embryos,embryos,prohibited,official-advice,Guidelines forbid it.,2025-12-04,press,2026-11-23
        """,
    "countries/data/japan/milestones.csv": """\
        slug,date,title,detail,theme,also_countries,sources,checked_on
        japan-2014-act,2014-11,The Act comes into force,In November.,regulation,australia,law,2026-11-23
        """,
    "countries/data/japan/institutions.csv": """\
        slug,name,local_name,kind,city,role,url,sources,checked_on
        japan-agency,The Agency,機構,public-body,Tokyo,Reviews,https://example.org/agency,law,2026-11-23
        """,
    "countries/data/japan/observations.csv": """\
        slug,indicator,year,value,unit,definition,sources,checked_on
        japan-trials-2016,trials,2016,50,trials,All trials until 2016.,paper,2026-11-23
        """,
}
RECORDS = 24


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")


@pytest.fixture
def root(tmp_path):
    write(tmp_path, FILES)
    return tmp_path


def edit(root, name, old, new):
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(root, name, text):
    return next(n for n, line in enumerate((root / name).read_text().splitlines(), 1) if text in line)


class TestReading:
    """Files as entries."""

    def test_csv_rows_remember_their_last_line(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text('a,b\n1, x \n2,"two\nlines"\n3,z\n', encoding="utf-8")
        assert [(e.line, e.values) for e in read_csv(path)] == [
            (2, {"a": "1", "b": "x"}),
            (4, {"a": "2", "b": "two\nlines"}),
            (5, {"a": "3", "b": "z"}),
        ]

    @pytest.mark.parametrize("row", ["1,2,3", "1", '1,"2', '1,"2"x'])
    def test_csv_row_of_wrong_shape_is_refused_with_its_line(self, tmp_path, row):
        path = tmp_path / "a.csv"
        path.write_text(f"a,b\n0,0\n{row}\n", encoding="utf-8")
        with pytest.raises(BrokenFileError) as caught:
            list(read_csv(path))
        assert (caught.value.refusal.file, caught.value.refusal.line) == (path, 3)

    def test_file_in_another_encoding_is_refused(self, tmp_path):
        for name, read in (("a.csv", lambda path: list(read_csv(path))), ("a.toml", read_toml)):
            path = tmp_path / name
            path.write_bytes("a = 'größer'\n".encode("latin-1"))
            with pytest.raises(BrokenFileError, match="utf-8"):
                read(path)

    def test_toml_that_is_none_is_refused(self, tmp_path):
        path = tmp_path / "a.toml"
        path.write_text("a = \n", encoding="utf-8")
        with pytest.raises(BrokenFileError, match=r"a\.toml:1: "):
            read_toml(path)

    def test_toml_tables_remember_the_line_of_their_header(self, tmp_path):
        path = tmp_path / "a.toml"
        path.write_text("x = 1\n\n[[thing]]\na = 1\n\n[[other]]\n\n[[thing]]\na = 2\n", encoding="utf-8")
        document = read_toml(path)
        assert [(e.line, e.values) for e in toml_tables(path, "thing", document)] == [
            (3, {"a": 1}),
            (8, {"a": 2}),
        ]


def cited_by(model):
    """The keys of the sources of each fact of a kind."""
    return {fact.pk: {source.pk for source in fact.sources.all()} for fact in model.objects.all()}


@pytest.mark.django_db
class TestLoading:
    """From files to records."""

    def test_everything_is_created_and_published(self, root):
        report = load(root)
        assert report.outcomes == {"created": RECORDS, "changed": 1, "unchanged": 1}  # counters come second
        assert Source.objects.published().count() == 3
        assert list(Theme.objects.published()) == list(Theme.objects.all())
        assert [m.objects.published().count() for m in (Topic, Question, Argument)] == [2, 1, 2]
        assert list(Country.objects.published().values_list("slug", "position")) == [
            ("japan", 5),
            ("australia", 7),
        ]
        assert [m.objects.published().count() for m in (Therapy, Authorisation, Funding, Institution)] == [1] * 4
        assert [m.objects.published().count() for m in (Statement, Position, Milestone, Observation)] == [
            2,
            1,
            1,
            1,
        ]
        assert Membership.objects.count() == 1

    def test_values_arrive_as_they_were_written(self, root):
        load(root)
        statement = Statement.objects.get(slug="japan-pathway-1")
        assert (statement.country.slug, statement.is_key, statement.as_of) == ("japan", True, "2014-11")
        assert (statement.excerpt, statement.excerpt_lang) == ("条件及び期限", "ja")
        assert {s.slug for s in statement.sources.all()} == {"law", "paper"}
        assert Source.objects.get(slug="paper").note == "Two\nlines."
        therapy = Therapy.objects.get()
        assert therapy.other_names == "A-1\nA-2"
        authorisation = therapy.authorisations.get()
        assert (authorisation.slug, authorisation.date) == ("alpha-jp", "2019-03-26")
        assert authorisation.designations == "sakigake orphan"
        assert (therapy.funding.get().price, therapy.funding.get().price_year) == (305000000, 2026)
        assert {c.slug for c in Milestone.objects.get().countries.all()} == {"japan", "australia"}
        assert Argument.objects.get(stance="for").counter.slug == "embryos-against"

    def test_history_says_where_a_record_came_from(self, root):
        load(root)
        [entry] = Statement.history.filter(slug="japan-pathway-1")
        assert (entry.history_type, entry.history_change_reason) == ("+", REASON)
        assert {row.source.slug for row in entry.sources.all()} == {"law", "paper"}

    def test_second_load_does_nothing(self, root):
        load(root)
        before = [list(m.objects.values_list("pk", "version", "updated_at")) for m in (Source, Statement, Therapy)]
        report = load(root)
        assert set(report.outcomes) == {"unchanged"}
        after = [list(m.objects.values_list("pk", "version", "updated_at")) for m in (Source, Statement, Therapy)]
        assert after == before
        assert Statement.history.count() == Statement.objects.count()

    def test_version_moves_once(self, root):
        before = current_version()
        load(root)
        assert current_version() == before + 1

    def test_changed_file_changes_its_record_only(self, root):
        load(root)
        edit(root, "countries/data/japan/statements.csv", "The law lets it.", "The law lets it now.")
        edit(root, "countries/data/japan/positions.csv", ",press,", ",law press,")
        assert load(root).outcomes["changed"] == 2
        assert Statement.objects.get(slug="japan-pathway-1").text == "The law lets it now."
        assert Position.objects.get().sources.count() == 2
        assert [h.history_change_reason for h in Position.history.all()] == [REASON, REASON]

    def test_picture_of_a_record_is_left_alone(self, root):
        load(root)
        picture = a_picture()
        Country.objects.filter(slug="japan").update(picture=picture, summary="Other words.")
        assert load(root).outcomes["changed"] == 1
        japan = Country.objects.get(slug="japan")
        assert japan.summary != "Other words."
        assert japan.picture == picture

    def test_what_an_editor_changed_is_kept(self, root):
        load(root)
        statement = Statement.objects.get(slug="japan-pathway-1")
        statement.text = "An editor's words."
        statement.save()
        edit(root, "countries/data/japan/statements.csv", "The law lets it.", "The law lets it now.")
        assert load(root).outcomes["kept"] == 1
        statement.refresh_from_db()
        assert statement.text == "An editor's words."

    def test_addresses_that_editors_exchanged_stay_so(self, root):
        """What the files say of the one is not taken for the other, nor do citations go over to it."""
        load(root)
        law, paper = (Source.objects.get(slug=slug) for slug in ("law", "paper"))
        for source, slug in ((law, "on-its-way"), (paper, "law"), (law, "paper")):
            source.slug = slug
            source.save()
        cited = {model: cited_by(model) for model in (Statement, Authorisation, Position, Milestone, Observation)}
        assert any({law.pk} in lists.values() for lists in cited.values())
        assert load(root).outcomes["kept"] == 2
        assert Source.objects.get(slug="paper").title == law.title
        assert {model: cited_by(model) for model in cited} == cited

    def test_what_an_editor_unpublished_stays_so(self, root):
        load(root)
        country = Country.objects.get(slug="japan")
        country.state = "archived"
        country.save()
        load(root)
        country.refresh_from_db()
        assert country.state == "archived"

    def test_sources_that_an_editor_changed_are_kept(self, root):
        load(root)
        statement = Statement.objects.get(slug="japan-pathway-1")
        statement.sources.remove(Source.objects.get(slug="paper"))
        assert load(root).outcomes["kept"] == 1
        assert [s.slug for s in statement.sources.all()] == ["law"]

    def test_what_an_editor_deleted_does_not_come_back(self, root):
        load(root)
        Statement.objects.get(slug="japan-pathway-1").delete()
        assert load(root).outcomes["kept"] == 1
        assert not Statement.objects.filter(slug="japan-pathway-1").exists()

    def test_what_an_editor_wrote_is_left_alone(self, root):
        load(root)
        Statement.objects.create(
            slug="own",
            country=Country.objects.get(slug="japan"),
            topic=Topic.objects.first(),
            text="x",
            as_of="2020",
        )
        load(root)
        assert Statement.objects.get(slug="own").text == "x"

    def test_progress_sees_every_entry(self, root):
        seen = []

        def progress(entries, name):
            for entry in entries:
                seen.append(name)
                yield entry

        load(root, progress)
        assert len(seen) == RECORDS + 2
        assert "statements" in seen


BREAKAGES = {
    "unknown source": ("countries/data/japan/statements.csv", "law paper", "law papper", "papper"),
    "unknown topic": ("countries/data/japan/statements.csv", ",pathway,", ",patway,", "no topic “patway”"),
    "no source": ("countries/data/japan/milestones.csv", ",law,2026", ",,2026", "at least one source"),
    "no source of a known answer": (
        "countries/data/japan/statements.csv",
        "law paper",
        "",
        "at least one source",
    ),
    "not a date": ("countries/data/japan/statements.csv", "2014-11", "2014-13", "as precisely as"),
    "no date": ("countries/data/japan/statements.csv", "2014-11", "", "the date the fact stands for"),
    "not in the list": ("countries/data/japan/positions.csv", "prohibited", "forbidden", "legal_class"),
    "second key": ("countries/data/japan/statements.csv", "follow-up,1,", "pathway,1,", "already shown"),
    "same slug": (
        "countries/data/japan/statements.csv",
        "japan-follow-up-1",
        "japan-pathway-1",
        "already an entry",
    ),
    "slug that is none": ("countries/data/japan/institutions.csv", "japan-agency", "Japan Agency", "slug"),
    "address that is none": ("gtlead/data/sources/all.csv", "https://example.org/law", "example", "url"),
    "same address": ("gtlead/data/sources/all.csv", "example.org/press", "example.org/law", "already exists"),
    "too long": ("countries/data/japan/institutions.csv", "Tokyo", "T" * 81, "at most 80"),
    "not a number": ("countries/data/japan/observations.csv", ",50,", ",fifty,", "fifty"),
    "price alone": (
        "countries/data/therapies/alpha.toml",
        'currency = "JPY"',
        'currency = ""',
        "needs its currency",
    ),
    "class alone": (
        "countries/data/japan/statements.csv",
        "permitted-with-conditions",
        "",
        "“legal class” and “kind of rule” go together",
    ),
    "excerpt alone": (
        "countries/data/japan/statements.csv",
        "条件及び期限,ja",
        "条件及び期限,",
        "language of the excerpt",
    ),
    "too many cells": ("countries/data/japan/institutions.csv", "Tokyo", "Tokyo,x", "not as many cells"),
    "broken quotes": ("countries/data/japan/institutions.csv", "The Agency", '"The Agency', "unexpected end"),
    "broken toml": ("countries/data/japan/country.toml", 'iso2 = "JP"', "iso2 = JP", "Invalid value"),
    "no slug": ("countries/data/japan/institutions.csv", "japan-agency", "", "slug is missing"),
    "question without slug": (
        "themes/data/questions/embryos.toml",
        'slug = "embryos"',
        "",
        "slug is missing",
    ),
    "therapy that nobody knows": (
        "countries/data/therapies/alpha.toml",
        '"JP"',
        '"XX"',
        "no jurisdiction “xx”",
    ),
    "unknown counter": (
        "themes/data/questions/embryos.toml",
        '"embryos-against"\n',
        '"embryos-again"\n',
        "no argument",
    ),
    "unknown country": (
        "countries/data/japan/milestones.csv",
        "australia",
        "austria",
        "no country “austria”",
    ),
}


@pytest.mark.django_db
class TestRefusing:
    """A broken rule is named with file, line and reason, and nothing stays."""

    @pytest.mark.parametrize("breakage", BREAKAGES)
    def test_broken_entry(self, root, breakage):
        name, old, new, reason = BREAKAGES[breakage]
        edit(root, name, old, new)
        before = current_version()
        with pytest.raises(LoadRejectedError) as caught:
            load(root)
        first = caught.value.refusals[0]
        assert first.file == root / name
        assert first.line >= 1
        assert reason in first.reason
        assert str(first).startswith(f"{root / name}:{first.line}: ")
        assert [m.objects.count() for m in (Source, Theme, Country, Statement, Membership)] == [0] * 5
        assert current_version() == before

    def test_unknown_column(self, root):
        edit(root, "countries/data/japan/positions.csv", "as_of", "asof")
        with pytest.raises(LoadRejectedError) as caught:
            load(root)
        assert [r.reason for r in caught.value.refusals] == ["unknown column “asof”"]

    def test_line_is_that_of_the_entry(self, root):
        name = "countries/data/japan/statements.csv"
        edit(root, name, "not-known", "unheard-of")
        with pytest.raises(LoadRejectedError) as caught:
            load(root)
        assert [r.line for r in caught.value.refusals] == [line_of(root, name, "unheard-of")]

    def test_line_of_a_table_in_toml(self, root):
        name = "themes/data/questions/embryos.toml"
        edit(root, name, 'value = "dignity"', 'value = "beauty"')
        with pytest.raises(LoadRejectedError) as caught:
            load(root)
        assert (root / name, line_of(root, name, "beauty") - 5) in [(r.file, r.line) for r in caught.value.refusals]

    def test_all_broken_entries_are_named_at_once(self, root):
        edit(root, "countries/data/japan/positions.csv", "prohibited", "forbidden")
        edit(root, "countries/data/japan/institutions.csv", "public-body", "office")
        edit(root, "themes/data/themes.toml", 'name = "Pathway"', f'name = "{"x" * 81}"')
        with pytest.raises(LoadRejectedError) as caught:
            load(root)
        assert {"themes.toml", "positions.csv", "institutions.csv"} <= {r.file.name for r in caught.value.refusals}

    def test_refused_load_leaves_an_earlier_one_as_it_was(self, root):
        load(root)
        edit(root, "countries/data/japan/statements.csv", "The law lets it.", "The law lets it now.")
        edit(root, "countries/data/japan/institutions.csv", "public-body", "office")
        with pytest.raises(LoadRejectedError):
            load(root)
        assert Statement.objects.get(slug="japan-pathway-1").text == "The law lets it."


@pytest.mark.django_db
class TestCommand:
    """`manage.py load_reference_data`."""

    def run(self, **options):
        out, err = StringIO(), StringIO()
        call_command("load_reference_data", stdout=out, stderr=err, verbosity=0, **options)
        return out.getvalue(), err.getvalue()

    def test_says_what_it_did(self, root, settings):
        settings.BASE_DIR = root
        assert self.run()[0] == f"Reference data: 1 changed, {RECORDS} created, 1 unchanged.\n"
        assert self.run()[0] == f"Reference data: {RECORDS + 2} unchanged.\n"

    def test_says_what_it_refused(self, root, settings):
        settings.BASE_DIR = root
        edit(root, "countries/data/japan/positions.csv", "prohibited", "forbidden")
        err = StringIO()
        with pytest.raises(CommandError, match="1 entries refused; nothing was loaded"):
            call_command("load_reference_data", stdout=StringIO(), stderr=err, verbosity=0)
        assert "positions.csv:2: legal_class: " in err.getvalue()

    def test_can_leave_a_database_with_content_alone(self, root, settings):
        settings.BASE_DIR = root
        self.run(if_empty=True)
        edit(root, "countries/data/japan/statements.csv", "The law lets it.", "The law lets it now.")
        assert "not loaded" in self.run(if_empty=True)[0]
        assert Statement.objects.get(slug="japan-pathway-1").text == "The law lets it."

    def test_says_so_if_there_is_nothing(self, tmp_path, settings):
        settings.BASE_DIR = tmp_path
        assert self.run()[0] == "Reference data: nothing found.\n"
