"""Groups have exactly the permissions of the one file."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command

from gtlead.accounts.roles import ROLES, apply_roles
from gtlead.records.models import Record

pytestmark = pytest.mark.django_db


def permissions_of(group):
    return {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.select_related("content_type")}


def a_member(name):
    user = User.objects.create_user(f"one-{name}", is_staff=True)
    user.groups.add(Group.objects.get(name=name))
    return user


@pytest.mark.parametrize("name", ROLES)
def test_migrate_gives_each_group_its_permissions(name):
    assert permissions_of(Group.objects.get(name=name)) == ROLES[name]


def test_every_permission_of_the_file_exists():
    known = {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")}
    assert set().union(*ROLES.values()) - known == set()


def test_every_kind_of_record_is_kept_by_editors():
    kinds = [model._meta for model in apps.get_models() if issubclass(model, Record)]
    wanted = {f"{k.app_label}.{action}_{k.model_name}" for k in kinds for action in ("view", "add", "change")}
    assert "countries.change_statement" in wanted
    for role in ("editor", "reviewer"):
        assert wanted - ROLES[role] == set()


@pytest.mark.parametrize(
    ("permission", "holders"),
    [
        ("gtlead.publish_record", {"reviewer"}),
        ("gtlead.export_reports", {"analyst"}),
        ("countries.change_statement", {"editor", "reviewer"}),
        ("countries.view_statement", {"editor", "reviewer", "analyst"}),
        ("countries.delete_statement", set()),
        ("auth.change_user", set()),
        ("gtlead.change_exportlog", set()),
    ],
)
def test_who_may_do_what(permission, holders):
    assert {name for name in ROLES if a_member(name).has_perm(permission)} == holders


def test_roles_are_restored_and_people_stay():
    group = Group.objects.get(name="editor")
    one = a_member("editor")
    group.permissions.clear()
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    apply_roles()
    assert permissions_of(group) == ROLES["editor"]
    assert list(group.user_set.all()) == [one]


def test_migrate_again_restores_a_group_that_somebody_deleted():
    Group.objects.get(name="analyst").delete()
    call_command("migrate", verbosity=0)
    assert permissions_of(Group.objects.get(name="analyst")) == ROLES["analyst"]
