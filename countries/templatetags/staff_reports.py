"""From a list in the admin to the report that holds its rows."""

from django import template
from django.contrib.admin.views.main import ChangeList
from django.urls import reverse

from countries.staff_reports.catalogue import report_of
from gtlead.lists.admin_lists import rows_query

register = template.Library()


@register.simple_tag
def report_address(changes: ChangeList) -> str:
    """Where the rows of this list can be downloaded; empty if no report holds them."""
    report = report_of(changes)
    query = rows_query(changes)
    return f"{reverse('report-csv', args=[report.name])}{'?' if query else ''}{query}" if report else ""
