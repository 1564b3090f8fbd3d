"""What readers write, read and take back. These pages alone set a cookie: the one that guards a form."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from gtlead.feedback.form_guard import ReportRejectedError
from gtlead.feedback.forms import send_or_explain
from gtlead.lists.listing import make_listing
from gtlead.lists.parameters import filters_itself, takes
from themes.contributions import moderation, statistics
from themes.contributions.filters import ContributionFilter
from themes.contributions.forms import ContributionForm, WithdrawalForm
from themes.contributions.models import Contribution
from themes.contributions.rules import reasons_in_words
from themes.models import Argument, Question

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@takes("argument")
@form_methods
@cache_control(private=True, no_cache=True)
def contribute(request: HttpRequest, slug: str) -> TemplateResponse:
    """Write about a question, or about the argument that the address names."""
    question = get_object_or_404(Question.objects.published(), slug=slug)
    argument = asked_argument(request, question)
    form = ContributionForm(request, f"{question.slug} {argument.slug if argument else ''}")
    is_open = statistics.is_open(question)
    context = {"question": question, "argument": argument, "form": form, "is_open": is_open}
    if is_open and (code := send_or_explain(form, lambda: form.send(question, argument))):
        return once(TemplateResponse(request, "themes/contribution_sent.html", {**context, "code": code}))
    status = 403 if request.method == "POST" and not is_open else 200
    return TemplateResponse(request, "themes/contribute.html", context, status=status)


def asked_argument(request: HttpRequest, question: Question) -> Argument | None:
    """The public argument that the address names."""
    slug = request.GET.get("argument")
    return get_object_or_404(Argument.objects.published(), slug=slug, question=question) if slug else None


def once(response: TemplateResponse) -> TemplateResponse:
    """A page that no cache and no history may keep."""
    add_never_cache_headers(response)
    return response


@filters_itself
def contribution_list(request: HttpRequest, slug: str) -> TemplateResponse:
    """What readers wrote on a question, as far as it is approved; not for search engines."""
    question = get_object_or_404(Question.objects.published(), slug=slug)
    approved = Contribution.objects.approved().on_question(question).for_page()
    context = {
        "question": question,
        "is_open": statistics.is_open(question),
        "listing": make_listing(ContributionFilter(request.GET, queryset=approved)),
    }
    return TemplateResponse(request, "themes/contribution_list.html", context)


@form_methods
@cache_control(private=True, no_cache=True)
def withdraw(request: HttpRequest) -> TemplateResponse:
    """Take a contribution back with its code."""
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            moderation.withdraw(code=form.cleaned_data["code"])
            return once(TemplateResponse(request, "themes/withdrawn.html", {}))
        except ReportRejectedError as refused:
            form.add_error("code", str(refused))
    return TemplateResponse(request, "themes/withdraw.html", {"form": form})


def moderation_rules(request: HttpRequest) -> TemplateResponse:
    """The rules of moderation, and how they were applied in each month."""
    context = {"reasons": reasons_in_words(), "months": statistics.monthly_figures()}
    return TemplateResponse(request, "themes/moderation_rules.html", context)
