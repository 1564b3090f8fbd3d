"""What editors upload is decoded and written anew, or refused with the reason; nothing of the upload itself is kept."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from gtlead.pictures.models import PictureFile
from gtlead.pictures.reading import UnfitPictureError, made_ready
from gtlead.pictures.storage import content_of, keep
from tests.builders import an_upload

COLOUR = (10, 88, 122)
DAMAGED = "This cannot be read as a picture"


def picture(size=(64, 48), mode="RGB", colour=COLOUR):
    return Image.new(mode, size, colour)


def encoded(image, form, **options) -> BytesIO:
    file = BytesIO()
    image.save(file, form, **options)
    return BytesIO(file.getvalue())


def opened(ready) -> Image.Image:
    image = Image.open(BytesIO(ready.content))
    image.load()
    return image


def claiming(width: int, height: int) -> BytesIO:
    """A small PNG whose header says that it is as large as this."""
    whole = encoded(picture(), "PNG").getvalue()
    header = b"IHDR" + struct.pack(">II", width, height) + whole[24:29]
    return BytesIO(whole[:12] + header + struct.pack(">I", zlib.crc32(header)) + whole[33:])


def near(found, wanted) -> bool:
    return all(abs(a - b) <= 3 for a, b in zip(found, wanted, strict=True))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_picture_of_each_format_becomes_webp(form):
    ready = made_ready(encoded(picture(), form))
    image = opened(ready)
    assert (image.format, image.size) == ("WEBP", (64, 48))
    assert (ready.width, ready.height) == (64, 48)
    assert near(image.getpixel((9, 9)), COLOUR)


@pytest.mark.parametrize(
    ("size", "kept"), [((3200, 1000), (1600, 500)), ((1000, 4000), (500, 2000)), ((1600, 900), (1600, 900))]
)
def test_large_picture_is_scaled_down_and_none_is_scaled_up(size, kept):
    assert opened(made_ready(encoded(picture(size), "JPEG"))).size == kept


def test_place_time_and_device_are_taken_out_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Clandestine camera"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    taken = encoded(
        picture(), "JPEG", exif=exif, comment=b"Clandestine comment", xmp=b"<x:xmpmeta>Clandestine</x:xmpmeta>"
    )
    assert taken.getvalue().count(b"Clandestine") == 3
    ready = made_ready(taken)
    image = opened(ready)
    assert b"Clandestine" not in ready.content
    assert not image.getexif()
    assert {"exif", "xmp", "icc_profile"} & set(image.info) == set()
    assert image.size == (48, 64)


@pytest.mark.parametrize("profile", [ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), b"rubbish"])
def test_colour_profile_is_applied_or_passed_over(profile):
    image = opened(made_ready(encoded(picture(), "JPEG", icc_profile=profile)))
    assert near(image.getpixel((9, 9)), COLOUR)


@pytest.mark.parametrize(
    ("image", "form", "seen"),
    [
        (picture(mode="CMYK", colour=(0, 255, 255, 0)), "JPEG", (237, 28, 36)),
        (picture(mode="L", colour=90), "JPEG", (90, 90, 90)),
        (picture(mode="I;16", colour=0x8000), "PNG", (128, 128, 128)),
        (picture(mode="1", colour=1), "PNG", (255, 255, 255)),
        (picture().convert("P"), "PNG", COLOUR),
        (picture(mode="RGBA", colour=(*COLOUR, 0)), "PNG", None),
        (picture(mode="LA", colour=(90, 128)), "PNG", (90, 90, 90, 128)),
    ],
    ids=lambda value: getattr(value, "mode", None),
)
def test_colours_of_every_kind_are_seen_as_they_are(image, form, seen):
    pixel = opened(made_ready(encoded(image, form))).getpixel((9, 9))
    if seen is None:
        assert pixel[3] == 0
    elif image.mode == "CMYK":  # without a profile nobody knows exactly
        assert pixel[0] > 200
        assert max(pixel[1:]) < 60
    elif image.mode == "P":
        assert all(abs(a - b) < 40 for a, b in zip(pixel, seen, strict=True))
    else:
        assert near(pixel, seen)


def test_first_frame_of_a_photograph_with_several_is_taken():
    frames = encoded(picture(), "MPO", save_all=True, append_images=[picture(colour=(255, 0, 0))])
    assert near(opened(made_ready(frames)).getpixel((9, 9)), COLOUR)


@pytest.mark.parametrize(
    ("width", "height"), [(4000, 3300), (5000, 5000), (10_000, 10_000), (60_000, 60_000), (2_000_000_000, 3)]
)
def test_bomb_is_refused_before_it_is_decoded(width, height):
    with pytest.raises(UnfitPictureError, match="at most 24 megapixels as JPEG, 12 as PNG or WebP"):
        made_ready(claiming(width, height))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"rubbish",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<html><script>alert(1)</script></html>",
        encoded(picture(), "GIF").getvalue(),
        encoded(picture(), "TIFF").getvalue(),
        encoded(picture(), "ICO").getvalue(),
        encoded(picture(), "JPEG").getvalue()[:-300],
        encoded(picture((400, 300)), "PNG").getvalue()[:-60],
        encoded(picture((400, 300)), "WEBP").getvalue()[:-20],
        encoded(picture(), "PNG").getvalue().replace(b"IDAT", b"IDOT"),
        claiming(640, 480).getvalue(),
    ],
    ids=["empty", "rubbish", "svg", "html", "gif", "tiff", "ico", "half-jpeg", "half-png", "half-webp", "odd", "lying"],
)
def test_what_is_no_whole_picture_is_refused(content):
    with pytest.raises(UnfitPictureError, match=DAMAGED):
        made_ready(BytesIO(content))


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_moving_picture_is_refused(form):
    moving = encoded(picture(), form, save_all=True, append_images=[picture(colour=(255, 0, 0))], duration=100)
    with pytest.raises(UnfitPictureError, match="Moving"):
        made_ready(moving)


def test_file_of_more_than_5_mb_is_refused():
    upload = an_upload()
    upload.size = 5 * 1024 * 1024 + 1
    with pytest.raises(UnfitPictureError, match="at most 5 MB"):
        keep(upload)


@pytest.mark.django_db
def test_same_picture_is_kept_once():
    first, again, other = keep(an_upload()), keep(an_upload()), keep(an_upload(colour=(1, 2, 3)))
    assert first == again != other
    assert PictureFile.objects.count() == 2
    assert len(content_of(first.pk)) == first.size
    assert content_of("nothing") is None
