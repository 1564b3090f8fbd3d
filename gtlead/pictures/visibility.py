"""What readers may see: published pictures, in old editions too only while they are published today."""

from collections.abc import Iterable
from typing import Protocol

from django.db import DEFAULT_DB_ALIAS

from gtlead.pictures.models import Picture, PictureFile
from gtlead.records.clock import current_edition
from gtlead.records.models import ModelField, Record


class Pictured(Protocol):
    """A record that may have a picture."""

    @property
    def picture(self) -> Picture | None:
        """Which."""


def public_picture(record: Pictured) -> Picture | None:
    """The record's picture, if it has one that readers may see."""
    picture = record.picture
    return picture if picture is not None and picture.is_published and is_shown_today([picture.pk]) else None


def is_public_file(digest: str) -> bool:
    """Whether a picture that readers may see has this file."""
    pictures = list(Picture.objects.published().filter(file_id=digest).values_list("pk", flat=True))
    return bool(pictures) and is_shown_today(pictures)


def is_shown_today(pictures: list[int]) -> bool:
    """A right to show a picture that has ended has ended for editions too, which are read from tables of their own."""
    if current_edition() is None:
        return True
    return bool(Picture.objects.using(DEFAULT_DB_ALIAS).published().filter(pk__in=pictures).exists())


def address_of_value(field: ModelField, value: object) -> str:
    """Where staff see the picture that a field's value names, be it a picture or a file; empty if it names none."""
    model = field.related_model
    if not value or model is None or not issubclass(model, Picture | PictureFile):
        return ""
    named = model._default_manager.filter(pk=value).first()
    return named.address if named else ""


def with_places(pictures: Iterable[Picture]) -> list[Picture]:
    """The pictures, each with the public records that show it as `places`; a query for each kind of record."""
    found = list(pictures)
    by_key = {picture.pk: picture for picture in found}
    for picture in found:
        picture.places = []
    for relation in Picture._meta.related_objects:
        if issubclass(relation.related_model, Record):
            for record in relation.related_model._default_manager.published().filter(picture__in=list(by_key)):
                by_key[record.picture_id].places.append(record)  # type: ignore[attr-defined]
    return found
