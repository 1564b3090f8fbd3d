"""What labels say, from when until when: the rules of an entry, the labels of a therapy, and their page."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from countries.domain.labels import make_labels
from countries.models import LabelEntry
from tests import builders as a
from tests.html import Document


def an_entry(name, *, licence=1, status="authorised", kind="indication", date="2020", ended=""):
    """As much of an entry as the labels ask for."""
    authorisation = SimpleNamespace(pk=licence, status=status)
    return SimpleNamespace(
        slug=name, kind=kind, date=date, ended=ended, authorisation_id=licence, authorisation=authorisation
    )


def names(entries):
    return [entry.slug for entry in entries]


def test_label_parts_uses_from_warnings_and_puts_the_past_aside():
    [label] = make_labels(
        [
            an_entry("wide", date="2024-06-20"),
            an_entry("narrow", date="2023-06-22", ended="2024-06-20"),
            an_entry("first", date="2022"),
            an_entry("liver", kind="boxed-warning", date="2025-11-14"),
            an_entry("programme", kind="restricted-programme", date="2021", ended="2025-06-26"),
        ]
    )
    assert names(label.uses) == ["first", "wide"]
    assert names(label.warnings) == ["liver"]
    assert names(label.past) == ["programme", "narrow"]


def test_nothing_of_a_label_holds_once_the_licence_is_gone():
    gone, conditional = make_labels(
        [an_entry("old", licence=1, status="withdrawn"), an_entry("new", licence=2, status="conditional")]
    )
    assert (names(gone.uses), names(gone.past)) == ([], ["old"])
    assert names(conditional.uses) == ["new"]


def test_each_licence_has_a_label_in_the_order_of_its_entries():
    labels = make_labels([an_entry("b", licence=2), an_entry("a", licence=1), an_entry("c", licence=2)])
    assert [label.licence.pk for label in labels] == [2, 1]
    assert make_labels([]) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ended": "2021-03"}, "outcome"),
        ({"outcome": "narrowed"}, "outcome"),
        ({"ended": "2019", "outcome": "narrowed"}, "ended"),
        ({"kind": "boxed-warning", "age": "adults"}, "age"),
        ({"kind": "warning", "line": "second line"}, "line"),
        ({"date": "2200"}, "date"),
    ],
)
def test_entry_that_contradicts_itself_is_refused(values, field):
    entry = a.a_label_entry()
    for name, value in values.items():
        setattr(entry, name, value)
    with pytest.raises(ValidationError) as refused:
        entry.full_clean()
    assert field in refused.value.message_dict


@pytest.mark.django_db
def test_database_refuses_an_end_without_its_outcome_and_an_end_before_the_start():
    entry = a.a_label_entry()
    for values in ({"ended": "2024"}, {"outcome": "removed"}, {"ended": "2019", "outcome": "removed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LabelEntry.objects.filter(pk=entry.pk).update(**values)


@pytest.mark.django_db
def test_entry_is_public_only_with_its_licence_and_a_source():
    entry = a.a_label_entry()
    hidden = a.a_label_entry(authorisation=a.an_authorisation(state="draft"))
    a.a_label_entry(sources=[])
    assert hidden not in LabelEntry.objects.published()
    assert list(LabelEntry.objects.published()) == [entry]


@pytest.mark.django_db
def test_the_same_words_from_the_same_day_are_a_twin():
    entry = a.a_label_entry(text="Large B-cell lymphoma")
    same = a.a_label_entry(authorisation=entry.authorisation, text="Large B-cell  lymphoma")
    a.a_label_entry(authorisation=entry.authorisation, text="Large B-cell lymphoma", date="2021")
    a.a_label_entry(text="Large B-cell lymphoma")
    assert entry.twins() == [same]


@pytest.mark.django_db
def test_page_tells_uses_warnings_and_the_past_with_sources(client):
    therapy = a.a_therapy(slug="labelled", brand="Labelled")
    licence = a.an_authorisation(therapy=therapy, jurisdiction=a.a_jurisdiction(name="Utopia"))
    a.a_label_entry(slug="now", authorisation=licence, text="Weak muscles", age="from 4 years", date="2024-06-20")
    a.a_label_entry(slug="liver", authorisation=licence, kind="boxed-warning", text="Liver failure", date="")
    past = {"ended": "2024-06-20", "outcome": "widened"}
    a.a_label_entry(slug="then", authorisation=licence, text="Weak muscles", age="4 to 5 years", date="2023", **past)
    page = Document(client.get("/therapies/labelled/label/").text)
    rows = {row.get("id"): row for row in page.all("tr") if row.get("id")}
    assert set(rows) == {"now", "liver", "then"}
    assert "from 4 years" in rows["now"].text
    assert "20 June 2024" in rows["now"].text
    assert "Boxed warning: Liver failure" in rows["liver"].text
    assert "not known" in rows["liver"].text
    assert "widened" in rows["then"].text
    assert rows["then"].has_ancestor("details")
    assert not rows["now"].has_ancestor("details")
    assert len(page.all("summary")) >= len(rows)
    assert LabelEntry.objects.get(slug="now").get_absolute_url() == "/therapies/labelled/label/?at=now#now"


@pytest.mark.django_db
def test_therapy_points_to_its_labels_only_where_there_are_any(client):
    entry = a.a_label_entry()
    therapy = entry.authorisation.therapy
    address = reverse("therapy-label", args=[therapy.slug])
    assert address in client.get(therapy.get_absolute_url()).text
    entry.state = "archived"
    entry.save()
    assert address not in client.get(therapy.get_absolute_url()).text
    assert "No label is recorded." in client.get(address).text
