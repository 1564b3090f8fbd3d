"""What belongs together goes together, and what a form says happened, happened."""

import re

import pytest
from django.urls import reverse

from countries.models import Statement, Therapy
from gtlead.feedback.handling import fact_on_file
from gtlead.history.proof import complaints
from gtlead.importing.dry_run import attempt
from gtlead.importing.kinds import Reader
from gtlead.review import seen
from gtlead.review.models import Proposal
from gtlead.review.restoring import restore
from gtlead.review.wording import marked
from gtlead.sources.models import Source
from tests import builders
from tests.admin_forms import change_url, posted_form
from tests.round import approve, decide, proposal_of, save

YESTERDAY = "2026-11-25"


@pytest.fixture
def pair(db):
    """The statement that the comparison shows, and another on the same topic."""
    shown = builders.a_statement(is_key=True, slug="shown")
    return shown, builders.a_statement(country=shown.country, topic=shown.topic, slug="other")


class TestKeyStatement:
    """The comparison shows one, before and after."""

    def test_another_takes_its_place_in_one_moment(self, pair, editor_client, reviewer_client):
        shown, other = pair
        save(editor_client, other, is_key="on", reason="Newer")
        proposal = proposal_of(other)
        assert Statement.objects.get(is_key=True) == shown
        assert "shown: shown in the comparison: no" in reviewer_client.get(proposal.get_absolute_url()).text
        approve(reviewer_client, other)
        assert Statement.objects.get(is_key=True) == other
        assert shown.history.first().history_change_reason == "Newer"

    def test_draft_may_be_meant_for_it(self, pair, editor_client, reviewer_client):
        shown, other = pair
        Statement.objects.filter(pk=other.pk).update(state="draft", is_key=True)
        other.refresh_from_db()
        save(editor_client, other, state="in-review", reason="Newer")
        approve(reviewer_client, other)
        assert Statement.objects.get(is_key=True) == other
        assert shown.history.count() == 2

    def test_losing_the_only_one_is_warned_of(self, pair, editor_client):
        shown, _other = pair
        page = editor_client.post(
            change_url(shown), without(posted_form(editor_client, shown), "is_key") | {"reason": "why"}, follow=True
        )
        assert "it will say “not known”" in page.text
        assert proposal_of(shown).changes == {"is_key": {"old": True, "new": False}}

    def test_places_are_exchanged_in_one_moment(self, pair, editor_client, reviewer_client):
        shown, other = pair
        elsewhere = builders.a_statement(country=shown.country, position=2)
        for place, statement in enumerate(pair, start=1):
            Statement.objects.filter(pk=statement.pk).update(position=place)
            statement.refresh_from_db()
        save(editor_client, other, position="1", is_key="on", reason="First")
        assert [s.position for s in Statement.objects.filter(pk__in=[shown.pk, other.pk]).order_by("slug")] == [2, 1]
        page = reviewer_client.get(proposal_of(other).get_absolute_url()).text
        assert "shown: position: 2" in page
        approve(reviewer_client, other)
        found = Statement.objects.values_list("slug", "position", "is_key")
        assert set(found) == {("other", 1, True), ("shown", 2, False), (elsewhere.slug, 2, False)}
        assert shown.history.first().history_change_reason == "First"

    def test_a_row_of_an_import_takes_it_over_too(self, pair):
        from countries.import_kinds import IMPORT_KINDS  # noqa: PLC0415 - one test alone

        trial = attempt(Reader(IMPORT_KINDS["statements"]), "other", {"in_comparison": "yes"})
        assert (trial.outcome, trial.reason) == ("changed", "changes is_key")


def without(form, name):
    return {key: value for key, value in form.items() if key != name}


def row_in(form, prefix, record):
    """The number of a record's row in a form of rows."""
    return next(
        name.split("-")[1]
        for name, value in form.items()
        if name.startswith(f"{prefix}-") and name.endswith("-id") and value == str(record.pk)
    )


