"""Searches that found nothing: words and a number, nothing of who searched."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = 60
MOST_WORDS = 5


class MissedSearchQuerySet(models.QuerySet["MissedSearch"]):
    """What readers looked for in vain."""

    def count_one(self, words: str) -> None:
        """One more search for these folded words; what may be personal (numbers, long texts) is not kept."""
        is_name = 0 < len(words.split()) <= MOST_WORDS and not any(char.isdigit() for char in words)
        if is_name and len(words) <= LONGEST:
            miss, _created = self.get_or_create(words=words)
            self.filter(pk=miss.pk).update(number=models.F("number") + 1, last_on=timezone.localdate())

    def often(self, limit: int) -> list["MissedSearch"]:
        """Those looked for most."""
        return list(self.order_by("-number", "-last_on", "words")[:limit])


class MissedSearch(models.Model):
    """Words that nothing in the atlas matched, how often, and when last."""

    words = models.CharField(_("words"), max_length=LONGEST, unique=True)
    number = models.PositiveIntegerField(_("number"), default=0)
    last_on = models.DateField(_("last on"), default=timezone.localdate)

    objects = MissedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without a hit")
        verbose_name_plural = _("searches without a hit")

    def __str__(self) -> str:
        return self.words
