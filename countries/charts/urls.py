"""The addresses of the charts, under charts/."""

from django.urls import path

from countries.views import charts

urlpatterns = [
    path("", charts.chart_list, name="charts"),
    path("<slug:name>/", charts.chart_page, name="chart-page"),
    path("<slug:name>.svg", charts.chart_svg, name="chart"),
    path("<slug:name>.png", charts.chart_png, name="chart-png"),
    path("<slug:name>.csv", charts.chart_csv, name="chart-csv"),
]
