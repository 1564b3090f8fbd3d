"""The admin as the editors' product; each feature has its own."""

# ruff: noqa: F401

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

import gtlead.accounts.admin
import gtlead.feedback.admin
import gtlead.history.admin
import gtlead.pictures.admin
import gtlead.sources.admin
import gtlead.staff_reports.admin

admin.site.site_header = _("GT Lead")
admin.site.site_title = _("GT Lead")
admin.site.index_title = _("The editors' desk")
admin.site.empty_value_display = "–"
admin.site.disable_action("delete_selected")  # nothing is deleted by the dozen
