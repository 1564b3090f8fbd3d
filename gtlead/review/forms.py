"""What reviewers and authors type when they decide."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gtlead.review.seen import fresh_mark

CHOSEN = re.compile(r"(\d{1,18}):(\d+-\d+)", re.ASCII)


class MomentField(forms.DateTimeField):
    """A moment in the zone of whoever types it, which its label names."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


def in_zone(label: object) -> str:
    """The label of such a field, as of now."""
    return f"{label} ({timezone.localtime():%Z})"


class PublishAtForm(forms.Form):
    """A decision for now or for later."""

    publish_at = MomentField(label=_("Publish at"), required=False, help_text=_("Empty: at once."))

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, object] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["publish_at"].label = in_zone(self.fields["publish_at"].label)

    def clean_publish_at(self) -> datetime | None:
        """A moment to come."""
        moment: datetime | None = self.cleaned_data["publish_at"]
        if moment and moment <= timezone.now():
            raise forms.ValidationError(_("This moment has passed. Leave it empty to publish at once."))
        return moment


class ApproveForm(PublishAtForm):
    """Approve what was seen, now or for a later moment."""

    seen = forms.CharField(widget=forms.HiddenInput)
    override_reason = forms.CharField(
        label=_("Why nobody else can approve it"), required=False, max_length=200, help_text=_("It is kept.")
    )

    acknowledged = forms.CharField(required=False, max_length=32)  # shown with the list of what would leave the site

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: dict[str, object] | None = None,
        needs_override: bool = False,
        is_removal: bool = False,
    ) -> None:
        super().__init__(data, initial=initial)
        if is_removal:
            self.fields["publish_at"].label = in_zone(_("Take off at"))
            self.fields["publish_at"].help_text = _(
                "Empty: at the time that is asked for; at once, if that has passed."
            )
        if not needs_override:
            del self.fields["override_reason"]
        else:
            self.fields["override_reason"].required = True


class CommentForm(forms.Form):
    """What the authors should do."""

    comment = forms.CharField(
        label=_("Comment to the authors"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )


class SendBackForm(CommentForm):
    """Send back what was seen."""

    seen = forms.CharField(widget=forms.HiddenInput)


class ChosenField(forms.MultipleChoiceField):
    """Numbers of proposals, each with what was seen of it."""

    def valid_value(self, value: str) -> bool:
        """Whether it is written so; what it names is looked up later."""
        return CHOSEN.fullmatch(value) is not None

    def clean(self, value: object) -> dict[int, str]:
        """What was seen, by number."""
        found = [CHOSEN.fullmatch(written) for written in super().clean(value)]
        return {int(match[1]): match[2] for match in found if match}


class ApproveBatchForm(PublishAtForm):
    """Approve those that are ticked."""

    chosen = ChosenField(error_messages={"required": _("Tick at least one.")})
    acknowledged = forms.MultipleChoiceField(required=False)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        if data is not None:  # digests, which the decision compares with what it finds
            acknowledged: Any = self.fields["acknowledged"]
            acknowledged.choices = [(digest, digest) for digest in data.getlist("acknowledged")]


class SendBackBatchForm(CommentForm):
    """Send those back that are ticked, all with the same comment."""

    chosen = ChosenField(error_messages={"required": _("Tick at least one.")})


class SayForm(forms.Form):
    """Something about a proposal, at one of its fields or on the whole; a reviewer may suggest a text for it."""

    field = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(
        label=_("Comment"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    suggestion = forms.CharField(
        label=_("Suggested text for this field"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays a suggestion until an author takes it, so you may still approve."),
    )
    form = forms.CharField(required=False, max_length=100, initial=fresh_mark, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, fields: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        choices: Any = self.fields["field"]
        choices.choices = [("", _("the whole")), *fields]
