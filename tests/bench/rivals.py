"""What the site is measured against: bare Django, in a process of its own under the same server."""

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import condition
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

CONSTANT = b"<!doctype html><title>Constant</title>" + b"<p>The same words in every answer." * 880  # 30 kB
SIZE = {"Content-Length": str(len(CONSTANT))}


def constant(_request: HttpRequest) -> HttpResponse:
    """(a) The least that Django can answer with 30 kB."""
    return HttpResponse(CONSTANT, headers=SIZE)


@condition(etag_func=lambda _request: '"constant"')
def conditional(_request: HttpRequest) -> HttpResponse:
    """(b) The same, known by its tag."""
    return HttpResponse(CONSTANT, headers=SIZE)


urlpatterns = [path("constant", constant), path("conditional", conditional)]


def load() -> object:
    """A Django without middleware, database or templates."""
    settings.configure(ROOT_URLCONF="tests.bench.rivals", ALLOWED_HOSTS=["*"], MIDDLEWARE=[], SECRET_KEY="bench")
    return get_wsgi_application()


def serve(port: int) -> None:
    """Under the server and the number of workers that the site has."""
    Granian(
        "tests.bench.rivals", address="127.0.0.1", port=port, interface=Interfaces.WSGI, http=HTTPModes.http1,
        workers=min(4, os.cpu_count() or 1), blocking_threads=2, log_level=LogLevels.warning,
    ).serve(target_loader=load, wrap_loader=False)  # fmt: skip


if __name__ == "__main__":
    serve(int(sys.argv[1]))
