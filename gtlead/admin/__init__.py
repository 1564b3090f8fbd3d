"""The admin as the editors' product: what every kind of record shares, sources, and the log of downloads."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from .accounts import AccountAdmin
from .linked import Linked
from .pictures import PictureAdmin
from .read_only import ReadOnlyAdmin
from .records import PROVENANCE_FIELDS, STATE_FIELDS, RecordAdmin
from .reports import FactReportAdmin
from .rows import RecordInline
from .sources import ExportLogAdmin, SourceAdmin

__all__ = [
    "PROVENANCE_FIELDS",
    "STATE_FIELDS",
    "AccountAdmin",
    "ExportLogAdmin",
    "FactReportAdmin",
    "Linked",
    "PictureAdmin",
    "ReadOnlyAdmin",
    "RecordAdmin",
    "RecordInline",
    "SourceAdmin",
]

admin.site.site_header = _("GT Lead")
admin.site.site_title = _("GT Lead")
admin.site.index_title = _("The editors' desk")
admin.site.empty_value_display = "–"
admin.site.disable_action("delete_selected")  # nothing is deleted by the dozen
