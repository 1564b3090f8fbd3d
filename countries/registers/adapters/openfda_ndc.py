"""openFDA's directory of drug codes, a second witness to licences: JSON in parts of at most 1,000. Pure."""

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from countries.registers.lines import FilePage, RegisterLine, is_gene_therapy, json_document, refuse_incomplete, rows_of

FORM = "openfda-ndc"
COVERS = "authorisations"
COMPLETE = False  # products come and go with their packages, so that an absence says nothing

FIELDS = ("product_ndc", "generic_name", "brand_name", "application_number")
AROUND = ("meta", "results", "skip", "limit", "total")


def read(pages: Iterable[FilePage]) -> Iterator[RegisterLine]:
    """One line for each licence; the marketing start is no approval date and is left out."""
    seen, found, promised = set(), 0, None
    for page in pages:
        document = json_document(page, {*FIELDS, *AROUND})
        rows = rows_of(document, "results", ("product_ndc", "generic_name"))
        promised = ((document.get("meta") or {}).get("results") or {}).get("total")
        found += len(rows)
        for row in rows:
            number = str(row.get("application_number") or "").replace(" ", "")
            if number.startswith("BLA") and number not in seen:
                seen.add(number)
                names = tuple(str(row.get(name) or "").strip() for name in ("brand_name", "generic_name"))
                yield RegisterLine(number, names, is_gene_therapy(names[1]), {"register_number": number})
    refuse_incomplete(found, promised)


def following(page: FilePage, address: str) -> str:
    """The address of the next part."""
    place = (json_document(page, AROUND).get("meta") or {}).get("results") or {}
    skipped, limit, total = (int(place.get(name) or 0) for name in ("skip", "limit", "total"))
    if not limit or skipped + limit >= total:
        return ""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query)) | {"skip": str(skipped + limit), "limit": str(limit)}
    return parts._replace(query=urlencode(query)).geturl()
