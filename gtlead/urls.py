"""The composition root: the one place that knows all apps' pages."""

from django.contrib import admin
from django.urls import include, path, register_converter

from countries.desk import empty_cells, missed_searches
from countries.import_kinds import IMPORT_KINDS
from themes.desk import moderation_section

from . import views
from .dates import DayConverter
from .desk_sections import SECTIONS
from .feeds import ChangesFeed
from .link_desk import dead_links_section
from .report_desk import fact_reports_section
from .views import pictures, reports

register_converter(DayConverter, "day")

handler500 = "gtlead.serving.unavailable.unavailable"

# The desk, in this order; an app adds a section by adding its function.
DESK = (
    *SECTIONS[:5],
    moderation_section,
    fact_reports_section,
    SECTIONS[5],
    empty_cells,
    missed_searches,
    dead_links_section,
    *SECTIONS[6:],
)

urlpatterns = [
    path("", include("themes.urls")),
    path("", include("countries.urls")),
    path("sources/", views.source_list, name="sources"),
    path("sources.csv", views.source_csv, name="sources-csv"),
    path("sources.json", views.source_json, name="sources-json"),
    path("sources/<slug:slug>/", views.source_page, name="source"),
    path("pictures/<slug:digest>.webp", pictures.picture_file, name="picture-file"),
    path("pictures/<slug:slug>/", pictures.picture_page, name="picture"),
    path("changes/", views.changes, name="changes"),
    path("changes/<slug:kind>/<slug:slug>/<day:day>/", views.as_it_was, name="as-it-was"),
    path("changes.atom", ChangesFeed(), name="changes-atom"),
    path("report/<slug:kind>/<slug:slug>/", reports.report_fact, name="fact-problem"),
    path("corrections/", reports.correction_list, name="corrections"),
    path("privacy/", reports.privacy, name="privacy"),
    path("staff/fact-reports/", reports.report_queue, name="fact-reports"),
    path("staff/fact-reports/<int:number>/", reports.report_item, name="fact-report"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("staff/", views.desk, {"sections": DESK}, name="desk"),
    path("staff/review/", include("gtlead.review.urls")),
    path("staff/", include("gtlead.accounts.urls")),
    path("staff/import/", include("gtlead.importing.urls"), {"kinds": IMPORT_KINDS}),
    path("admin/", admin.site.urls),
]
