"""Files of pictures on file: kept once for each content, read when served."""

from hashlib import sha256

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from gtlead.pictures.models import PictureFile
from gtlead.pictures.reading import MOST_BYTES, UnfitPictureError, made_ready


def keep(upload: "UploadedFile[bytes]") -> PictureFile:
    """The file made of an upload, whether or not a record will name it; UnfitError says why there is none."""
    if (upload.size or 0) > MOST_BYTES:
        raise UnfitPictureError(_("The file is too large: at most 5 MB, please."))
    ready = made_ready(upload)
    values = {"content": ready.content, "size": len(ready.content), "width": ready.width, "height": ready.height}
    file: PictureFile
    file, _created = PictureFile.objects.get_or_create(digest=sha256(ready.content).hexdigest(), defaults=values)
    return file


def content_of(digest: str) -> bytes | None:
    """The bytes; None if there is no such file."""
    found = PictureFile.objects.filter(pk=digest).values_list("content", flat=True).first()
    return None if found is None else bytes(found)
