"""The forms of records save time: submitted in one press, mistakes listed, sections folded, many checked at once."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.timezone import localdate

from countries.models import Statement
from gtlead.review.models import Proposal
from tests import builders
from tests.admin_forms import change_url
from tests.round import approve, proposal_of, save

pytestmark = pytest.mark.django_db


def test_draft_says_that_no_reviewer_sees_it_and_one_press_submits_it(editor_client):
    draft = builders.a_statement(state="draft")
    told = editor_client.get(save(editor_client, draft, text="Other words.").headers["Location"]).text
    assert "Saved as a draft" in told
    assert f"{change_url(draft)}#id_state" in told
    assert 'name="_handin"' in editor_client.get(change_url(draft)).text
    save(editor_client, draft, text="Last words.", _handin="1")
    draft.refresh_from_db()
    assert (draft.state, draft.text, proposal_of(draft).state) == ("in-review", "Last words.", "waiting")
    public = builders.a_statement()
    assert 'name="_handin"' not in editor_client.get(change_url(public)).text
    save(editor_client, public, text="x", _handin="1")
    public.refresh_from_db()
    assert public.state == "published"


def test_mistakes_are_listed_on_top_each_with_a_link_to_its_field(editor_client):
    therapy = builders.a_therapy(state="draft")
    builders.an_authorisation(therapy=therapy, state="draft")
    answer = save(editor_client, therapy, **{"brand": "", "authorisations-0-date": "soon"})
    found = [(fault.label, fault.place) for fault in answer.context["faults"]]
    assert found == [("Brand", "id_brand"), ("Granted", "id_authorisations-0-date")]
    for _label, place in found:
        assert f'href="#{place}"' in answer.text
        assert f'id="{place}"' in answer.text
    assert answer.text.index('id="faults"') < answer.text.index('id="id_brand"')


def test_sections_of_a_record_on_file_fold_except_what_is_always_needed(editor_client):
    page = editor_client.get(change_url(builders.a_therapy()))
    sections = {str(fieldset.name): bool(fieldset.is_collapsible) for fieldset in page.context["adminform"]}
    assert not any(sections[name] for name in (*list(sections)[:2], "Sources", "State"))
    assert sum(sections.values()) >= 1
    new = editor_client.get(reverse("admin:countries_therapy_add"))
    assert not any(fieldset.is_collapsible for fieldset in new.context["adminform"])


def test_many_are_compared_today_with_a_reason_and_a_second_person(editor_client, reviewer_client):
    public, draft = (
        builders.a_statement(checked_on="2025-01-01"),
        builders.a_statement(state="draft", checked_on="2025-01-01"),
    )
    address = reverse("admin:countries_statement_changelist")
    data = {"action": "compared_today", "_selected_action": [public.pk, draft.pk]}
    assert "Say why" in editor_client.post(address, data, follow=True).text
    assert not Proposal.objects.exists()
    told = editor_client.post(address, data | {"reason": "Read again, law by law"}, follow=True).text
    assert "2 were compared today" in told
    days = dict(Statement.objects.values_list("pk", "checked_on"))
    assert (str(days[public.pk]), days[draft.pk]) == ("2025-01-01", localdate())
    assert proposal_of(public).reason == "Read again, law by law"
    approve(editor_client, public)
    assert str(Statement.objects.get(pk=public.pk).checked_on) == "2025-01-01"
    approve(reviewer_client, public)
    assert Statement.objects.get(pk=public.pk).checked_on == localdate()
    assert "0 were compared" in editor_client.post(address, data | {"reason": "Again"}, follow=True).text


def test_state_and_last_check_stand_beside_the_title(editor_client):
    builders.an_authorisation()
    page = editor_client.get(reverse("admin:countries_authorisation_changelist"))
    heads = re.findall(r'column-(\w+)"', page.text)
    assert heads[:3] == ["therapy", "standing", "checked_on"]


@pytest.mark.ignore_template_errors  # Django's own page of an account
def test_roles_are_explained_where_they_are_given_and_their_permissions_stay(superuser_client):
    account = superuser_client.get(reverse("admin:auth_user_change", args=[builders.an_editor().pk])).text
    assert "<b>reviewer</b>: decides what of others becomes public" in account
    role = Group.objects.get(name="editor")
    address = reverse("admin:auth_group_change", args=[role.pk])
    assert "It prepares" in superuser_client.get(address).text
    before = set(role.permissions.all())
    superuser_client.post(address, {"name": "editor", "permissions": []})
    assert set(Group.objects.get(name="editor").permissions.all()) == before
    assert superuser_client.post(reverse("admin:auth_group_delete", args=[role.pk]), {"post": "yes"}).status_code == 403
    own = Group.objects.create(name="guests")
    superuser_client.post(reverse("admin:auth_group_change", args=[own.pk]), {"name": "readers", "permissions": []})
    assert Group.objects.filter(name="readers").exists()
