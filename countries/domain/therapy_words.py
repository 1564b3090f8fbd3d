"""The words by which a therapy is found: its own, and those of others with the same disease. Pure."""

from collections.abc import Iterable, Mapping

from countries.domain.shapes import Therapy
from gtlead.records.search import normalise


def synonyms_by_disease(therapies: Iterable[Therapy]) -> dict[str, set[str]]:
    """All words that any therapy for a disease gives for it, by the disease's normalised name."""
    found: dict[str, set[str]] = {}
    for therapy in therapies:
        found.setdefault(normalise(therapy.disease), set()).update(therapy.disease_synonyms.splitlines())
    return found


def searched_texts(therapy: Therapy, synonyms: Mapping[str, set[str]]) -> list[str]:
    """Where the list of therapies looks for words."""
    return [
        therapy.brand,
        therapy.inn,
        therapy.other_names,
        therapy.developer,
        therapy.target,
        therapy.vector,
        therapy.disease,
        *sorted(synonyms.get(normalise(therapy.disease), ())),
        str(therapy.get_modality_display()),
        str(therapy.get_disease_area_display()),
    ]
