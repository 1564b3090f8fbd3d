"""The composition root: the one place that knows all apps' pages."""

from django.contrib import admin
from django.urls import include, path

from countries.import_kinds import IMPORT_KINDS

from . import views
from .feeds import ChangesFeed

urlpatterns = [
    path("", include("countries.urls")),
    path("sources/", views.source_list, name="sources"),
    path("sources.csv", views.source_csv, name="sources-csv"),
    path("sources.json", views.source_json, name="sources-json"),
    path("sources/<slug:slug>/", views.source_page, name="source"),
    path("changes/", views.changes, name="changes"),
    path("changes.atom", ChangesFeed(), name="changes-atom"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("staff/", include("gtlead.accounts.urls")),
    path("staff/import/", include("gtlead.importing.urls"), {"kinds": IMPORT_KINDS}),
    path("admin/", admin.site.urls),
]
