"""Signing in: throttled, logged, with a second factor for those who have one; sessions end."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp.oath import totp

from gtlead.accounts import second_factor
from gtlead.accounts.sign_ins import FEW_TRIES, MANY_NAMES, client_address
from tests import builders

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"  # noqa: S105 - the one of tests/builders.py
LOGIN = "/admin/login/?next=/admin/"


def sign_in(client, name, password=PASSWORD, code=None, **headers):
    typed = {"username": name, "password": password} | ({"code": code} if code is not None else {})
    return client.post(LOGIN, typed, **headers)


def is_in(client):
    return client.get("/admin/").status_code == 200


def current_code(device):
    """What the app shows now."""
    return f"{totp(device.bin_key):06d}"


@pytest.fixture
def enrolled(editor):
    """An editor with a second factor."""
    device = second_factor.begin(editor)
    device.confirmed = True
    device.save()
    editor.codes = second_factor.new_codes(editor)
    editor.device = device
    return editor


class TestThrottling:
    """Guessing ends early."""

    def test_too_many_wrong_passwords_lock_the_account_for_everyone(self, editor):
        for number in range(settings.AXES_FAILURE_LIMIT - 1):
            reply = sign_in(Client(), editor.username, "wrong", REMOTE_ADDR=f"192.0.2.{number}")
            assert reply.status_code == 200
        reply = sign_in(Client(), editor.username, "wrong", REMOTE_ADDR="192.0.2.99")
        assert reply.status_code == 429
        assert "quarter of an hour" in reply.text
        client = Client()
        assert sign_in(client, editor.username, REMOTE_ADDR="192.0.2.100").status_code == 429
        assert not is_in(client)

    def test_wrong_sign_ins_of_others_lock_nobody_out_who_shares_their_address(self, editor):
        for number in range(settings.AXES_FAILURE_LIMIT):
            sign_in(Client(), f"guess-{number}", "wrong", REMOTE_ADDR="192.0.2.7")
            sign_in(Client(), "a-colleague", "wrong", REMOTE_ADDR="192.0.2.7")
        assert sign_in(Client(), "a-colleague", "wrong", REMOTE_ADDR="192.0.2.7").status_code == 429
        assert sign_in(Client(), editor.username, REMOTE_ADDR="192.0.2.7").status_code == 302

    def test_many_names_from_one_address_are_slowed_but_right_passwords_are_let_in(self, editor, reviewer):
        for number in range(MANY_NAMES):
            assert sign_in(Client(), f"guess-{number}", "wrong", REMOTE_ADDR="2001:db8::7").status_code == 200
        here = {"REMOTE_ADDR": "2001:db8::8"}  # of the same network
        with CaptureQueriesContext(connection) as asked:
            assert sign_in(Client(), "guess-11", "wrong", **here).status_code == 429
        assert not [query for query in asked if "INSERT" in query["sql"]]
        assert sign_in(Client(), "guess-11", "wrong", REMOTE_ADDR="192.0.2.1").status_code == 200
        for _try in range(FEW_TRIES):
            assert sign_in(Client(), editor.username, "wrong", **here).status_code == 429
        assert sign_in(Client(), editor.username, **here).status_code == 429
        assert sign_in(Client(), editor.username, REMOTE_ADDR="192.0.2.1").status_code == 302
        assert sign_in(Client(), reviewer.username, **here).status_code == 302
        for _try in range(FEW_TRIES):
            sign_in(Client(), reviewer.username, "wrong", **here)
        assert sign_in(Client(), reviewer.username, **here).status_code == 302

    def test_it_opens_again_by_itself(self, editor):
        for _number in range(settings.AXES_FAILURE_LIMIT):
            sign_in(Client(), editor.username, "wrong")
        assert sign_in(Client(), editor.username).status_code == 429
        with time_machine.travel(timezone.now() + timedelta(minutes=16)):
            assert sign_in(Client(), editor.username).status_code == 302

    def test_a_success_forgets_the_slips_before_it(self, editor):
        for _round in range(2):
            for _number in range(settings.AXES_FAILURE_LIMIT - 1):
                sign_in(Client(), editor.username, "wrong")
            assert sign_in(Client(), editor.username).status_code == 302

    @pytest.mark.parametrize(("proxies", "expected"), [(0, "10.0.0.1"), (1, "192.0.2.5"), (2, "203.0.113.66")])
    def test_a_client_cannot_choose_its_address(self, settings, proxies, expected):
        settings.PROXIES = proxies
        asked = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.66, 192.0.2.5"}
        assert client_address(RequestFactory().get("/", **asked)) == expected


class TestLog:
    """Who came in, who was refused, and when."""

    def test_success_failure_and_lock_out_are_written_without_passwords(self, editor):
        sign_in(Client(), editor.username)
        for _number in range(settings.AXES_FAILURE_LIMIT):
            sign_in(Client(), editor.username, "a secret slip")
        assert list(AccessLog.objects.values_list("username", "ip_address")) == [(editor.username, "127.0.0.1")]
        failures = list(AccessFailureLog.objects.order_by("attempt_time").values_list("username", "locked_out"))
        assert failures[0] == (editor.username, False)
        assert failures[-1] == (editor.username, True)
        stored = [str(row) for log in (AccessLog, AccessFailureLog) for row in log.objects.values()]
        assert not [row for row in stored if "slip" in row]

    def test_superusers_read_it_and_nobody_changes_it(self, superuser_client, editor_client, editor):
        sign_in(Client(), editor.username)
        sign_in(Client(), editor.username, "wrong")
        for kind in ("accesslog", "accessfailurelog"):
            listed = superuser_client.get(f"/admin/axes/{kind}/")
            assert editor.username in listed.text
            assert "127.0.0.1" in listed.text
            assert superuser_client.get(f"/admin/axes/{kind}/add/").status_code == 403
            assert editor_client.get(f"/admin/axes/{kind}/").status_code == 403

    def test_old_entries_go(self, editor):
        sign_in(Client(), editor.username, "wrong")
        sign_in(Client(), editor.username)
        old = timezone.now() - timedelta(days=91)
        AccessLog.objects.update(attempt_time=old)
        AccessFailureLog.objects.update(attempt_time=old)
        sign_in(Client(), editor.username)
        assert AccessLog.objects.count() == 1
        assert not AccessFailureLog.objects.exists()


class TestSecondFactor:
    """Optional; asked of those who have it, and of nobody else."""

    def test_without_one_the_password_is_enough_and_no_code_is_asked_for(self, editor, client):
        assert 'name="code"' not in client.get(LOGIN).text
        assert sign_in(client, editor.username).status_code == 302
        assert is_in(client)

    def test_password_alone_does_not_open_the_admin(self, enrolled, client):
        reply = sign_in(client, enrolled.username)
        assert reply.status_code == 200
        assert 'name="code"' in reply.text
        assert "enter the code" in reply.text
        assert not is_in(client)
        assert not AccessLog.objects.exists()

    def test_code_opens_once(self, enrolled, client):
        code = current_code(enrolled.device)
        assert sign_in(client, enrolled.username, code=code).status_code == 302
        assert is_in(client)
        assert sign_in(Client(), enrolled.username, code=code).status_code == 200

    def test_recovery_code_opens_once_and_forgives_its_writing(self, enrolled, client):
        code = enrolled.codes[0]
        assert sign_in(client, enrolled.username, code=f" {code[:4].upper()}-{code[4:].upper()} ").status_code == 302
        assert second_factor.codes_left(enrolled) == second_factor.RECOVERY_CODES - 1
        assert sign_in(Client(), enrolled.username, code=code).status_code == 200

    def test_code_of_another_person_does_not_open(self, enrolled, client):
        other = builders.a_reviewer()
        codes = second_factor.new_codes(other)
        assert sign_in(client, enrolled.username, code=codes[0]).status_code == 200
        assert not is_in(client)

    @pytest.mark.parametrize("typed", ["000000", "abc", "", "１２３４５６", "9" * 20, "' or 1=1"])
    def test_nonsense_does_not_open(self, enrolled, client, typed):
        assert sign_in(client, enrolled.username, code=typed).status_code == 200
        assert not is_in(client)

    def test_guessing_codes_locks_the_account(self, enrolled):
        replies = [
            sign_in(Client(), enrolled.username, code="abcdefgh").status_code
            for _number in range(settings.AXES_FAILURE_LIMIT)
        ]
        assert replies[-1] == 429
        assert AccessFailureLog.objects.filter(username=enrolled.username).count() == settings.AXES_FAILURE_LIMIT

    def test_setting_it_up(self, editor_client, editor, client):
        assert "by its password alone" in editor_client.get("/staff/second-factor/").text
        page = editor_client.post("/staff/second-factor/begin/", follow=True)
        assert "<title>QR code with the key</title>" in page.text
        device = second_factor.waiting_device(editor)
        refused = editor_client.post("/staff/second-factor/confirm/", {"code": "abc"})
        assert "not the code" in refused.text
        assert not second_factor.is_enrolled(editor)
        device.throttle_reset()
        shown = editor_client.post("/staff/second-factor/confirm/", {"code": current_code(device)})
        codes = shown.context["codes"]
        assert len(set(codes)) == second_factor.RECOVERY_CODES
        assert "shown only now" in shown.text
        after = editor_client.get("/staff/second-factor/").text
        assert "10 recovery codes are left" in after
        assert codes[0] not in after
        assert sign_in(client, editor.username).status_code == 200
        assert sign_in(client, editor.username, code=codes[0]).status_code == 302

    def test_beginning_again_does_not_replace_one_in_use(self, enrolled):
        client = Client()
        client.force_login(enrolled)
        client.post("/staff/second-factor/begin/")
        assert second_factor.waiting_device(enrolled) is None
        assert second_factor.is_enrolled(enrolled)

    @pytest.mark.parametrize(("password", "gone"), [("wrong", False), (PASSWORD, True)])
    def test_removing_asks_for_the_password(self, enrolled, password, gone):
        client = Client()
        client.force_login(enrolled)
        client.post("/staff/second-factor/change/", {"password": password, "remove": "1"})
        assert second_factor.is_enrolled(enrolled) is not gone

    def test_new_recovery_codes_end_the_old_ones(self, enrolled):
        client = Client()
        client.force_login(enrolled)
        page = client.post("/staff/second-factor/change/", {"password": PASSWORD, "renew": "1"})
        assert enrolled.codes[0] not in page.context["codes"]
        assert sign_in(Client(), enrolled.username, code=enrolled.codes[0]).status_code == 200

    def test_superuser_removes_it_for_somebody_who_lost_the_phone(self, enrolled, superuser_client):
        chosen = {"action": "remove_second_factor", "_selected_action": [enrolled.pk]}
        superuser_client.post("/admin/auth/user/", chosen)
        assert sign_in(Client(), enrolled.username).status_code == 302
        assert "Second factor removed" in superuser_client.get(f"/admin/auth/user/{enrolled.pk}/history/").text

    def test_keys_of_others_are_not_in_the_admin(self, superuser_client):
        for address in ("/admin/otp_totp/totpdevice/", "/admin/otp_static/staticdevice/"):
            assert superuser_client.get(address).status_code == 404


class TestSessions:
    """They end."""

    def test_with_the_browser_or_after_twelve_hours(self, editor, client):
        cookie = sign_in(client, editor.username).cookies[settings.SESSION_COOKIE_NAME]
        assert cookie["max-age"] == cookie["expires"] == ""
        with time_machine.travel(timezone.now() + timedelta(hours=11, minutes=59)):
            assert is_in(client)
        with time_machine.travel(timezone.now() + timedelta(hours=12, minutes=1)):
            assert not is_in(client)

    def test_on_other_machines_when_the_password_changes(self, editor):
        here, there = Client(), Client()
        sign_in(here, editor.username)
        sign_in(there, editor.username)
        new = "another long phrase"
        changed = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        assert here.post("/admin/password_change/", changed).status_code == 302
        assert is_in(here)
        assert not is_in(there)

    def test_ended_ones_leave_the_database_when_the_site_starts(self, editor, client):
        sign_in(client, editor.username)
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            call_command("clearsessions")
        assert not client.session.exists(client.session.session_key)


@pytest.mark.parametrize("weak", ["short", "password1234", "481516234200", "editor-jones-1"])
def test_weak_password_is_refused(weak):
    user = builders.a_person(username="editor-jones-1") if weak.startswith("editor") else None
    with pytest.raises(ValidationError):
        validate_password(weak, user)


def test_public_pages_ask_nothing_more_and_set_no_cookie(client, django_assert_num_queries):
    client.get("/about/")
    with django_assert_num_queries(1):  # the content version
        reply = client.get("/about/")
    assert not reply.cookies
