"""Addresses of what stands on a page with others: the page, what is asked of it, the place on it. Pure.

A page that has too many rows is cut into several, and a row moves from one to the next. Its address names the row
(`at`), and the view finds the page on which it stands now.
"""

AT = "at"


def standing(page: str, name: str, place: str = "") -> str:
    """Where something stands on whichever page of several; its place there is its name if none is given."""
    return f"{page}?{AT}={name}#{place or name}"


def page_in(address: str) -> str:
    """The page of an address, without what stands on it."""
    return without_place(address).partition(f"?{AT}=")[0]


def without_place(address: str) -> str:
    """What a server is asked for."""
    return address.partition("#")[0]


def asking(address: str, query: str) -> str:
    """The address with more asked of its page."""
    asked, hash_, place = address.partition("#")
    mark = ("&" if "?" in asked else "?") if query else ""
    return f"{asked}{mark}{query}{hash_}{place}"
