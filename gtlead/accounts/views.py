"""The pages of one's own second factor."""

from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST
from django_otp import login as remember_device

from gtlead.accounts import second_factor as factor
from gtlead.accounts.forms import FirstCodeForm, PasswordForm


def page(request: HttpRequest, **extra: object) -> TemplateResponse:
    """The page in the state the account is in; `extra` holds forms with errors or new codes."""
    waiting = factor.waiting_device(request.user)
    context = {
        **admin.site.each_context(request),
        "title": _("Second factor"),
        "enrolled": factor.is_enrolled(request.user),
        "codes_left": factor.codes_left(request.user),
        "picture": factor.picture(waiting) if waiting else "",
        "key": factor.spelled_key(waiting) if waiting else "",
        "first_code": FirstCodeForm(),
        "confirmation": PasswordForm(user=request.user),
        "codes": [],
        **extra,
    }
    return TemplateResponse(request, "staff/second_factor.html", context)


@never_cache
@staff_member_required
@require_GET
def second_factor(request: HttpRequest) -> TemplateResponse:
    """Whether one has a second factor, and what can be done about it."""
    return page(request)


@never_cache
@staff_member_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Make the key that the app will hold."""
    if not factor.is_enrolled(request.user):
        factor.begin(request.user)
    return redirect("second-factor")


@never_cache
@sensitive_post_parameters()
@staff_member_required
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Put the second factor to use when the first code is right; the recovery codes are shown this once."""
    form = FirstCodeForm(request.POST)
    device = factor.confirm(request.user, form.cleaned_data["code"]) if form.is_valid() else None
    if device is None:
        form.add_error("code", _("This is not the code that the app shows now. Wait for the next one."))
        return page(request, first_code=form)
    remember_device(request, device)
    return page(request, codes=factor.new_codes(request.user))


@never_cache
@sensitive_post_parameters()
@staff_member_required
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """New recovery codes, or back to the password alone; the password is asked for again."""
    form = PasswordForm(request.POST, user=request.user)
    if not form.is_valid() or not factor.is_enrolled(request.user):
        return page(request, confirmation=form)
    if "remove" not in request.POST:
        return page(request, codes=factor.new_codes(request.user))
    factor.remove(request.user)
    messages.success(request, _("Your account has no second factor any more."))
    return redirect("second-factor")
