"""Therapies: the list, the matrix of therapies by countries, and the page of one."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from countries.access import access_on
from countries.domain.labels import make_labels
from countries.domain.matrix import lag_summaries
from countries.domain.matrix_picture import areas, looked_through, reach, steps_back
from countries.domain.therapy_page import make_therapy_page, page_with, therapy_pages
from countries.exports.tables import THERAPY_COLUMNS, matrix_columns
from countries.exports.therapy_rows import in_batches
from countries.filters import MatrixFilter, TherapyFilter
from countries.finding.answers import answer_of_therapy
from countries.models import Country, LabelEntry, Milestone, Therapy
from countries.registers.pipeline import pipeline_of
from gtlead.lists.htmx import fragment_for_htmx
from gtlead.lists.listing import InBatches, list_json, make_listing
from gtlead.lists.paging import PAGES, asked_page, takes_pages
from gtlead.lists.parameters import filters_itself, takes
from gtlead.pictures.visibility import public_picture
from gtlead.publication.file_cache import kept_csv
from gtlead.records.clock import today
from gtlead.sources.bibliography import Bibliography
from themes.models import Term

ENTRIES_ON_A_PAGE = 100


def therapy_filter(request: HttpRequest) -> TherapyFilter:
    """The filter set of this request over the public therapies."""
    return TherapyFilter(request.GET, queryset=Therapy.objects.published())


def matrix_filter(request: HttpRequest) -> MatrixFilter:
    """The same for the matrix."""
    return MatrixFilter(request.GET, queryset=Therapy.objects.published())


@filters_itself
@fragment_for_htmx()
def therapy_list(request: HttpRequest) -> TemplateResponse:
    """The therapies that match."""
    filterset = therapy_filter(request)
    context = {"listing": make_listing(filterset), "filterset": filterset}
    return TemplateResponse(request, "countries/therapy_list.html", context)


@filters_itself
def therapy_csv(request: HttpRequest) -> HttpResponseBase:
    """The same rows as CSV."""
    return kept_csv("therapies", therapy_filter(request), THERAPY_COLUMNS, in_batches)


@filters_itself
def therapy_json(request: HttpRequest) -> HttpResponseBase:
    """The same rows as JSON."""
    return list_json(therapy_filter(request), THERAPY_COLUMNS, in_batches)


@filters_itself
@fragment_for_htmx()
def matrix(request: HttpRequest) -> TemplateResponse:
    """Therapies as rows, countries as columns."""
    filterset = matrix_filter(request)
    listing = make_listing(filterset, list, filterset.rows_a_page, filterset.of_page)
    shown, months = filterset.shown, filterset.shows_lag
    hits = [] if listing.errors else filterset.hits
    summaries = lag_summaries(hits, shown) if months else ()
    context = {
        "listing": listing,
        "filterset": filterset,
        "shown": shown,
        "areas": (picture := areas(listing.page, Therapy.DiseaseArea.choices, shown, months=months)),
        "registers": looked_through(picture),
        "reach": reach(hits, shown),
        "steps": steps_back(today()),
        "summaries": summaries,
    }
    return TemplateResponse(request, "countries/matrix.html", context)


@filters_itself
def matrix_csv(request: HttpRequest) -> HttpResponseBase:
    """The same table as CSV; always with standing, funding and lag."""
    filterset = matrix_filter(request)
    countries = filterset.chosen_countries
    columns = matrix_columns(filterset.countries, countries)
    return kept_csv("matrix", filterset, columns, lambda hits: InBatches(hits, filterset.detailed))


@takes("country", *PAGES)
def therapy_page(request: HttpRequest, slug: str) -> TemplateResponse:
    """One therapy: plain words, where it is authorised, who pays, how it works; many countries come in pages."""
    therapy = get_object_or_404(Therapy.objects.published().for_page(), slug=slug)
    chosen = request.GET.get("country")
    country = get_object_or_404(Country.objects.published(), slug=chosen) if chosen else None
    countries, access = list(Country.objects.published()), access_on(therapies=[therapy.pk])
    pages = therapy_pages(therapy, countries, access, country)
    asked = asked_page(request, pages, 1, lambda name: page_with(name, pages))
    page = make_therapy_page(
        therapy=therapy,
        shown=[part for parts in asked.rows for part in parts],
        day=access.day,
        milestones=Milestone.objects.published().naming(therapy.brand, therapy.inn).newest_first().for_timeline(),
        unlisted=len(countries) - sum(part.cell is not None for parts in pages for part in parts),
        asked=country,
    )
    context = {
        "page": page,
        "asked": asked,
        "picture": public_picture(therapy),
        "answer": answer_of_therapy(therapy, country) if country else None,
        "pipeline": pipeline_of(therapies=therapy),
        "terms": Term.objects.published().glosses(),
    }
    return TemplateResponse(request, "countries/therapy_page.html", context, status=asked.status)


@takes_pages
def therapy_label(request: HttpRequest, slug: str) -> TemplateResponse:
    """What the licences of a therapy are for and what their labels warn of, from when until when."""
    therapy = get_object_or_404(Therapy.objects.published(), slug=slug)
    known = LabelEntry.objects.published().of_therapy(therapy).by_licence()
    asked = asked_page(request, known.slugs(), ENTRIES_ON_A_PAGE)
    bibliography = Bibliography()
    labels = make_labels(bibliography.cite_facts(known.named(asked.rows).for_list()))
    context = {"therapy": therapy, "asked": asked, "labels": labels, "bibliography": bibliography}
    return TemplateResponse(request, "countries/therapy_label.html", context, status=asked.status)
