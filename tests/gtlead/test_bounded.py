"""A cache and a folder bounded in bytes."""

import os

import pytest

from gtlead.publication.bounded import BoundedCache, keep_within, made_whole


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


@pytest.mark.parametrize(("most", "left"), [(25, {"new", "newer"}), (30, {"new", "newer", "old"}), (1, {"newer"})])
def test_files_that_were_not_read_for_longest_are_removed(tmp_path, most, left):
    for age, name in enumerate(("newer", "new", "old", "older")):
        (tmp_path / name).write_bytes(bytes(10))
        os.utime(tmp_path / name, (0, 1000 - age))
    keep_within(tmp_path, most)
    assert {path.name for path in tmp_path.iterdir()} == left


def test_file_that_cannot_be_finished_leaves_nothing(tmp_path):
    def half(draft):
        draft.write_bytes(b"half")
        raise OSError("full")

    with pytest.raises(OSError, match="full"), made_whole(tmp_path / "file") as path:
        half(path)
    assert list(tmp_path.iterdir()) == []
