"""Registers of authorities, what was read in them, and what their lines are to us."""

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from countries.models.place import Jurisdiction
from countries.models.therapy import Authorisation
from countries.models.trials import Trial
from countries.registers.querysets import DifferenceQuerySet, EntryQuerySet, ReadingQuerySet, RegisterQuerySet
from gtlead.records.clock import today
from gtlead.records.dates import in_words
from gtlead.records.models import Record, Ruled
from gtlead.records.rules import Fault, addresses, all_of, dates_within_bounds, fault, missing, needed
from gtlead.review.models import Proposal
from gtlead.sources.models import Source

SECRET = re.compile(r"key|token|secret|passw|auth", re.IGNORECASE)


def refuse_credentials(address: str) -> None:
    """An address that carries a password or a key is not kept."""
    parts = urlsplit(address)
    if parts.username or parts.password or any(SECRET.search(name) for name, _value in parse_qsl(parts.query)):
        raise ValidationError(_("This address carries a password or key. Registers are read without credentials."))


def numbers_from_one(record: "Register", today: date) -> Iterator[Fault]:
    """A register is read every day at most, and a file without an entry is none."""
    for name in ("every_days", "least_entries"):
        if getattr(record, name) == 0:
            yield fault(name, 0, str(_("a number from 1 on")), "30")


def reasons_of_strangers(record: "Register", today: date) -> Iterator[Fault]:
    """Each product that is not ours has its reason."""
    for line in record.not_ours.splitlines():
        name, _colon, reason = line.partition(":")
        if line.strip() and not (name.strip() and reason.strip()):
            yield fault(
                "not_ours", line, str(_("a name or number, a colon, the reason")), "Spherox: no gene is changed"
            )


class Register(Record):
    """A public file of an authority that a program or an editor brings."""

    name = models.CharField(
        _("name"), max_length=200, help_text=_("As in “not found in …”, such as the EMA table of human medicines.")
    )
    authority = models.CharField(_("authority"), max_length=200)
    jurisdiction = models.ForeignKey(
        Jurisdiction,
        models.PROTECT,
        related_name="registers",
        null=True,
        blank=True,
        verbose_name=_("jurisdiction"),
        help_text=_("Whose authorisations it lists; empty for trials."),
    )
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        related_name="registers",
        null=True,
        blank=True,
        verbose_name=_("source"),
        help_text=_("What its facts will cite. Empty: the first reading makes one and hands it in."),
    )
    form = models.CharField(_("form"), max_length=40, help_text=_("The adapter that reads it."))
    address = models.URLField(
        _("address of the file"),
        max_length=600,
        blank=True,
        validators=[refuse_credentials],
        help_text=_("Empty if an editor brings the file."),
    )
    page = models.URLField(_("page for people"), max_length=600)
    terms = models.TextField(_("terms of reuse"), help_text=_("What the authority allows, in our words."))
    covers = models.TextField(_("what it covers"))
    every_days = models.PositiveSmallIntegerField(_("read every so many days"), default=30)
    least_entries = models.PositiveIntegerField(
        _("least number of entries"), default=1, help_text=_("A file with fewer is refused.")
    )
    not_ours = models.TextField(
        _("not ours"), blank=True, help_text=_("One a line: name or number, a colon, the reason.")
    )

    number: int | None  # of its trials of one place, as `with_counts_of` counts them; of phase 3, and the oldest day
    late: int | None
    oldest: date | None
    is_read: bool

    objects = RegisterQuerySet.as_manager()
    rules = all_of(addresses("address", "page"), numbers_from_one, reasons_of_strangers)

    class Meta:
        verbose_name = _("register")
        verbose_name_plural = _("registers")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its place in the list of registers."""
        return f"{reverse('about')}#register-{self.slug}"

    @property
    def strangers(self) -> dict[str, str]:
        """The reasons why products are not ours, by name or number in small letters."""
        pairs = (line.partition(":") for line in self.not_ours.splitlines() if ":" in line)
        return {name.strip().casefold(): reason.strip() for name, _colon, reason in pairs}

    @property
    def last_reading(self) -> "Reading | None":
        """The last accepted one; from `for_list` without a query."""
        if hasattr(self, "last_readings"):
            return next(iter(self.last_readings), None)
        return Reading.objects.last_of(self)

    @property
    def age(self) -> int | None:
        """Days since the last reading."""
        return (today() - self.last_reading.as_of).days if self.last_reading else None

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been read again; what was never read is not late, it is missing."""
        return self.age is not None and self.age > self.every_days


