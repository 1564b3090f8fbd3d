"""Refuses what an address does not take (parameters.py, admin_parameters.py), before its view is asked if it can be."""

import logging
from collections.abc import Callable

from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.db import DatabaseError, DataError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from gtlead.lists.admin_parameters import (
    errors_of_list,
    errors_of_way_out,
    is_admin,
    parameters_of_admin,
    wrong_ticks,
    wrong_values,
)
from gtlead.lists.parameters import (
    NOTHING,
    View,
    errors_of_bytes,
    errors_of_charset,
    shown,
    without_tracking,
    wrong_parameters,
)
from gtlead.lists.tables import NOT_KEPT, csv_error, json_error
from gtlead.records.clock import PARAMETER
from gtlead.records.text import cleaned

log = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

WITHOUT_EDITIONS = ("/staff/", "/admin/", "/report/", "/styleguide/", "/healthz", "/readyz")
# What the admin lets through: a number that no database holds, an empty name of a field; in addresses also a year
# after 9999, a range with one end, a regular expression that is none.
NOT_HELD = (OverflowError, DataError, FieldDoesNotExist)
NOT_UNDERSTOOD = (*NOT_HELD, ValueError, TypeError, IndexError, FieldError, ValidationError, DatabaseError)


class ParametersMiddleware:
    """Refuses what a view does not take before the view is asked."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response, or the way to the address without what follows readers about."""
        if errors := errors_of_charset(request):
            return refusal(request, errors)
        if request.method in ("GET", "HEAD") and (address := without_tracking(request)):
            return HttpResponseRedirect(address)
        response = self.get_response(request)
        if is_admin(request) and (errors := errors_of_way_out(request, response)):
            return refusal(request, errors)
        return response

    def process_view(self, request: HttpRequest, view: View, args: object, kwargs: object) -> HttpResponse | None:
        """The refusal, if there is something to refuse."""
        if not request.META.get("QUERY_STRING"):
            return None
        errors = errors_of_bytes(request)
        if is_admin(request):
            parameters = parameters_of_admin(request, view)
            errors = errors or wrong_values(request.GET)
        else:
            parameters = getattr(view, "parameters", NOTHING)
        if not errors and not parameters.itself:
            known = () if request.path.startswith(WITHOUT_EDITIONS) else (PARAMETER,)
            errors = wrong_parameters(request.GET, {*parameters.once, *known}, parameters.several, raw=parameters.raw)
        return refusal(request, errors) if errors else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What the admin cannot make sense of is a mistake of the address or the form, not of the site."""
        asks_a_list = request.GET and request.method in ("GET", "HEAD")
        no_rows = {} if asks_a_list else wrong_ticks(request)
        wrong = NOT_UNDERSTOOD if asks_a_list or no_rows else NOT_HELD
        if not is_admin(request) or not isinstance(error, wrong) or is_failing(error):
            return None
        log.warning("A request to the admin was not understood: %s", request.path, exc_info=error)
        if not asks_a_list:
            vague = {request.method or "": [_("Something in it is too large, or not there.")]}
            return refusal(request, no_rows or vague)
        text = _("The list does not understand “%(value)s”.")
        asked = request.GET.items()
        return refusal(request, {name: [text % {"value": f"{name}={shown(str(value))}"}] for name, value in asked})

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> HttpResponse:
        """A page that says what is wrong with its address is not kept; a list of the admin says it here."""
        if is_admin(request) and (errors := errors_of_way_out(request, response)):
            return refusal(request, errors)
        changes = (response.context_data or {}).get("cl") if is_admin(request) else None
        if changes and request.GET and (errors := errors_of_list(request, changes)):
            return refusal(request, errors)
        if any(has_errors(name, value) for name, value in (response.context_data or {}).items()):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def is_failing(error: Exception) -> bool:
    """Whether the database itself is at fault, not what it was asked."""
    return isinstance(error, DatabaseError) and not isinstance(error, DataError) and not connection.is_usable()


def has_errors(name: str, value: object) -> bool:
    """Whether a part of a page is about something wrong."""
    return bool(value if name == "errors" else getattr(value, "errors", None))


def refusal(request: HttpRequest, errors: dict[str, list[str]]) -> HttpResponse:
    """Status 400 naming each wrong parameter, in the form of the address."""
    if request.path.endswith("/"):
        good = QueryDict(mutable=True)
        for name, values in request.GET.lists():
            if name not in errors:
                good.setlist(name, values)
        said = {shown(name): [cleaned(text) for text in texts] for name, texts in errors.items()}
        context = {"errors": said, "without": good.urlencode()}
        return TemplateResponse(request, "refused.html", context, status=400, headers=NOT_KEPT).render()
    if request.path.endswith(".json"):
        return json_error(errors)
    return csv_error("\n".join(f"{name}: {' '.join(texts)}" for name, texts in errors.items()))
