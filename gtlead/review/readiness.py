"""What a record needs before it may be public."""

from django.utils.translation import gettext as _

from gtlead.records.models import Record
from gtlead.sources.models import Fact


def needs_source(kind: str | None, values: dict[str, object]) -> bool:
    """Whether a fact of this kind asserts something; "not known", questions and dictionary words do not."""
    return not (
        kind in ("question", "term")
        or (kind == "statement" and values.get("answer") == "not-known")
        or (kind == "position" and values.get("legal_class") == "unknown")
    )


def unready(record: Record) -> list[str]:
    """What is missing, in sentences; the record is as on file."""
    missing = []
    values = {name: getattr(record, name, "") for name in ("answer", "legal_class")}
    asserts = isinstance(record, Fact) and needs_source(record._meta.model_name, values)
    if asserts and not any(source.is_published for source in record.sources.all()):  # type: ignore[attr-defined]
        missing.append(no_source())
    if hasattr(record, "missing_sides") and (sides := record.missing_sides()):
        missing.append(one_sided(sides))
    return missing


def no_source() -> str:
    """A fact without a source."""
    return _("A fact needs at least one published source before it can be published.")


def one_sided(sides: list[str]) -> str:
    """A question that hears one side."""
    return _("This question cannot be published yet: no published argument is %(sides)s.") % {"sides": ", ".join(sides)}
