"""Eight editors who save while thirty readers read: what each of them waits for.

`python -m tests.bench.crowd PORT` asks the site on that port, whose database is the environment's, and prints one JSON
object: seconds of the middle save and of the middle page, and how many there were.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from statistics import median
from typing import Any
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gtlead.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.test import Client  # noqa: E402

from countries.models import Country, Statement, Therapy  # noqa: E402
from tests.admin_forms import FormReader, change_url  # noqa: E402
from tests.bench.load import Connection  # noqa: E402

EDITORS, READERS, LASTING = 8, 30, 60
REST = {"editor": 3, "reader": 1}  # seconds between two acts of one of them
EACH = 100  # records of an editor's own


def cookie_of(number: int) -> str:
    """The session of an editor who has signed in."""
    editor, _made = User.objects.get_or_create(username=f"bench-{number}", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(editor)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def save(connection: Connection, cookie: str, address: str) -> float:
    """Opens the form of a statement, changes its text and hands it in; seconds that the last took."""
    session = f"{settings.SESSION_COOKIE_NAME}={cookie}"
    _status, headers, page = connection.get(address, f"Cookie: {session}\r\n", encoding="identity")
    crumb = headers["set-cookie"].partition(";")[0]
    reader = FormReader()
    reader.feed(page.decode())
    reader.fields |= {"text": [f"{reader.fields['text'][0]} Seen again."], "reason": ["Seen again."]}
    body = urlencode(reader.fields | {"_save": ["Save"]}, doseq=True).encode()
    before = time.perf_counter()
    status, _headers, _page = connection.post(address, body, f"Cookie: {session}; {crumb}\r\n")
    if status != 302:
        raise RuntimeError(f"{address} was not saved: {status}")
    return time.perf_counter() - before


def read(connection: Connection, address: str) -> float:
    """Seconds that a page took."""
    before = time.perf_counter()
    status, _headers, _page = connection.get(address)
    if status != 200:
        raise RuntimeError(f"{address}: {status}")
    return time.perf_counter() - before


def again(act: Callable[[], float], rest: float, until: float) -> list[float]:
    """What each act took, until it is late."""
    taken = []
    while time.monotonic() < until:
        taken.append(act())
        time.sleep(rest)
    return taken


def main(port: int) -> dict[str, Any]:
    """All of them at once, each in a thread and over a connection of its own."""
    cookies = [cookie_of(number) for number in range(EDITORS)]
    forms = [change_url(statement) for statement in Statement.objects.order_by("pk")[: EDITORS * EACH]]
    records = (*Therapy.objects.order_by("pk")[:26], *Country.objects.order_by("pk")[:10])
    pages = ["/", "/therapies/", "/countries/", "/timeline/", *(record.get_absolute_url() for record in records)]
    for page in pages:  # they were asked for since the last publication; saving a draft publishes nothing
        read(Connection(port), page)
    until = time.monotonic() + LASTING

    def edit(number: int) -> list[float]:
        own, connection = iter(forms[number::EDITORS]), Connection(port)
        time.sleep(REST["editor"] * number / EDITORS)
        return again(lambda: save(connection, cookies[number], next(own)), REST["editor"], until)

    def browse(number: int) -> list[float]:
        chance, connection = Random(number), Connection(port)  # noqa: S311 - which page is next, no secret
        time.sleep(REST["reader"] * number / READERS)
        return again(lambda: read(connection, chance.choice(pages)), REST["reader"], until)

    with ThreadPoolExecutor(EDITORS + READERS) as crowd:
        editors = [crowd.submit(edit, number) for number in range(EDITORS)]
        readers = [crowd.submit(browse, number) for number in range(READERS)]
        saved = [seconds for editor in editors for seconds in editor.result()]
        seen = [seconds for reader in readers for seconds in reader.result()]
    return {"save": median(saved), "saves": len(saved), "read": median(seen), "reads": len(seen)}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))  # noqa: T201
