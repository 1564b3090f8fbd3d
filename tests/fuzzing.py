"""What nobody should send, made from the URLconf and from the forms of pages; and what is wrong with an answer.

An `Ask` is a request in terms of routes and forms, so that the same one can be put to the server and to the test
client, whatever their records are called. `make fuzz` sends many of them (tests/fuzz.py); the suite sends some, and
each of fuzzed.jsonl, which holds every one that ever failed.
"""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Protocol
from urllib.parse import quote, urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from gtlead.lists.parameters import NOTHING, Parameters
from tests.html import Document, Element, problems

FAILED = Path(__file__).with_name("fuzzed.jsonl")
PEOPLE = ("", "editor", "reviewer", "superuser")
UNKNOWN = "nobodyknows"
METHODS = ("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW", "get")
PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
OF_THE_ADMIN = ("o", "p", "e", "all", "_popup", "_to_field", "_changelist_filters", "id__in", "state__exact", "q")
LARGEST_PAGE_READ = 60_000
OF_EACH_ROUTE = 2
SLOW, SLOW_ANSWER = 15, "slow"  # seconds

TEXTS = (
    *("", " ", "0", "-1", "1.5", "00", "+", "-", "*", "%", "%s", "\\", "'", '"', "' OR 1=1 --"),
    *("<script>alert(1)</script>", "__all__", "pk"),
    *("[", "(", "(?P<a", "{{ 7*7 }}", "{% x %}", "null", "None", "true", "NaN", "inf", "1e309", "0x10"),
    *("..", "../../etc/passwd", "//evil.example", "https://evil.example/", "javascript:alert(1)", "file:///etc/passwd"),
    *("999999999999999999", "9" * 30, "-9223372036854775809", "2147483648", "9" * 1000, "٣", "²", "½", "1,2", "1;2"),
    *("0000-00-00", "0001-01-01", "1950-01-01", "2026-02-30", "9999-12-31", "10000-01-01", "2026", "2026-13", "24:60"),
    *("\x00", "a\x00b", "\x01", "\x0b", "\x1b[31m", "\x7f", "\x85", "\x9b", "\xad"),
    *("\u200b", "\u2028", "\u202e", "\ufeff", "\ufdd0", "\ufffe", "\uffff", "\ud800", "\udfff", "\U0001fffe"),
    *("日本 한국", "👩\u200d🔬", "İı", "ß", "e" + "\u0301" * 200),
    *("a" * 201, "a" * 1000, "a b " * 200, "\t", "\r\n", "a\r\nX-Injected: 1", "=1+1", "@SUM(A1)", "japan", "casgevy"),
)  # fmt: skip
QUERIES = (
    *("%", "%zz", "%ff", "q=%ff", "%ff=1", "q=%ed%a0%80", "&", "&&&=&", "=", "=1", "q", "q[]=1", "q=1;q=2", "?"),
    *("q=%2500", "a=1&" * 1100, "utm_source=x", "utm_source=%ff&fbclid=1", "edition=", "edition=%00"),
)  # fmt: skip
HEADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Accept", ("", "*/*;q=x", "application/json", "a" * 1000)),
    ("Accept-Encoding", ("", "*", "gzip;q=0", "br;q=nan", "identity;q=0,*;q=0", "zstd", ",,;;", "br," * 90)),
    ("Accept-Language", ("", "xx", "ja;q=2", "*", "a" * 1000, "en-" * 90, "\xff")),
    ("Content-Type", ("", "application/json", "multipart/form-data", "multipart/form-data; boundary=", "a/b; charset")),
    ("Cookie", ("sessionid=", "sessionid=x", "csrftoken=x", "messages=W10:x", ";;;=", "a=\xff", "x=y; " * 90)),
    ("Forwarded", ("for=evil;host=evil.example",)),
    ("Host", ("", "evil.example", "localhost:99999", "[::1", "a b", "127.0.0.1:0", "..", "localhost.")),
    ("HX-Request", ("true", "false", "\xe9")),
    ("HX-Current-URL", ("x", "http://[", "\xff")),
    ("If-Match", ("*", "x", '"')),
    ("If-Modified-Since", ("x", "Mon, 31 Feb 2026 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "9" * 90)),
    ("If-None-Match", ("*", "x", 'W/"', '"a",' * 90, "\xff")),
    ("Origin", ("null", "https://evil.example", "http://[")),
    ("Range", ("bytes=0-", "bytes=-1", "bytes=9-1", "lines=1-2", "bytes=" + "0-0," * 90)),
    ("Referer", ("x", "http://[", "https://evil.example/", "\xff")),
    ("User-Agent", ("", "\xff", "a" * 1000)),
    ("X-Forwarded-For", ("x", "1.2.3.4, 5.6.7.8", "::1%eth0", "," * 90)),
    ("X-Forwarded-Host", ("evil.example",)),
    ("X-Forwarded-Proto", ("https", "javascript")),
    ("X-HTTP-Method-Override", ("DELETE",)),
    ("X-Requested-With", ("XMLHttpRequest",)),
)  # fmt: skip
FILES = (
    b"",
    b"\x00\xff\xfe",
    b"PK\x03\x04",
    b"PK\x05\x06" + b"\x00" * 18,
    b"slug,title\n\x85,\xff\n",
    "slug,title\na\x01,b\ufffe\n".encode(),
    b"\xff\xd8\xff\xe0" + b"\x00" * 40,
    b"RIFF\xff\xff\xff\xffWEBPVP8X",
    b"<svg onload='x'/>",
    b"a;b;c\n" * 3000,
)
NEVER_SENT = ("/admin/logout/", "/admin/auth/user/")  # they would end the sessions of the others
PARTS_OF_A_FIELD = 40  # fields of one form that are looked at, so that a long one costs no more than another


@dataclass(frozen=True)
class Place:
    """A pattern of the URLconf, and the parameters that its view says it takes."""

    pattern: str
    takes: Parameters

    @property
    def names(self) -> list[str]:
        """The parts of the address that differ."""
        return [one or other for one, other in PART.findall(self.pattern)]

    @property
    def is_admin(self) -> bool:
        """Whether Django's admin answers, by rules of its own."""
        return self.pattern.startswith("admin/")

    @property
    def is_private(self) -> bool:
        """Whether one has to sign in."""
        return self.is_admin or self.pattern.startswith("staff/")

    def address(self, parts: dict[str, str]) -> str:
        """The path, escaped."""
        path = PART.sub(lambda found: escaped(parts.get(found[1] or found[2], "x")), self.pattern)
        return "/" + re.sub(r"[\^$\\]", "", path)


@dataclass(frozen=True)
class Ask:
    """A request. Parts of the address that it does not name are those of a record that exists."""

    route: str
    parts: dict[str, str] = field(default_factory=dict)
    query: str = ""
    method: str = "GET"
    who: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    form: int | None = None  # which form of the page at this address is sent, with these fields changed
    fields: dict[str, list[str]] = field(default_factory=dict)
    doubled: str = ""  # a parameter that can be given once only

    def as_line(self) -> str:
        """The request as it is kept."""
        empty = Ask(self.route)
        return json.dumps({n: v for n, v in asdict(self).items() if n == "route" or v != getattr(empty, n)})


@dataclass
class Reply:
    """An answer; status 0 is none at all."""

    status: int
    headers: dict[str, str]
    text: str
    seconds: float = 0


class Site(Protocol):
    """Where requests are put to."""

    def send(self, who: str, method: str, address: str, headers: dict[str, str], body: bytes) -> Reply:
        """The answer to somebody's request; `address` is a path with its query, escaped."""


@dataclass
class Known:
    """What a walk through the site found: parts of addresses that exist, and the fields of forms, by route."""

    parts: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    forms: dict[str, list[dict[str, list[str]]]] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)

    def of(self, place: Place) -> list[dict[str, str]]:
        """Parts of addresses of the route, or of one that goes on from the same beginning."""
        beginning = PART.split(place.pattern)[0]
        beside = (parts for pattern, parts in self.parts.items() if PART.split(pattern)[0] == beginning)
        return self.parts.get(place.pattern) or next(beside, [{}])


def escaped(text: str) -> str:
    """As it stands in an address; half a character of UTF-16 as well."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def places(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[Place]:
    """Every pattern of the URLconf."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from places(pattern, path)
        elif isinstance(pattern, URLPattern):
            yield Place(path, getattr(pattern.callback, "parameters", NOTHING))


@cache
def by_pattern() -> dict[str, Place]:
    """The places by their patterns."""
    return {place.pattern: place for place in places()}


def route_of(path: str) -> tuple[str, dict[str, str]] | None:
    """The pattern that a path takes, and its parts."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match.route, {name: str(value) for name, value in match.kwargs.items() if isinstance(value, str | int)}


# ---- What is there ----


def explore(site: Site, who: str, known: Known, most: int) -> None:
    """Read pages from the beginnings on, at most two of each route, and note what they show."""
    waiting = ["/", "/staff/", "/admin/"] if who else ["/", "/sitemap.xml"]
    seen: dict[str, set[str]] = {}
    while waiting and most:
        address = waiting.pop(0)
        found = route_of(urlsplit(address).path)
        if found is None or found[0] not in by_pattern() or address in seen.setdefault(found[0], set()):
            continue
        if len(seen[found[0]]) == OF_EACH_ROUTE:
            continue
        seen[found[0]].add(address)
        most -= 1
        reply = site.send(who, "GET", address, {}, b"")
        if reply.status == 200:
            note(known, *found, reply)
            document = Document(reply.text)
            links = [*document.links, *(e.text for e in document.all("loc"))]
            waiting += [
                urlsplit(link).path for link in links if link.startswith(("/", "http://")) and "/logout" not in link
            ]


def note(known: Known, route: str, parts: dict[str, str], reply: Reply) -> None:
    """What one page teaches."""
    if parts not in known.parts.setdefault(route, []):
        known.parts[route].append(parts)
    if not is_page(reply):
        return
    forms = forms_of(reply)
    for form in forms:
        if form.get("method") != "post":
            known.names.setdefault(route, set()).update(values_of(form))
    known.forms.setdefault(route, [values_of(form) | choices_of(form) for form in forms])


def forms_of(reply: Reply) -> list[Element]:
    """The forms of a page, read without the rest of it; but for the one that would end a session."""
    found = re.findall(r"<form\b.*?</form>", reply.text, re.DOTALL) if is_page(reply) else []
    forms = [Document(text).all("form")[0] for text in found]
    return [form for form in forms if not form.get("action").startswith(NEVER_SENT)]


def is_page(reply: Reply) -> bool:
    """Whether it is HTML."""
    return reply.headers.get("content-type", "").startswith("text/html")


def values_of(form: Element) -> dict[str, list[str]]:
    """What a browser would send; every name is there, whether ticked or not."""
    values: dict[str, list[str]] = {}
    for control in form.all("input", "select", "textarea", "button"):
        name = control.get("name")
        if not name or "__prefix__" in name:
            continue
        sent = values.setdefault(name, [])
        if control.tag == "select":
            sent += [o.get("value") for o in control.all("option") if "selected" in o.attributes]
        elif control.tag == "textarea":
            sent.append("".join(child for child in control.children if isinstance(child, str)))
        elif control.get("type") in ("checkbox", "radio"):
            sent += [control.get("value", "on")] if "checked" in control.attributes else []
        elif control.get("type") not in ("submit", "button", "file") and control.tag == "input":
            sent.append(control.get("value"))
    return values


def choices_of(form: Element) -> dict[str, list[str]]:
    """What can be chosen, by name."""
    choices: dict[str, list[str]] = {}
    for control in form.all("input", "option", "button"):
        of = control if control.tag != "option" else next(a for a in control.ancestors() if a.tag in ("select", "form"))
        if of.get("name") and control.get("value"):
            choices.setdefault(of.get("name"), []).append(control.get("value"))
    return choices


# ---- What is asked ----


def asks(seed: int, number: int, known: Known) -> Iterator[Ask]:
    """So many requests; the same for the same seed and site."""
    chance = Random(seed)  # noqa: S311 - no secret
    everywhere = [place for _pattern, place in sorted(by_pattern().items())]
    public = [place for place in everywhere if not place.is_private]
    staff = [place for place in everywhere if place.is_private]
    kinds = (odd_query, odd_query, odd_query, odd_path, odd_method, odd_headers)
    with_forms = sorted(route for route, forms in known.forms.items() if forms)
    for _number in range(number):
        if with_forms and chance.random() < 0.3:
            yield odd_form(chance, by_pattern()[chance.choice(with_forms)], known)
        else:
            place = chance.choice(public if chance.random() < 0.6 else staff)
            who = chance.choice(PEOPLE[1:] if place.is_private or chance.random() < 0.2 else PEOPLE[:1])
            yield chance.choice(kinds)(chance, place, Ask(place.pattern, who=who), known)


def odd_text(chance: Random, *likely: str) -> str:
    """A value that is odd, or one that is right."""
    return chance.choice(likely) if likely and chance.random() < 0.3 else chance.choice(TEXTS)


def odd_query(chance: Random, place: Place, ask: Ask, known: Known) -> Ask:
    """Parameters: declared, found in a form, unknown, doubled."""
    if chance.random() < 0.1:
        return replace(ask, query=chance.choice(QUERIES))
    once = sorted(place.takes.once)
    if once and chance.random() < 0.15:
        name = chance.choice(once)
        return replace(ask, query=f"{name}=a&{name}=b", doubled=name)
    elsewhere = [*OF_THE_ADMIN, *sorted({name for names in known.names.values() for name in names})]
    here = [*once, *place.takes.several, *sorted(known.names.get(place.pattern, ())), "edition"]
    pairs = []
    for _pair in range(chance.randint(1, 4)):
        kind = chance.random()
        name = (
            UNKNOWN
            if kind < 0.1
            else chance.choice(here if kind < 0.8 else [*elsewhere, "o", "p", "e", "all", "_popup"])
        )
        pairs.append(f"{escaped(name)}={escaped(odd_text(chance, 'japan', '1', '2', '2020-01-01', 'name', 'on'))}")
    return replace(ask, query="&".join(pairs))


def odd_path(chance: Random, place: Place, ask: Ask, known: Known) -> Ask:
    """Parts that name no record."""
    names = place.names
    if not names:
        return odd_query(chance, place, ask, known)
    wrong = chance.sample(names, chance.randint(1, len(names)))
    return replace(ask, parts={name: odd_text(chance, "1", "japan", "2020-01-01") for name in wrong})


def odd_method(chance: Random, place: Place, ask: Ask, known: Known) -> Ask:
    """Any method, with a body that is none."""
    body = chance.choice(["", "a=1", "{", "csrfmiddlewaretoken=x&" + escaped(odd_text(chance)) + "=1"])
    return replace(odd_query(chance, place, ask, known), method=chance.choice(METHODS), body=body, doubled="")


def odd_headers(chance: Random, place: Place, ask: Ask, known: Known) -> Ask:
    """One to three of them."""
    chosen = chance.sample(HEADERS, chance.randint(1, 3))
    return replace(ask, headers={name: chance.choice(values) for name, values in chosen})


def odd_form(chance: Random, place: Place, known: Known) -> Ask:
    """A form of a page, with some of its fields changed, doubled, left out or invented."""
    forms = known.forms[place.pattern]
    who = chance.choice(PEOPLE[1:] if place.is_private else PEOPLE)
    number = chance.randrange(len(forms))
    form, names = forms[number], sorted(forms[number])
    counts = [name for name in names if name.endswith("_FORMS")]
    few = [*chance.sample(names, min(len(names), PARTS_OF_A_FIELD)), "state", "reason", UNKNOWN]
    fields: dict[str, list[str]] = {}
    for _field in range(chance.randint(1, 4)):
        name = chance.choice(counts) if counts and chance.random() < 0.05 else chance.choice(few)
        fields[name] = [odd_text(chance, *form.get(name, ())) for _value in range(chance.choice((0, 1, 1, 1, 1, 2)))]
    return Ask(place.pattern, who=who, method="POST", form=number, fields=fields)


# ---- What is answered ----


def put(ask: Ask, site: Site, known: Known) -> Reply:
    """The answer to a request; a form is fetched first, as a browser would."""
    place = by_pattern()[ask.route]
    exists = known.of(place)
    address = place.address(exists[len(ask.query) % len(exists)] | ask.parts) + (f"?{ask.query}" if ask.query else "")
    if ask.form is None:
        typed = {"Content-Type": "application/x-www-form-urlencoded"} if ask.body else {}
        return site.send(ask.who, ask.method, address, typed | ask.headers, ask.body.encode())
    reply = site.send(ask.who, "GET", address, {}, b"")
    forms = forms_of(reply)
    if ask.form >= len(forms):
        return reply
    return send_form(ask, site, address, forms[ask.form])


def send_form(ask: Ask, site: Site, address: str, form: Element) -> Reply:
    """What a browser would send, but for the fields that the request changes."""
    target = urlsplit(form.get("action") or address)
    values = values_of(form) | ask.fields
    files = [control.get("name") for control in form.all("input") if control.get("type") == "file"]
    if form.get("method") != "post":
        query = "&".join(f"{escaped(n)}={escaped(value)}" for n, sent in values.items() for value in sent)
        return site.send(ask.who, "GET", f"{target.path}?{query}", ask.headers, b"")
    kind, body = multipart(values, files, len(ask.as_line())) if files else urlencoded(values)
    whole = target.path + (f"?{target.query}" if target.query else "")
    return site.send(ask.who, "POST", whole, {"Content-Type": kind, "Referer": "", **ask.headers}, body)


def urlencoded(values: dict[str, list[str]]) -> tuple[str, bytes]:
    """Content type and body."""
    pairs = [f"{escaped(name)}={escaped(value)}" for name, sent in values.items() for value in sent]
    return "application/x-www-form-urlencoded", "&".join(pairs).encode()


def multipart(values: dict[str, list[str]], files: list[str], number: int) -> tuple[str, bytes]:
    """The same for a form that takes files, which are none that should be sent."""
    pieces = []
    for name, sent in values.items():
        if name not in files:
            head = f'--fuzz\r\nContent-Disposition: form-data; name="{escaped(name)}"\r\n\r\n'
            pieces += [head.encode() + value.encode("utf-8", "surrogatepass") + b"\r\n" for value in sent]
    for name in files:
        end = (".csv", ".xlsx", ".png", "")[number % 4]
        head = f'--fuzz\r\nContent-Disposition: form-data; name="{name}"; filename="a{end}"\r\n\r\n'
        pieces.append(head.encode() + FILES[number % len(FILES)] + b"\r\n")
    return "multipart/form-data; boundary=fuzz", b"".join(pieces) + b"--fuzz--\r\n"


def faults(ask: Ask, reply: Reply) -> list[str]:
    """What is wrong with an answer; nothing if all is well."""
    if reply.status == 0:
        return ["no answer"]
    if reply.status >= 500:
        return [f"status {reply.status}"]
    if reply.seconds > SLOW:
        return [SLOW_ANSWER]
    return [*silent_parameters(ask, reply), *malformed(ask, reply)]


def silent_parameters(ask: Ask, reply: Reply) -> Iterator[str]:
    """Parameters that were left out without a word."""
    if ask.method != "GET" or ask.form is not None:
        return
    if reply.status == 302 and reply.headers.get("location", "").endswith("?e=1"):
        yield "a list of the admin goes elsewhere in silence"
    if reply.status != 200:
        return
    if f"{UNKNOWN}=" in ask.query and UNKNOWN not in reply.text:
        yield f"{UNKNOWN} is left out in silence"
    if ask.doubled and "once only" not in reply.text:
        yield f"{ask.doubled} is taken twice"


def malformed(ask: Ask, reply: Reply) -> list[str]:
    """What a reader's program could not read; the pages of the admin are Django's own."""
    kind = reply.headers.get("content-type", "")
    is_small = len(reply.text) <= LARGEST_PAGE_READ and "content-encoding" not in reply.headers
    if ask.method != "GET" or reply.status != 200 or not is_small:
        return []
    try:
        if "json" in kind:
            json.loads(reply.text)
        elif "xml" in kind:
            ET.fromstring(reply.text)  # noqa: S314 - our own
        elif is_page(reply) and not by_pattern()[ask.route].is_private and "HX-Request" not in ask.headers:
            return problems(reply.text)[:1]
    except (ValueError, ET.ParseError) as error:
        return [f"{kind}: {error}"]
    return []


def simpler(ask: Ask) -> Iterator[Ask]:
    """The same with one thing less."""
    pairs = ask.query.split("&") if ask.query else []
    for number in range(len(pairs)):
        yield replace(ask, query="&".join(pairs[:number] + pairs[number + 1 :]))
    for name in ask.headers:
        yield replace(ask, headers={n: v for n, v in ask.headers.items() if n != name})
    for name in ask.fields:
        yield replace(ask, fields={n: v for n, v in ask.fields.items() if n != name})
    for name in ask.parts:
        yield replace(ask, parts={n: v for n, v in ask.parts.items() if n != name})
    if ask.body:
        yield replace(ask, body="")


def smallest(ask: Ask, site: Site, known: Known) -> Ask:
    """The request without whatever it fails without."""
    for less in simpler(ask):
        if faults(less, put(less, site, known)):
            return smallest(less, site, known)
    return ask


def failed_before() -> list[Ask]:
    """Every request that ever failed."""
    return [Ask(**json.loads(line)) for line in FAILED.read_text().splitlines()]
