"""Which parameters the pages of the admin take. Django itself leaves out what it does not know, or goes elsewhere."""

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_FACETS_VAR, IS_POPUP_VAR, SOURCE_MODEL_VAR, TO_FIELD_VAR
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, PAGE_VAR, ChangeList
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from gtlead.lists.admin_lists import errors_in, errors_of_refusal
from gtlead.lists.parameters import NOTHING, Parameters, page_complaint, shown
from gtlead.records.keys import is_key

LIST, ADDING = "changelist", "add"
FILTERS_OF_THE_LIST = "_changelist_filters"
WAY_BACK = frozenset({FILTERS_OF_THE_LIST, IS_POPUP_VAR, TO_FIELD_VAR, SOURCE_MODEL_VAR})
LOOKS_OF_A_LIST = frozenset({PAGE_VAR, ALL_VAR, IS_FACETS_VAR, IS_POPUP_VAR, SOURCE_MODEL_VAR, TO_FIELD_VAR})
OF_A_RECORD = {
    "change": WAY_BACK,
    "delete": WAY_BACK,
    "history": WAY_BACK | {PAGE_VAR, "one", "other"},
}
ELSEWHERE = {
    "login": {REDIRECT_FIELD_NAME},
    "logout": {REDIRECT_FIELD_NAME},
    "autocomplete": {"term", "page", "app_label", "model_name", "field_name"},
}
GIVEN_UP = "admin/invalid_setup.html"  # when it has been to the whole list before
WORDS, MOST_WORDS = ("q", "term"), 200


def is_admin(request: HttpRequest) -> bool:
    """Whether the address is one of the admin."""
    return request.resolver_match is not None and "admin" in request.resolver_match.app_names


def parameters_of_admin(request: HttpRequest, view: object) -> Parameters:
    """What a page of the admin takes; a list is looked at when it has been worked out (`errors_of_list`)."""
    name = getattr(request.resolver_match, "url_name", "") or ""
    owner = getattr(view, "model_admin", None)
    if owner is None:
        return Parameters(ELSEWHERE.get(name, ()))
    page = name.removeprefix(f"{owner.opts.app_label}_{owner.opts.model_name}_")
    if page == LIST:
        return Parameters(itself=True)
    if page == ADDING:  # the fields of the form may be filled in
        return Parameters(WAY_BACK | set(flatten_fieldsets(owner.get_fieldsets(request))))
    return Parameters(OF_A_RECORD[page]) if page in OF_A_RECORD else NOTHING


def wrong_values(data: QueryDict) -> dict[str, list[str]]:
    """Words that are more than a database can look for, and pages that are no number, by parameter."""
    too_long = _("At most %(number)s characters, please.") % {"number": MOST_WORDS}
    errors = {name: [too_long] for name in WORDS if len(data.get(name, "")) > MOST_WORDS}
    if PAGE_VAR in data and (wrong := page_complaint(str(data[PAGE_VAR]))):
        errors[PAGE_VAR] = [wrong]
    return errors


def errors_of_list(request: HttpRequest, changes: ChangeList) -> dict[str, list[str]]:
    """What a list of the admin passed over in silence, by parameter."""
    return errors_in(changes, request, LOOKS_OF_A_LIST)


def errors_of_way_out(request: HttpRequest, response: HttpResponseBase) -> dict[str, list[str]]:
    """What a list did not understand, if Django goes to the whole list instead (`?e=1`) or gives up, by parameter."""
    owner = getattr(getattr(request.resolver_match, "func", None), "model_admin", None)
    goes_out = response.headers.get("Location") == f"{request.path}?{ERROR_FLAG}=1"
    gives_up = ERROR_FLAG in request.GET and getattr(response, "template_name", "") == GIVEN_UP
    return errors_of_refusal(owner, request.user, request.GET) if owner and (goes_out or gives_up) else {}


def wrong_ticks(request: HttpRequest) -> dict[str, list[str]]:
    """What was sent in the place of the rows that an action is for, if that names none."""
    wrong = [key for key in request.POST.getlist(ACTION_CHECKBOX_NAME) if not is_key(key)]
    return {ACTION_CHECKBOX_NAME: [_("“%(value)s” names no row.") % {"value": shown(wrong[0])}]} if wrong else {}
