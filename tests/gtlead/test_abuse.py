"""Guards of the public forms."""

from datetime import date

import pytest
import time_machine

from gtlead.feedback import form_guard

DAY = date(2026, 11, 23)


def test_ticket_is_ours_of_this_form_and_of_today():
    with time_machine.travel("2026-11-23 12:00", tick=False) as clock:
        ticket = form_guard.new_ticket("one", version=7)
        read = form_guard.read_ticket(ticket, "one")
        assert read is not None
        assert (read.version, read.is_hasty) == (7, True)
        assert form_guard.read_ticket(ticket, "two") is None
        assert form_guard.read_ticket(f"{ticket}x", "one") is None
        assert form_guard.read_ticket("", "one") is None
        clock.shift(3)
        assert not read.is_hasty
        clock.shift(24 * 60 * 60)
        assert form_guard.read_ticket(ticket, "one") is None


def test_address_hash_differs_by_day_and_key_and_shows_no_address(settings):
    one = form_guard.address_hash("192.0.2.7", DAY)
    assert one == form_guard.address_hash("192.0.2.7", DAY)
    assert one != form_guard.address_hash("192.0.2.8", DAY)
    assert one != form_guard.address_hash("192.0.2.7", date(2026, 11, 24))
    assert "192.0.2.7" not in one
    settings.SECRET_KEY = form_guard.new_ticket("another")
    assert one != form_guard.address_hash("192.0.2.7", DAY)


def test_addresses_of_one_network_of_version_six_count_as_one():
    assert form_guard.address_hash("2001:db8::1", DAY) == form_guard.address_hash("2001:db8::ffff:2", DAY)
    assert form_guard.address_hash("2001:db8::1", DAY) != form_guard.address_hash("2001:db8:0:1::1", DAY)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 192.0.2.1", "203.0.113.9"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    meta = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
    assert form_guard.client_address(meta) == address


def test_code_is_long_forgives_typing_and_is_kept_as_a_hash():
    code = form_guard.one_time_code("form", "nonce", "text")
    assert [len(part) for part in code.split("-")] == [5, 5, 5, 5]
    assert code != form_guard.one_time_code("form", "nonce", "other text")
    assert form_guard.code_hash(f" {code.lower().replace('-', ' ')} ") == form_guard.code_hash(code)
    assert code not in form_guard.code_hash(code)
