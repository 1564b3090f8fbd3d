"""Pictures in the admin: the file with the words and rights that it needs."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from gtlead.pictures.fields import PictureFileField
from gtlead.pictures.models import NO_CREDIT, NO_LICENCE, Picture
from gtlead.records.linked_admin import Linked, LinkedTable, linked_tables
from gtlead.records.models import Record
from gtlead.review.record_admin import STATE_FIELDS, RecordAdmin
from gtlead.review.record_form import PageForm


class PictureForm(PageForm):
    """What is missing is told at its field, and the file that was chosen is kept meanwhile."""

    file = PictureFileField(
        label=_("Picture"),
        help_text=_(
            "JPEG (at most 24 megapixels), PNG or WebP (at most 12), at most 5 MB. It is scaled down to 1600 pixels, "
            "and what the camera wrote into it (place, time, device) is taken out."
        ),
    )

    class Meta:
        error_messages = {"credit": {"required": NO_CREDIT}, "licence": {"required": NO_LICENCE}}


@admin.register(Picture)
class PictureAdmin(RecordAdmin):
    """A picture, and whose it is."""

    form = PictureForm
    list_display = ["line", "credit", "licence", "is_decorative", "state", "thumbnail"]
    list_filter = ["licence", "is_decorative"]
    search_fields = ["slug", "alt", "caption", "credit"]
    fieldsets = [
        (
            _("The picture"),
            {
                "fields": ["file", "alt", "is_decorative", "caption"],
                "description": _(
                    "Describe what the picture shows and why it stands here; a caption adds to that and does not "
                    "repeat it. Once published, choose it on the page of a country, therapy or theme."
                ),
            },
        ),
        (
            _("Whose it is"),
            {
                "fields": [("credit", "licence"), "source_url"],
                "description": _("Without a licence or a permission we may not show it. The credit stands below it."),
            },
        ),
        STATE_FIELDS,
    ]
    slug_from = ("alt", "credit")

    @admin.display(description=_("picture"))
    def thumbnail(self, picture: Picture) -> str:
        """Small; the line beside it says what it is."""
        return format_html(
            '<img class="thumbnail" src="{}" alt="" width="{}" height="{}" loading="lazy">',
            picture.address,
            picture.width,
            picture.height,
        )

    def linked_tables(self, request: HttpRequest, record: Record) -> list[LinkedTable]:
        """All records that name it, drafts too."""
        wanted = [
            Linked(relation.related_model, relation.field.name, ("__str__", "state"))
            for relation in Picture._meta.related_objects
            if issubclass(relation.related_model, Record)
        ]
        return list(linked_tables(self.admin_site, request, record, wanted, empty=False))
