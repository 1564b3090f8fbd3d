"""The pages that show evidence."""

from django.urls import path

from .views import about, browse, compare, home, reports, themes

urlpatterns = [
    path("", home.home, name="home"),
    path("countries/", browse.country_list, name="countries"),
    path("countries.csv", browse.country_csv, name="countries-csv"),
    path("countries.json", browse.country_json, name="countries-json"),
    path("countries/<slug:slug>/", browse.country_profile, name="country"),
    path("compare/", compare.country_compare, name="compare"),
    path("compare.csv", compare.compare_csv, name="compare-csv"),
    path("themes/", themes.theme_list, name="themes"),
    path("themes/<slug:slug>/", themes.theme_page, name="theme"),
    path("ethics/", themes.question_list, name="questions"),
    path("ethics/<slug:slug>/", themes.question_page, name="question"),
    path("glossary/", about.glossary, name="glossary"),
    path("about/", about.about, name="about"),
    path("styleguide/", about.styleguide, name="styleguide"),
    path("staff/reports/", reports.report_list, name="reports"),
    path("staff/reports/<slug:name>.csv", reports.report_csv, name="report-csv"),
]
