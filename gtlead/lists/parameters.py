"""Which parameters an address takes: each view declares its own with `takes`, and what it did not declare is refused.

A new view takes none until it says so. Views that filter (`filters_itself`) name what is wrong in their own page. All
of them know `edition`. What other sites append to follow readers about is taken out of the address by a redirect.
"""

import logging
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.db import DatabaseError, DataError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _

from gtlead.lists.tables import NOT_KEPT, csv_error, json_error
from gtlead.records.clock import PARAMETER
from gtlead.records.text import cleaned, complaint

log = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]
View = Callable[..., HttpResponseBase]

WITHOUT_EDITIONS = ("/staff/", "/report/", "/styleguide/", "/healthz", "/readyz")
TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|matomo|hsa)_\w+|(?:fb|g|dc|y|tw|tt|sc)clid|msclkid|gclsrc|[gw]braid|igsh(?:id)?|srsltid"
    r"|mc_[ce]id|_ga|_gl|_hs(?:enc|mi)|__hs(?:tc|sc|fp)|mkt_tok|li_fat_id|epik|vero_id|wt_mc|oly_(?:anon|enc)_id",
    re.ASCII | re.IGNORECASE,
)
LONGEST_NAME = 60
ADMIN_WORDS, MOST_WORDS = ("q", "term"), 200
# What the admin lets through: a number that no database holds, an empty name of a field; in addresses also a year
# after 9999, a range with one end, a regular expression that is none.
NOT_HELD = (OverflowError, DataError, FieldDoesNotExist)
NOT_UNDERSTOOD = (*NOT_HELD, ValueError, TypeError, IndexError, FieldError, ValidationError, DatabaseError)


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


class ParametersMiddleware:
    """Refuses what a view does not take before the view is asked."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response, or the way to the address without what follows readers about."""
        if request.method in ("GET", "HEAD") and (address := without_tracking(request)):
            return HttpResponseRedirect(address)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        """The refusal, if there is something to refuse."""
        parameters: Parameters = getattr(view, "parameters", NOTHING)
        errors = errors_of_bytes(request)
        if is_admin(request):
            errors = errors or too_long(request.GET)
        elif not errors and not parameters.itself:
            known = () if request.path.startswith(WITHOUT_EDITIONS) else (PARAMETER,)
            errors = wrong_parameters(request.GET, {*parameters.once, *known}, parameters.several, raw=parameters.raw)
        return refusal(request, errors) if errors else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What the admin cannot make sense of is a mistake of the address or the form, not of the site."""
        asks_a_list = request.GET and request.method in ("GET", "HEAD")
        wrong = NOT_UNDERSTOOD if asks_a_list else NOT_HELD
        if not is_admin(request) or not isinstance(error, wrong) or is_failing(error):
            return None
        log.warning("A request to the admin was not understood: %s", request.path, exc_info=error)
        if not asks_a_list:
            return refusal(request, {request.method or "": [_("Something in it is too large, or not there.")]})
        text = _("The list does not understand “%(value)s”.")
        asked = request.GET.items()
        return refusal(request, {shown(n): [text % {"value": f"{shown(n)}={shown(str(v))}"}] for n, v in asked})

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """A page that says what is wrong with its address is not kept."""
        if any(has_errors(name, value) for name, value in (response.context_data or {}).items()):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def is_failing(error: Exception) -> bool:
    """Whether the database itself is at fault, not what it was asked."""
    return isinstance(error, DatabaseError) and not isinstance(error, DataError) and not connection.is_usable()


def is_admin(request: HttpRequest) -> bool:
    """Whether the address is one of the admin, which names what it does not know by rules of its own."""
    return request.resolver_match is not None and "admin" in request.resolver_match.app_names


def too_long(data: QueryDict) -> dict[str, list[str]]:
    """The words that are searched for in the admin, if they are more than a database can look for."""
    text = _("At most %(number)s characters, please.") % {"number": MOST_WORDS}
    return {name: [text] for name in ADMIN_WORDS if len(data.get(name, "")) > MOST_WORDS}


def has_errors(name: str, value: Any) -> bool:
    """Whether a part of a page is about something wrong."""
    return bool(value if name == "errors" else getattr(value, "errors", None))


def wrong_parameters(
    data: QueryDict, once: Collection[str], several: Collection[str] = (), *, raw: bool = False
) -> dict[str, list[str]]:
    """What is wrong with a query string, by parameter: unknown, given twice, or with a forbidden character."""
    errors = {}
    for name, values in data.lists():
        if name not in once and name not in several:
            errors[shown(name)] = [_("There is no parameter called “%(name)s”.") % {"name": shown(name)}]
        elif name in once and len(values) > 1:
            errors[name] = [_("“%(name)s” can be given once only.") % {"name": name}]
        elif not raw and (found := next(filter(None, map(complaint, values)), "")):
            errors[name] = [found]
    return errors


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


def refusal(request: HttpRequest, errors: dict[str, list[str]]) -> HttpResponse:
    """Status 400 naming each wrong parameter, in the form of the address."""
    if request.path.endswith("/"):
        good = QueryDict(mutable=True)
        for name, values in request.GET.lists():
            if name not in errors:
                good.setlist(name, values)
        context = {"errors": errors, "without": good.urlencode()}
        return TemplateResponse(request, "refused.html", context, status=400, headers=NOT_KEPT).render()
    if request.path.endswith(".json"):
        return json_error(errors)
    return csv_error("\n".join(f"{name}: {' '.join(texts)}" for name, texts in errors.items()))
