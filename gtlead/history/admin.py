"""The history of a record: every version, the difference between any two, and the way back to one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.manager import HistoricalQuerySet
from simple_history.models import ModelChange, ModelDelta
from simple_history.template_utils import HistoricalRecordContextHelper

from gtlead.records.keys import is_key
from gtlead.records.models import Record, Version, field_named
from gtlead.review.deciding import RefusedError
from gtlead.review.differences import with_picture
from gtlead.review.models import Proposal
from gtlead.review.record_form import change_url
from gtlead.review.restoring import restore
from gtlead.review.wording import marked

UNSEEN = ("version", "updated_at")


class TalkativeHistory(HistoricalRecordContextHelper):
    """Differences in full, since they are the only place where an old text can be read."""

    def context_for_delta_changes(self, delta: ModelDelta) -> list[dict[str, object]]:
        """Without the fields that move at every save; the words that differ are marked, as for a reviewer."""
        return [self.marked_change(change) for change in delta.changes if change.field not in UNSEEN]

    def marked_change(self, change: ModelChange) -> dict[str, object]:
        """A field, and both values in pieces."""
        field = field_named(self.model, change.field)
        old, new = marked(*(self.prepare_delta_change_value(change, value) for value in (change.old, change.new)))
        return {
            "field": capfirst(str(field.verbose_name)),
            "old": with_picture(field, getattr(change.old, "pk", None), old),
            "new": with_picture(field, getattr(change.new, "pk", None), new),
        }

    def prepare_delta_change_value(self, change: ModelChange, value: object) -> str:
        """Words for choices, and titles one a line for lists."""
        field = field_named(self.model, change.field)
        if field.many_to_many:
            return "\n".join(str(related) for related in super().prepare_delta_change_value(change, value)) or "–"
        value = dict(field.flatchoices).get(value, value) if field.choices else value
        return "–" if value in ("", None) else str(localize(value))


class HistoryPages(SimpleHistoryAdmin):
    """Mixed into the admin of every kind of record."""

    object_history_template = "admin/record_history.html"

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: object) -> TalkativeHistory:
        """Differences in full."""
        return TalkativeHistory(self.model, historical_record)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The versions, and above them the difference between the two that were chosen, if any were."""
        if not is_key(object_id):
            raise Http404
        context = {
            "comparison": self.comparison(request, object_id),
            "may_restore": self.has_change_permission(request),
            "rounds": Proposal.objects.rounds_of(self.model, object_id),
        }
        response: HttpResponse = super().history_view(request, object_id, context | (extra_context or {}))
        return response

    def comparison(self, request: HttpRequest, object_id: str) -> dict[str, object] | None:
        """Two versions and what differs, the older one first, whichever was chosen first."""
        chosen = [request.GET.get("one", ""), request.GET.get("other", "")]
        if not all(map(is_key, chosen)):
            return None
        versions = list(self.versions(object_id).filter(history_id__in=chosen).order_by("history_id"))
        if len(versions) != 2:
            return None
        older, newer = versions
        delta = newer.diff_against(older, foreign_keys_are_objs=True)
        changes = self.get_historical_record_context_helper(request, newer).context_for_delta_changes(delta)
        return {"older": older, "newer": newer, "changes": changes}

    def versions(self, object_id: str) -> HistoricalQuerySet:
        """The record's history."""
        history = self.model.history
        if not is_key(object_id):
            raise Http404
        return history.filter(id=object_id).select_related("history_user")

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: object = None
    ) -> HttpResponse:
        """POST restores the version, as a change under the same rules as any other; old texts are read above."""
        meta = self.model._meta
        history = redirect(reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[object_id]))
        if request.method != "POST":
            return history
        with transaction.atomic():
            record = self.get_object(request, object_id)
            version = self.versions(object_id).filter(history_id=version_id).exclude(history_type="-").first()
            if record is None or version is None:
                raise Http404
            if not self.has_change_permission(request, record):
                raise PermissionDenied
            return self.restored(request, record, version) or history

    def restored(self, request: HttpRequest, record: Record, version: Version) -> HttpResponse | None:
        """Where to look at what came of it; None if the version cannot come back."""
        try:
            with transaction.atomic():
                proposal = restore(record, version, request.user)
        except RefusedError as error:
            self.message_user(request, _("Not restored. %(why)s") % {"why": error}, messages.ERROR)
            return None
        if proposal is not None:
            self.message_user(request, _("The old version waits for a reviewer now."), messages.SUCCESS)
            return redirect(proposal.get_absolute_url())
        self.message_user(request, _("The record is as it was then; nobody else's record was touched."))
        return redirect(change_url(record))
