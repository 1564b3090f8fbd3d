"""Pictures: what each must say, how they are changed, and that nobody outside sees one before it is published."""

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from gtlead.pictures.models import Licence, Picture, PictureFile
from tests import builders as a
from tests.admin_forms import FormReader, change_url, posted_form
from tests.html import Document, problems
from tests.round import approve, proposal_of, save

pytestmark = pytest.mark.django_db

ADD = "/admin/gtlead/picture/add/"
WHOLE = {"alt": "A clean room", "credit": "Jane Doe", "licence": "cc0", "state": "draft"}


def add(client: Client, **values: Any) -> Any:
    return client.post(ADD, {name: value for name, value in (WHOLE | values).items() if value is not None})


def errors_of(response: Any) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


# What a picture must say


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"alt": ""}, "alt"),
        ({"alt": "  "}, "alt"),
        ({"is_decorative": "on"}, "alt"),
        ({"credit": ""}, "credit"),
        ({"licence": ""}, "licence"),
        ({"licence": "stolen"}, "licence"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
    ],
)
def test_picture_without_what_it_needs_is_refused_at_the_field(editor_client, values, field):
    response = add(editor_client, file=a.an_upload(), **values)
    assert response.status_code == 200
    assert list(errors_of(response)) == [field]
    assert len(errors_of(response)[field]) == 1
    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"alt": ""},
        {"is_decorative": True, "alt": "Words"},
        {"credit": ""},
        {"licence": ""},
        {"licence": "stolen"},
    ],
)
def test_database_refuses_it_too(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        a.a_picture(**values)
    with pytest.raises(ValidationError):
        Picture(
            **({"slug": "x", "file": a.a_picture_file(), "alt": "A", "credit": "B", "licence": "cc0"} | values)
        ).full_clean()


def test_decorative_picture_needs_no_words(editor_client):
    assert add(editor_client, file=a.an_upload(), alt="", is_decorative="on").status_code == 302
    picture = Picture.objects.get()
    assert (picture.is_decorative, picture.alt, picture.slug) == (True, "", "jane-doe")


def test_every_licence_but_a_permission_can_be_read_somewhere():
    without = [licence for licence in Licence if not Picture(licence=licence).licence_address]
    assert without == [Licence.PERMISSION]


# The file


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot be read as a picture"),
        (b"rubbish", "cannot be read as a picture"),
        (b"", "empty"),
        (b"0" * (5 * 1024 * 1024 + 1), "at most 5 MB"),
    ],
    ids=["svg", "rubbish", "empty", "large"],
)
def test_bad_file_is_told_at_its_field(editor_client, content, words):
    upload = a.an_upload(name="photo.jpg")
    upload.file = BytesIO(content)
    upload.size = len(content)
    response = add(editor_client, file=upload)
    assert list(errors_of(response)) == ["file"]
    assert words in errors_of(response)["file"][0]


def test_picture_without_a_file_is_refused(editor_client):
    assert "Choose a file" in errors_of(add(editor_client))["file"][0]


def test_file_is_kept_while_the_rest_is_refused(editor_client):
    refused = add(editor_client, file=a.an_upload(size=(640, 480)), alt="")
    assert "Your file is kept" in refused.text
    reader = FormReader()
    reader.feed(refused.text)
    posted = {name: values[0] for name, values in reader.fields.items()}
    assert "file-kept" in posted
    assert editor_client.post(ADD, posted | {"alt": "A clean room"}).status_code == 302
    picture = Picture.objects.get()
    assert (picture.file, picture.width, picture.height) == (PictureFile.objects.get(), 640, 480)
    assert picture.history.count() == 1


def test_kept_file_outlives_a_bad_one_chosen_after_it(editor_client):
    reader = FormReader()
    reader.feed(add(editor_client, file=a.an_upload(), alt="").text)
    kept = reader.fields["file-kept"][0]
    bad = a.an_upload()
    bad.file = BytesIO(b"rubbish")
    response = add(editor_client, **{"file": bad, "file-kept": kept})
    assert list(errors_of(response)) == ["file"]
    again = FormReader()
    again.feed(response.text)
    assert again.fields["file-kept"] == [kept]


def test_name_of_a_file_that_we_did_not_sign_is_refused(editor_client):
    file = a.a_picture_file()
    assert "Choose a file" in errors_of(add(editor_client, **{"file-kept": file.pk}))["file"][0]


def test_list_and_form_show_the_picture(editor_client):
    picture = a.a_picture()
    for address in ("/admin/gtlead/picture/", change_url(picture)):
        [image] = Document(editor_client.get(address).text).by_class("thumbnail")
        assert image.get("src") == picture.address


def test_bytes_are_read_only_when_they_are_served(editor_client):
    a.a_picture()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        editor_client.get("/admin/gtlead/picture/")
        editor_client.get(change_url(Picture.objects.get()))
    assert not [query["sql"] for query in queries if '"content"' in query["sql"]]


