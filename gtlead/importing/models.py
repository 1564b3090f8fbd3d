"""Tables that editors bring: the job and its rows, so that it goes on where it stopped."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gtlead.review.differences import FieldDifference
from gtlead.review.models import LONGEST_REASON
from gtlead.review.wording import marked


class ImportJob(models.Model):
    """One file on its way: read, tried, confirmed, put on file."""

    class Stage(models.TextChoices):
        """How far it is."""

        MAPPING = "mapping", _("its columns are not known yet")
        TRYING = "trying", _("being tried")
        TRIED = "tried", _("tried")
        APPLYING = "applying", _("being put on file")
        DONE = "done", _("on file")
        SUBMITTING = "handing-in", _("being handed in")
        SUBMITTED = "handed-in", _("on file, drafts handed in")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("user"))
    kind = models.CharField(_("kind"), max_length=40)
    name = models.CharField(_("file"), max_length=200)
    reason = models.CharField(_("why"), max_length=LONGEST_REASON, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.TRYING)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        """Whether each look at it does something."""
        return self.stage in (self.Stage.TRYING, self.Stage.APPLYING, self.Stage.SUBMITTING, self.Stage.UNDOING)

    @property
    def public_reason(self) -> str:
        """Why its rows were changed, in the words that readers find."""
        return self.reason or _now("Import of %(name)s") % {"name": self.name[:80]}


class ColumnMapping(models.Model):
    """What the columns of a foreign table mean, kept for the next file with the same header."""

    class Dates(models.TextChoices):
        """How the table writes days."""

        ISO = "iso", _("2019-05-24")
        DAY_FIRST = "dmy", _("24/05/2019")
        MONTH_FIRST = "mdy", _("05/24/2019")
        JOINED = "ymd", _("20190524")

    kind = models.CharField(_("kind"), max_length=40)
    header = models.TextField(_("header"), help_text=_("The names of its columns, one a line."))
    columns = models.JSONField(_("columns"))  # ours: {"from": name of theirs} or {"says": the same in every row}
    dates = models.CharField(_("days are written"), max_length=3, choices=Dates, default=Dates.ISO)

    class Meta:
        verbose_name = _("mapping of columns")
        verbose_name_plural = _("mappings of columns")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "header"], name="gtlead_columnmapping_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.header.replace(chr(10), ', ')}"


class ImportRow(models.Model):
    """One line of the file and what came of it."""

    class Choice(models.TextChoices):
        """What becomes of a row that says the same as a record under another identifier."""

        LINK = "link", _("it is the same: leave what is on file")
        CHANGE = "change", _("it is the same: change what is on file")
        KEEP = "keep", _("it is something else: keep both")

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="rows", verbose_name=_("import"))
    line = models.PositiveIntegerField(_("line"))
    sheet = models.CharField(_("sheet"), max_length=200, blank=True)
    slug = models.CharField(_("identifier"), max_length=200)
    values = models.JSONField(_("values"))
    faults = models.JSONField(_("cells that are no value"), default=dict)
    outcome = models.CharField(_("outcome"), max_length=10, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    differs = models.JSONField(_("what changes: field, old, new"), default=list)
    version = models.PositiveIntegerField(_("version tried against"), default=0)
    twin = models.CharField(_("the same on file"), max_length=100, blank=True)
    choice = models.CharField(_("choice"), max_length=6, choices=Choice, blank=True)
    is_applied = models.BooleanField(_("on file"), default=False)

    class Meta:
        verbose_name = _("row of an import")
        ordering = ["line"]
        default_permissions = ()
        indexes = [models.Index(fields=["job", "outcome", "is_applied"])]

    def __str__(self) -> str:
        return f"{self.job_id}:{self.line}"

    @property
    def differences(self) -> list[FieldDifference]:
        """What would change, with the words marked that differ."""
        return [FieldDifference(label, *marked(old, new)) for label, old, new in self.differs]


class TwinChoice(models.Model):
    """What an editor said of an identifier of a file and the record that says the same, kept for the next file."""

    kind = models.CharField(_("kind"), max_length=40)
    slug = models.CharField(_("identifier"), max_length=200)
    twin = models.CharField(_("the same on file"), max_length=100)
    choice = models.CharField(_("choice"), max_length=6, choices=ImportRow.Choice)

    class Meta:
        verbose_name = _("choice about twins")
        verbose_name_plural = _("choices about twins")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "slug", "twin"], name="gtlead_twinchoice_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.slug}, {self.twin}: {self.choice}"
