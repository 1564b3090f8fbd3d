"""Charts as the tests of charts ask for them: the request, the cells of the table, the tree of the picture."""

import xml.etree.ElementTree as ET

from django.http import QueryDict

from countries.charts.catalogue import CHARTS
from countries.charts.request import ask

SITE = "https://atlas.example"


def asked(name, query="", site=SITE):
    """The chart as a query asks for it, without errors."""
    found = ask(CHARTS[name], QueryDict(query), site, is_picture=True)
    assert found.errors == {}
    return found


def rows(name, query=""):
    """The cells of its table."""
    chart = asked(name, query)
    return [[column.value(row) for column in chart.shown_columns] for row in chart.rows()]


def parse(picture):
    """The picture's tree; not well-formed is an error."""
    return ET.fromstring(picture)  # noqa: S314 - what we have drawn ourselves
