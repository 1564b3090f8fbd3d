"""Pictures: the bytes, and the page that says whose a picture is."""

from django.contrib.auth.models import AnonymousUser, User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from gtlead.pictures.models import Picture
from gtlead.pictures.storage import content_of
from gtlead.pictures.visibility import is_public_file, is_shown_today, with_places


def picture_page(request: HttpRequest, slug: str) -> TemplateResponse:
    """One picture, its licence, and where it is shown."""
    [picture] = with_places([get_object_or_404(Picture.objects.published(), slug=slug)])
    if not is_shown_today([picture.pk]):
        raise Http404
    return TemplateResponse(request, "pictures/picture_page.html", {"picture": picture})


@require_safe
def picture_file(request: HttpRequest, digest: str) -> HttpResponse:
    """The bytes: for everybody while a published picture has them, else for staff who may see drafts.

    They never change, but they may be withdrawn, so whoever keeps them asks each time whether they still may.
    """
    is_public = is_public_file(digest)
    if not is_public and not may_see_drafts(request.user):
        raise Http404
    etag = f'"{digest}"'
    response: HttpResponse = get_conditional_response(request, etag=etag) or fresh(digest)
    response.headers["ETag"] = etag
    if is_public:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def may_see_drafts(user: User | AnonymousUser) -> bool:
    """Whether this is somebody of the staff who reads records in the admin."""
    return bool(user.is_staff and user.has_perm("gtlead.view_picture"))


def fresh(digest: str) -> HttpResponse:
    """The file in full."""
    content = content_of(digest)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/webp")
