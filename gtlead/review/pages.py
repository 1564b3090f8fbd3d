"""The public page on which a record stands: what is proposed for one page can be looked at and decided together."""

from typing import Any


def page_of(record: Any) -> str:
    """The address of the page, without the record's place there; empty if it has none."""
    if not hasattr(record, "get_absolute_url"):
        return ""
    try:
        return str(record.get_absolute_url()).partition("#")[0]
    except IndexError:  # a milestone without countries
        return ""
