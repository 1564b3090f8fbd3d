"""Which parameters an address takes: each view declares its own with `takes`, and what it did not declare is refused.

A new view takes none until it says so. Views that filter (`filters_itself`) name what is wrong in their own page. All
of them know `edition`. What other sites append to follow readers about is taken out of the address. What refuses is in
refusing.py; what the pages of the admin take is in admin_parameters.py.
"""

import re
from codecs import lookup
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _

from gtlead.records.text import cleaned, complaint

View = Callable[..., HttpResponseBase]

TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|matomo|hsa)_(?!_)\w+|(?:fb|g|dc|y|tw|tt|sc)clid|msclkid|gclsrc|[gw]braid|igsh(?:id)?|srsltid"
    r"|gad_(?:source|campaignid)|rdt_cid|sccid|irclickid|_kx|_openstat|xtor|cmpid|ref_src|ref_url|wickedid|s_cid|trk_\w+"
    r"|mc_[ce]id|_ga|_gl|_hs(?:enc|mi)|__hs(?:tc|sc|fp)|mkt_tok|li_fat_id|epik|vero_id|wt_mc|oly_(?:anon|enc)_id",
    re.ASCII | re.IGNORECASE,
)
LONGEST_NAME = 60
UTF_8 = "utf-8"


@dataclass(frozen=True)
class Parameters:
    """What a view takes: parameters given once, and such as may be repeated."""

    once: Collection[str] = ()
    several: Collection[str] = ()
    itself: bool = False  # the view names what is wrong in its own page
    raw: bool = False  # any character may be in a value


NOTHING = Parameters()


def takes(*once: str, several: Collection[str] = (), raw: bool = False) -> Callable[[View], View]:
    """Decorator: the parameters of a view."""
    return declare(Parameters(once, several, raw=raw))


def declare(parameters: Parameters) -> Callable[[View], View]:
    """Decorator: the same from what was put together before."""

    def decorate(view: View) -> View:
        view.parameters = parameters  # type: ignore[attr-defined]
        return view

    return decorate


# For views whose filter set or form is strict itself.
filters_itself = declare(Parameters(itself=True))


def wrong_parameters(
    data: QueryDict, once: Collection[str], several: Collection[str] = (), *, raw: bool = False
) -> dict[str, list[str]]:
    """What is wrong with a query string, by parameter: unknown, given twice, or with a forbidden character."""
    errors = {}
    for name, values in data.lists():
        if name not in once and name not in several:
            errors[shown(name)] = [unknown_parameter(shown(name))]
        elif name in once and len(values) > 1:
            errors[name] = [_("“%(name)s” can be given once only.") % {"name": name}]
        elif not raw and (found := next(filter(None, map(complaint, values)), "")):
            errors[name] = [found]
    return errors


def unknown_parameter(name: str) -> str:
    """What is said of a parameter that nobody asked for."""
    return _("There is no parameter called “%(name)s”.") % {"name": name}


def page_complaint(written: str) -> str:
    """What is wrong with the number of a page; nothing if it is one."""
    is_one = written.isascii() and written.isdigit() and len(written) <= 6 and int(written) > 0
    return "" if is_one else _("“%(value)s” is not a page number.") % {"value": shown(written)}


def shown(name: str) -> str:
    """A name that somebody made up, as far as it can be shown."""
    return cleaned(name)[:LONGEST_NAME]


def errors_of_bytes(request: HttpRequest) -> dict[str, list[str]]:
    """What is wrong with the query string before it is text, by parameter."""
    for part in request.META.get("QUERY_STRING", "").encode("latin-1", "replace").split(b"&"):
        try:
            unquote_to_bytes(part).decode()
        except UnicodeDecodeError:
            name = part.partition(b"=")[0].decode("ascii", "replace")
            return {shown(name): [_("The address is not UTF-8.")]}
    return {}


def errors_of_charset(request: HttpRequest) -> dict[str, list[str]]:
    """What is wrong with the character set of a request: Django would read even its query in it."""
    given = request.encoding
    if not given or given.lower() == UTF_8:
        return {}
    request.encoding = UTF_8
    if lookup(given).name == UTF_8:
        return {}
    return {"Content-Type": [_("“%(name)s” is not read here, only UTF-8.") % {"name": shown(given)}]}


def without_tracking(request: HttpRequest) -> str:
    """The address without what others appended; nothing if nobody did."""
    kept = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if not TRACKING.fullmatch(name):
            kept.setlist(name, values)
    if len(kept) == len(request.GET):
        return ""
    path = escape_leading_slashes(request.get_full_path().partition("?")[0])
    return f"{path}?{kept.urlencode()}" if kept else path
