"""What is reckoned from public content alone, kept in the process until that content may have changed.

How it stands is read before the content, so that what is kept is never older than what it is kept under. Nothing is
kept in a transaction, which may be rolled back and its version given to other content, nor of an edition.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock

from django.db import connection

from gtlead.publication.content_version import standing
from gtlead.records.clock import current_edition


def may_be_rolled_back() -> bool:
    """Whether a transaction is open."""
    return connection.in_atomic_block


def published() -> Hashable:
    """How public content stands: another as soon as anything is published."""
    now = standing()
    return now.number, now.raised_at


def kept_until_published[**Asked, Answer](
    most: int,
) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """Keeps the latest `most` answers of a function of public content; they are shared, so nobody may change them."""
    return kept_while(published, most)


def kept_while[**Asked, Answer](
    stands: Callable[[], Hashable], most: int
) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """The same of a function of what `stands` so: it is asked before the function, and answers the same meanwhile."""

    def decorate(reckon: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        kept: OrderedDict[tuple[object, ...], Answer] = OrderedDict()
        lock = Lock()

        @wraps(reckon)
        def answer(*asked: Asked.args, **named: Asked.kwargs) -> Answer:
            if current_edition() or may_be_rolled_back():
                return reckon(*asked, **named)
            version = (str(connection.settings_dict["NAME"]), stands())
            key = (version, asked, tuple(sorted(named.items())))
            with lock:
                if key in kept:
                    kept.move_to_end(key)
                    return kept[key]
            made = reckon(*asked, **named)
            with lock:
                for old in [other for other in kept if other[0] != version]:
                    del kept[old]
                kept[key] = made
                while len(kept) > most:
                    kept.popitem(last=False)
            return made

        return answer

    return decorate
