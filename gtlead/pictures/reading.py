"""What an uploaded picture must be, and how it is made harmless: decoded, set upright, scaled, written anew. Pure.

Whatever came in, WebP goes out, without any metadata and in sRGB: one format to serve, and no byte of the upload.
"""

from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = {"JPEG": 24_500_000}  # what cameras call 24 megapixels; decoded no larger than needed
MOST_PIXELS_OF_OTHERS = 12_500_000
BOX = (1600, 2000)
QUALITY = 82


_one_at_a_time = Lock()


class UnfitPictureError(Exception):
    """An upload that cannot be taken, with the reason in words."""


@dataclass(frozen=True)
class Ready:
    """A picture as it is kept."""

    content: bytes
    width: int
    height: int


def made_ready(upload: IO[bytes]) -> Ready:
    """The upload as we keep it; UnfitError says why not. One at a time, since each takes much memory for a moment."""
    try:
        with _one_at_a_time, Image.open(upload, formats=FORMATS) as image:
            refuse_unfit(image)
            drawn_losslessly = image.format == "PNG"
            image.draft(None, (max(BOX), max(BOX)))  # a JPEG is decoded no larger than needed
            image.load()
            return written(in_srgb(ImageOps.exif_transpose(image)), drawn_losslessly)
    except UnfitPictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnfitPictureError(too_many_pixels()) from error
    except Exception as error:  # bytes that anybody made fail in more ways than can be listed
        raise UnfitPictureError(
            _("This cannot be read as a picture: it is damaged, or it is no JPEG, PNG or WebP file.")
        ) from error


def refuse_unfit(image: Image.Image) -> None:
    """Before anything is decoded: not too large, and not moving. A JPEG of several frames shows its first."""
    if image.width * image.height > MOST_PIXELS.get(str(image.format), MOST_PIXELS_OF_OTHERS):
        raise UnfitPictureError(too_many_pixels())
    if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
        raise UnfitPictureError(_("Moving pictures are not taken: choose a still one."))


def too_many_pixels() -> str:
    """The words for it."""
    return _("The picture has too many pixels: at most 24 megapixels as JPEG, 12 as PNG or WebP, please.")


def in_srgb(image: Image.Image) -> Image.Image:
    """The colours as every screen shows them, with transparency if there is any."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            converted = None  # a profile that nobody can read says nothing
        if converted is not None:
            return converted
    return image.convert(mode)


def written(image: Image.Image, drawn_losslessly: bool) -> Ready:
    """WebP within the box; a drawing is often smaller without loss, and then it has none."""
    image.thumbnail(BOX, Image.Resampling.LANCZOS)
    image.info = {}
    contents = [encoded(image, quality=QUALITY)]
    if drawn_losslessly:
        contents.append(encoded(image, lossless=True))
    return Ready(min(contents, key=len), image.width, image.height)


def encoded(image: Image.Image, **options: object) -> bytes:
    """The bytes of a WebP file without metadata."""
    file = BytesIO()
    image.save(file, "WEBP", **options)
    return file.getvalue()
