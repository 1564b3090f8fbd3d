"""The discussion: ethics questions and the arguments on them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gtlead.records.addresses import standing
from gtlead.records.constraints import lower_slug
from gtlead.records.rules import all_of, no_page_at
from gtlead.sources.models import Fact
from themes.querysets.records import ArgumentQuerySet, QuestionQuerySet


class Question(Fact):
    """A neutral question of ethics; somatic and germline are never mixed in one."""

    class Scope(models.TextChoices):
        """Whose genes are concerned."""

        SOMATIC = "somatic", _("somatic: ends with the treated person")
        GERMLINE = "germline", _("germline: embryos and later generations")
        BOTH = "both", _("neither somatic nor germline alone")

    title = models.CharField(_("question"), max_length=200, help_text=_("Neutral wording, ending in a question mark."))
    practice = models.CharField(
        _("practice"), max_length=200, help_text=_("What the countries' classes speak about, as a noun phrase.")
    )
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    summary = models.TextField(_("summary"), help_text=_("Two sentences."))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    readers_said = models.TextField(
        _("what readers said"), blank=True, help_text=_("The outcome of the readers’ contributions, in neutral words.")
    )
    readers_changed = models.TextField(
        _("what we changed"), blank=True, help_text=_("What the atlas changed because of them, or why nothing.")
    )

    objects = QuestionQuerySet.as_manager()
    placed_among = ()
    rules = all_of(
        no_page_at("question"),
    )

    class Meta:
        verbose_name = _("ethics question")
        verbose_name_plural = _("ethics questions")
        constraints = [lower_slug("themes_question")]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The discussion of this question."""
        return reverse("question", args=[self.slug])

    def missing_sides(self) -> list[str]:
        """The stances, of for and against, on which no published and sourced argument stands yet."""
        heard = set(self.arguments.itself_published().values_list("stance", flat=True)) if self.pk else set()
        return [str(label) for value, label in Argument.Stance.choices[:2] if value not in heard]


class Argument(Fact):
    """A sourced argument on a question, with the strongest counter-argument."""

    class Stance(models.TextChoices):
        """Relative to answering the question with yes."""

        FOR = "for", _("for")
        AGAINST = "against", _("against")
        CONDITIONAL = "conditional", _("conditional")

    class Value(models.TextChoices):
        """What is at stake."""

        SAFETY = "safety", _("safety")
        JUSTICE = "justice", _("justice")
        AUTONOMY = "autonomy", _("autonomy")
        DIGNITY = "dignity", _("dignity")
        ACCESS = "access", _("access")
        SOLIDARITY = "solidarity", _("solidarity")
        TRANSPARENCY = "transparency", _("transparency")

    question = models.ForeignKey(Question, models.PROTECT, related_name="arguments", verbose_name=_("question"))
    stance = models.CharField(_("stance"), max_length=12, choices=Stance)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), help_text=_("60 to 120 neutral words: who argues so, and why."))
    value = models.CharField(_("value at stake"), max_length=14, choices=Value)
    counter = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("strongest counter-argument")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ArgumentQuerySet.as_manager()
    placed_among = ("question",)
    upholds = ("question",)  # which needs one on each side

    class Meta:
        verbose_name = _("argument")
        verbose_name_plural = _("arguments")
        constraints = [lower_slug("themes_argument")]
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """A counter-argument belongs to the same question."""
        if self.counter and self.counter.question_id != self.question_id:
            raise ValidationError({"counter": _("The counter-argument belongs to another question.")})

    def get_absolute_url(self) -> str:
        """Its place in the discussion."""
        return standing(self.question.get_absolute_url(), self.slug)
