"""What waits for somebody: drafts, reviews, overdue checks, facts without a source."""

from dataclasses import dataclass

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gtlead.records.choices import State
from gtlead.records.models import Record
from gtlead.sources.models import Fact

REASONS: dict[str, Promise] = {
    "draft": _("draft"),
    "in-review": _("in review"),
    "overdue": _("check overdue"),
    "unsourced": _("without published source"),
    "hidden": _("published, but not public"),
}


@dataclass(frozen=True)
class Waiting:
    """How many records of a kind wait for one reason, and the list that shows them."""

    number: int
    url: str


@dataclass(frozen=True)
class WaitingKind:
    """A kind of record, with a number for each reason."""

    name: str | Promise | None
    counts: list[Waiting]


def conditions(model: type[Record]) -> dict[str, Q]:
    """Why a record of this kind may wait, each reason as a condition; archived ones wait for nothing."""
    found = {"draft": Q(state=State.DRAFT), "in-review": Q(state=State.IN_REVIEW)}
    records = model._default_manager.all()
    found["hidden"] = Q(state=State.PUBLISHED) & ~Q(pk__in=records.published().order_by().values("pk"))
    if issubclass(model, Fact):
        facts, kept = model._default_manager.all(), ~Q(state=State.ARCHIVED)
        found["overdue"] = kept & Q(pk__in=facts.overdue().order_by().values("pk"))
        if sourced := facts.has_published_source():
            found["unsourced"] = kept & ~sourced
    return found


def waiting_kinds(user: User) -> list[WaitingKind]:
    """The kinds of record that the user may see and of which any waits; one query for each kind."""
    kinds = []
    for model in record_kinds(user):
        wanted = {reason: Count("pk", filter=condition) for reason, condition in conditions(model).items()}
        counts = model._default_manager.aggregate(**{f"n_{r}": n for r, n in wanted.items()})
        if any(counts.values()):
            kinds.append(kind_with(model, counts))
    return kinds


def record_kinds(user: User | AnonymousUser) -> list[type[Record]]:
    """The kinds of record that the user may see in the admin."""
    return [
        model
        for model in admin.site._registry
        if issubclass(model, Record) and user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
    ]


def kind_with(model: type[Record], counts: dict[str, int]) -> WaitingKind:
    """The numbers with the addresses of their lists."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return WaitingKind(
        model._meta.verbose_name_plural,
        [Waiting(counts.get(f"n_{reason}", 0), f"{address}?attention={reason}") for reason in REASONS],
    )
