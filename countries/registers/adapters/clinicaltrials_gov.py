"""ClinicalTrials.gov, API version 2: JSON with `studies` and a token for the next part. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.utils.translation import gettext as _

from countries.domain.trials import inclusion
from countries.registers.lines import FilePage, RegisterLine, UnfitFileError, json_document, refuse_incomplete, rows_of

FORM = "clinicaltrials-gov"
COVERS = "trials"
COMPLETE = True

MODULES = (
    "identificationModule", "statusModule", "sponsorCollaboratorsModule", "conditionsModule", "designModule",
    "armsInterventionsModule", "contactsLocationsModule",
)  # fmt: skip
WITHIN = (
    "nctId", "briefTitle", "overallStatus", "startDateStruct", "lastUpdatePostDateStruct", "date", "leadSponsor",
    "name", "conditions", "phases", "interventions", "otherNames", "locations", "country",
)  # fmt: skip
AROUND = ("studies", "nextPageToken", "totalCount", "protocolSection")
STATUSES = (
    "not-yet-recruiting", "recruiting", "enrolling-by-invitation", "active-not-recruiting", "suspended", "completed",
    "terminated", "withdrawn", "unknown",
)  # fmt: skip
PHASES = {
    (): "none", ("NA",): "none", ("EARLY_PHASE1",): "early-1", ("PHASE1",): "1", ("PHASE1", "PHASE2"): "1-2",
    ("PHASE2",): "2", ("PHASE2", "PHASE3"): "2-3", ("PHASE3",): "3", ("PHASE4",): "4",
}  # fmt: skip
COUNTRIES = {
    "United States": "united-states", "China": "china", "United Kingdom": "united-kingdom", "Germany": "germany",
    "Japan": "japan", "South Korea": "south-korea", "Korea, Republic of": "south-korea", "Australia": "australia",
}  # fmt: skip
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
NUMBER = re.compile(r"NCT\d{8}")


def read(pages: Iterable[FilePage]) -> Iterator[RegisterLine]:
    """All studies; those that the rule takes for gene therapy bring facts."""
    found, promised = 0, None
    for page in pages:
        document = json_document(page, {*MODULES, *WITHIN, *AROUND})
        rows = rows_of(document, "studies", ("protocolSection",))
        promised = document.get("totalCount", promised)
        found += len(rows)
        yield from (line_of(row["protocolSection"]) for row in rows)
    refuse_incomplete(found, promised)


def following(page: FilePage, address: str) -> str:
    """The address of the next part."""
    token = json_document(page, ("nextPageToken",)).get("nextPageToken")
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query)) | {"pageToken": str(token)}
    return parts._replace(query=urlencode(query)).geturl() if token else ""


def line_of(study: dict[str, Any]) -> RegisterLine:
    """One study."""
    modules = {name: study.get(name) or {} for name in MODULES}
    about, status = modules["identificationModule"], modules["statusModule"]
    number, title = str(about.get("nctId") or ""), str(about.get("briefTitle") or "").strip()
    if not NUMBER.fullmatch(number) or not title or "overallStatus" not in status:
        raise UnfitFileError(_("A study has no number, title or status, or they have another name."))
    interventions = [
        str(name) for row in modules["armsInterventionsModule"].get("interventions") or ()
        for name in (row.get("name"), *(row.get("otherNames") or ())) if name
    ]  # fmt: skip
    why = inclusion(interventions, title)
    if not why:
        return RegisterLine(number, (title,), concerns=False)
    sites = (str(row.get("country")) for row in modules["contactsLocationsModule"].get("locations") or ())
    conditions = tuple(str(text) for text in modules["conditionsModule"].get("conditions") or ())
    facts = {
        "title": title,
        "phase": one_of(PHASES, tuple(modules["designModule"].get("phases") or ())),
        "status": one_of({word: word for word in STATUSES}, str(status["overallStatus"]).lower().replace("_", "-")),
        "modality": why.modality,
        "conditions": "\n".join(conditions),
        "sponsor": str((modules["sponsorCollaboratorsModule"].get("leadSponsor") or {}).get("name") or ""),
        "started": date_in(status.get("startDateStruct")),
        "updated": date_in(status.get("lastUpdatePostDateStruct")),
        "inclusion": why.reason,
    }
    lists = {
        "countries": tuple(sorted({COUNTRIES[name] for name in sites if name in COUNTRIES})),
        "diseases": conditions,
        "therapies": tuple(interventions),
    }
    return RegisterLine(number, (title,), facts=facts, lists=lists, url=f"https://clinicaltrials.gov/study/{number}")


def one_of[Word](known: Mapping[Word, str], found: Word) -> str:
    """A word of ours for one of theirs; one that nobody knows is refused, not guessed."""
    if found not in known:
        raise UnfitFileError(_("“%(word)s” is no word of this registry that we know.") % {"word": str(found)[:40]})
    return known[found]


def date_in(struct: Mapping[str, object] | None) -> str:
    """A date as precise as given."""
    text = str((struct or {}).get("date") or "")
    if text and not DATE.fullmatch(text):
        raise UnfitFileError(_("“%(text)s” is not a date in the form of this register.") % {"text": text[:40]})
    return text