class TestAddress:
    """Two records exchange theirs, and what had an address stays to be found."""

    @pytest.fixture
    def two(self, db, time_machine):
        """Two therapies and what stands at their addresses, since yesterday."""
        time_machine.move_to(f"{YESTERDAY}T12:00+00:00")
        found = [builders.a_therapy(slug=slug, brand=slug.title()) for slug in ("alpha", "beta")]
        time_machine.move_to("2026-11-26T12:00+00:00")
        return found

    def test_is_exchanged_in_one_moment(self, two, client, editor_client, reviewer_client):
        alpha, _beta = two
        assert "no published therapy “gamma”" in save(editor_client, alpha, exchange="gamma").text
        save(editor_client, alpha, exchange="Beta", reason="The names were mixed up")
        page = reviewer_client.get(proposal_of(alpha).get_absolute_url())
        assert "Beta: slug: alpha" in page.text
        assert heading_of(client, "/therapies/alpha/") == "Alpha"
        save(editor_client, alpha, summary="Meanwhile.")
        assert proposal_of(alpha).changes["slug"] == {"old": "alpha", "new": "beta"}
        save(editor_client, alpha, exchange="")
        assert "slug" not in proposal_of(alpha).changes
        save(editor_client, alpha, exchange="beta")
        approve(reviewer_client, alpha)
        assert [heading_of(client, f"/therapies/{slug}/") for slug in ("alpha", "beta")] == ["Beta", "Alpha"]
        assert {h.history_change_reason for t in two for h in t.history.all()[:1]} == {"New figures"}
        assert list(complaints()) == []

    def test_what_is_dated_shows_what_stood_there(self, two, client, editor_client, reviewer_client):
        alpha, _beta = two
        save(editor_client, alpha, exchange="beta")
        approve(reviewer_client, alpha)
        assert heading_of(client, f"/therapies/alpha/?edition={YESTERDAY}") == "Alpha"
        then = client.get(f"/changes/therapy/alpha/{YESTERDAY}/")
        assert (then.context["version"].record, then.context["address"]) == (alpha, "/therapies/beta/")

    def test_a_report_goes_with_its_fact(self, client, editor_client, reviewer_client):
        one, other = (builders.an_authorisation(slug=slug) for slug in ("one", "other"))
        reports = [builders.a_fact_report(fact=fact) for fact in (one, other)]
        save(editor_client, one, exchange="other")
        approve(reviewer_client, one)
        for report, fact in zip(reports, (one, other), strict=True):
            report.refresh_from_db()
            assert fact_on_file(report) == fact

    def test_an_earlier_version_comes_back_without_its_address(self, two, editor, editor_client, reviewer_client):
        alpha, _beta = two
        save(editor_client, alpha, exchange="beta", summary="New.")
        approve(reviewer_client, alpha)
        alpha.refresh_from_db()
        assert "slug" not in restore(alpha, alpha.history.last(), editor).changes

    def test_taken_off_the_site_meanwhile_has_none_to_exchange(self, two, editor_client, reviewer_client):
        alpha, beta = two
        save(editor_client, alpha, exchange="beta")
        Therapy.objects.filter(pk=beta.pk).update(state="archived")
        assert "already exists" in approve(reviewer_client, alpha).text
        alpha.refresh_from_db()
        assert alpha.slug == "alpha"


def heading_of(client, address):
    """What the page there is about."""
    return re.sub(r"<[^>]+>", "", re.search(r"<h1[^>]*>(.*?)</h1>", client.get(address).text, re.DOTALL)[1]).split()[0]


@pytest.mark.django_db
class TestRows:
    """Rows on the page of what they belong to."""

    def test_two_editors_on_different_rows_both_succeed(self, editor_client, reviewer_client):
        therapy = builders.a_therapy(state="draft")
        one, two = (builders.an_authorisation(therapy=therapy, state="draft") for _n in range(2))
        mine, theirs = (posted_form(client, therapy) for client in (editor_client, reviewer_client))
        for client, form, record in ((editor_client, mine, one), (reviewer_client, theirs, two)):
            typed = form | {f"authorisations-{row_in(form, 'authorisations', record)}-date": "2019"}
            page = client.post(change_url(therapy), typed, follow=True)
            assert "Not saved" not in page.text
            assert "1 draft row was added or changed" in page.text
            record.refresh_from_db()
            assert record.date == "2019"
        one.refresh_from_db()
        assert (one.date, one.version) == ("2019", 2)

    def test_same_row_is_refused_still(self, editor_client, reviewer_client):
        therapy = builders.a_therapy(state="draft")
        row = builders.an_authorisation(therapy=therapy, state="draft")
        mine, theirs = (posted_form(client, therapy) for client in (editor_client, reviewer_client))
        name = f"authorisations-{row_in(mine, 'authorisations', row)}-date"
        editor_client.post(change_url(therapy), mine | {name: "2018"})
        page = reviewer_client.post(change_url(therapy), theirs | {name: "2017"})
        assert "Not saved" in page.text
        row.refresh_from_db()
        assert row.date == "2018"

    def test_draft_row_on_a_published_page_is_told(self, editor_client):
        therapy = builders.a_therapy()
        row = builders.an_authorisation(therapy=therapy, state="draft")
        form = posted_form(editor_client, therapy)
        name = f"authorisations-{row_in(form, 'authorisations', row)}-date"
        page = editor_client.post(change_url(therapy), form | {name: "2018"}, follow=True)
        assert "Nothing was changed" not in page.text
        assert "1 draft row was added or changed" in page.text


