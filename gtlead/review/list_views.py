"""The reviewers' pages about several proposals: the list of what waits, and deciding on some of it together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from gtlead.lists.htmx import fragment_for_htmx
from gtlead.lists.listing import make_listing
from gtlead.lists.parameters import filters_itself, takes
from gtlead.records.keys import is_key
from gtlead.records.models import Record
from gtlead.review.batch import BatchOutcome, decide_batch
from gtlead.review.consequences import Consequences, foreseen
from gtlead.review.deciding import RefusedError, approve, conflicts, is_author, may_publish, send_back, token
from gtlead.review.differences import FieldDifference, differences
from gtlead.review.filters import ProposalFilter
from gtlead.review.forms import ApproveBatchForm, CommentForm, PublishAtForm, SendBackBatchForm
from gtlead.review.models import Proposal
from gtlead.review.preview import preview
from gtlead.review.views import for_those_who_read, may_take_off

MOST = 50  # differences on one page
TOLD = 10  # reasons why something was refused


@filters_itself
@for_those_who_read
@fragment_for_htmx("staff/base.html")
def review_list(request: HttpRequest) -> TemplateResponse:
    """All that waits, oldest first."""
    filterset = ProposalFilter(request.GET, queryset=Proposal.objects.open().for_list())
    listing = make_listing(filterset, lambda proposals: proposals, MOST)
    context = {"listing": listing, "all_shown": query_for(listing.page)}
    return TemplateResponse(request, "staff/review_list.html", context)


@dataclass(frozen=True)
class Shown:
    """A proposal among others: its difference, whether this user may decide on it, and if not, why."""

    proposal: Proposal
    differences: Sequence[FieldDifference]
    conflicts: Sequence[str]
    value: str
    is_ticked: bool
    why_not: str
    consequences: Consequences


def query_for(proposals: Iterable[Proposal]) -> str:
    """The query string that names them."""
    query = QueryDict(mutable=True)
    query.setlist("proposal", [proposal.pk for proposal in proposals])
    return query.urlencode()


def named(data: QueryDict) -> list[Proposal]:
    """The open proposals that a request names, by number or as all of a page."""
    found = Proposal.objects.open().for_list()
    if page := data.get("page", "").replace("\0", ""):
        return list(found.on_page(page)[:MOST])
    numbers = [int(number) for number in data.getlist("proposal") if is_key(number)]
    return [proposal for proposal in found.numbered(numbers[:MOST]) if proposal.record is not None]


@takes("page", several=("proposal",), raw=True)
@for_those_who_read
def review_batch(request: HttpRequest) -> HttpResponse:
    """Several differences on one page."""
    proposals = named(request.GET)
    if not proposals:
        messages.info(request, _("Nothing of it waits any more."))
        return redirect("review-list")
    return batch_page(request, proposals)


def batch_page(
    request: HttpRequest, proposals: Sequence[Proposal], form: ApproveBatchForm | SendBackBatchForm | None = None
) -> TemplateResponse:
    """The page; after a refused decision with what was ticked and typed."""
    ticked = form["chosen"].data if form else None
    shown = [show(request.user, proposal, ticked) for proposal in proposals]
    pages = {proposal.page for proposal in proposals}
    page = pages.pop() if len(pages) == 1 else ""
    context = {
        "shown": shown,
        "page": page,
        "on_page": Proposal.objects.open().on_page(page).count(),
        "query": query_for(proposals),
        "may_decide": any(not one.why_not for one in shown),
        "errors": form.errors if form else {},
        "approve_form": form if isinstance(form, ApproveBatchForm) else PublishAtForm(),
        "back_form": form if isinstance(form, SendBackBatchForm) else CommentForm(),
    }
    return TemplateResponse(request, "staff/review_batch.html", context)


def show(user: User | AnonymousUser, proposal: Proposal, ticked: Sequence[str] | None) -> Shown:
    """One of them; at first all are ticked that wait and could be approved."""
    record = cast(Record, proposal.record)
    value, clashes = f"{proposal.pk}:{token(proposal, record)}", conflicts(proposal, record)
    why_not = why_undecidable(user, proposal)
    leaving = foreseen(proposal) if may_take_off(proposal) and not clashes else Consequences()
    is_sound = proposal.state == Proposal.State.WAITING and not clashes
    is_ticked = value in ticked if ticked is not None else is_sound
    return Shown(proposal, differences(proposal, record), clashes, value, is_ticked and not why_not, why_not, leaving)


def why_undecidable(user: User | AnonymousUser, proposal: Proposal) -> str:
    """Why this user cannot decide on it here; empty if they can."""
    if not may_publish(user):
        return _("Reviewers decide.")
    if proposal.state == Proposal.State.SENT_BACK:
        return _("It was sent back; its authors are working on it.")
    if is_author(user, proposal):
        return _("You wrote in this yourself, so somebody else decides.")
    return ""


@for_those_who_read
@require_POST
def decide_on_batch(request: HttpRequest) -> HttpResponse:
    """Approve or send back what is ticked; what is left stays on the page, with what was typed."""
    proposals = named(request.POST)
    is_approval = "approve" in request.POST
    form = (ApproveBatchForm if is_approval else SendBackBatchForm)(request.POST)
    if form.is_valid():
        seen: dict[int, str] = form.cleaned_data.pop("chosen")
        outcome = decide_batch(
            [proposal for proposal in proposals if proposal.pk in seen],
            decision(request.user, seen, form.cleaned_data, is_approval=is_approval),
        )
        tell(request, outcome, gone=len(seen.keys() - {proposal.pk for proposal in proposals}))
        done = {proposal.pk for proposal in outcome.done}
        proposals = [proposal for proposal in named(request.POST) if proposal.pk not in done]
    if not proposals:
        return redirect("review-list")
    return batch_page(request, proposals, form)


def decision(
    user: User | AnonymousUser, seen: dict[int, str], typed: dict[str, Any], *, is_approval: bool
) -> Callable[[Proposal], Proposal]:
    """What is to be done with each."""
    take: Callable[..., Proposal] = approve if is_approval else send_back
    digests = {pk: digest for pk, _colon, digest in (a.partition(":") for a in typed.pop("acknowledged", ()))}

    def decide(proposal: Proposal) -> Proposal:
        own = {"acknowledged": digests.get(str(proposal.pk), "")} if is_approval else {}
        return take(proposal, user, seen=seen[proposal.pk], **own, **typed)

    return decide


def tell(request: HttpRequest, outcome: BatchOutcome[Proposal], *, gone: int) -> None:
    """How many were decided, and why others were not."""
    if gone:
        meanwhile = ngettext(
            "%(number)d was decided meanwhile by somebody else.",
            "%(number)d were decided meanwhile by somebody else.",
            gone,
        )
        messages.warning(request, meanwhile % {"number": gone})
    if number := len(outcome.done):
        done = ngettext("%(number)d decided: %(what)s.", "%(number)d decided: %(what)s.", number)
        messages.success(request, done % {"number": number, "what": outcome.done[0].get_state_display()})
    for refused in outcome.refused[:TOLD]:
        title = Truncator(refused.proposal.title).chars(80)
        messages.error(request, _("Not done: %(title)s. %(why)s") % {"title": title, "why": refused.error})
    if (more := len(outcome.refused) - TOLD) > 0:
        messages.error(request, _("%(number)s more could not be decided.") % {"number": more})


@takes("page", several=("proposal",), raw=True)
@for_those_who_read
def preview_batch(request: HttpRequest) -> HttpResponse:
    """The public page as it would be with all of them."""
    proposals = named(request.GET)
    back = f"{reverse('review-batch')}?{query_for(proposals)}"
    try:
        return preview(request, proposals, back)
    except RefusedError as error:
        messages.error(request, _("There is no preview. %(why)s") % {"why": error})
        return redirect(back)
