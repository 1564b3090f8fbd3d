"""Finding things: the search page with its answers, names while typing, and the sitemap for search engines."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from countries.finding.answers import answers_to, not_understood
from countries.finding.search import HitGroup, count_if_missed, find, index
from countries.finding.sitemap import MOST_ADDRESSES, places
from countries.models import Country
from gtlead.lists.htmx import fragment_for_htmx, wants_fragment
from gtlead.lists.parameters import filters_itself, page_complaint, takes, wrong_parameters
from gtlead.records.clock import PARAMETER

LONGEST = 200


@filters_itself
@fragment_for_htmx()
def search(request: HttpRequest) -> TemplateResponse:
    """What the words find, by kind, under the answer if they ask for one that facts can give."""
    words, country = request.GET.get("q", "").strip(), request.GET.get("country", "")
    countries = list(Country.objects.published())
    errors = wrong_parameters(request.GET, {"q", "country", "as", PARAMETER})
    if len(words) > LONGEST:
        errors["q"] = [_("At most %(number)s characters.") % {"number": LONGEST}]
    if country and country not in {c.slug for c in countries}:
        errors["country"] = [_("There is no country “%(slug)s” in the atlas.") % {"slug": country}]
    if request.GET.get("as", "typed") != "typed":  # searches for a word that looks misspelt
        errors["as"] = [_("Only “typed” is known.")]
    if wants_fragment(request):  # somebody is typing
        names = [] if errors else index().beginning(words)
        return TemplateResponse(request, "search.html", {"names": names, "errors": errors})
    context: dict[str, object] = {
        "words": words[:LONGEST],
        "errors": errors,
        "countries": countries,
        "country": country,
    }
    groups: list[HitGroup] = []
    if words and not errors:
        found = index()
        reading = found.read(words, as_typed="as" in request.GET)
        groups = find(words, found, reading)
        count_if_missed(reading, found)
        context |= {
            "reading": reading,
            "answers": answers_to(reading, found, country),
            "not_understood": not_understood(reading, country),
            "is_in_parts": found.is_found_in_parts(reading),
            "nearest": reading.nearest or ([] if groups else found.names_like(words)),
        }
    context |= {
        "groups": groups,
        "total": sum(group.count for group in groups),
        "is_counted": all(group.is_counted for group in groups),
    }
    return TemplateResponse(request, "search.html", context)


@takes("page")
def sitemap(request: HttpRequest) -> TemplateResponse:
    """The public addresses as XML; where they are too many for one file, the files that name them."""
    files = Paginator(list(places()), MOST_ADDRESSES)
    number = request.GET.get("page", "1")
    if page_complaint(number) or int(number) > files.num_pages:
        raise Http404
    context = {
        "files": files,
        "is_index": files.num_pages > 1 and "page" not in request.GET,
        "places": files.get_page(number),
        "site": request.build_absolute_uri("/").rstrip("/"),
    }
    return TemplateResponse(request, "sitemap.xml", context, content_type="application/xml; charset=utf-8")
