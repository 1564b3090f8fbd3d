"""The composition root: the one place that knows all apps' pages."""

from django.contrib import admin
from django.urls import include, path

from . import views
from .feeds import ChangesFeed
from .views import reports

urlpatterns = [
    path("", include("themes.urls")),
    path("", include("countries.urls")),
    path("sources/", views.source_list, name="sources"),
    path("sources.csv", views.source_csv, name="sources-csv"),
    path("sources.json", views.source_json, name="sources-json"),
    path("sources/<slug:slug>/", views.source_page, name="source"),
    path("changes/", views.changes, name="changes"),
    path("changes.atom", ChangesFeed(), name="changes-atom"),
    path("report/<slug:kind>/<slug:slug>/", reports.report_fact, name="fact-problem"),
    path("corrections/", reports.correction_list, name="corrections"),
    path("privacy/", reports.privacy, name="privacy"),
    path("staff/fact-reports/", reports.report_queue, name="fact-reports"),
    path("staff/fact-reports/<int:number>/", reports.report_item, name="fact-report"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("admin/", admin.site.urls),
]
