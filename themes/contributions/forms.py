"""The forms of contributions: writing one, taking one back, deciding on one."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from gtlead.feedback import form_guard
from gtlead.feedback.forms import PlainTextField, PublicForm
from gtlead.records.keys import is_key
from themes.contributions.models import Contribution
from themes.contributions.moderation import submit
from themes.models import Argument, Question

LONGEST = 1500


class ContributionForm(PublicForm):
    """A comment on a question or an argument."""

    text = PlainTextField(
        label=_("Your contribution"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Plain text of up to 1,500 characters, without web or e-mail addresses."),
    )
    display_name = PlainTextField(
        label=_("Name to show (optional)"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("It need not be your own. Left empty, the contribution is shown as by “a reader”."),
    )

    def clean_display_name(self) -> str:
        """One line."""
        return " ".join(self.cleaned_data["display_name"].split())

    def send(self, question: Question, argument: Argument | None) -> str:
        """Keep the contribution; the code to withdraw it."""
        text = self.cleaned_data["text"]
        code = form_guard.one_time_code(self.name, self.good_ticket.nonce, text)
        submit(
            question=question,
            argument=argument,
            text=text,
            display_name=self.cleaned_data["display_name"],
            address_hash=self.address_hash,
            code=code,
            suspicion=self.suspicion(text),
        )
        return code


class WithdrawalForm(forms.Form):
    """The code that was shown once."""

    code = forms.CharField(
        label=_("Withdrawal code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Four groups of five letters and digits."),
    )

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields that people fill."""
        return self.visible_fields()

    def error_links(self) -> list[tuple[str, str, str]]:
        """For the summary, as in every public form."""
        return [(self["code"].id_for_label, str(self["code"].label), str(e)) for es in self.errors.values() for e in es]


class DecisionForm(forms.Form):
    """Approve, refuse for a reason, or take out a passage."""

    action = forms.ChoiceField(choices=[(name, name) for name in ("approve", "refuse", "redact")])
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("Please choose")), *Contribution.Reason.choices], required=False
    )
    passage = forms.CharField(label=_("Passage, word for word"), required=False, strip=False)

    def clean(self) -> dict[str, object]:
        """A refusal has a reason, and a redaction its passage."""
        cleaned = super().clean() or {}
        needed = {"refuse": "reason", "redact": "passage"}.get(cleaned.get("action", ""))
        if needed and not cleaned.get(needed):
            self.add_error(needed, _("Please fill in this field."))
        return cleaned


class GroupForm(forms.Form):
    """Refuse several at once."""

    numbers = forms.TypedMultipleChoiceField(coerce=int)
    reason = forms.ChoiceField(choices=Contribution.Reason.choices)

    def __init__(self, data: Mapping[str, object]) -> None:
        super().__init__(data)
        self.fields["numbers"].choices = [(n, n) for n in data.getlist("numbers") if is_key(n)][:1000]  # type: ignore[attr-defined]


class SwitchForm(forms.Form):
    """Let readers contribute or not, on one question or anywhere."""

    is_open = forms.TypedChoiceField(choices=[("1", "1"), ("0", "0")], coerce=lambda value: value == "1")
    question = forms.ModelChoiceField(Question.objects.all(), required=False, to_field_name="slug")
