"""System checks fire when the set-up is wrong, and only then."""

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.utils.csp import CSP

from gtlead.serving.checks import hosts_are_named, policy_is_strict, secret_key_is_given


@pytest.mark.django_db  # a JSON field asks the database whether it can
def test_all_checks_pass_here():
    found = [message.id for message in run_checks() if not message.is_silenced()]
    assert [i for i in found if i != "templates.E002"] == []  # --fail-on-template-vars brings that one


def test_policy_of_this_project_is_strict():
    assert policy_is_strict(None) == []


def test_policy_says_exactly_what_pages_may_do():
    assert {name: [str(value) for value in values] for name, values in settings.SECURE_CSP.items()} == {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }


@pytest.mark.parametrize("value", [CSP.UNSAFE_INLINE, CSP.UNSAFE_EVAL, "*", "https:", "http:"])
def test_loose_policy_is_an_error(settings, value):
    settings.SECURE_CSP = settings.SECURE_CSP | {"script-src": [CSP.SELF, value]}
    [error] = policy_is_strict(None)
    assert error.id == "gtlead.E002"
    assert "script-src" in error.msg


def test_machine_of_ones_own_needs_no_secret_from_outside(settings, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    settings.IS_LOCAL = True
    assert secret_key_is_given(None) == []


def test_public_site_needs_its_secret(settings, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    settings.IS_LOCAL = False
    assert [error.id for error in secret_key_is_given(None)] == ["gtlead.E001"]


def test_public_site_with_its_secret_is_well(settings, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x" * 60)
    settings.IS_LOCAL = False
    assert secret_key_is_given(None) == []


@pytest.mark.parametrize(("hosts", "found"), [(["*"], ["gtlead.W003"]), (["atlas.example"], [])])
def test_any_host_is_told_of(settings, hosts, found):
    settings.ALLOWED_HOSTS = hosts
    assert [warning.id for warning in hosts_are_named(None)] == found
