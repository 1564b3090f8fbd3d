"""The vocabulary: themes and topics, glossary terms."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gtlead.pictures.models import Pictured
from gtlead.records.addresses import standing
from gtlead.records.constraints import lower_slug
from gtlead.records.models import Record
from gtlead.records.rules import all_of, no_page_at
from gtlead.sources.models import Fact
from themes.querysets.records import TermQuerySet, ThemeQuerySet, TopicQuerySet


class Theme(Pictured, Record):
    """One of the fields in which countries are described: a section of every profile."""

    name = models.CharField(_("name"), max_length=80)
    question = models.CharField(_("question"), max_length=200, help_text=_("What this theme answers, in a sentence."))
    introduction = models.TextField(_("introduction"), help_text=_("60 to 110 neutral words without facts."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ThemeQuerySet.as_manager()
    placed_among = ()
    rules = all_of(
        no_page_at("theme"),
    )

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = [lower_slug("themes_theme")]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The theme across all countries."""
        return reverse("theme", args=[self.slug])


class Topic(Record):
    """A question put to every country alike: a row of the comparison."""

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="topics", verbose_name=_("theme"))
    name = models.CharField(_("name"), max_length=80, help_text=_("The row's header in a comparison."))
    question = models.CharField(_("question"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TopicQuerySet.as_manager()
    placed_among = ("theme",)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        constraints = [lower_slug("themes_topic")]
        ordering = ["theme__position", "position", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its row across all countries."""
        return f"{self.theme.get_absolute_url()}#{self.slug}"


class Term(Fact):
    """A term of the field in plain words."""

    term = models.CharField(_("term"), max_length=120)
    definition = models.TextField(_("definition"))
    synonyms = models.TextField(_("synonyms"), blank=True, help_text=_("One a line; the search knows them all."))

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        constraints = [lower_slug("themes_term")]
        ordering = ["term", "pk"]

    def __str__(self) -> str:
        return self.term

    def get_absolute_url(self) -> str:
        """Its place in the glossary."""
        return standing(reverse("glossary"), self.slug)