class Reading(Ruled):
    """One look at a register: what the file was, and what came of it. `counts` holds numbers of entries by word."""

    class Outcome(models.TextChoices):
        """What became of the file."""

        READ = "read", _("read")
        UNCHANGED = "unchanged", _("unchanged")
        HELD = "held", _("held")
        REFUSED = "refused", _("refused")

    register = models.ForeignKey(Register, models.PROTECT, related_name="readings", verbose_name=_("register"))
    as_of = models.DateField(_("as of"))
    read_at = models.DateTimeField(_("read at"), auto_now_add=True)
    digest = models.CharField(_("hash"), max_length=64, help_text=_("SHA-256 of the file."))
    entries = models.PositiveIntegerField(_("entries"), default=0)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    reason = models.TextField(_("reason"), blank=True)
    excerpt = models.JSONField(_("what concerns us"), default=list)
    absent = models.JSONField(_("therapies looked for in vain"), default=list)
    counts = models.JSONField(_("counts"), default=dict)

    objects = ReadingQuerySet.as_manager()
    rules = all_of(
        dates_within_bounds(),
        needed(
            "reason",
            lambda r: r.outcome in ("held", "refused"),
            _("A file that is not taken has a reason"),
            "half of the entries are gone",
        ),
    )

    class Meta:
        verbose_name = _("reading of a register")
        verbose_name_plural = _("readings of registers")
        ordering = ["-read_at", "-pk"]
        default_permissions = ["view"]

    def __str__(self) -> str:
        return f"{self.register}, {in_words(self.as_of.isoformat())} (reading {self.pk})"


def linked_to_one(record: "Entry", today: date) -> Iterator[Fault]:
    """A line is about one of our records, and a linked one about some record."""
    if record.standing == Entry.Standing.LINKED and not (record.authorisation_id or record.trial_id):
        yield missing("authorisation", str(_("A linked entry names our record")), "zolgensma-eu")
    if record.authorisation_id and record.trial_id:
        yield fault("trial", record.trial, str(_("an authorisation or a trial, not both")), str(_("leave it empty")))


class Entry(Ruled):
    """A line of a register that concerns us: linked to our record, not ours for a reason, or new."""

    class Standing(models.TextChoices):
        """What it is to us."""

        LINKED = "linked", _("linked")
        NOT_OURS = "not-ours", _("not ours")
        NEW = "new", _("new to us")
        PENDING = "pending", _("pending decision")

    register = models.ForeignKey(Register, models.CASCADE, related_name="entries", verbose_name=_("register"))
    key = models.CharField(_("number or name in the register"), max_length=200)
    name = models.CharField(_("name"), max_length=400)
    standing = models.CharField(_("what it is to us"), max_length=10, choices=Standing)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Why it is not ours, or what has to be decided."))
    authorisation = models.ForeignKey(
        Authorisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="register_entries",
        verbose_name=_("authorisation"),
    )
    trial = models.ForeignKey(
        Trial, models.SET_NULL, null=True, blank=True, related_name="register_entries", verbose_name=_("trial")
    )
    facts = models.JSONField(_("what the register says"), default=dict)
    url = models.URLField(_("address"), max_length=600, blank=True)
    first_reading = models.ForeignKey(Reading, models.PROTECT, related_name="+", verbose_name=_("first read"))
    last_reading = models.ForeignKey(Reading, models.PROTECT, related_name="+", verbose_name=_("last read"))
    is_gone = models.BooleanField(_("gone from the register"), default=False)

    objects = EntryQuerySet.as_manager()
    rules = all_of(
        addresses("url"),
        needed("reason", lambda e: e.standing == "not-ours", _("Say why it is not ours"), "No gene is changed."),
        linked_to_one,
    )

    class Meta:
        verbose_name = _("entry of a register")
        verbose_name_plural = _("entries of registers")
        ordering = ["register", "key"]
        default_permissions = ["view", "change"]
        constraints = [
            models.UniqueConstraint(fields=["register", "key"], name="countries_entry_once"),
            models.CheckConstraint(
                condition=~models.Q(standing="not-ours") | ~models.Q(reason=""),
                name="countries_entry_reason",
                violation_error_message=_("Say why it is not ours."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}, {self.name}"

    @property
    def record(self) -> Authorisation | Trial | None:
        """Our record of it."""
        return self.authorisation or self.trial


class Difference(models.Model):
    """One value that a reading put before a reviewer; the latest of an entry's field is not put there twice."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="differences", verbose_name=_("entry"))
    reading = models.ForeignKey(Reading, models.PROTECT, related_name="differences", verbose_name=_("reading"))
    proposal = models.ForeignKey(
        Proposal, models.SET_NULL, null=True, related_name="differences", verbose_name=_("proposal")
    )
    field = models.CharField(_("field"), max_length=40)
    old = models.TextField(_("on file"), blank=True)
    new = models.TextField(_("in the register"), blank=True)

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("difference from a register")
        verbose_name_plural = _("differences from registers")
        ordering = ["pk"]
        default_permissions = ["view"]

    def __str__(self) -> str:
        return f"{self.entry}: {self.field}"
