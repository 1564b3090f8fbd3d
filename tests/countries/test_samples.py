"""The style guide: each component is shown on it, or it names a page on which the component stands."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Template
from django.test import Client

from countries.views.samples import ELSEWHERE
from tests import builders
from tests.html import Document, problems

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference_data")]

COMPONENTS = {
    f"_components/{file.name}" for file in (Path(settings.BASE_DIR) / "templates" / "_components").glob("*.html")
}


@pytest.fixture
def editor():
    client = Client()
    client.force_login(builders.an_editor())
    return client


@pytest.fixture
def drawn(monkeypatch):
    """The names of the templates that are rendered, parts of pages included."""
    names, render = set(), Template._render

    def noted(template, context):
        names.add(template.name)
        return render(template, context)

    monkeypatch.setattr(Template, "_render", noted)
    return names


def test_every_component_is_on_the_style_guide_or_named_there(editor, drawn):
    response = editor.get("/styleguide/")
    assert problems(response.text) == []
    shown = set(drawn)
    named = {code.text for code in Document(response.text).by_id("elsewhere").parent.all("code")}
    assert named == set(ELSEWHERE)
    assert sorted(COMPONENTS - shown - named) == []
    assert sorted(named - COMPONENTS) == []


def test_components_that_are_named_stand_where_the_guide_says(editor, drawn):
    there = {}
    for address in dict.fromkeys(ELSEWHERE.values()):
        drawn.clear()
        editor.get(address)
        there[address] = set(drawn)
    assert {name: address for name, address in ELSEWHERE.items() if name not in there[address]} == {}
