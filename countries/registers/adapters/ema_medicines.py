"""The European Medicines Agency's report of medicines: JSON, an object for each medicine under `data`. Pure."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from countries.registers.lines import (
    FilePage,
    RegisterLine,
    UnfitFileError,
    day,
    json_document,
    refuse_incomplete,
    rows_of,
)

FORM = "ema-medicines"
COVERS = "authorisations"
COMPLETE = True

FIELDS = (
    "category", "name_of_medicine", "ema_product_number", "medicine_status", "active_substance",
    "international_non_proprietary_name_common_name", "advanced_therapy", "conditional_approval",
    "exceptional_circumstances", "marketing_authorisation_developer_applicant_holder",
    "marketing_authorisation_date", "medicine_url",
)  # fmt: skip
ENDED_ON = "withdrawal_expiry_revocation_lapse_of_marketing_authorisation_date"
STATUSES = {
    "authorised": "authorised", "withdrawn": "withdrawn", "revoked": "revoked", "expired": "expired",
    "lapsed": "expired", "not renewed": "expired",
}  # fmt: skip
NEVER_AUTHORISED = ("opinion", "application withdrawn", "refused", "opinion under re-examination")


def read(pages: Iterable[FilePage]) -> Iterator[RegisterLine]:
    """Medicines for people that are or were authorised."""
    for page in pages:
        document = json_document(page, {*FIELDS, ENDED_ON, "data", "meta", "total_records"})
        rows = rows_of(document, "data", FIELDS)
        refuse_incomplete(len(rows), (document.get("meta") or {}).get("total_records"))
        yield from (line_of(row) for row in rows if is_human(row) and was_authorised(row))


def is_human(row: dict[str, object]) -> bool:
    """Veterinary medicines are in the same file."""
    return str(row["category"]).strip().lower() == "human"


def was_authorised(row: dict[str, object]) -> bool:
    """A refusal or a first opinion is no authorisation; a word that nobody knows is refused, not guessed."""
    status = str(row["medicine_status"]).strip().lower()
    if status in STATUSES or status == "suspended":
        return True
    if status in NEVER_AUTHORISED:
        return False
    raise UnfitFileError(_("“%(word)s” is no state of a medicine that we know.") % {"word": status[:40]})


def line_of(row: dict[str, object]) -> RegisterLine:
    """One medicine; only advanced therapies bring facts."""
    number = str(row["ema_product_number"]).strip()
    names = tuple(
        str(row[name]).strip()
        for name in ("name_of_medicine", "international_non_proprietary_name_common_name", "active_substance")
        if row[name]
    )
    if not number or not names:
        raise UnfitFileError(_("A medicine has no number or no name."))
    granted, ended = (day(str(row.get(name) or ""), "%d/%m/%Y") for name in ("marketing_authorisation_date", ENDED_ON))
    if not is_yes(row["advanced_therapy"]):
        return RegisterLine(number, names, concerns=False)
    status = STATUSES.get(str(row["medicine_status"]).strip().lower(), "")
    facts = {
        "date": granted,
        "status": "conditional" if status == "authorised" and is_yes(row["conditional_approval"]) else status,
        "ended": ended if status not in ("", "authorised") else "",
        "holder": str(row["marketing_authorisation_developer_applicant_holder"] or "").strip(),
        "register_number": number,
        "register_url": str(row["medicine_url"] or "").strip(),
    }
    if is_yes(row["exceptional_circumstances"]):
        facts["pathway"] = "exceptional-circumstances"
    return RegisterLine(number, names, facts=facts, url=facts["register_url"])


def is_yes(value: object) -> bool:
    """Flags are words; anything but yes and no is refused."""
    word = str(value).strip().lower()
    if word not in ("yes", "no", "", "none"):
        raise UnfitFileError(_("“%(word)s” is neither yes nor no.") % {"word": word[:40]})
    return word == "yes"
