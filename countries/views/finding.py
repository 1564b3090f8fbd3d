"""Finding things: the search page, and the sitemap for search engines."""

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from countries.searching import find
from countries.sitemap import places
from gtlead.clock import PARAMETER
from gtlead.parameters import filters_itself, wrong_parameters

LONGEST = 200


@filters_itself
def search(request: HttpRequest) -> TemplateResponse:
    """What the words find, by kind."""
    words = request.GET.get("q", "").strip()
    errors = wrong_parameters(request.GET, {"q", PARAMETER})
    if len(words) > LONGEST:
        errors["q"] = [_("At most %(number)s characters.") % {"number": LONGEST}]
    groups = [] if errors else find(words)
    context = {
        "words": words[:LONGEST],
        "errors": errors,
        "groups": groups,
        "total": sum(g.count for g in groups),
    }
    return TemplateResponse(request, "search.html", context)


def sitemap(request: HttpRequest) -> TemplateResponse:
    """The public addresses as XML."""
    context = {"places": places(), "site": request.build_absolute_uri("/").rstrip("/")}
    return TemplateResponse(request, "sitemap.xml", context, content_type="application/xml; charset=utf-8")
