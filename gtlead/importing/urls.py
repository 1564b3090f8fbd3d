"""Addresses of the import, below /staff/import/; what can be imported is given in gtlead/urls.py."""

from django.urls import path

from gtlead.importing import views

urlpatterns = [
    path("", views.start, name="import"),
    path("<int:pk>/", views.job, name="import-job"),
    path("<int:pk>/decide/", views.decide, name="import-decide"),
    path("<int:pk>/columns/", views.map_columns, name="import-columns"),
    path("<int:pk>/refused.csv", views.refused, name="import-refused"),
    path("<slug:name>.csv", views.template, name="import-template"),
]