# The round


def test_new_file_of_a_published_picture_waits_for_a_reviewer(client, editor_client, reviewer_client):
    picture = a.a_picture()
    country = a.a_country(picture=picture)
    old = picture.file
    response = save(editor_client, picture, file=a.an_upload(size=(320, 200)))
    assert response.status_code == 302
    picture.refresh_from_db()
    assert picture.file == old
    proposal = proposal_of(picture)
    new = PictureFile.objects.exclude(pk=old.pk).get()
    assert proposal.changes == {"file": {"old": old.pk, "new": new.pk}}
    assert client.get(old.address).status_code == 200
    assert client.get(new.address).status_code == 404
    assert new.address not in client.get(country.get_absolute_url()).text

    difference = Document(reviewer_client.get(proposal.get_absolute_url()).text)
    cells = [cell for cell in difference.all("td") if cell.all("img")]
    assert [cell.all("img")[0].get("src") for cell in cells] == [old.address, new.address]
    assert "64 × 48 pixels" in cells[0].text
    assert "320 × 200 pixels" in cells[1].text
    preview = reviewer_client.get(reverse("review-preview", args=[proposal.pk])).text
    assert new.address in preview
    assert reviewer_client.get(new.address).status_code == 200

    approve(reviewer_client, picture)
    picture.refresh_from_db()
    assert (picture.file, picture.width, picture.height) == (new, 320, 200)
    assert new.address in client.get(country.get_absolute_url()).text
    assert client.get(new.address).status_code == 200
    assert client.get(old.address).status_code == 404

    history = Document(editor_client.get(reverse("admin:gtlead_picture_history", args=[picture.pk])).text)
    assert {image.get("src") for image in history.by_class("thumbnail")} == {old.address, new.address}
    first = picture.history.last()
    editor_client.post(reverse("admin:gtlead_picture_simple_history", args=[picture.pk, first.history_id]))
    approve(reviewer_client, picture)
    picture.refresh_from_db()
    assert (picture.file, picture.width, picture.height) == (old, 64, 48)


def test_form_of_a_published_picture_shows_what_is_proposed(editor_client):
    picture = a.a_picture()
    save(editor_client, picture, file=a.an_upload(size=(320, 200)))
    new = PictureFile.objects.exclude(pk=picture.file_id).get()
    [image] = Document(editor_client.get(change_url(picture)).text).by_class("thumbnail")
    assert image.get("src") == new.address
    save(editor_client, picture, alt="Better words")
    assert set(proposal_of(picture).changes) == {"file", "alt"}


def test_proposed_picture_without_words_is_refused(editor_client):
    picture = a.a_picture()
    response = save(editor_client, picture, alt="")
    assert list(errors_of(response)) == ["alt"]


def test_stale_save_keeps_the_file_that_was_chosen(editor_client, reviewer_client):
    picture = a.a_picture(state="draft")
    form = posted_form(editor_client, picture)
    save(reviewer_client, picture, alt="Words of somebody else")
    response = editor_client.post(change_url(picture), form | {"alt": "My words", "file": a.an_upload(size=(99, 77))})
    assert "saved this record" in response.text
    assert "Your file is kept" in response.text
    assert "99 × 77 pixels" in response.text


def test_picture_of_a_page_is_changed_by_a_proposal(client, editor_client, reviewer_client):
    country = a.a_country()
    picture = a.a_picture()
    save(editor_client, country, picture=picture.pk)
    assert picture.address not in client.get(country.get_absolute_url()).text
    difference = Document(reviewer_client.get(proposal_of(country).get_absolute_url()).text)
    [image] = difference.by_class("thumbnail")
    assert image.get("src") == picture.address
    approve(reviewer_client, country)
    assert picture.address in client.get(country.get_absolute_url()).text


def test_picture_that_a_record_names_cannot_be_deleted():
    picture = a.a_picture(state="archived")
    a.a_theme(picture=picture)
    with pytest.raises(ProtectedError):
        picture.delete()
    with pytest.raises(ProtectedError):
        picture.file.delete()


# What readers see


@pytest.fixture
def pictured() -> Any:
    """A published picture on a page of each kind."""
    a.a_theme()  # a page of a theme names others
    picture = a.a_picture(
        alt="Two people in a clean room",
        caption="A clean room in Kobe",
        licence="cc-by-sa-4.0",
        source_url="https://example.org/photo",
    )
    picture.places = [a.a_country(picture=picture), a.a_therapy(picture=picture), a.a_theme(picture=picture)]
    return picture


