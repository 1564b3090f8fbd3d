"""The process that draws: run as a program, it knows the drawing library and nothing of the site.

Each request is a length (four bytes) and JSON: `["svg", specification]` or `["png", drawing]`. Each answer is one byte
(0: drawn, 1: refused), a length and the picture or the reason. It ends with its input, so it never outlives the site.
"""

import json
import os
import resource
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO

import vl_convert

VEGA_LITE = "6.4"
MOST_MEMORY = 1024**3  # private and writable; the library reserves 600 MB of it and uses 100
LENGTH = struct.Struct(">I")
HEAD = struct.Struct(">BI")


def draw(kind: str, what: Any) -> bytes:
    """The library at work; it may fetch nothing."""
    if kind == "svg":
        return vl_convert.vegalite_to_svg(what, vl_version=VEGA_LITE, allowed_base_urls=[]).encode()
    return vl_convert.svg_to_png(what, scale=2)


def answer(request: bytes) -> tuple[int, bytes]:
    """What is sent back for one request."""
    try:
        return 0, draw(*json.loads(request))
    except Exception as error:  # noqa: BLE001 - whatever the library says of this picture is the answer
        return 1, str(error)[:500].encode(errors="replace")


def main() -> None:
    """Draw until the input ends."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    vl_convert.register_font_directory(str(Path(__file__).with_name("fonts")))
    answers: BinaryIO = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # the library may write what it likes
    while length := sys.stdin.buffer.read(LENGTH.size):
        status, body = answer(sys.stdin.buffer.read(LENGTH.unpack(length)[0]))
        answers.write(HEAD.pack(status, len(body)) + body)
        answers.flush()


if __name__ == "__main__":
    main()
