"""From a specification to a picture, drawn by a process of its own (pencil.py; decision 5).

Each distinct specification is drawn once and kept, compressed; painting the scheme and adding the words are
text operations on the kept drawing.
"""

import base64
import hashlib
import json
import time
import zlib
from collections.abc import Callable
from xml.sax.saxutils import escape

from countries.charts.palette import SHADES
from countries.charts.pencil import PENCIL, DrawingError
from countries.charts.type import with_lengths
from gtlead.publication.bounded import BoundedCache
from gtlead.records.text import cleaned, cleaned_deep

KEPT = BoundedCache(32 * 1024 * 1024)
FAILED = BoundedCache(64 * 1024)
REST = 60  # seconds until a picture that could not be drawn is tried again
SCHEMES = ("auto", "light", "dark")

RULES = "".join(
    f'[fill="{shade.light}"]{{fill:{shade.dark}}}[stroke="{shade.light}"]{{stroke:{shade.dark}}}' for shade in SHADES
)
DARK_STYLE = f"@media (prefers-color-scheme:dark){{{RULES}}}"
STYLE_HASH = base64.b64encode(hashlib.sha256(DARK_STYLE.encode()).digest()).decode()

# A picture opened by itself may apply its one style sheet and nothing else.
PICTURE_CSP = f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'"


def svg(spec: dict[str, object], *, title: str, description: str, scheme: str = "auto") -> str:
    """The picture as SVG with its title and description; `auto` follows the reader's colour scheme."""
    drawing = with_lengths(paint(draw(spec), scheme))
    start, rest = drawing.split(">", 1)
    head = (
        f'{start} role="graphics-document" aria-labelledby="title" aria-describedby="description">'
        f'<title id="title">{escape(cleaned(title))}</title>'
        f'<desc id="description">{escape(cleaned(description))}</desc>'
    )
    return f"{head}<style>{DARK_STYLE}</style>{rest}" if scheme == "auto" else f"{head}{rest}"


def png(spec: dict[str, object], *, scheme: str = "light") -> bytes:
    """The picture as PNG at double density; a PNG cannot follow the reader, so `auto` means light."""
    fixed = "dark" if scheme == "dark" else "light"
    return kept(f"png:{fixed}", spec, lambda: PENCIL.draw("png", paint(draw(spec), fixed)))


def pixels(drawing: str) -> bytes:
    """A drawing of our own as PNG at double density."""
    return kept("png", {"drawing": drawing}, lambda: PENCIL.draw("png", drawing))


def paint(drawing: str, scheme: str) -> str:
    """The drawing with its light colours replaced by dark ones, if that is asked for."""
    if scheme == "dark":
        for shade in SHADES:
            drawing = drawing.replace(f'"{shade.light}"', f'"{shade.dark}"')
    return drawing


def draw(spec: dict[str, object]) -> str:
    """The bare SVG in light colours."""
    return kept("svg", spec, lambda: PENCIL.draw("svg", cleaned_deep(spec))).decode()


def kept(kind: str, spec: dict[str, object], make: Callable[[], bytes]) -> bytes:
    """What was made from this specification before, else made now; what failed is let rest for a while."""
    key = f"{kind}:{hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()}"
    found = KEPT.get(key)
    if found is None:
        if time.monotonic() < float(FAILED.get(key) or 0):
            raise DrawingError("this picture failed a moment ago")
        try:
            found = zlib.compress(make())
        except DrawingError:
            FAILED.set(key, str(time.monotonic() + REST).encode())
            raise
        KEPT.set(key, found)
    return zlib.decompress(found)
