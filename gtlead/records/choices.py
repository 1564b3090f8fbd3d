"""The closed vocabulary of what rules say."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalClass(models.TextChoices):
    """What a rule or an official body says about a practice."""

    PROHIBITED = "prohibited", _("prohibited")
    PROHIBITED_WITH_EXCEPTIONS = "prohibited-with-exceptions", _("prohibited with exceptions")
    PERMITTED_WITH_CONDITIONS = "permitted-with-conditions", _("permitted under conditions")
    PERMITTED = "permitted", _("permitted")
    REQUIRED = "required", _("required")
    RECOMMENDED = "recommended", _("recommended")
    DISCOURAGED = "discouraged", _("advised against")
    NO_SPECIFIC_RULE = "no-specific-rule", _("no specific rule")
    UNDER_REVIEW = "under-review", _("under review")
    UNKNOWN = "unknown", _("not known")


class LegalKind(models.TextChoices):
    """What kind of voice a legal class comes from; the three are never mixed."""

    LAW = "law", _("law")
    OFFICIAL_ADVICE = "official-advice", _("official advice")
    OPINION_SURVEY = "opinion-survey", _("opinion survey")


class State(models.TextChoices):
    """Where a record stands between an editor's desk and the public."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in-review", _("in review")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")
