"""The public page as it would be: proposals are applied, the page rendered as for a stranger, all rolled back."""

from collections.abc import Sequence
from http import HTTPStatus

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch, resolve
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from gtlead.records.addresses import page_in, without_place
from gtlead.records.models import Record
from gtlead.review.batch import one_after_another
from gtlead.review.deciding import RefusedError, apply_and_see, locked
from gtlead.review.models import Proposal
from gtlead.review.visibility import address_of

KEPT_OF_ENVIRON = ("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "HTTP_HOST", "wsgi.url_scheme", "wsgi.input")


class Stranger(WSGIRequest):
    """A read of a public page by somebody who is not signed in, marked as a preview: the way back from it."""

    htmx: HtmxDetails
    resolver_match: ResolverMatch
    preview_of: str


def preview(request: HttpRequest, proposals: Sequence[Proposal], back: str, address: str = "") -> HttpResponse:
    """The page, with a way `back`; RefusedError if anything could not be published as it is. No write survives.

    `address` is another than that of the proposals, of a page on which something would change.
    """
    with transaction.atomic():
        try:
            outcome = one_after_another(proposals, publish)
            for refused in outcome.refused:
                raise refused.error
            addresses = [address] if address else [address_of(record) for record in outcome.done]
            pages = set(map(page_in, addresses))
            if pages == {""}:
                raise RefusedError(_("This kind of record has no page of its own."))
            if len(pages) != 1:
                raise RefusedError(_("They stand on different pages."))
            return read(request, addresses[0], back)
        except Http404 as error:
            text = _("The page would not be public: what the record belongs to is not published, or it is archived.")
            raise RefusedError(text) from error
        finally:
            transaction.set_rollback(True)


def publish(proposal: Proposal) -> Record:
    """The record as it would be public."""
    found, record = locked(proposal)
    apply_and_see(found, record)
    return record


def read(request: HttpRequest, address: str, back: str) -> HttpResponse:
    """What a stranger reads at an address; the first of its pages if what it names does not stand there."""
    answer = rendered(stranger(request, address, back))
    is_there = answer.status_code == HTTPStatus.OK
    return answer if is_there else rendered(stranger(request, page_in(address), back))


def stranger(request: HttpRequest, address: str, back: str) -> Stranger:
    """Somebody's read of that address."""
    page, _mark, query = without_place(address).partition("?")
    environ = {name: request.META[name] for name in KEPT_OF_ENVIRON if name in request.META}
    copy = Stranger(environ | {"REQUEST_METHOD": "GET", "PATH_INFO": page, "QUERY_STRING": query})
    copy.user = AnonymousUser()
    copy.htmx = HtmxDetails(copy)
    copy.resolver_match = resolve(page)
    copy.preview_of = back
    return copy


def rendered(request: Stranger) -> HttpResponse:
    """What the view of the page answers, rendered while the proposal is applied."""
    match = request.resolver_match
    response = match.func(request, *match.args, **match.kwargs)
    if hasattr(response, "render"):
        response = response.render()
    copy = HttpResponse(response.content, status=response.status_code)
    copy.headers["X-Robots-Tag"] = "noindex"
    return copy
