"""The door of the staff's pages: whoever stopped being staff stays outside, whatever session is brought."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

PAGES = "/staff/"


class StaffMiddleware:
    """Asks everybody for staff status below /staff/, so that no page there can forget to; the admin asks itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The page, if it is for this reader."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponseBase | None:
        """The way to the sign-in; a flat refusal for others than staff where the page would not lead there itself."""
        user = request.user
        if not request.path.startswith(PAGES) or (user.is_active and user.is_staff):
            return None
        if user.is_authenticated and not getattr(view, "login_url", None):
            raise PermissionDenied
        return redirect_to_login(request.get_full_path())
