"""Method, glossary and the style guide."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from countries.models import Country, LookThrough, Register, Statement, Therapy
from countries.views.samples import samples
from gtlead.lists.paging import PAGES, asked_page, takes_pages
from gtlead.lists.parameters import takes
from gtlead.lists.words import found_by
from gtlead.sources.bibliography import Bibliography
from gtlead.sources.models import Source
from themes.glossary import by_letter, in_alphabet
from themes.models import Term

TERMS_ON_A_PAGE = 200


@takes_pages
def about(request: HttpRequest) -> TemplateResponse:
    """Why these countries, the method, what the atlas is not; the article's claims with what the facts say."""
    looks = LookThrough.objects.published()
    asked = asked_page(request, looks.slugs())
    bibliography = Bibliography()
    context = {
        "countries": Country.objects.published(),
        "claims": bibliography.cite_facts(Statement.objects.published().for_profile().claims()),
        "asked": asked,
        "look_throughs": bibliography.cite_facts(looks.named(asked.rows).for_list()),
        "registers": Register.objects.published().for_list(),
        "borderline": Therapy.objects.published().borderline(),
        "provenance": Source.objects.published().provenance_share(),
        "reading": Source.objects.published().counts_by_reading(),
        "bibliography": bibliography,
        "overdue_days": settings.OVERDUE_AFTER_DAYS,
    }
    return TemplateResponse(request, "about.html", context, status=asked.status)


@takes("q", *PAGES)
def glossary(request: HttpRequest) -> TemplateResponse:
    """Terms in plain words, all or those that words find."""
    words = request.GET.get("q", "").strip()
    terms = list(Term.objects.published().with_sources())
    found = found_by(words, terms, lambda term: (term.term, term.synonyms, term.definition))
    by_slug = {term.slug: term for term in in_alphabet(found.rows)}
    asked = asked_page(request, list(by_slug), TERMS_ON_A_PAGE)
    shown = [by_slug[slug] for slug in asked.rows]
    bibliography = Bibliography()
    bibliography.cite_facts(shown)
    context = {
        "asked": asked,
        "letters": by_letter(shown),
        "alphabet": by_letter(found.rows),
        "words": words,
        "found": found,
        "count": len(found.rows),
        "total": len(terms),
        "bibliography": bibliography,
    }
    return TemplateResponse(request, "themes/glossary.html", context, status=asked.status)


def styleguide(request: HttpRequest) -> HttpResponseBase:
    """Every component in every state, for staff and developers."""
    if not settings.DEBUG and not request.user.is_staff:
        return redirect_to_login(request.get_full_path())
    return TemplateResponse(request, "styleguide.html", samples())
