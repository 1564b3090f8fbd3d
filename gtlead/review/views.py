"""The reviewers' pages about one proposal: the difference, its preview, and the decisions."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, cast

from django.contrib import messages
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gtlead.lists.parameters import takes
from gtlead.records.models import Record
from gtlead.review.companions import approve_all, companions, led_by, seen_with, send_all_back, withdraw_all
from gtlead.review.consequences import Consequences, foreseen
from gtlead.review.conversation import fields_of, may_speak, say, since_return, take, thread_of
from gtlead.review.deciding import (
    RefusedError,
    conflicts,
    displaced_by,
    is_author,
    may_publish,
    may_withdraw,
)
from gtlead.review.differences import differences
from gtlead.review.due import publish_due
from gtlead.review.forms import ApproveForm, SayForm, SendBackForm
from gtlead.review.models import Comment, Proposal
from gtlead.review.once import AlreadySubmittedError, once
from gtlead.review.pages import page_of
from gtlead.review.preview import preview
from gtlead.review.record_form import change_url
from gtlead.review.visibility import address_of

OTHERS_SHOWN = 20


def for_those_who_read[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Decorator: for signed-in staff who may see records; the pages are never kept."""

    @wraps(view)
    def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.has_perm("gtlead.view_proposal"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return never_cache(staff_member_required(wrapper, login_url="admin:login"))


@for_those_who_read
def review(request: HttpRequest, pk: int) -> TemplateResponse:
    """The difference that one proposal would make, and what the user may do about it."""
    return review_page(request, get_object_or_404(Proposal.objects.for_list(), pk=pk))


def review_page(
    request: HttpRequest, proposal: Proposal, form: BaseForm | None = None, back: object = None, say_form: object = None
) -> TemplateResponse:
    """The page, with forms as they were refused if they were."""
    record = proposal.record
    mine = is_author(request.user, proposal)
    needs_override = mine and bool(request.user.is_superuser)
    others = companions(proposal)
    looked_at: dict[str, object] = {"seen": seen_with(proposal, others), "publish_at": proposal.wished_at}
    context = {
        "proposal": proposal,
        "record": record,
        "record_url": change_url(record) if record else "",
        "differences": differences(proposal, record) if record and shows_text(proposal) else (),
        "shows_text": shows_text(proposal),
        "consequences": foreseen(proposal) if record and may_take_off(proposal) else Consequences(),
        "thread": thread_of(proposal, record),
        "since_return": since_return(proposal, record) if record else (),
        "say_form": say_form or SayForm(fields=fields_of(record) if record else ()),
        "may_speak": may_speak(request.user, proposal) and record is not None,
        "next": Proposal.objects.waiting().next_for(request.user, proposal),
        "companions": [(one, differences(one, cast(Record, one.record))) for one in others],
        "led_by": led_by(proposal),
        "displaced": displaced_by(proposal, record) if record and proposal.is_open else (),
        "others": Proposal.objects.open().beside(proposal).but(others).for_list()[:OTHERS_SHOWN],
        "page": page_of(record) if record else "",
        "anchor": record.slug if record else "",
        "conflicts": conflicts(proposal, record) if record and proposal.is_open else [],
        "is_mine": mine,
        "may_withdraw": may_withdraw(request.user, proposal),
        "may_decide": may_publish(request.user) and proposal.is_open and (not mine or needs_override),
        "approve_form": form
        or ApproveForm(initial=looked_at, needs_override=needs_override, is_removal=proposal.is_removal),
        "back_form": back or SendBackForm(initial=looked_at, auto_id="id_back_%s"),
    }
    return TemplateResponse(request, "staff/review.html", context)


def may_take_off(proposal: Proposal) -> bool:
    """Whether something may leave the site with it, so that it is worth finding out."""
    return proposal.is_open and not proposal.is_publication


def shows_text(proposal: Proposal) -> bool:
    """Whether its text is to be read here: while it is open, and after, if it is nowhere else."""
    return proposal.is_open or (not proposal.is_publication and proposal.state == Proposal.State.WITHDRAWN)


@for_those_who_read
@require_POST
def review_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish it, now or for later."""
    proposal = get_object_or_404(Proposal.objects.for_list(), pk=pk)
    mine = is_author(request.user, proposal) and bool(request.user.is_superuser)
    form = ApproveForm(request.POST, needs_override=mine, is_removal=proposal.is_removal)
    if not form.is_valid():
        return review_page(request, proposal, form=form)
    return decided(request, proposal, lambda: approve_all(proposal, request.user, **form.cleaned_data))


@for_those_who_read
@require_POST
def review_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to its authors, with a comment."""
    proposal = get_object_or_404(Proposal.objects.for_list(), pk=pk)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return review_page(request, proposal, back=form)
    return decided(request, proposal, lambda: send_all_back(proposal, request.user, **form.cleaned_data))


@for_those_who_read
@require_POST
def review_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Its authors do not want it any more."""
    proposal = get_object_or_404(Proposal.objects.for_list(), pk=pk)
    return decided(request, proposal, lambda: withdraw_all(proposal, request.user))


def decided(request: HttpRequest, proposal: Proposal, decide: Callable[[], Proposal]) -> HttpResponse:
    """Take the decision; a refused one is told on the page of the difference."""
    try:
        made = decide()
    except RefusedError as error:
        messages.error(request, _("Not done. %(why)s") % {"why": error})
        return redirect("review", pk=proposal.pk)
    messages.success(request, f"{Truncator(proposal.title).chars(120)}: {made.get_state_display()}.")
    following = Proposal.objects.waiting().next_for(request.user, proposal) if may_publish(request.user) else None
    return redirect(following or "review-list")


@for_those_who_read
@require_POST
def review_say(request: HttpRequest, pk: int) -> HttpResponse:
    """A comment or a suggestion, at a field or on the whole; a form sent twice says it once."""
    proposal = get_object_or_404(Proposal.objects.for_list(), pk=pk)
    form = SayForm(request.POST, fields=fields_of(proposal.record) if proposal.record else ())
    if not form.is_valid():
        return review_page(request, proposal, say_form=form)
    key = form.cleaned_data.pop("form")
    try:
        with transaction.atomic():
            once(key)
            said = say(proposal, request.user, **form.cleaned_data)
    except AlreadySubmittedError:
        return redirect(f"{proposal.get_absolute_url()}#thread")
    except RefusedError as error:
        messages.error(request, _("Not said. %(why)s") % {"why": error})
        return review_page(request, proposal, say_form=form)
    return redirect(f"{proposal.get_absolute_url()}#comment-{said.pk}")


@for_those_who_read
@require_POST
def review_take(request: HttpRequest, pk: int) -> HttpResponse:
    """An author takes a suggestion."""
    comment = get_object_or_404(Comment.objects.select_related("proposal", "author"), pk=pk)
    try:
        take(comment, request.user)
    except RefusedError as error:
        messages.error(request, _("Not done. %(why)s") % {"why": error})
    return redirect(f"{comment.proposal.get_absolute_url()}#comment-{pk}")


@takes("page", raw=True)
@for_those_who_read
def review_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page as it would be, or another one on which something would be missing."""
    proposal = get_object_or_404(Proposal, pk=pk)
    page = request.GET.get("page", "")
    if page and page not in foreseen(proposal).pages:
        raise Http404
    try:
        own = page or address_of(proposal.record)
        return preview(request, [*companions(proposal), proposal], proposal.get_absolute_url(), own)
    except RefusedError as error:
        messages.error(request, _("There is no preview. %(why)s") % {"why": error})
        return redirect("review", pk=pk)


@for_those_who_read
@require_POST
def review_publish_due(request: HttpRequest) -> HttpResponse:
    """Try again to publish what is overdue."""
    outcome = publish_due()
    text = _("%(published)s published, %(failed)s could not be published.")
    messages.info(request, text % {"published": outcome.published, "failed": outcome.failed})
    return redirect("dashboard")
