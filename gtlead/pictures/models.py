"""Pictures: a record that says what is shown and whose it is, and the file itself, which never changes."""

from django.core.exceptions import ValidationError
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from gtlead.pictures.querysets import PictureFileManager
from gtlead.records.constraints import lower_slug
from gtlead.records.models import Record
from gtlead.records.rules import addresses, all_of, no_page_at

ALT_OR_DECORATIVE = _(
    "Describe the picture for people who do not see it, or tick “decorative” if it says nothing that the text does "
    "not say."
)
ALT_THOUGH_DECORATIVE = _("A decorative picture is skipped when read aloud: empty this text, or do not tick it.")
NO_CREDIT = _("Say who made the picture.")
NO_LICENCE = _("Say under which licence the picture is used.")


class Licence(models.TextChoices):
    """Under which licence a picture is shown."""

    PUBLIC_DOMAIN = "public-domain", _("public domain")
    CC0 = "cc0", _("CC0 1.0")
    CC_BY_4 = "cc-by-4.0", _("CC BY 4.0")
    CC_BY_SA_4 = "cc-by-sa-4.0", _("CC BY-SA 4.0")
    CC_BY_3 = "cc-by-3.0", _("CC BY 3.0")
    CC_BY_SA_3 = "cc-by-sa-3.0", _("CC BY-SA 3.0")
    CC_BY_2 = "cc-by-2.0", _("CC BY 2.0")
    CC_BY_SA_2 = "cc-by-sa-2.0", _("CC BY-SA 2.0")
    OGL = "ogl-3.0", _("Open Government Licence 3.0 (United Kingdom)")
    OWN = "own", _("our own work, CC BY 4.0")
    PERMISSION = "permission", _("shown by permission")


LICENCE_ADDRESSES = {
    Licence.PUBLIC_DOMAIN: "https://creativecommons.org/publicdomain/mark/1.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Licence.CC_BY_4: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA_4: "https://creativecommons.org/licenses/by-sa/4.0/",
    Licence.CC_BY_3: "https://creativecommons.org/licenses/by/3.0/",
    Licence.CC_BY_SA_3: "https://creativecommons.org/licenses/by-sa/3.0/",
    Licence.CC_BY_2: "https://creativecommons.org/licenses/by/2.0/",
    Licence.CC_BY_SA_2: "https://creativecommons.org/licenses/by-sa/2.0/",
    Licence.OGL: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    Licence.OWN: "https://creativecommons.org/licenses/by/4.0/",
}


def file_address(digest: str) -> str:
    """Where the bytes are served."""
    from django.urls import reverse  # noqa: PLC0415 - models load before the URLs

    return reverse("picture-file", args=[digest])


class PictureFile(models.Model):
    """The bytes of a picture as we made them, named by their digest. Added, never changed."""

    digest = models.CharField(_("digest"), max_length=64, primary_key=True)
    content = models.BinaryField(_("content"))
    size = models.PositiveIntegerField(_("bytes"))
    width = models.PositiveSmallIntegerField(_("width"))
    height = models.PositiveSmallIntegerField(_("height"))
    kept_at = models.DateTimeField(_("kept"), auto_now_add=True)

    objects = PictureFileManager()

    class Meta:
        verbose_name = _("file of a picture")
        verbose_name_plural = _("files of pictures")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.width} × {self.height} pixels, {filesizeformat(self.size)} ({self.digest[:8]})"

    @property
    def address(self) -> str:
        """Where the bytes are served."""
        return file_address(self.digest)


class Picture(Record):
    """A picture with the words that replace it, who made it, and the licence under which it is shown."""

    file = models.ForeignKey(PictureFile, models.PROTECT, related_name="pictures", verbose_name=_("picture"))
    alt = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("What somebody who does not see the picture should know: what it shows, in a sentence."),
    )
    is_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("It only adorns: nothing is lost by not seeing it. Then it has no alternative text."),
    )
    caption = models.CharField(_("caption"), max_length=400, blank=True, help_text=_("Stands below the picture."))
    credit = models.CharField(_("credit"), max_length=200, help_text=_("Who made it, as they wish to be named."))
    licence = models.CharField(_("licence"), max_length=20, choices=Licence)
    source_url = models.URLField(
        _("where it came from"), max_length=600, blank=True, help_text=_("The page on which it was found.")
    )
    width = models.PositiveSmallIntegerField(_("width"), default=0, editable=False)
    height = models.PositiveSmallIntegerField(_("height"), default=0, editable=False)

    rules = all_of(no_page_at("picture"), addresses("source_url"))
    places: list[Record]  # that show it, once `with_places` has looked them up

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["slug"]
        constraints = [
            lower_slug("gtlead_picture"),
            models.CheckConstraint(
                condition=models.Q(is_decorative=True, alt="") | models.Q(is_decorative=False) & ~models.Q(alt=""),
                name="gtlead_picture_alt_or_decorative",
                violation_error_message=ALT_OR_DECORATIVE,
            ),
            models.CheckConstraint(
                condition=~models.Q(credit=""),
                name="gtlead_picture_has_credit",
                violation_error_message=NO_CREDIT,
            ),
            models.CheckConstraint(
                condition=models.Q(licence__in=Licence.values),
                name="gtlead_picture_has_licence",
                violation_error_message=NO_LICENCE,
            ),
        ]

    def __str__(self) -> str:
        return Truncator(self.caption or self.alt or self.slug).chars(80)

    def get_absolute_url(self) -> str:
        """The page of the picture."""
        from django.urls import reverse  # noqa: PLC0415 - models load before the URLs

        return reverse("picture", args=[self.slug])

    def clean(self) -> None:
        """Width and height are those of the file; there is a text for those who do not see it, or no need of one."""
        super().clean()
        file = PictureFile.objects.filter(pk=self.file_id).first()
        if file is not None:
            self.width, self.height = file.width, file.height
        if self.is_decorative and self.alt:
            raise ValidationError({"alt": ALT_THOUGH_DECORATIVE})
        if not self.is_decorative and not self.alt:
            raise ValidationError({"alt": ALT_OR_DECORATIVE})

    @property
    def address(self) -> str:
        """Where its bytes are served."""
        return file_address(self.file_id)

    @property
    def licence_address(self) -> str:
        """Where the licence can be read; empty if it is a permission given to us."""
        return LICENCE_ADDRESSES.get(Licence(self.licence), "")


class Pictured(models.Model):
    """A record whose page may show a picture."""

    picture = models.ForeignKey(
        Picture,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("picture"),
        help_text=_("Shown on the page while the picture itself is published."),
    )

    class Meta:
        abstract = True
