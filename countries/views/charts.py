"""The charts: their list, a page for each, and their pictures and data as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from countries.charts import render
from countries.charts.catalogue import CHARTS
from countries.charts.pencil import DrawingError
from countries.charts.request import AskedChart, ask, ask_all
from gtlead.lists.parameters import filters_itself
from gtlead.lists.tables import csv_error, csv_response
from gtlead.sources.bibliography import Bibliography

MOST_ROWS = 40  # of a chart's table on its page; the file has all


def asked_chart(request: HttpRequest, name: str, *, is_picture: bool = False) -> AskedChart:
    """The chart of this name with the parameters of the request, or 404."""
    chart = CHARTS.get(name)
    if chart is None:
        raise Http404
    return ask(chart, request.GET, site_of(request), is_picture=is_picture)


def site_of(request: HttpRequest) -> str:
    """Scheme and host: links in a picture must work wherever it is taken to."""
    return request.build_absolute_uri("/").rstrip("/")


def not_drawn() -> HttpResponse:
    """Status 503: this one picture cannot be had now."""
    text = _("This picture cannot be drawn at the moment. Its data are at the same address ending in .csv.")
    headers = {"Retry-After": str(render.REST), "Cache-Control": "no-store"}
    return HttpResponse(f"{text}\n", status=503, content_type="text/plain; charset=utf-8", headers=headers)


def refusal(asked: AskedChart) -> HttpResponse:
    """Status 400 naming each wrong parameter."""
    return csv_error("\n".join(f"{name}: {' '.join(texts)}" for name, texts in asked.errors.items()))


def chart_list(request: HttpRequest) -> TemplateResponse:
    """All charts."""
    return TemplateResponse(request, "charts/chart_list.html", {"figures": ask_all(CHARTS, site_of(request))})


@filters_itself
def chart_page(request: HttpRequest, name: str) -> TemplateResponse:
    """One chart with its table, its files, and how to cite and embed it."""
    figure = asked_chart(request, name)
    bibliography = Bibliography()
    table = [] if figure.errors else figure.table(bibliography, MOST_ROWS)
    context = {"figure": figure, "table": table, "bibliography": bibliography}
    return TemplateResponse(request, "charts/chart_page.html", context)


@filters_itself
def chart_svg(request: HttpRequest, name: str) -> HttpResponse:
    """The picture; its own policy lets its one style sheet work when it is opened by itself."""
    asked = asked_chart(request, name, is_picture=True)
    if asked.errors:
        return refusal(asked)
    try:
        picture = render.svg(
            asked.spec(asked.options["size"]),
            title=asked.headline,
            description=asked.description,
            scheme=asked.options["scheme"],
        )
    except DrawingError:
        return not_drawn()
    headers = {"Content-Security-Policy": render.PICTURE_CSP}
    return HttpResponse(picture, content_type="image/svg+xml; charset=utf-8", headers=headers)


@filters_itself
def chart_png(request: HttpRequest, name: str) -> HttpResponse:
    """The same picture in pixels, at double density."""
    asked = asked_chart(request, name, is_picture=True)
    if asked.errors:
        return refusal(asked)
    try:
        picture = render.png(asked.spec(asked.options["size"]), scheme=asked.options["scheme"])
    except DrawingError:
        return not_drawn()
    return HttpResponse(picture, content_type="image/png")


@filters_itself
def chart_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    """The rows of the picture as CSV."""
    asked = asked_chart(request, name)
    if asked.errors:
        return refusal(asked)
    rows = asked.rows()
    return csv_response(name, asked.columns(rows), rows, len(rows))