@pytest.mark.django_db
class TestTwice:
    """A form sent twice, and a record found twice."""

    FIELDS = {
        "title": "T", "publisher": "P", "kind": "law", "standing": "primary", "language": "en", "read_on": "2026-11-01",
        "read_as": "document", "state": "draft",
    }  # fmt: skip

    def test_form_sent_twice_makes_one_record(self, editor_client):
        address = reverse("admin:gtlead_source_add")
        mark = editor_client.get(address).context["adminform"].form["seen_version"].value()
        assert mark.startswith("new-")
        pages = []
        for number in (0, 1, 0):
            typed = self.FIELDS | {"url": f"https://example.org/{number}", "slug": f"s-{number}", "seen_version": mark}
            pages.append(editor_client.post(address, typed, follow=True))
        assert [page.status_code for page in pages] == [200, 200, 200]
        assert ["sent twice and saved once" in page.text for page in pages] == [False, True, True]
        assert list(Source.objects.values_list("slug", flat=True)) == ["s-0"]

    def test_form_says_that_the_same_is_on_file(self, editor_client):
        builders.a_source(url="https://www.example.org/law/", slug="first")
        typed = self.FIELDS | {"url": "http://example.org/law", "slug": "second"}
        page = editor_client.post(reverse("admin:gtlead_source_add"), typed, follow=True)
        assert "The same seems to be on file already" in page.text
        assert Source.objects.count() == 2


@pytest.mark.django_db
class TestReadable:
    """Texts that came to nothing, and characters that nobody sees."""

    def test_withdrawn_text_stays_readable(self, editor_client):
        country = builders.a_country()
        save(editor_client, country, summary="Words that are withdrawn.")
        proposal = proposal_of(country)
        decide(editor_client, proposal, "withdraw")
        assert proposal_of(country).state == "withdrawn"
        assert proposal.get_absolute_url() in editor_client.get(change_url(country)).text
        assert "withdrawn." in editor_client.get(proposal.get_absolute_url()).text

    def test_text_taken_back_in_the_form_stays_readable(self, editor_client):
        country = builders.a_country(summary="Before.")
        save(editor_client, country, summary="Meanwhile.")
        save(editor_client, country, summary="Before.")
        proposal = Proposal.objects.get()
        assert (proposal.state, proposal.changes["summary"]["new"]) == ("withdrawn", "Meanwhile.")

    @pytest.mark.parametrize("char", ["\xad", "\u200b", "\u202e", "\x0b", "\xa0"])
    def test_difference_names_what_nobody_sees(self, char):
        old, new = marked("gene therapy of today", f"gene therapy{char} of today")
        assert f"⟨U+{ord(char):04X}⟩" in "".join(piece.text for piece in new)
        assert "⟨" not in "".join(piece.text for piece in old)


def test_digests_tell_what_was_typed():
    mark = seen.mark("3", Source, {"title": "T", "note": "one\ntwo"})
    assert seen.version_of(mark) == "3"
    typed = {"title": "T", "note": "one\r\ntwo "}
    assert seen.typed(mark, Source, typed, ["title", "note"]) == []
    assert seen.typed(mark, Source, typed | {"title": "U"}, ["title", "note"]) == ["title"]
    assert seen.typed("3", Source, typed, ["title"]) == ["title"]
