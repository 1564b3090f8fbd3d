"""A cache bounded in bytes."""

from gtlead.publication.bounded import BoundedCache


def test_what_was_not_asked_for_longest_goes_first():
    cache = BoundedCache(10)
    cache.set("a", b"1234")
    cache.set("b", b"1234")
    assert cache.get("a") == b"1234"
    cache.set("c", b"1234")
    assert cache.get("b") is None
    assert cache.get("a") == b"1234"
    assert cache.size == 8


def test_same_name_counts_once():
    cache = BoundedCache(10)
    for _time in range(5):
        cache.set("a", b"12345")
    assert cache.size == 5


def test_what_is_larger_than_all_is_not_kept():
    cache = BoundedCache(10)
    cache.set("a", b"12345678901")
    assert cache.get("a") is None
    assert cache.size == 0
