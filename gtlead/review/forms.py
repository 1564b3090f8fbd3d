"""What reviewers and authors type when they decide."""

import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CHOSEN = re.compile(r"(\d{1,18}):(\d+-\d+)", re.ASCII)


class PublishAtForm(forms.Form):
    """A decision for now or for later."""

    publish_at = forms.DateTimeField(
        label=_("Publish at (UTC)"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Empty: at once."),
    )

    def clean_publish_at(self) -> Any:
        """A moment to come."""
        moment = self.cleaned_data["publish_at"]
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

    def __init__(self, *args: Any, needs_override: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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

    def clean(self, value: Any) -> dict[int, str]:
        """What was seen, by number."""
        found = [CHOSEN.fullmatch(written) for written in super().clean(value)]
        return {int(match[1]): match[2] for match in found if match}


class ApproveTogetherForm(PublishAtForm):
    """Approve those that are ticked."""

    chosen = ChosenField(error_messages={"required": _("Tick at least one.")})
    acknowledged = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data: Any = self.data
        if self.is_bound:  # digests, which the decision compares with what it finds
            acknowledged: Any = self.fields["acknowledged"]
            acknowledged.choices = [(digest, digest) for digest in data.getlist("acknowledged")]


class SendBackTogetherForm(CommentForm):
    """Send those back that are ticked, all with the same comment."""

    chosen = ChosenField(error_messages={"required": _("Tick at least one.")})
