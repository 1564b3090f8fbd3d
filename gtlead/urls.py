"""The composition root: the one place that knows all apps' pages."""

from django.contrib import admin
from django.urls import include, path, register_converter

from countries.dashboard import empty_cells, missed_searches
from countries.import_kinds import IMPORT_KINDS
from countries.registers.dashboard import registers_section
from countries.registers.quoting import quotations_section
from gtlead.dashboard import sections
from gtlead.dashboard import views as dashboard_views
from gtlead.feedback import views as feedback_views
from gtlead.feedback.dashboard import fact_reports_section
from gtlead.history import views as history_views
from gtlead.history.feeds import ChangesFeed
from gtlead.link_check.dashboard import dead_links_section
from gtlead.pictures import views as picture_views
from gtlead.records.dates import DayConverter
from gtlead.serving import views as serving_views
from gtlead.sources import views as source_views
from themes.contributions.dashboard import moderation_section

register_converter(DayConverter, "day")

handler400 = "gtlead.serving.unavailable.unreadable"
handler404 = "gtlead.history.views.not_found"
handler500 = "gtlead.serving.unavailable.unavailable"

# The dashboard, in this order; an app adds a section by adding its function.
DASHBOARD = (
    sections.overdue_publications,
    sections.overdue_removals,
    sections.waiting,
    sections.sent_back,
    sections.approved,
    sections.my_drafts,
    sections.scheduled,
    moderation_section,
    fact_reports_section,
    sections.to_review,
    sections.overdue_facts,
    empty_cells,
    missed_searches,
    registers_section,
    dead_links_section,
    quotations_section,
    sections.recent_decisions,
)

urlpatterns = [
    path("", include("themes.contributions.urls")),
    path("", include("countries.urls")),
    path("sources/", source_views.source_list, name="sources"),
    path("sources.csv", source_views.source_csv, name="sources-csv"),
    path("sources.json", source_views.source_json, name="sources-json"),
    path("sources/<slug:slug>/", source_views.source_page, name="source"),
    path("facts/<slug:kind>/<slug:slug>/", source_views.fact, name="fact"),
    path("pictures/<slug:digest>.webp", picture_views.picture_file, name="picture-file"),
    path("pictures/<slug:slug>/", picture_views.picture_page, name="picture"),
    path("changes/", history_views.changes, name="changes"),
    path("changes/<slug:kind>/<slug:slug>/<day:day>/", history_views.as_it_was, name="as-it-was"),
    path("changes.atom", ChangesFeed(), name="changes-atom"),
    path("report/<slug:kind>/<slug:slug>/", feedback_views.report_fact, name="fact-problem"),
    path("corrections/", feedback_views.correction_list, name="corrections"),
    path("privacy/", feedback_views.privacy, name="privacy"),
    path("staff/fact-reports/", feedback_views.report_queue, name="fact-reports"),
    path("staff/fact-reports/<int:number>/", feedback_views.report_item, name="fact-report"),
    path("healthz", serving_views.healthz, name="healthz"),
    path("readyz", serving_views.readyz, name="readyz"),
    path(".well-known/security.txt", serving_views.security, name="security"),
    path("robots.txt", serving_views.robots, name="robots"),
    path("staff/", dashboard_views.dashboard, {"sections": DASHBOARD}, name="dashboard"),
    path("staff/find/", dashboard_views.find, name="find"),
    path("staff/edit/<slug:kind>/<slug:slug>/", dashboard_views.edit, name="edit"),
    path("staff/review/", include("gtlead.review.urls")),
    path("staff/", include("gtlead.accounts.urls")),
    path("staff/import/", include("gtlead.importing.urls"), {"kinds": IMPORT_KINDS}),
    path("admin/", include("gtlead.accounts.doors")),
    path("admin/", admin.site.urls),
]
