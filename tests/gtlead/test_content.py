"""The content version moves with everything public, and with nothing else."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction

from countries.models import Milestone
from gtlead.publication.content_version import current_version, held_version, raise_version
from gtlead.publication.models import ContentVersion
from gtlead.records.models import Record
from gtlead.staff_reports.models import ExportLog
from tests import builders
from themes.models import Term

pytestmark = pytest.mark.django_db

BUILDERS = {
    "source": builders.a_source,
    "quotation": builders.a_quotation,
    "theme": builders.a_theme,
    "topic": builders.a_topic,
    "question": builders.a_question,
    "argument": builders.an_argument,
    "term": builders.a_term,
    "country": builders.a_country,
    "jurisdiction": builders.a_jurisdiction,
    "membership": builders.a_membership,
    "picture": builders.a_picture,
    "disease": builders.a_disease,
    "labelentry": builders.a_label_entry,
    "lookthrough": builders.a_look_through,
    "register": builders.a_register,
    "trial": builders.a_trial,
    "therapy": builders.a_therapy,
    "authorisation": builders.an_authorisation,
    "funding": builders.a_funding,
    "statement": builders.a_statement,
    "position": builders.a_position,
    "milestone": builders.a_milestone,
    "institution": builders.an_institution,
    "indicator": builders.an_indicator,
    "observation": builders.an_observation,
}


def moved(change):
    before = current_version()
    change()
    return current_version() > before


def test_every_kind_of_record_is_tried_here():
    kinds = {m._meta.model_name for m in apps.get_models() if issubclass(m, Record)}
    assert kinds == set(BUILDERS)


@pytest.mark.parametrize("kind", BUILDERS)
def test_version_moves_with_every_kind_of_record(kind):
    record = BUILDERS[kind]()
    if hasattr(record, "sources"):
        source = builders.a_source()
        assert moved(lambda: record.sources.add(source))
    record.state = "draft"
    assert moved(record.save)
    assert not moved(record.save)
    if hasattr(record, "sources"):
        assert not moved(lambda: record.sources.remove(source))
    if kind == "question":
        record.arguments.all().delete()
    assert moved(record.delete)


def test_version_moves_with_sources_alone():
    statement, source = builders.a_statement(), builders.a_source()
    assert moved(lambda: statement.sources.add(source))
    assert moved(lambda: statement.sources.remove(source))
    assert moved(statement.sources.clear)


def test_version_moves_with_the_other_side_of_a_list():
    statement, source = builders.a_statement(), builders.a_source()
    assert moved(lambda: source.statement_set.add(statement))


def test_version_moves_with_a_milestones_countries():
    milestone = builders.a_milestone()
    assert moved(lambda: milestone.countries.add(builders.a_country()))
    assert Milestone.objects.get().countries.count() == 2


def test_version_stays_with_what_is_not_content():
    user = User.objects.create(username="x")
    assert not moved(lambda: ExportLog.objects.create(user=user, report="countries"))
    assert not moved(lambda: user.groups.set([]))
    assert not moved(user.save)


def test_version_stays_when_the_change_is_rolled_back():
    def change():
        try:
            with transaction.atomic():
                builders.a_source()
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass

    assert not moved(change)


def test_held_version_moves_once_at_the_end():
    before = current_version()
    with held_version():
        builders.a_source()
        builders.a_source()
        assert current_version() == before
    assert current_version() == before + 1


def test_held_version_of_a_failed_change_is_let_go():
    with pytest.raises(ZeroDivisionError), held_version():
        raise ZeroDivisionError
    assert moved(builders.a_source)


def test_first_change_ever_makes_the_row():
    ContentVersion.objects.all().delete()
    assert current_version() == 0
    raise_version()
    raise_version()
    assert current_version() == 2
    assert ContentVersion.objects.count() == 1


def test_draft_saved_for_the_first_time_and_again_leaves_the_version():
    assert not moved(lambda: builders.a_term(state="draft"))
    draft = builders.a_term(state="in-review")
    assert not moved(draft.save)


def test_draft_in_memory_of_what_was_published_meanwhile_counts():
    stale = builders.a_term(state="draft")
    Term.objects.get(pk=stale.pk).save()
    fresh = Term.objects.get(pk=stale.pk)
    fresh.state = "published"
    assert moved(fresh.save)
    assert moved(stale.save)
