"""The public forms: what every form that a stranger may send has in common, and the report on a fact."""

from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gtlead.feedback import form_guard
from gtlead.feedback.form_guard import ReportRejectedError, Ticket
from gtlead.feedback.plain_text import has_link, neutralise

LONGEST_REPORT = 1000


TRICKS = 4  # so many times as long may a text be before its tricks are undone


class PlainTextField(forms.CharField):
    """Text as it will be shown: tricks undone before it is measured, links refused.

    Whatever takes long for a long text comes after its length was refused.
    """

    def to_python(self, value: object) -> str:
        """The text without tricks, which may have made it longer."""
        text = super().to_python(value) or ""
        if self.max_length is not None and len(text) > TRICKS * self.max_length:
            raise ValidationError(
                _("At most %(number)s characters, please.") % {"number": self.max_length}, code="max_length"
            )
        return neutralise(text)

    def run_validators(self, value: str) -> None:
        """No address of any kind, in a text of the right length."""
        super().run_validators(value)
        if has_link(value):
            raise ValidationError(
                _("Please leave out web and e-mail addresses: they are not shown. Name a source in words."), code="link"
            )


class PublicForm(forms.Form):
    """A form with a signed ticket, and a field that people leave alone and machines fill."""

    ticket = forms.CharField(widget=forms.HiddenInput, required=False)
    subject = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    guards = ("ticket", "subject")

    def __init__(self, request: HttpRequest, name: str, version: int = 0) -> None:
        super().__init__(request.POST if request.method == "POST" else None)
        self.request, self.name, self.version = request, name, version
        self.read: Ticket | None = None

    @property
    def next_ticket(self) -> str:
        """What the page carries: the ticket it came with if that is good, else a new one."""
        return self.data["ticket"] if self.read else form_guard.new_ticket(self.name, self.version)

    @property
    def questions(self) -> list[object]:
        """The fields that people fill."""
        return [field for field in self.visible_fields() if field.name not in self.guards]

    def clean(self) -> dict[str, object]:
        """Without a good ticket nothing is taken; what was typed stays."""
        cleaned = super().clean() or {}
        self.read = form_guard.read_ticket(cleaned.get("ticket", ""), self.name)
        if self.read is None:
            raise ValidationError(_("This form was open for too long. Nothing is lost: please send it again."))
        return cleaned

    @property
    def good_ticket(self) -> Ticket:
        """The ticket of a valid form."""
        assert self.read is not None, "only valid forms are sent"  # noqa: S101 - clean() has refused the rest
        return self.read

    @property
    def address_hash(self) -> str:
        """The reader's address as it is kept for a week."""
        return form_guard.address_hash(form_guard.client_address(self.request.META), timezone.now().date())

    def suspicion(self, text: str) -> str:
        """Why the text may be from a machine."""
        found = form_guard.suspicions(trap=self.cleaned_data["subject"], ticket=self.good_ticket, text=text)
        return ", ".join(found)

    def error_links(self) -> list[tuple[str, str, str]]:
        """For the summary: id and label of each field in error, none for the whole form, and what is wrong."""
        named = [(self[name], texts) for name, texts in self.errors.items() if name in self.fields]
        whole = [("", "", str(text)) for text in self.non_field_errors()]
        return whole + [(field.id_for_label, field.label, str(text)) for field, texts in named for text in texts]


def send_or_explain[Sent](form: PublicForm, send: Callable[[], Sent]) -> Sent | None:
    """What `send` kept, or None with the reason among the form's errors."""
    if not form.is_valid():
        return None
    try:
        return send()
    except ReportRejectedError as refused:
        form.add_error(None, str(refused))
        return None
