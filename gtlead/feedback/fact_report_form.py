"""The forms of readers' reports on facts: sending one, answering one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gtlead.feedback import form_guard
from gtlead.feedback.forms import LONGEST_REPORT, PlainTextField, PublicForm
from gtlead.feedback.handling import State, submit_report
from gtlead.feedback.models import FactReport
from gtlead.records.text import refuse_forbidden
from gtlead.sources.models import Fact


class FactReportForm(PublicForm):
    """What is wrong with a fact."""

    problem = forms.ChoiceField(
        label=_("What is wrong?"), choices=[("", _("Please choose")), *FactReport.Problem.choices]
    )
    text = PlainTextField(
        label=_("In your words"),
        max_length=LONGEST_REPORT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Up to 1,000 characters, without addresses. Please say nothing about anybody’s health."),
    )
    source_url = forms.URLField(
        label=_("A better source (optional)"),
        validators=[refuse_forbidden],
        required=False,
        max_length=600,
        assume_scheme="https",
        help_text=_("Its web address. We read it ourselves; nothing is fetched or shown."),
    )

    def send(self, fact: Fact) -> FactReport:
        """Keep the report, or say in the form why not."""
        text = self.cleaned_data["text"]
        return submit_report(
            fact=fact,
            version=self.good_ticket.version,
            problem=self.cleaned_data["problem"],
            text=text,
            source_url=self.cleaned_data["source_url"],
            address_hash=self.address_hash,
            form_hash=form_guard.code_hash(form_guard.one_time_code(self.name, self.good_ticket.nonce, text)),
            suspicion=self.suspicion(text),
        )


class AnswerForm(forms.ModelForm):  # type: ignore[type-arg]
    """What became of a report."""

    class Meta:
        model = FactReport
        fields = ["state", "answer", "public_note"]
        widgets = {"answer": forms.Textarea(attrs={"rows": 3}), "public_note": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, object]:
        """A correction says in public what was corrected."""
        cleaned = super().clean() or {}
        if cleaned.get("state") == State.CORRECTED and not cleaned.get("public_note"):
            self.add_error("public_note", _("Say what was wrong and what it says now."))
        return cleaned
