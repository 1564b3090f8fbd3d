"""Which requests get the fragment."""

import pytest
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from gtlead.lists.htmx import fragment_for_htmx, wants_fragment

HTMX = {"HX-Request": "true"}
RESTORING = {"HX-Request": "true", "HX-History-Restore-Request": "true"}


def request_with(headers):
    request = RequestFactory().get("/countries/", headers=headers)
    request.htmx = HtmxDetails(request)
    return request


@fragment_for_htmx()
def page(request):
    return TemplateResponse(request, "page.html", {})


@fragment_for_htmx()
def file(_request):
    return HttpResponse("x", headers={"Vary": "Cookie"})


@pytest.mark.parametrize(("headers", "fragment"), [({}, False), (HTMX, True), (RESTORING, False)])
def test_fragment_is_for_htmx_but_not_for_history(headers, fragment):
    request = request_with(headers)
    assert wants_fragment(request) is fragment
    assert page(request).context_data == {"frame": "fragment.html" if fragment else "base.html"}


@pytest.mark.parametrize("headers", [{}, HTMX, RESTORING])
def test_answer_always_varies(headers):
    assert page(request_with(headers)).headers["Vary"] == "HX-Request, HX-History-Restore-Request"


def test_the_client_never_names_the_fragment():
    request = request_with(HTMX | {"HX-Target": "secret", "HX-Trigger-Name": "secret"})
    assert (page(request).template_name, page(request).context_data) == ("page.html", {"frame": "fragment.html"})


def test_other_responses_pass_with_their_own_vary_kept():
    response = file(request_with(HTMX))
    assert response.content == b"x"
    assert response.headers["Vary"] == "Cookie, HX-Request, HX-History-Restore-Request"
