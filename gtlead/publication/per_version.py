"""What is reckoned from public content alone, kept in the process until the content version moves.

The version is read before the content, so that what is kept is never older than the version it is kept under. Nothing
is kept in a transaction, whose version may be rolled back and given to other content, nor of an edition.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock

from django.db import connection

from gtlead.publication.content_version import standing
from gtlead.records.clock import current_edition


def may_be_rolled_back() -> bool:
    """Whether a transaction is open."""
    return connection.in_atomic_block


def kept_until_published[**Asked, Answer](
    most: int,
) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """Keeps the latest `most` answers of a function of public content; they are shared, so nobody may change them."""

    def decorate(reckon: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        kept: OrderedDict[tuple[object, ...], Answer] = OrderedDict()
        lock = Lock()

        @wraps(reckon)
        def answer(*asked: Asked.args, **named: Asked.kwargs) -> Answer:
            if current_edition() or may_be_rolled_back():
                return reckon(*asked, **named)
            now = standing()
            version = (str(connection.settings_dict["NAME"]), now.number, now.raised_at)
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
