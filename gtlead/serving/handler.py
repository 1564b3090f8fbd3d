"""Django's way in, for requests that Django would not even begin to read."""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest


class Request(WSGIRequest):
    """A Content-Type that cannot be read counts as none; in Django it is an error outside every view."""

    def _set_content_type_params(self, meta: dict[str, object]) -> None:
        try:
            super()._set_content_type_params(meta)
        except (BadRequest, SuspiciousOperation, LookupError, ValueError):  # the query is read meanwhile, too
            self.content_type, self.content_params, self._encoding = "", {}, None


class Handler(WSGIHandler):
    """The site, for requests of that kind."""

    request_class = Request
