"""A picture's way from an editor's disk to a public page, in real browsers."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from gtlead.pictures.models import Picture, PictureFile
from tests import builders
from tests.admin_forms import change_url
from tests.browser.test_accessibility import breaches, overflow
from tests.browser.test_editorial_round import approve, open_difference, signed_in

ADD = "/admin/gtlead/picture/add/"


def a_file() -> dict[str, Any]:
    """A photograph as it lies on a disk."""
    upload = builders.an_upload(size=(2400, 1500), form="JPEG", name="room.jpg")
    return {"name": "room.jpg", "mimeType": "image/jpeg", "buffer": upload.read()}


def is_seen(image: Locator) -> bool:
    """Whether the browser has the picture and could draw it."""
    expect(image).to_be_visible()
    image.scroll_into_view_if_needed()
    return bool(image.evaluate("image => image.decode().then(() => image.naturalWidth > 0)"))


def is_for_everybody(page: Page) -> None:
    """Axe and widths, light and dark."""
    for scheme, width in (("light", 1280), ("dark", 360), ("dark", 320)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("Promise.all(document.getAnimations().map(fading => fading.finished)).then(() => null)")
        assert breaches(page) == [], (page.url, scheme, width)
        assert overflow(page) <= 0, (page.url, scheme, width)
    page.set_viewport_size({"width": 1280, "height": 800})


def save(page: Page) -> None:
    page.locator("input[name=_save]").first.click()


@pytest.fixture
def editor(open_page: Any, live_server: Any) -> Page:
    return signed_in(open_page(live_server.url), builders.an_editor(username="edith"))


@pytest.fixture
def reviewer(open_page: Any, live_server: Any) -> Page:
    return signed_in(open_page(live_server.url), builders.a_reviewer(username="rupert"))


def test_picture_from_upload_to_the_public_page(editor: Page, reviewer: Page, open_page: Any, live_server: Any) -> None:
    japan = builders.a_country(slug="japan", name="Japan")

    # The alternative text is forgotten: the error stands at its field, and the file is kept.
    editor.goto(ADD)
    editor.set_input_files("#id_file", files=[a_file()])
    editor.get_by_label("Credit").fill("Jane Doe")
    editor.select_option("#id_licence", "cc-by-4.0")
    editor.get_by_label("Why").fill("The first picture")
    editor.select_option("#id_state", "in-review")
    save(editor)
    expect(editor.locator(".field-alt .errorlist")).to_contain_text("Describe the picture")
    expect(editor.locator(".field-file")).to_contain_text("Your file is kept")
    assert is_seen(editor.locator(".field-file .thumbnail"))
    is_for_everybody(editor)
    editor.get_by_label("Alternative text").fill("Two people in a clean room")
    save(editor)
    expect(editor.locator(".messagelist")).to_contain_text("was added successfully")
    assert is_seen(editor.locator("#result_list .thumbnail"))

    picture, stranger = Picture.objects.get(), Client()
    assert (PictureFile.objects.count(), picture.width, picture.height) == (1, 1600, 1000)
    assert stranger.get(picture.address).status_code == 404

    # The reviewer sees it in the difference and on the page as it would be.
    open_difference(reviewer)
    expect(reviewer.locator(".difference")).to_contain_text("Two people in a clean room")
    assert is_seen(reviewer.locator(".difference img"))
    is_for_everybody(reviewer)
    reviewer.get_by_role("link", name="See the page as it would be").click()
    assert is_seen(reviewer.get_by_role("img", name="Two people in a clean room"))
    assert stranger.get(picture.address).status_code == 404
    approve(reviewer)
    assert stranger.get(picture.address).status_code == 200

    # Japan gets it by a proposal.
    editor.goto(change_url(japan))
    editor.locator(".field-picture .select2-selection").click()
    editor.locator(".select2-search__field").last.fill("clean")
    editor.locator(".select2-results__option", has_text="Two people").click()
    editor.get_by_label("Why").fill("A picture for Japan")
    save(editor)
    expect(editor.locator(".messagelist")).to_contain_text("nothing public has changed")
    assert picture.address not in stranger.get("/countries/japan/").text
    open_difference(reviewer)
    assert is_seen(reviewer.locator(".difference img"))
    approve(reviewer)

    # Everybody sees it, on screen and on paper.
    page = open_page(live_server.url)
    page.goto("/countries/japan/")
    assert is_seen(page.get_by_role("img", name="Two people in a clean room"))
    expect(page.locator("figcaption")).to_contain_text("Jane Doe, CC BY 4.0")
    is_for_everybody(page)
    page.emulate_media(media="print", color_scheme="light")
    assert is_seen(page.get_by_role("img", name="Two people in a clean room"))
