"""The public page with what is typed in a form: saved, approved and rendered as for a stranger, and all rolled back."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html, strip_tags
from django.utils.translation import gettext as _

from gtlead.records.choices import State
from gtlead.records.models import Record
from gtlead.review.companions import cited_by, companions, submit_cited
from gtlead.review.deciding import RefusedError
from gtlead.review.marking import with_marks
from gtlead.review.models import Proposal
from gtlead.review.preview import preview, read
from gtlead.review.record_form import RecordForm, RowForms
from gtlead.review.saving import save_once
from gtlead.review.submitting import is_decided, open_proposal
from gtlead.review.visibility import address_of

SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)


class NotYetError(Exception):
    """What is typed cannot be shown, with the reasons in words."""

    def __init__(self, reasons: Iterable[str]) -> None:
        super().__init__()
        self.reasons = list(reasons)


def page_as_typed(request: Any, owner: Any, record: Record | None) -> str:
    """The page as a document that runs nothing and leads away in a window of its own; NotYetError says why not."""
    request.only_looks = True
    with transaction.atomic():
        try:
            form, rows = forms_of(request, owner, record)
            refuse_faulty([form, *(one for several in rows for one in several.forms)])
            if not (address := address_of(form.instance)):
                raise NotYetError([_("This kind of record has no page of its own.")])
            before = page_now(request, address)
            proposals = submitted(form, rows, request.user)
            answer = preview(request, proposals, "", address_of(form.instance))
        except RefusedError as error:
            raise NotYetError([str(error)]) from error
        finally:
            transaction.set_rollback(True)
    return framed(with_marks(before, answer.content.decode()))


def forms_of(request: HttpRequest, owner: Any, record: object) -> tuple[RecordForm, Sequence[RowForms]]:
    """The form as it was sent, and those of its rows."""
    form = owner.get_form(request, record, change=bool(record))(request.POST, instance=record)
    refuse_faulty([form])
    rows, _inlines = owner._create_formsets(request, form.instance, change=bool(record))
    return form, rows


def refuse_faulty(forms: Iterable[BaseForm]) -> None:
    """What the forms complain of."""
    reasons = []
    for form in forms:
        for name, errors in form.errors.items():
            label = f"{form.fields[name].label}: " if name in form.fields else ""
            reasons += [f"{label}{strip_tags(str(error))}" for error in errors]
    if reasons:
        raise NotYetError(reasons)


def page_now(request: HttpRequest, address: str) -> str:
    """The page as it is; empty if there is none."""
    try:
        return read(request, address, "").content.decode()
    except Http404:
        return ""


def submitted(form: RecordForm, rows: Sequence[RowForms], user: User | AnonymousUser) -> list[Proposal]:
    """All that the form holds waits for a reviewer, with the sources that it cites."""
    saved = [form.save()]
    for several in rows:
        several.save()
        saved += [one.instance for one in several.forms if one.instance.pk and shows_more(one)]
    for one in saved:
        if not is_decided(one):
            one.state = State.IN_REVIEW
            save_once(one, {}, user=user)
    waiting = [found for one in saved if (found := open_proposal(one))]
    submit_cited({key for one in waiting for key in cited_by(one)}, user=user, reason="")
    gone_with = {other.pk: other for one in waiting for other in companions(one)}
    return [*(other for other in gone_with.values() if other not in waiting), *waiting]


def shows_more(form: RecordForm) -> bool:
    """Whether a row says something else than what is on file: typed now, or proposed before."""
    return bool(form.proposal or form.has_changed())


def framed(page: str) -> str:
    """The page for a frame."""
    head = format_html('<head><base target="_blank"><link rel="stylesheet" href="{}">', static("css/staff.css"))
    return SCRIPT.sub("", page).replace("<head>", head, 1)
