"""Gets a register's file, part by part: politely, within limits, never from a private network, and resumably."""

import json
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from urllib3.exceptions import HTTPError

from countries.registers.lines import FilePage, UnfitFileError
from gtlead.link_check.addresses import ForbiddenAddressError
from gtlead.link_check.fetching import REDIRECTS, Fetched, Limits, ask

USER_AGENT = "GTLead-registers/1.0 (compares a public atlas with public registers)"
ACCEPT = "application/json,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;q=0.9,*/*;q=0.5"
SECONDS = 120
MOST_BYTES = 40 * 1024 * 1024
MOST_PARTS = 200
FRESH = 24 * 3600  # seconds for which parts that were fetched are gone on with


def limits() -> Limits:
    """What one part may cost."""
    return Limits(
        seconds=SECONDS,
        bytes=MOST_BYTES + 1,
        allowed=settings.LINK_CHECK_ALLOWED_ADDRESSES,
        agent=USER_AGENT,
        accept=ACCEPT,
    )


def fetch(address: str, within: Limits) -> FilePage:
    """One part, whole; UnfitError says why there is none."""
    at = address
    try:
        for _hop in range(within.redirects + 1):
            begun = time.monotonic()
            answer = ask(at, "GET", within)
            if answer.status in REDIRECTS and answer.location:
                at = urljoin(at, answer.location)
                continue
            refuse_partial(answer, time.monotonic() - begun, within)
            return FilePage(answer.body, urlsplit(at).path.rpartition("/")[2])
    except ForbiddenAddressError as error:
        raise UnfitFileError(_("The address leads into a private network.")) from error
    except (OSError, HTTPError, HTTPException, ValueError) as error:
        raise UnfitFileError(_("No answer: %(why)s") % {"why": f"{type(error).__name__}: {error}"[:200]}) from error
    raise UnfitFileError(_("The address is redirected without end."))


def refuse_partial(answer: Fetched, seconds: float, within: Limits) -> None:
    """Part of a file is worse than none."""
    if answer.status != 200:
        raise UnfitFileError(_("The register answered with status %(status)s.") % {"status": answer.status})
    if len(answer.body) >= within.bytes:
        raise UnfitFileError(_("The file is larger than %(number)s bytes.") % {"number": within.bytes - 1})
    if seconds >= within.seconds:
        raise UnfitFileError(_("The file had not come whole after %(number)s seconds.") % {"number": within.seconds})


class Parts:
    """The parts of an answer, kept in a folder until all are there, so that a run that broke off is gone on with."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self.note = folder / "next.json"

    def pages(
        self,
        following: Callable[[FilePage, str], str] | None,
        within: Limits,
        pause: float,
        sleep: Callable[[float], None] = time.sleep,
    ) -> Iterator[FilePage]:
        """Those that are kept, then those that are still to come, with a pause between two requests."""
        kept, address = self.begun()
        for path in kept:
            yield FilePage(path.read_bytes(), path.name)
        number = len(kept)
        while address:
            if number >= MOST_PARTS:
                raise UnfitFileError(_("The answer has more than %(number)s parts.") % {"number": MOST_PARTS})
            if number > len(kept):
                sleep(pause)
            page = fetch(address, within)
            address = following(page, self.address) if following else ""
            number += 1
            self.keep(page, number, address)
            yield page

    def begun(self) -> tuple[list[Path], str]:
        """What an earlier run has fetched of the same address today, and where it was to go on."""
        try:
            note = json.loads(self.note.read_text())
            if note["address"] == self.address and time.time() - self.note.stat().st_mtime < FRESH:
                return [self.folder / name for name in note["parts"]], str(note["next"])
        except (OSError, ValueError, KeyError):
            pass
        self.forget()
        return [], self.address

    def keep(self, page: FilePage, number: int, following: str) -> None:
        """Write one part down, then where to go on."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{number:04}-{page.name[-60:] or 'part'}"
        (self.folder / name).write_bytes(page.content)
        parts = json.loads(self.note.read_text())["parts"] if self.note.exists() else []
        self.note.write_text(json.dumps({"address": self.address, "parts": [*parts, name], "next": following}))

    def forget(self, *, unless_begun: bool = False) -> None:
        """Throw all away: it is read, or of no use; if wanted, not what broke off before its end."""
        if unless_begun and self.note.exists() and json.loads(self.note.read_text())["next"]:
            return
        for path in self.folder.glob("*") if self.folder.exists() else ():
            path.unlink()
