"""Drafts are discarded by their makers, imports undone as one; what others wrote or approved stays."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from countries.import_kinds import IMPORT_KINDS
from gtlead.importing import jobs
from gtlead.importing.models import ImportJob
from gtlead.importing.undoing import begin_undoing
from gtlead.review.deciding import RefusedError
from gtlead.review.discarding import discard
from gtlead.review.models import Proposal
from gtlead.review.saving import save_once
from gtlead.sources.models import Source
from tests import builders
from tests.admin_forms import change_url
from tests.conftest import signed_in
from tests.round import approve, save

pytestmark = pytest.mark.django_db

HEADER = "source,title,publisher,url,kind,standing,language,read_on"
LIST = "/admin/gtlead/source/"


def a_draft_of(user: Any, **values: Any) -> Source:
    """A draft source that somebody made."""
    source = Source(**vars_of(builders.a_source(state="draft", **values)))
    save_once(source, {}, user=user)
    return source


def vars_of(source: Source) -> dict[str, Any]:
    """Its values, when it is gone with its history."""
    values = {field.attname: getattr(source, field.attname) for field in source._meta.concrete_fields}
    Source.history.filter(id=source.pk).delete()
    Source.objects.filter(pk=source.pk)._raw_delete("default")
    return values | {"id": None}


def test_draft_is_discarded_by_its_maker_and_its_history_stays(editor: Any, editor_client: Client) -> None:
    source = a_draft_of(editor, slug="mine")
    address = change_url(source).replace("/change/", "/delete/")
    assert address in editor_client.get(change_url(source)).text
    assert editor_client.post(address, {"post": "yes"}).status_code == 302
    assert not Source.objects.exists()
    assert list(Source.history.filter(slug="mine").values_list("history_type", flat=True)) == ["-", "+"]


def test_draft_of_somebody_else_or_once_public_is_not(editor: Any, editor_client: Client, reviewer: Any) -> None:
    other, shared, public = a_draft_of(reviewer), a_draft_of(editor), builders.a_source()
    save_once(shared, {}, user=reviewer)
    public.state = "draft"
    save_once(public, {}, user=editor)
    for source in (other, shared, public):
        address = change_url(source).replace("/change/", "/delete/")
        assert editor_client.post(address, {"post": "yes"}).status_code == 403
    assert Source.objects.count() == 3


def test_ticked_drafts_of_mine_go_together_and_the_others_are_told(
    editor: Any, editor_client: Client, reviewer: Any
) -> None:
    mine = [a_draft_of(editor), a_draft_of(editor)]
    needed, other = a_draft_of(editor), a_draft_of(reviewer)
    builders.a_term(sources=[needed], state="draft")
    chosen = [one.pk for one in (*mine, needed, other)]
    ticked = {"action": "discard_mine", "_selected_action": chosen, "reason": "Doubles"}
    page = editor_client.post(LIST, ticked, follow=True)
    assert "2 drafts are discarded." in page.text
    assert "Only drafts that were never public" in page.text
    assert set(Source.objects.all()) == {needed, other}
    assert Source.history.filter(history_type="-").first().history_change_reason == "Doubles"


def brought(user: Any, *lines: str) -> ImportJob:
    """A table of sources, put on file."""
    file = SimpleUploadedFile("table.csv", "\n".join([HEADER, *lines]).encode())
    kind = IMPORT_KINDS["sources"]
    job = jobs.begin(kind=kind, name="table.csv", file=file, by=user, reason="A list")
    job = gone_on(job)
    jobs.confirm(job)
    return gone_on(job)


def gone_on(job: ImportJob) -> ImportJob:
    """The job, when it has nothing left to do."""
    job.refresh_from_db()
    while job.is_running:
        job = jobs.go_on(job.pk, IMPORT_KINDS[job.kind])
    return job


def line(slug: str, title: str) -> str:
    return f"{slug},{title},Publisher,https://example.org/{slug},law,primary,en,2026-11-01"


def test_import_is_undone_as_one(editor: Any, editor_client: Client, reviewer: Any) -> None:
    public = builders.a_source(slug="public", url="https://example.org/public", title="As it was")
    draft = a_draft_of(editor, slug="draft", url="https://example.org/draft", title="As it was")
    lines = [line("public", "Changed"), line("draft", "Changed"), line("new", "New"), line("kept", "Mended by another")]
    job = brought(editor, *lines)
    jobs.submit(job)
    job = gone_on(job)
    assert Proposal.objects.open().count() == 3
    kept = Source.objects.get(slug="kept")
    save_once(kept, {}, user=reviewer)
    address = f"/staff/import/{job.pk}/"
    assert "Undo the whole import" in editor_client.get(address).text
    assert signed_in(reviewer).post(f"{address}decide/", {"undo": "1"}).status_code == 404
    editor_client.post(f"{address}decide/", {"undo": "1"})
    job = gone_on(job)
    assert job.stage == "undone"
    draft.refresh_from_db()
    public.refresh_from_db()
    assert (draft.title, public.title) == ("As it was", "As it was")
    assert set(Source.objects.values_list("slug", flat=True)) == {"public", "draft", "kept"}
    told = dict(job.rows.values_list("slug", "reason"))
    assert told["kept"].startswith("stays: ")
    assert {told[slug] for slug in ("public", "draft", "new")} == {"undone"}
    assert Source.history.filter(slug="new", history_type="-").exists()
    assert "undone" in editor_client.get(address).text


def test_what_was_approved_meanwhile_stays(editor: Any, reviewer_client: Client) -> None:
    public = builders.a_source(slug="public", url="https://example.org/public", title="As it was")
    job = brought(editor, line("public", "Changed"))
    approve(reviewer_client, public)
    begin_undoing(job)
    job = gone_on(job)
    public.refresh_from_db()
    assert public.title == "Changed"
    assert job.rows.get().reason == "stays: it was decided, or changed since"


def test_template_says_what_its_cells_may_hold_and_can_be_brought_as_it_is(editor: Any, editor_client: Client) -> None:
    for name, kind in IMPORT_KINDS.items():
        text = editor_client.get(f"/staff/import/{name}.csv").getvalue().decode()
        header, allowed = text.lstrip("\ufeff").splitlines()
        assert header.split(",") == kind.header
        assert allowed.startswith(("#", '"#'))
    text = editor_client.get("/staff/import/sources.csv").getvalue().decode()
    assert "regulator | law | government" in text
    assert "2019-05-24" in text
    file = SimpleUploadedFile("t.csv", f"{text.strip()}\n{line('new', 'New')}".encode())
    job = gone_on(jobs.begin(kind=IMPORT_KINDS["sources"], name="t.csv", file=file, by=editor))
    assert [row.slug for row in job.rows.all()] == ["new"]


def test_draft_in_review_is_not_discarded_before_it_is_taken_back(editor: Any, editor_client: Client) -> None:
    source = a_draft_of(editor)
    save(editor_client, source, state="in-review")
    address = change_url(source).replace("/change/", "/delete/")
    assert editor_client.post(address, {"post": "yes"}).status_code == 403


def test_draft_that_would_take_others_with_it_stays(editor: Any, reviewer: Any) -> None:
    therapy = builders.a_therapy(state="draft")
    save_once(therapy, {}, user=editor)
    authorisation = builders.an_authorisation(therapy=therapy, state="draft")
    save_once(authorisation, {}, user=reviewer)
    with pytest.raises(RefusedError, match="somebody else"):
        discard(therapy, editor, "Doubles")


def test_source_that_a_draft_cites_stays(editor: Any) -> None:
    source = a_draft_of(editor)
    term = builders.a_term(sources=[source], state="draft")
    with pytest.raises(RefusedError, match="needed by others"):
        discard(source, editor, "Doubles")
    assert list(term.sources.all()) == [source]
