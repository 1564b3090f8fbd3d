"""Countries side by side."""

from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from countries.access import known_on
from countries.charts.request import AskedChart, ask_all
from countries.domain.authorisation import AccessMap
from countries.domain.comparison import Comparison, Row, by_theme, compare, number_notes
from countries.domain.figures import access_figures
from countries.exports.tables import comparison_columns
from countries.forms import CompareForm
from countries.models import Statement
from countries.views.charts import site_of
from gtlead.lists.filters import clean_query
from gtlead.lists.htmx import fragment_for_htmx
from gtlead.lists.paging import cut
from gtlead.lists.parameters import filters_itself
from gtlead.lists.tables import csv_error, csv_response
from gtlead.records.clock import today

FEWEST = 2
PICTURES = ("authorisations", "access-lag")


def make_comparison(form: CompareForm, access: AccessMap | None = None) -> Comparison | None:
    """The table a valid form asks for; None if it names too few countries."""
    countries = form.cleaned_data["country"]
    if len(countries) < FEWEST:
        return None
    day = form.cleaned_data["on"]
    if form.wants_figures and access is None:
        access = known_on(day or today())
    return compare(
        countries,
        form.rows,
        Statement.objects.published().key().of(*countries).for_profile(),
        figures=access_figures(countries, access, dated=bool(day)) if access else (),
        only_differences=bool(form.cleaned_data["differences"]),
        day=day,
    )


def pictures(request: HttpRequest, form: CompareForm) -> list[AskedChart]:
    """The charts of the compared countries on the same day, where the table gives its figures of access."""
    countries = form.cleaned_data["country"]
    if len(countries) < FEWEST or not form.wants_figures:
        return []
    asked = {"country": [country.slug for country in countries], "on": form.cleaned_data["on"] or ""}
    return ask_all(PICTURES, site_of(request), urlencode(asked, doseq=True))


def access_shown(figures: list[AskedChart]) -> AccessMap | None:
    """What the pictures know; None without pictures or where they show no therapy."""
    rows = figures[0].filterset.found if figures else ()
    return rows[0].access if rows else None


def page_of(comparison: Comparison, form: CompareForm, *, with_notes: bool) -> Page[Row] | None:
    """The page of rows of statements that is asked for; None, with an error in the form, if there is no such page."""
    asked = cut(comparison.rows, comparison.rows_a_page(with_notes=with_notes), form.page)
    for texts in asked.errors.values():
        form.add_error(None, texts)
    return None if asked.errors else asked.page


@filters_itself
@fragment_for_htmx()
def country_compare(request: HttpRequest) -> TemplateResponse:
    """The chooser and, with two countries or more, the table; figures and pictures stand on its first page."""
    form = CompareForm(request.GET, has_pages=True)
    figures = pictures(request, form) if form.is_valid() else []
    comparison = make_comparison(form, access_shown(figures)) if form.is_valid() else None
    with_notes = comparison is not None and comparison.lists_sources(are_asked=form.wants_notes)
    page = page_of(comparison, form, with_notes=with_notes) if comparison else None
    context = {
        "form": form,
        "comparison": comparison,
        "page": page,
        "groups": by_theme(page) if page else (),
        "notes": number_notes(page) if page and with_notes else [],
        "figures": figures if comparison and comparison.figures else [],
        "query": clean_query(request.GET),
    }
    return TemplateResponse(request, "countries/country_compare.html", context)


@filters_itself
def compare_csv(request: HttpRequest) -> HttpResponseBase:
    """The same table as CSV."""
    form = CompareForm(request.GET)
    if not form.is_valid():
        return csv_error("\n".join(form.error_texts()))
    comparison = make_comparison(form)
    if comparison is None:
        return csv_error("country: name at least two countries.")
    return csv_response("compare", comparison_columns(comparison), comparison.all_rows, len(comparison.all_rows))
