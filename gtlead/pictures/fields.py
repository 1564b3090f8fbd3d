"""The field of the form in which an editor chooses a picture; a file once chosen is kept, whatever else is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from gtlead.pictures.models import PictureFile
from gtlead.pictures.reading import UnfitPictureError
from gtlead.pictures.storage import keep

ACCEPTED = "image/jpeg,image/png,image/webp"
signer = Signer(salt="gtlead.pictures")


@dataclass(frozen=True)
class Chosen:
    """What the browser sent: a file, and the signed name of the one that was chosen before."""

    upload: "UploadedFile[bytes] | None"
    before: str


class PictureInput(forms.FileInput):
    """Chooses a file; beside it the one that was chosen before, as a picture and as a signed name."""

    template_name = "admin/picture_input.html"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__({"accept": ACCEPTED} | (attrs or {}))
        self.shown: PictureFile | None = None
        self.is_new = False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Chosen:
        """Both, since a bad file must not cost the good one before it."""
        return Chosen(super().value_from_datadict(data, files, name), data.get(kept_name(name), ""))

    def value_omitted_from_data(self, data: Mapping[str, object], files: Mapping[str, object], name: str) -> bool:
        """Whether the form was sent without this field."""
        return name not in files and kept_name(name) not in data

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        """With what was chosen before; of a fresh form that is the picture's file."""
        context = super().get_context(name, value, attrs)
        if self.shown is None and isinstance(value, str):
            self.shown = PictureFile.objects.filter(pk=value).first()
        context["widget"] |= {"shown": self.shown, "is_new": self.is_new, "kept_name": kept_name(name)}
        if self.shown is not None:
            context["widget"]["token"] = signer.sign(self.shown.pk)
        return context


class PictureFileField(forms.FileField):
    """Gives the PictureFile made of the upload, or the one that was chosen before."""

    widget: Any = PictureInput
    default_error_messages = {"required": _("Choose a file: JPEG, PNG or WebP, at most 5 MB.")}

    def clean(self, data: Chosen, initial: object = None) -> PictureFile:
        """The file; what is wrong with an upload is told here, and what was chosen before stays chosen."""
        file: PictureFile | None = PictureFile.objects.filter(pk=unsigned(data.before) or initial).first()
        self.show(file, initial)
        if data.upload is not None:
            super().clean(data.upload)
            try:
                file = keep(data.upload)
            except UnfitPictureError as error:
                raise ValidationError(str(error), code="unfit") from error
            self.show(file, initial)
        if file is None:
            raise ValidationError(self.error_messages["required"], code="required")
        return file

    def show(self, file: PictureFile | None, initial: object) -> None:
        """What stands beside the field when the form comes back."""
        self.widget.shown = file
        self.widget.is_new = file is not None and file.pk != initial

    def has_changed(self, initial: object, data: Any) -> bool:
        """Whether it is another file than the record's."""
        if self.widget.shown is not None:
            return bool(self.widget.shown.pk != initial)
        return data.upload is not None or unsigned(data.before) not in ("", initial)


def kept_name(name: str) -> str:
    """The name of the hidden field beside the field."""
    return f"{name}-kept"


def unsigned(name: str) -> str:
    """The digest that we signed; empty if we did not."""
    try:
        return signer.unsign(name)
    except BadSignature:
        return ""
