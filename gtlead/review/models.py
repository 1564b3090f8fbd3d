"""What waits for a second person: a change to what is decided, or a record handed in for publication."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gtlead.review.querysets import ProposalQuerySet, ReviewByQuerySet

LONGEST_REASON = 100


class SubmittedForm(models.Model):
    """A form that made a record, kept for some days so that it makes no second (gtlead/review/once.py)."""

    key = models.CharField(_("key"), max_length=200, unique=True)
    at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("submitted form")
        verbose_name_plural = _("submitted forms")
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


class Proposal(models.Model):
    """A change that waits: the record stays as it is until somebody who did not write the change approves it.

    `changes` holds, by field, what was on file and what shall be, in the words of gtlead/review/values.py. What nobody
    wrote, such as what a register says otherwise, has its origin instead of authors.
    """

    class Kind(models.TextChoices):
        """What is proposed."""

        PUBLICATION = "publication", _("publication")
        CHANGE = "change", _("change")
        REMOVAL = "removal", _("removal at its time")

    class State(models.TextChoices):
        """Where the proposal stands; the first three are open."""

        WAITING = "waiting", _("waits for a reviewer")
        SENT_BACK = "sent-back", _("sent back")
        SCHEDULED = "scheduled", _("approved, waits for its time")
        APPROVED = "approved", _("approved")
        WITHDRAWN = "withdrawn", _("withdrawn")

    OPEN = (State.WAITING, State.SENT_BACK, State.SCHEDULED)

    content_type = models.ForeignKey(ContentType, models.CASCADE, verbose_name=_("kind of record"))
    object_id = models.PositiveBigIntegerField(_("record"))
    record = GenericForeignKey("content_type", "object_id")
    page = models.CharField(_("page on which the record stands"), max_length=200, blank=True, db_index=True)
    origin = models.CharField(_("what brought it"), max_length=250, blank=True, db_index=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, db_index=True)
    changes = models.JSONField(_("changes"), default=dict)
    base_version = models.PositiveIntegerField(_("version of the record it was written for"))
    version = models.PositiveIntegerField(_("version"), default=1)
    reason = models.CharField(_("why"), max_length=LONGEST_REASON, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("proposed by")
    )
    authors: "models.ManyToManyField[User, models.Model]" = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="proposals", verbose_name=_("authors")
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("reviewer")
    )
    comment = models.TextField(_("comment to the authors"), blank=True)
    override_reason = models.CharField(_("why an author approved it"), max_length=200, blank=True)
    acknowledged = models.CharField(_("what the approver saw would leave the site"), max_length=32, blank=True)
    publish_at = models.DateTimeField(_("publish at"), null=True)
    wished_at = models.DateTimeField(_("publication time that its authors ask for"), null=True)
    returned = models.JSONField(_("what was sent back last"), default=dict)
    approved_version = models.PositiveIntegerField(_("version of the record that was approved"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    failure = models.TextField(_("why it could not be published when due"), blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["proposed_at", "pk"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=models.Q(state__in=["waiting", "sent-back", "scheduled"]) & ~models.Q(kind="removal"),
                name="gtlead_proposal_one_open",
                violation_error_message=_("Another change to this record is already waiting."),
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_id"],
                condition=models.Q(state__in=["waiting", "sent-back", "scheduled"], kind="removal"),
                name="gtlead_proposal_one_removal",
                violation_error_message=_("It is planned already when this record leaves the site."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        """The page of the difference."""
        from django.urls import reverse  # noqa: PLC0415 - models load before the URLs

        return reverse("review", args=[self.pk])

    @property
    def title(self) -> str:
        """Its record in a line; the record itself may be gone."""
        label = getattr(self.record, "citing_label", self.record.__str__)
        return str(label()) if self.record is not None else str(_("a record that is gone"))

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet."""
        return self.state in self.OPEN

    @property
    def is_publication(self) -> bool:
        """Whether a record was handed in, which is worked on in place; else a change that is kept here."""
        return self.kind == self.Kind.PUBLICATION

    @property
    def is_removal(self) -> bool:
        """Whether the record shall leave the site at a planned time, whatever else becomes of it until then."""
        return self.kind == self.Kind.REMOVAL

    @property
    def time(self) -> datetime | None:
        """The time it is approved for, else the one that is asked for; None: none."""
        return self.publish_at or self.wished_at

    @property
    def new_values(self) -> dict[str, Any]:
        """What shall be, by field."""
        return {name: change["new"] for name, change in self.changes.items()}

    @property
    def is_overdue(self) -> bool:
        """Whether its time has passed without it being published."""
        return self.is_open and self.publish_at is not None and self.publish_at <= timezone.now()


class ReviewBy(models.Model):
    """The day by which a fact shall be compared with its sources, sooner than after a year: the desk's own planning.

    It is neither public nor reviewed, and done once the fact was checked on that day or later.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE, verbose_name=_("kind of record"))
    object_id = models.PositiveBigIntegerField(_("record"))
    record = GenericForeignKey("content_type", "object_id")
    day = models.DateField(_("review by"), db_index=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("asked for by")
    )

    objects = ReviewByQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of review")
        verbose_name_plural = _("days of review")
        ordering = ["day", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id"], name="gtlead_review_by_once")]

    def __str__(self) -> str:
        return f"{self.record} {self.day}"


class Comment(models.Model):
    """What somebody said about a proposal, at one of its fields or on the whole."""

    class Kind(models.TextChoices):
        """What was said."""

        COMMENT = "comment", _("comment")
        SUGGESTION = "suggestion", _("suggestion")
        RETURN = "return", _("sent back")

    proposal = models.ForeignKey(
        Proposal, models.CASCADE, related_name="comments", verbose_name=_("about the proposal")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.COMMENT)
    field = models.CharField(_("field"), max_length=60, blank=True)
    text = models.TextField(_("text"), blank=True)
    suggestion = models.TextField(_("suggested text"), blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    said_at = models.DateTimeField(_("said"), default=timezone.now)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("taken by")
    )
    taken_at = models.DateTimeField(_("taken"), null=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["said_at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
