"""The European Medicines Agency's report of letters to health professionals (DHPC): JSON under `data`. Pure."""

from collections.abc import Iterable, Iterator

from countries.registers.lines import FilePage, RegisterLine, day, json_document, refuse_incomplete, rows_of

FORM = "ema-letters"
COVERS = "letters"
COMPLETE = True

FIELDS = (
    "category", "name_of_medicine", "active_substances", "dhpc_type", "regulatory_outcome", "dissemination_date",
    "dhpc_url",
)  # fmt: skip


def read(pages: Iterable[FilePage]) -> Iterator[RegisterLine]:
    """Letters about medicines for people; which of them name a therapy of ours is found by name."""
    for page in pages:
        document = json_document(page, {*FIELDS, "data", "meta", "total_records"})
        rows = rows_of(document, "data", FIELDS)
        refuse_incomplete(len(rows), (document.get("meta") or {}).get("total_records"))
        for row in rows:
            texts = {name: str(row[name] or "").strip() for name in FIELDS}
            sent = day(texts["dissemination_date"], "%d/%m/%Y")
            if texts["category"].lower() == "human" and sent and texts["dhpc_url"]:
                names = [*texts["name_of_medicine"].split(";"), *texts["active_substances"].split(";")]
                yield RegisterLine(
                    key=texts["dhpc_url"].rstrip("/").rpartition("/")[2],
                    names=tuple(name.strip() for name in names if name.strip()),
                    concerns=False,
                    facts={
                        "date": sent,
                        "title": texts["dhpc_type"] or "Letter to health professionals",
                        "detail": texts["regulatory_outcome"],
                    },
                    url=texts["dhpc_url"],
                )
