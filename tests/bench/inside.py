"""Measures in the process of one site, whose database is the environment's: CPU seconds of pages made anew.

`python -m tests.bench.inside pages|searches|filters|datasette|addresses|csv|publish|staff|imported|fill` prints one
JSON object.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from csv import DictWriter, reader, writer
from io import BytesIO, StringIO
from itertools import islice, product
from math import ceil
from shutil import rmtree
from statistics import median
from typing import Any
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gtlead.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.paginator import Paginator  # noqa: E402
from django.template import Context, Engine  # noqa: E402
from django.test import Client  # noqa: E402

from countries.finding.search import find  # noqa: E402
from countries.import_kinds import IMPORT_KINDS  # noqa: E402
from countries.models import Authorisation, Country, Observation, Statement, Therapy  # noqa: E402
from gtlead.importing import jobs  # noqa: E402
from gtlead.publication.content_version import raise_version  # noqa: E402
from gtlead.publication.page_cache import STORE  # noqa: E402
from gtlead.review.deciding import approve, token  # noqa: E402
from gtlead.review.submitting import propose  # noqa: E402
from gtlead.sources.models import Source  # noqa: E402
from tests.bench.world import make_world  # noqa: E402

PATIENCE = 30  # CPU seconds after which a page counts as not answered
ROUNDS = 5
LONG = 3  # CPU seconds; what takes longer is measured once
LEAST, MOST_TIMES = 0.1, 10  # CPU seconds of a round; times in one
settings.ALLOWED_HOSTS = ["*"]


def out_of_patience(*_args: Any) -> None:
    """Ends what takes too long."""
    raise TimeoutError


signal.signal(signal.SIGPROF, out_of_patience)


def seconds_of(work: Callable[[], Any], rounds: int = ROUNDS) -> float | None:
    """Median CPU seconds over the rounds after one that warms up; None if one takes longer than anybody waits.

    What is quick is done several times in a round, as some machines count processor time in hundredths of a second.
    """
    taken = []
    signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    try:
        warm = seconds_once(work)
        times = ceil(LEAST / max(warm, LEAST / MOST_TIMES))
        for _ in range(rounds if warm < LONG else 1):
            signal.setitimer(signal.ITIMER_PROF, PATIENCE)
            taken.append(sum(seconds_once(work) for _time in range(times)) / times)
    except TimeoutError:
        return None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return median(taken)


def seconds_once(work: Callable[[], Any]) -> float:
    """CPU seconds of one time."""
    before = time.process_time()
    work()
    return time.process_time() - before


ANYBODY = Client()  # one for all: each sets up the whole of the middleware at its first request


def fetch(path: str, *, published: bool = False, client: Client = ANYBODY) -> bytes:
    """A page that nobody asked for since the last publication, which was just now if it is `published`."""
    cache.clear()
    STORE.clear()
    if published:
        raise_version()
    response: Any = client.get(path)
    if response.status_code == 503:  # the site takes the alarm for a failing database
        raise TimeoutError
    if response.status_code != 200:
        raise RuntimeError(f"{path}: {response.status_code}")
    return b"".join(response.streaming_content) if response.streaming else response.content


def pages() -> dict[str, Any]:
    """Seconds and kilobytes of the pages that matter."""
    countries = [country.slug for country in Country.objects.all()[:3]]
    therapy = Therapy.objects.order_by("pk")[0].slug
    addresses = {
        "home": "/",
        "profile cover": f"/countries/{countries[0]}/",
        "comparison of three": "/compare/?" + "&".join(f"country={slug}" for slug in countries),
        "matrix": "/therapies/matrix/",
        "therapy": f"/therapies/{therapy}/",
        "list of therapies": "/therapies/",
        "list of countries": "/countries/",
        "list of diseases": "/diseases/",
        "timeline": "/timeline/",
        "chart of authorisations": "/charts/authorisations/",
        "search": "/search/?q=haemophilia+germany",
        "indicators": "/indicators/",
    }
    found = {}
    for name, path in addresses.items():
        seconds = seconds_of(lambda path=path: fetch(path, published=True))
        size = len(fetch(path)) / 1000 if seconds is not None else None
        found[name] = {"seconds": seconds, "kilobytes": size}
    return found


def asked_filters() -> list[tuple[str, str, str]]:
    """Forty of four thousand filters of the list of therapies: modality, disease area, country."""
    places = [country.slug for country in Country.objects.all()[:40]]
    return list(islice(product(Therapy.Modality.values, Therapy.DiseaseArea.values, places), 0, 4_000, 100))


def datasette() -> dict[str, Any]:
    """The addresses under which Datasette lists the same rows with the same facets."""
    there = (
        "select therapy_id from countries_span s join countries_country c on c.id = country_id where kind = 'licence' "
        "and s.state in ('authorised', 'conditional') and begins <= date('now') and until >= date('now')"
    )
    facets = [("_facet", "modality"), ("_facet", "disease_area")]
    queries = (
        [("modality", m), ("disease_area", a), ("_where", f"id in ({there} and c.slug = '{c}')"), *facets]
        for m, a, c in asked_filters()
    )
    return {"addresses": [f"/gtlead/countries_therapy?{urlencode(query)}" for query in queries]}


def filters() -> dict[str, Any]:
    """Seconds of a list under a filter that nobody asked for before, the mean of forty; beside that of a plain list."""
    asked = asked_filters()

    def ours() -> None:
        for m, a, c in asked:
            fetch(f"/therapies/?modality={m}&disease_area={a}&authorised_in={c}")

    def plain() -> None:
        for m, a, _country in asked:
            plain_list(modality=m, disease_area=a)

    found = {"ours": seconds_of(ours), "a plain list": seconds_of(plain)}
    return {name: seconds and seconds / len(asked) for name, seconds in found.items()}


ROWS = Engine().from_string("{% for row in page %}<p>{{ row.brand }}: {{ row.disease }}</p>{% endfor %}")


def plain_list(**wanted: str) -> str:
    """A page of therapies by as little code as makes one: a filter, a page of it, a template; no facets."""
    found = Therapy.objects.filter(state="published", **wanted).order_by("brand")
    return ROWS.render(Context({"page": Paginator(found, 40).page(1)}))


def searches() -> dict[str, Any]:
    """Seconds of the first search after a publication, and of one of many: names, places, words of many texts."""

    def first() -> None:
        raise_version()
        find("gene therapy")

    brands = [therapy.brand for therapy in Therapy.objects.order_by("pk")[:40]]
    places = [country.name for country in Country.objects.order_by("pk")[:40]]
    words = Statement.objects.order_by("pk")[0].text.split()
    asked = [*brands, *(f"price of {b} in {p}" for b, p in zip(brands, places, strict=False)), *words]
    whole = seconds_of(lambda: [find(one) for one in asked])
    return {"first search after a publication": seconds_of(first), "search": whole and whole / len(asked)}


def addresses() -> dict[str, Any]:
    """Four hundred different pages."""
    kinds = ((Therapy, 150), (Country, 50), (Source, 200))
    records = [record for kind, number in kinds for record in kind.objects.order_by("pk")[:number]]
    return {"addresses": [record.get_absolute_url() for record in records]}


def staff() -> dict[str, Any]:
    """Seconds of what editors open."""
    editor, _made = User.objects.get_or_create(username="bench-editor", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(editor)
    therapy = Therapy.objects.order_by("pk")[0].pk
    addresses = {
        "desk": "/staff/",
        "review list": "/staff/review/",
        "form of a therapy": f"/admin/countries/therapy/{therapy}/change/",
    }
    return {name: seconds_of(lambda path=path: fetch(path, client=client)) for name, path in addresses.items()}


NEW_ROWS = 3 * jobs.CHUNK  # of the 10,000 that a file may have; each hundred costs the same


def imported() -> dict[str, Any]:
    """Seconds of reading a file of new observations, and of a hundred of its rows: tried, and put on file."""
    kind = IMPORT_KINDS["observations"]
    editor, _made = User.objects.get_or_create(username="bench-editor", is_staff=True, is_superuser=True)
    sources = [source.slug for source in Source.objects.order_by("pk")[: 2 * NEW_ROWS]]
    like = {c.name: c.cell(Observation.objects.order_by("pk")[0]) for c in kind.columns if c.name in kind.header}
    text = StringIO()
    table = DictWriter(text, kind.header)
    table.writeheader()
    for number in range(NEW_ROWS):
        own = {
            kind.key: f"new-{number}",
            "definition": f"Sort {number}",
            "sources": " ".join(sources[number::NEW_ROWS]),
        }
        table.writerow(like | own)
    before = time.process_time()
    job = jobs.begin(kind=kind, name="new.csv", file=BytesIO(text.getvalue().encode()), by=editor)
    found = {f"import of observations, {NEW_ROWS} rows read": time.process_time() - before}
    for stage, name in ((job.Stage.TRYING, "tried"), (job.Stage.APPLYING, "put on file")):
        before = time.process_time()
        while job.stage == stage:
            job = jobs.go_on(job.pk, kind)
        found[f"import, {jobs.CHUNK} rows {name}"] = (time.process_time() - before) / (NEW_ROWS / jobs.CHUNK)
        jobs.confirm(job)
        job.refresh_from_db()
    assert job.rows.filter(is_applied=True).count() == NEW_ROWS
    return found


def csv() -> dict[str, Any]:
    """Rows a second of the table of therapies, made and kept, and of Python's own writer given the same rows."""

    def made() -> bytes:
        rmtree(settings.STATE_DIR / "downloads", ignore_errors=True)
        return fetch("/therapies.csv")

    taken, kept = seconds_of(made, rounds=2), seconds_of(lambda: fetch("/therapies.csv"))
    ready = [*reader(StringIO(fetch("/therapies.csv").decode("utf-8-sig")))]
    found = {
        "CSV of therapies": taken,
        "CSV of therapies, kept": kept,
        "the same rows, csv.writer": seconds_of(lambda: writer(StringIO()).writerows(ready)),
    }
    return {name: seconds and len(ready) / seconds for name, seconds in found.items()}


def publish() -> dict[str, Any]:
    """Seconds of approving one change to one authorisation, and to one statement."""
    author, _made = User.objects.get_or_create(username="bench-author")
    reviewer, _made = User.objects.get_or_create(username="bench-reviewer", is_superuser=True)
    found = {}
    for model, field in ((Authorisation, "note"), (Statement, "note")):
        record = model.objects.order_by("pk")[0]
        taken = []
        for number in range(ROUNDS):
            record.refresh_from_db()
            proposal = propose(record, {field: f"Words {number}."}, user=author, reason="")
            assert proposal
            before = time.perf_counter()
            approve(proposal, reviewer, seen=token(proposal, record))
            taken.append(time.perf_counter() - before)
        found[str(model._meta.verbose_name)] = median(taken)
    return found


def fill() -> dict[str, Any]:
    """The made-up world, in an empty database."""
    make_world()
    return {"countries": Country.objects.count()}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]]()))  # noqa: T201
