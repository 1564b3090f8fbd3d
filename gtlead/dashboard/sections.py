"""The sections of the dashboard: each a function from the request to its lines, put together in gtlead/urls.py."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.text import Truncator, capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gtlead.dashboard.waiting import record_kinds
from gtlead.records.choices import State
from gtlead.records.dates import in_words
from gtlead.records.models import Record
from gtlead.review.deciding import may_publish
from gtlead.review.models import Proposal, ReviewBy
from gtlead.review.record_form import change_url
from gtlead.sources.models import Fact

SHOWN = 10
CHANGES_SHOWN = 20
APPROVED_DAYS = 7


@dataclass(frozen=True)
class DeskLine:
    """One thing: what it is, where it is worked on, and a word on it; more links if it is several."""

    text: str
    url: str
    note: str = ""
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class DeskSection:
    """A list with its heading; `more` leads to all of it."""

    name: str
    title: str | Promise
    lines: Sequence[DeskLine]
    empty: str | Promise
    is_warning: bool = False
    more: Sequence[tuple[str, str]] = field(default_factory=tuple)


Section = Callable[[HttpRequest], DeskSection | None]


def sections_for(request: HttpRequest, sections: Iterable[Section]) -> list[DeskSection]:
    """What this user is shown; a section that is not for them is None."""
    return [made for section in sections if (made := section(request)) is not None]


def line_of(record: object) -> str:
    """A record in a line of sensible length."""
    return Truncator(record.citing_label() if isinstance(record, Fact) else str(record)).chars(120)


def title_of(proposal: Proposal) -> str:
    """The record of a proposal in a line of sensible length."""
    return Truncator(proposal.title).chars(120)


def kind_of(record: Model | None) -> str:
    """Its kind in words."""
    return capfirst(str(record._meta.verbose_name)) if record is not None else ""


def when(moment: datetime) -> str:
    """A moment in words."""
    return str(localize(localtime(moment)))


def people(proposal: Proposal) -> str:
    """Who wrote it."""
    return ", ".join(str(author) for author in proposal.authors.all()) or _("somebody outside the admin")


def overdue_publications(request: HttpRequest) -> DeskSection | None:
    """What should be public and is not, on top of everything; nothing to say if all went well."""
    lines = [
        DeskLine(
            title_of(p),
            p.get_absolute_url(),
            (_("should have left the site on %(when)s. %(why)s") if p.is_removal else _("due on %(when)s. %(why)s"))
            % {"when": when(p.publish_at), "why": p.failure},
        )
        for p in Proposal.objects.due().for_list()
    ]
    title = _("Overdue: approved, and not published when it was due")
    return DeskSection("overdue-publications", title, lines, "", is_warning=True) if lines else None


def overdue_removals(request: HttpRequest) -> DeskSection | None:
    """What should have left the site and is still there, since nobody approved that in time."""
    lines = [
        DeskLine(
            f"{kind_of(p.record)}: {title_of(p)}",
            p.get_absolute_url(),
            _("asked for by %(who)s for %(when)s") % {"who": people(p), "when": when(p.wished_at)},
        )
        for p in Proposal.objects.removals().unapproved().for_list()[:CHANGES_SHOWN]
    ]
    title = _("Overdue: should have left the site, and nobody has approved it")
    return DeskSection("overdue-removals", title, lines, "", is_warning=True) if lines else None


def waiting(request: HttpRequest) -> DeskSection:
    """What waits for a reviewer: what this user may decide comes first, then oldest first."""
    user = request.user
    proposals = Proposal.objects.waiting().others_first(user) if may_publish(user) else Proposal.objects.waiting()
    lines = [
        DeskLine(
            f"{kind_of(p.record)}: {title_of(p)}",
            p.get_absolute_url(),
            _("%(what)s by %(who)s, since %(when)s")
            % {"what": p.get_kind_display(), "who": people(p), "when": when(p.proposed_at)}
            + (_("; yours, so somebody else decides") if user in p.authors.all() else ""),
        )
        for p in proposals.for_list()[:CHANGES_SHOWN]
    ]
    more = [(_("All that waits (%(number)s)") % {"number": proposals.count()}, reverse("review-list"))]
    return DeskSection("waiting", _("Waits for a reviewer"), lines, _("Nothing waits for a reviewer."), more=more)


def sent_back(request: HttpRequest) -> DeskSection:
    """What came back to this user, with the reviewer's comment."""
    lines = [
        DeskLine(
            title_of(p),
            change_url(p.record) if p.record else p.get_absolute_url(),
            _("%(who)s: %(comment)s") % {"who": p.reviewer, "comment": p.comment},
        )
        for p in Proposal.objects.sent_back().by(request.user).for_list()[:CHANGES_SHOWN]
    ]
    query = urlencode({"state": Proposal.State.SENT_BACK, "author": str(request.user)})
    more = [(_("All that was sent back to you"), f"{reverse('review-list')}?{query}")] if lines else []
    return DeskSection("sent-back", _("Sent back to you"), lines, _("Nothing was sent back to you."), more=more)


