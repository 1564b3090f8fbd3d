"""The admin's lists asked from elsewhere: the same parameters give the same rows, and none is ignored in silence.

The admin itself works out the rows. It takes lookups that no filter shows as long as they stay on fields that it
allows, leaves aside what it cannot read (a sort by no column, the first of two values), and so is checked afterwards.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.filters import SimpleListFilter
from django.contrib.admin.options import (
    IS_FACETS_VAR,
    IS_POPUP_VAR,
    SOURCE_MODEL_VAR,
    TO_FIELD_VAR,
    IncorrectLookupParameters,
)
from django.contrib.admin.utils import label_for_field
from django.contrib.admin.views.main import ALL_VAR, ERROR_FLAG, ORDER_VAR, PAGE_VAR, SEARCH_VAR, ChangeList
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.messages import MessageFailure
from django.core.exceptions import FieldDoesNotExist, FieldError, SuspiciousOperation, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from gtlead.lists.filters import AppliedFilter, query_without
from gtlead.lists.parameters import unknown_parameter

# How a list is looked at, not what is on it.
LOOKS = frozenset(
    {PAGE_VAR, ALL_VAR, ERROR_FLAG, IS_FACETS_VAR, IS_POPUP_VAR, SOURCE_MODEL_VAR, TO_FIELD_VAR, "_changelist_filters"}
)
REFUSALS = (
    IncorrectLookupParameters,
    SuspiciousOperation,  # a lookup on a field that the admin does not allow
    FieldDoesNotExist,
    FieldError,
    ValidationError,
    ValueError,
    TypeError,
    IndexError,  # a range with one end
    OverflowError,  # a year after 9999
    DatabaseError,  # a regular expression that is none
    MessageFailure,  # how the list complains of words that are no text
)


@dataclass(frozen=True)
class AdminList:
    """A list of the admin as one query string narrows and sorts it; with errors it is the whole list."""

    data: QueryDict
    changes: ChangeList
    errors: dict[str, list[str]]
    address: str

    @property
    def filters(self) -> list[tuple[str, list[object]]]:
        """The list's filters: the title, and the choices with their query strings."""
        return [(str(spec.title), list(spec.choices(self.changes))) for spec in self.changes.filter_specs]

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.changes.query

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The parameters that another search leaves as they are."""
        return [(name, value) for name, values in self.asked() if name != SEARCH_VAR for value in values]

    @property
    def unseen(self) -> list[AppliedFilter]:
        """What is asked for beside the filters and the words: the order, a year, lookups that no filter offers."""
        seen = {SEARCH_VAR, *filter_parameters(self.changes)}
        return [
            AppliedFilter(*in_words(self.changes, name, value), query_without(self.data, name, value))
            for name, values in self.asked()
            if name not in seen
            for value in values
        ]

    def asked(self) -> Iterator[tuple[str, list[str]]]:
        """The parameters in force; none if something is wrong with one of them."""
        return iter([] if self.errors else self.data.lists())


def ask_list(model: type[Model], user: User | AnonymousUser, data: QueryDict) -> AdminList:
    """What the admin would show this user at this query string, and what is wrong with it."""
    request = request_for(user, data)
    owner = admin.site.get_model_admin(model)
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    try:
        changes = change_list(owner, request)
        errors = errors_in(changes, request)
    except REFUSALS:
        if not data:
            raise
        errors = errors_of_refusal(owner, user, data)
    if errors:
        changes = change_list(owner, request_for(user, QueryDict()))
    return AdminList(data, changes, errors, address if owner.has_view_permission(request) else "")


def request_for(user: User | AnonymousUser, data: QueryDict) -> HttpRequest:
    """What a list needs to know of a request."""
    request = HttpRequest()
    request.method = "GET"
    request.user = user
    request.GET = data  # type: ignore[assignment]
    return request


def change_list(owner: "ModelAdmin[Model]", request: HttpRequest) -> ChangeList:
    """The admin's own list; what the database refuses breaks no transaction around it."""
    with transaction.atomic():
        changes: ChangeList = owner.get_changelist_instance(request)
    return changes


def errors_of_refusal(owner: "ModelAdmin[Model]", user: User | AnonymousUser, data: QueryDict) -> dict[str, list[str]]:
    """The parameters that the admin refuses by themselves; all of them if it refuses them only together."""
    refused = [name for name in data if is_refused(owner, user, one_of(data, name))]
    text = _("The list does not understand “%(value)s”.")
    return {name: [text % {"value": f"{name}={data[name]}"[:200]}] for name in refused or data}


