"""The moderators' pages: the queue, one contribution, the switches."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from themes.contributions import moderation
from themes.contributions.forms import DecisionForm, GroupForm, SwitchForm
from themes.contributions.models import Contribution, ModerationLog
from themes.contributions.moderation import NotPossibleError
from themes.contributions.purging import is_overdue, purge_if_due
from themes.contributions.queue import make_queue
from themes.contributions.rules import reasons_in_words

may_moderate = permission_required("themes.moderate_contribution", raise_exception=True)


@never_cache
@login_required
@may_moderate
def queue(request: HttpRequest) -> TemplateResponse:
    """What waits, oldest first; looking in also forgets what is due to be forgotten."""
    context = {"was_overdue": is_overdue(), "rules": reasons_in_words()}
    purge_if_due()
    return TemplateResponse(request, "staff/moderation.html", {**context, "queue": make_queue()})


@never_cache
@login_required
@may_moderate
def item(request: HttpRequest, number: int) -> HttpResponseBase:
    """One contribution: read it, decide on it."""
    contribution = get_object_or_404(Contribution.objects.for_queue(), pk=number)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and decide(request, contribution, form):
        return redirect("moderation")
    context = {
        "contribution": contribution,
        "form": form,
        "rules": reasons_in_words(),
        "log": ModerationLog.objects.for_list().of(contribution),
    }
    return TemplateResponse(request, "staff/moderation_item.html", context)


def decide(request: HttpRequest, contribution: Contribution, form: DecisionForm) -> bool:
    """Do what the form asks; what is not possible becomes an error of the form."""
    values = form.cleaned_data
    try:
        if values["action"] == "approve":
            moderation.approve(contribution=contribution, by=request.user)
            messages.success(request, _("Approved; it is public now."))
        elif values["action"] == "redact":
            moderation.redact(contribution=contribution, by=request.user, passage=values["passage"])
            messages.success(request, _("The passage is gone. The contribution still waits for a decision."))
        elif moderation.refuse(contribution=contribution, by=request.user, reason=values["reason"]):
            messages.success(request, _("Refused."))
        else:
            messages.success(request, _("Proposed. Another moderator has to agree before it is refused."))
    except NotPossibleError as error:
        form.add_error(None, str(error))
        return False
    return True


@never_cache
@login_required
@may_moderate
@require_POST
def refuse_group(request: HttpRequest) -> HttpResponse:
    """Refuse near-duplicates or suspected spam at once."""
    form = GroupForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was refused: choose a reason first."))
        return redirect("moderation")
    try:
        number = moderation.refuse_all(by=request.user, **form.cleaned_data)
        messages.success(request, _("%(number)s refused.") % {"number": number})
    except NotPossibleError as error:
        messages.error(request, str(error))
    return redirect("moderation")


@never_cache
@login_required
@may_moderate
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Let readers contribute or not."""
    form = SwitchForm(request.POST)
    if form.is_valid():
        moderation.switch(by=request.user, **form.cleaned_data)
        messages.success(request, _("Switched; readers see it at once."))
    return redirect("moderation")