def approved(request: HttpRequest) -> DeskSection:
    """What became public of this user's in the last days, and who approved it."""
    since = timezone.now() - timedelta(days=APPROVED_DAYS)
    lines = [
        DeskLine(
            title_of(p),
            p.get_absolute_url(),
            _("%(when)s, by %(who)s") % {"when": when(p.decided_at), "who": p.reviewer},
        )
        for p in Proposal.objects.decided().by(request.user).filter(decided_at__gte=since).for_list()[:CHANGES_SHOWN]
    ]
    return DeskSection("approved", _("Approved of yours"), lines, _("Nothing of yours was approved this week."))


def my_drafts(request: HttpRequest) -> DeskSection:
    """Drafts that this user has worked on."""
    lines = []
    for model in record_kinds(request.user):
        drafts = of_kind(model).filter(state=State.DRAFT, pk__in=history_by(model, request.user))
        lines += [
            DeskLine(f"{kind_of(r)}: {line_of(r)}", change_url(r)) for r in drafts.order_by("-updated_at")[:SHOWN]
        ]
    return DeskSection("drafts", _("Your drafts"), lines, _("You have no drafts."))


def scheduled(request: HttpRequest) -> DeskSection:
    """What is approved and waits for its time."""
    lines = [
        DeskLine(
            title_of(p),
            p.get_absolute_url(),
            (_("to leave the site on %(when)s") if p.is_removal else _("to be published on %(when)s"))
            % {"when": when(p.publish_at)},
        )
        for p in Proposal.objects.scheduled().to_come().for_list()[:CHANGES_SHOWN]
    ]
    query = urlencode({"state": Proposal.State.SCHEDULED})
    more = [(_("All that is scheduled"), f"{reverse('review-list')}?{query}")] if lines else []
    return DeskSection(
        "scheduled", _("To be published, or to leave the site, later"), lines, _("Nothing is scheduled."), more=more
    )


def overdue_facts(request: HttpRequest) -> DeskSection:
    """The facts that nobody has compared with their sources for longest, a few of each kind."""
    found: list[Fact] = []
    more = []
    for model in record_kinds(request.user):
        if issubclass(model, Fact):
            late = model._default_manager.all().for_citing().exclude(state=State.ARCHIVED).overdue()
            found += late.order_by("checked_on", "pk")[:SHOWN]
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            more.append((capfirst(str(model._meta.verbose_name_plural)), f"{address}?attention=overdue"))
    found.sort(key=lambda fact: fact.checked_on)
    lines = [
        DeskLine(
            f"{kind_of(fact)}: {line_of(fact)}",
            change_url(fact),
            _("last checked on %(day)s") % {"day": in_words(fact.checked_on.isoformat())},
        )
        for fact in found[:CHANGES_SHOWN]
    ]
    return DeskSection(
        "overdue", _("Check overdue"), lines, _("Every fact was checked within the year."), more=more if lines else ()
    )


def to_review(request: HttpRequest) -> DeskSection | None:
    """The facts whose day of review has come; no section if there are none."""
    may_see = set(record_kinds(request.user))
    lines = [
        DeskLine(
            f"{kind_of(one.record)}: {line_of(one.record)}",
            change_url(one.record),
            _("by %(day)s, asked for by %(who)s; last checked on %(checked)s")
            % {
                "day": in_words(one.day.isoformat()),
                "who": one.set_by or _("somebody outside the admin"),
                "checked": in_words(one.record.checked_on.isoformat()),
            },
        )
        for one in ReviewBy.objects.due()
        if type(one.record) in may_see
    ]
    return DeskSection("to-review", _("To be compared again by now"), lines, "") if lines else None


def recent_decisions(request: HttpRequest) -> DeskSection:
    """What became public lately, with author and reviewer."""
    lines = [
        DeskLine(
            f"{kind_of(p.record)}: {title_of(p)}",
            p.get_absolute_url(),
            _("%(when)s, by %(who)s, approved by %(reviewer)s. %(why)s")
            % {"when": when(p.decided_at), "who": people(p), "reviewer": p.reviewer, "why": p.reason},
        )
        for p in Proposal.objects.decided().for_list()[:CHANGES_SHOWN]
    ]
    more = [(_("What the public is told"), reverse("changes"))]
    return DeskSection("recent", _("Approved lately"), lines, _("Nothing has been approved yet."), more=more)


def of_kind(model: type[Record]) -> QuerySet[Record]:
    """The records of a kind, with what their lines need."""
    records = model._default_manager.all()
    return model._default_manager.all().for_citing() if issubclass(model, Fact) else records


def history_by(model: type[Record], user: User | AnonymousUser) -> QuerySet[Model, dict[str, int]]:
    """The keys of the records of a kind that the user has changed."""
    changed: QuerySet[Model, dict[str, int]] = model.history.filter(history_user=user).order_by().values("id")
    return changed