def one_of(data: QueryDict, name: str) -> QueryDict:
    """One parameter without the others."""
    alone = QueryDict(mutable=True)
    alone.setlist(name, data.getlist(name))
    return alone


def is_refused(owner: "ModelAdmin[Model]", user: User | AnonymousUser, data: QueryDict) -> bool:
    """Whether the admin has no list for these parameters."""
    try:
        change_list(owner, request_for(user, data))
    except REFUSALS:
        return True
    return False


def errors_in(changes: ChangeList, request: HttpRequest, looks: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """What the admin passed over in silence, by parameter; `looks` are those of LOOKS that mean something here."""
    filters = filter_parameters(changes)
    once = {SEARCH_VAR, ORDER_VAR, *hierarchy_of(changes)}
    once |= {spec.parameter_name for spec in changes.filter_specs if isinstance(spec, SimpleListFilter)}
    lookups = request.GET.keys() - filters.keys() - once - LOOKS
    unseen = lookups - changes.get_filters(request)[2].keys() if lookups else set()
    ignored = (LOOKS - looks) | {name for name in unseen if not is_moot(changes, name, request.GET.getlist(name))}
    if not changes.search_fields:
        ignored |= {SEARCH_VAR}
    found = {}
    for name, values in request.GET.lists():
        if name in ignored:
            found[name] = unknown_parameter(name)
        elif name in once | looks and len(set(values)) > 1:
            found[name] = _("“%(name)s” can be given once only.") % {"name": name}
        elif name in filters and (wrong := [v for v in values if v not in filters[name]]):
            found[name] = _("“%(value)s” is not one of the choices.") % {"value": wrong[0][:200]}
        elif name == ORDER_VAR and not all(is_sortable(changes, part) for part in values[0].split(".") if part):
            found[name] = _("“%(value)s” names no column to sort by.") % {"value": values[0][:200]}
    return {name: [text] for name, text in found.items()}


def is_moot(changes: ChangeList, name: str, values: list[str]) -> bool:
    """Whether a filter that the list does not show, as there is nothing to choose, would leave nothing out."""
    try:
        with transaction.atomic():
            return not changes.root_queryset.exclude(**{f"{name.removesuffix('__exact')}__in": values}).exists()
    except REFUSALS:
        return False


def filter_parameters(changes: ChangeList) -> dict[str, set[str]]:
    """The parameters of the list's filters, each with the values that are offered for it."""
    offered: dict[str, set[str]] = {}
    for spec in changes.filter_specs:
        offered |= {name: set() for name in spec.expected_parameters()}
        for choice in spec.choices(changes):
            for name, value in parse_qsl(str(choice["query_string"])[1:], keep_blank_values=True):
                if name in spec.expected_parameters():
                    offered[name].add(value)
    return offered


def hierarchy_of(changes: ChangeList) -> set[str]:
    """The parameters of the drill-down by date."""
    return (
        {f"{changes.date_hierarchy}__{part}" for part in ("year", "month", "day")} if changes.date_hierarchy else set()
    )


def is_sortable(changes: ChangeList, part: str) -> bool:
    """Whether a part of the order names a column of the list that can be sorted by."""
    column = re.fullmatch(r"-?([0-9]{1,3})", part)
    if column is None or int(column[1]) >= len(changes.list_display):
        return False
    name = changes.list_display[int(column[1])]
    return name == "__str__" or bool(changes.get_ordering_field(name))  # the list itself links to the first


def in_words(changes: ChangeList, name: str, value: str) -> tuple[str, str]:
    """What a parameter is called and what it asks for; the order by the headers of its columns."""
    if name != ORDER_VAR:
        return name, value
    parts = []
    for part in filter(None, value.split(".")):
        column = changes.list_display[int(part.removeprefix("-"))]
        label = str(label_for_field(column, changes.model, changes.model_admin))
        parts.append(_("%(column)s, descending") % {"column": label} if part.startswith("-") else label)
    return _("Order"), "; ".join(parts)


def rows_query(changes: ChangeList) -> str:
    """What decides on the list's rows and their order, as a query string: without how the list is looked at."""
    return urlencode({n: values for n, values in changes.filter_params.items() if n not in LOOKS}, doseq=True)
