"""From a specification to a picture: the only module that knows the drawing library (decision 5).

Each distinct specification is drawn once and kept, compressed; painting the scheme and adding the words are
text operations on the kept drawing.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Callable
from importlib.metadata import version
from typing import Any
from xml.sax.saxutils import escape

import vl_convert
from django.core.cache import cache

from .palette import SHADES

VEGA_LITE = "6.4"
LIBRARY = version("vl-convert-python")
KEEP_FOR = 60 * 60 * 24
SCHEMES = ("auto", "light", "dark")

RULES = "".join(
    f'[fill="{shade.light}"]{{fill:{shade.dark}}}[stroke="{shade.light}"]{{stroke:{shade.dark}}}' for shade in SHADES
)
DARK_STYLE = f"@media (prefers-color-scheme:dark){{{RULES}}}"
STYLE_HASH = base64.b64encode(hashlib.sha256(DARK_STYLE.encode()).digest()).decode()

# A picture opened by itself may apply its one style sheet and nothing else.
PICTURE_CSP = f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'"


def svg(spec: dict[str, Any], *, title: str, description: str, scheme: str = "auto") -> str:
    """The picture as SVG with its title and description; `auto` follows the reader's colour scheme."""
    drawing = paint(draw(spec), scheme)
    start, rest = drawing.split(">", 1)
    head = (
        f'{start} role="graphics-document" aria-labelledby="title" aria-describedby="description">'
        f'<title id="title">{escape(title)}</title><desc id="description">{escape(description)}</desc>'
    )
    return f"{head}<style>{DARK_STYLE}</style>{rest}" if scheme == "auto" else f"{head}{rest}"


def png(spec: dict[str, Any], *, scheme: str = "light") -> bytes:
    """The picture as PNG at double density; a PNG cannot follow the reader, so `auto` means light."""
    fixed = "dark" if scheme == "dark" else "light"
    return kept(f"png:{fixed}", spec, lambda: vl_convert.svg_to_png(paint(draw(spec), fixed), scale=2))


def paint(drawing: str, scheme: str) -> str:
    """The drawing with its light colours replaced by dark ones, if that is asked for."""
    if scheme == "dark":
        for shade in SHADES:
            drawing = drawing.replace(f'"{shade.light}"', f'"{shade.dark}"')
    return drawing


def draw(spec: dict[str, Any]) -> str:
    """The bare SVG in light colours."""
    return kept("svg", spec, lambda: convert(spec).encode()).decode()


def convert(spec: dict[str, Any]) -> str:
    """The library at work; it may fetch nothing."""
    return vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[])


def kept(kind: str, spec: dict[str, Any], make: Callable[[], bytes]) -> bytes:
    """What was made from this specification before, else made now."""
    digest = hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()
    key = f"chart:{LIBRARY}:{kind}:{digest}"
    found = cache.get(key)
    if found is None:
        found = zlib.compress(make())
        cache.set(key, found, KEEP_FOR)
    return zlib.decompress(found)