@pytest.mark.parametrize("number", [0, 1, 2], ids=["country", "therapy", "theme"])
def test_page_shows_the_picture_with_its_words_and_its_rights(client, pictured, number):
    page = client.get(pictured.places[number].get_absolute_url())
    assert problems(page.text) == []
    [figure] = Document(page.text).by_class("picture")
    [image] = figure.all("img")
    assert image.get("alt") == "Two people in a clean room"
    assert (image.get("width"), image.get("height")) == ("64", "48")
    assert image.get("src") == pictured.address
    assert "A clean room in Kobe" in figure.text
    assert f"{pictured.credit}, CC BY-SA 4.0." in figure.text
    links = [link.get("href") for link in figure.all("a")]
    assert links == [
        "https://creativecommons.org/licenses/by-sa/4.0/",
        "https://example.org/photo",
        f"/pictures/{pictured.slug}/",
    ]


def test_decorative_picture_is_skipped_when_read_aloud(client):
    country = a.a_country(picture=a.a_picture(is_decorative=True, licence="permission"))
    [figure] = Document(client.get(country.get_absolute_url()).text).by_class("picture")
    assert figure.all("img")[0].attributes["alt"] == ""
    assert "shown by permission" in figure.text


def test_page_of_a_picture_says_where_it_is_shown(client, pictured):
    page = client.get(pictured.get_absolute_url())
    assert problems(page.text) == []
    links = Document(page.text).links
    assert {record.get_absolute_url() for record in pictured.places} <= set(links)


def test_page_costs_as_many_queries_with_a_picture_as_without(client):
    for make in (a.a_country, a.a_therapy, a.a_theme):
        counts = []
        for picture in (None, a.a_picture()):
            record = make(picture=picture)
            with CaptureQueriesContext(connection) as queries:
                client.get(record.get_absolute_url())
            counts.append(len(queries))
        assert counts[0] == counts[1], make


def test_bytes_are_asked_for_again_each_time(client, pictured):
    response = client.get(pictured.address)
    assert Image.open(BytesIO(response.content)).format == "WEBP"
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Set-Cookie" not in response.headers
    etag = response.headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        again = client.get(pictured.address, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert not [
        query["sql"]
        for query in queries
        if "content" in query["sql"].split("FROM")[0] and "picturefile" in query["sql"]
    ]
    pictured.state = "archived"
    pictured.save()
    assert client.get(pictured.address, headers={"if-none-match": etag}).status_code == 404


def test_bytes_are_only_read(client, pictured):
    assert client.post(pictured.address).status_code == 405
    assert client.head(pictured.address).status_code == 200


@pytest.mark.parametrize("address", ["/pictures/nothing.webp", f"/pictures/{'0' * 64}.webp", "/pictures/nothing/"])
def test_picture_that_is_not_there_is_not_found(client, editor_client, address):
    assert client.get(address).status_code == 404
    assert editor_client.get(address).status_code == 404


@pytest.mark.parametrize("state", ["draft", "in-review", "archived"])
def test_picture_that_is_not_published_is_for_staff_only(client, editor_client, pictured, state):
    words = ("Two people", "clean room in Kobe", pictured.file_id, pictured.credit, f"/pictures/{pictured.slug}")
    pictured.state = state
    pictured.save()
    addresses = [record.get_absolute_url() for record in pictured.places]
    addresses += ["/data/pictures.csv", "/data/pictures.json", "/search/?q=clean+room", "/changes/", "/changes.atom"]
    for address in [*addresses, "/sitemap.xml", "/data/gtlead.zip"]:
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        leaked = [word for word in words if word.encode() in body]
        assert (response.status_code, leaked) == (200, []), address
    plain = Client()
    plain.force_login(a.a_person())
    for reader in (client, plain):
        assert reader.get(pictured.address).status_code == 404
        assert reader.get(pictured.get_absolute_url()).status_code == 404
    shown = editor_client.get(pictured.address)
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "private, no-store")


def test_moderator_who_reads_no_records_sees_no_draft(pictured):
    pictured.state = "draft"
    pictured.save()
    moderator = Client()
    moderator.force_login(a.a_moderator())
    assert moderator.get(pictured.address).status_code == 404


def test_two_pictures_may_have_one_file(client):
    file = a.a_picture_file()
    draft, public = a.a_picture(file=file, state="draft"), a.a_picture(file=file)
    assert client.get(public.address).status_code == 200
    public.state = "archived"
    public.save()
    assert client.get(draft.address).status_code == 404


def test_table_of_pictures_says_whose_each_is_and_where(client, pictured):
    [row] = client.get("/data/pictures.json").json()["results"]
    assert (row["picture"], row["address"]) == (pictured.slug, pictured.address)
    assert (row["decorative"], row["alternative_text"]) == (False, "Two people in a clean room")
    assert (row["credit"], row["licence"]) == (pictured.credit, "cc-by-sa-4.0")
    assert sorted(row["shown_on"]) == sorted(record.get_absolute_url() for record in pictured.places)
