"""What readers contribute, who decided what about it, and the switches that let readers contribute.

A contribution is no `Content`: while it waits, nothing public knows of it. `moderation.py` alone changes one.
"""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gtlead.feedback.plain_text import REMOVED
from gtlead.records.models import Content
from themes.contributions.querysets import AppendOnlyQuerySet, ContributionQuerySet, SwitchesQuerySet
from themes.models.discussion import Argument, Question


class Contribution(models.Model):
    """A reader's comment on a question or an argument: public only when approved."""

    class State(models.TextChoices):
        """Where it stands."""

        PENDING = "pending", _("pending")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        PURGED = "purged", _("purged")

    class Reason(models.TextChoices):
        """Why it is not shown; the rules are published under these names."""

        OFF_TOPIC = "off-topic", _("not about the question")
        ADVERTISING = "advertising", _("advertising or spam")
        PERSONAL = "personal", _("personal details of somebody")
        ADVICE = "advice", _("asks for or gives medical advice")
        INSULT = "insult", _("insults somebody")
        UNLAWFUL = "unlawful", _("unlawful")
        REPEATED = "repeated", _("repeats another contribution")
        MISLEADING = "misleading", _("states as fact what the sources contradict")
        HOSTILE = "hostile", _("hostile to a group of people")

    question = models.ForeignKey(Question, models.PROTECT, related_name="contributions", verbose_name=_("question"))
    argument = models.ForeignKey(
        Argument, models.PROTECT, null=True, blank=True, related_name="contributions", verbose_name=_("argument")
    )
    text = models.TextField(_("text"), blank=True)
    display_name = models.CharField(_("name shown"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING, db_index=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    suspicion = models.CharField(_("why suspected"), max_length=100, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)
    decided_at = models.DateTimeField(_("first decided"), null=True, blank=True)
    closed_at = models.DateTimeField(_("refused or withdrawn"), null=True, blank=True)
    proposed_reason = models.CharField(_("proposed refusal"), max_length=12, choices=Reason, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    sketch = models.CharField(max_length=128, blank=True, editable=False)
    address_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["received_at", "pk"]
        default_permissions = ["view"]
        permissions = [("moderate_contribution", _("Can approve, refuse and redact contributions"))]
        constraints = [
            models.UniqueConstraint(
                fields=["code_hash"], condition=~models.Q(code_hash=""), name="themes_contribution_code_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(reason=""), name="themes_contribution_refused_why"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["withdrawn", "purged"])
                | models.Q(text="", display_name="", sketch="", proposed_reason=""),
                name="themes_contribution_gone_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def subject(self) -> Question | Argument:
        """What it speaks about."""
        return self.argument or self.question

    @property
    def paragraphs(self) -> list[list[str]]:
        """Its paragraphs, each in the pieces between the passages that a moderator took out."""
        return [line.split(REMOVED) for line in self.text.split("\n") if line]


class ModerationLog(models.Model):
    """Who did what, when; entries are added and never changed. It never holds a contribution's text."""

    class Action(models.TextChoices):
        """What was done."""

        APPROVED = "approved", _("approved")
        PROPOSED = "proposed", _("proposed to refuse")
        REFUSED = "refused", _("refused")
        REDACTED = "redacted", _("took out a passage")
        WITHDRAWN = "withdrawn", _("withdrawn by its author")
        PURGED = "purged", _("emptied after its term")
        OPENED = "opened", _("switched on")
        CLOSED = "closed", _("switched off")

    contribution = models.ForeignKey(
        Contribution, models.PROTECT, null=True, blank=True, related_name="log", verbose_name=_("contribution")
    )
    question = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("question")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    action = models.CharField(_("action"), max_length=10, choices=Action)
    reason = models.CharField(_("reason"), max_length=12, choices=Contribution.Reason, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the moderation log")
        verbose_name_plural = _("moderation log")
        ordering = ["-at", "-pk"]
        default_permissions = ["view"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_action_display()}"

    def save(self, **kwargs: Any) -> None:
        """Once; an entry is never written again."""
        if self.pk:
            raise TypeError("The moderation log is only added to.")
        super().save(**kwargs)

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        """Never."""
        raise TypeError("The moderation log is only added to.")


class PublicVoice(Content):
    """One row: whether readers may contribute, on which questions not, and when texts were last purged."""

    in_editions = False

    is_open = models.BooleanField(_("open"), default=True)
    closed_questions: "models.ManyToManyField[Question, models.Model]" = models.ManyToManyField(
        Question, related_name="+", verbose_name=_("closed questions"), blank=True
    )
    purged_on = models.DateField(_("last purged"), null=True, blank=True)

    objects = SwitchesQuerySet.as_manager()

    class Meta:
        verbose_name = _("public voice")
        verbose_name_plural = _("public voice")
        default_permissions: list[str] = []

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
