"""Templates as they are read, and the tags that keep or put together much of a page."""

import pytest
from django import forms
from django.template import engines
from django.template.loaders import filesystem
from django.test import RequestFactory
from pytest_django.asserts import assertHTMLEqual

from gtlead.lists.filters import MOST_OPTIONS, Facet, Option
from gtlead.serving.templates import Loader
from tests.html import Document


def test_html_loses_its_indentation_and_keeps_its_lines(tmp_path):
    written = "<ul>\n  <li>{{ one }}</li>\n\n    <li>a  b</li>\n</ul>\n"
    (tmp_path / "page.html").write_text(written)
    (tmp_path / "feed.xml").write_text(written)
    loader = Loader(engines["django"].engine, dirs=[tmp_path])
    assert loader.get_template("page.html").source == "<ul>\n<li>{{ one }}</li>\n\n<li>a  b</li>\n</ul>\n"
    assert loader.get_template("feed.xml").source == written


def test_no_template_of_ours_sets_text_line_by_line():
    found = filesystem.Loader(engines["django"].engine)
    assert found.get_dirs()
    lines = [
        f"{path}: {line.strip()}"
        for folder in found.get_dirs()
        for path in folder.rglob("*.html")
        for line in path.read_text(encoding="utf-8").splitlines()
        for tag in ("pre", "textarea")
        if line.count(f"<{tag}") != line.count(f"</{tag}>")
    ]
    assert lines == []


def rendered(text, path="/", **context):
    """What a template says on the page of a path."""
    return engines["django"].from_string(text).render(context, RequestFactory().get(path))


def test_what_is_the_same_on_all_pages_is_rendered_once_and_knows_nothing_of_a_page():
    template = engines["django"].from_string(
        "{% load frame %}{% once %}{% url 'about' %}{% if request or name %}known{% endif %}{% endonce %}{{ name }}"
    )
    assert [template.render({"name": name}, RequestFactory().get("/")) for name in "ab"] == ["/about/a", "/about/b"]
    [once] = [node for node in template.template.nodelist if hasattr(node, "rendered")]
    assert list(once.rendered.values()) == ["/about/"]


@pytest.mark.parametrize(
    ("path", "marks"),
    [
        ("/therapies/", ["", "page"]),
        ("/therapies/matrix/", ["", "true"]),
        ("/themes/", ["", ""]),
        ("/", ["page", ""]),
        ('/"><script>', ["", ""]),
    ],
)
def test_navigation_marks_the_page_that_is_shown_or_what_it_lies_under(path, marks):
    items = "{% load frame %}{% navigation %}<li><a href='/x'></a></li><li><a href=\"/\">Home</a></li>"
    items += '<li><a href="{% url "therapies" %}">Therapies</a></li>{% endnavigation %}'
    links = Document(rendered(items, path)).all("a")[1:]
    assert [link.get("aria-current") for link in links] == marks


BOLD = Option("<b>", '<b>&"', 3, is_chosen=True)


def test_facet_escapes_what_its_options_are_called():
    page = Document(rendered("{% load facets %}{% boxes facet %}", facet=Facet("kind", "Kind", (BOLD,), rows=3)))
    [box] = page.all("input")
    assert (box.get("value"), box.get("id"), "checked" in box.attributes) == ("<b>", "kind-<b>", True)
    assert page.all("label")[0].text == '<b>&" 3'


def test_long_facet_escapes_its_others_and_hides_what_narrows_nothing():
    many = tuple(Option(f"{n}<", f"{n}<", n, is_chosen=False) for n in range(MOST_OPTIONS + 1))
    page = Document(rendered("{% load facets %}{% others facet %}", facet=Facet("kind", "Kind", many, rows=99)))
    assert [(o.get("value"), o.text) for o in page.all("option")][:2] == [("1<", "1< 1"), ("2<", "2< 2")]
    few = Document(rendered("{% load facets %}{% boxes facet %}", facet=Facet("kind", "Kind", many[:2], rows=99)))
    assert ["hidden" in label.attributes for label in few.all("label")] == [True, False]


class EveryKindOfField(forms.Form):
    """Inputs, lists and what is neither."""

    text = forms.CharField(help_text="Any <b>", max_length=5, label='"<i>"')
    year = forms.IntegerField(min_value=1990, max_value=2100, required=False)
    day = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    agreed = forms.BooleanField(required=False)
    order = forms.ChoiceField(choices=[("", "none"), ("<a>", '<a>&"'), ("b", "B")])
    several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")])
    one_of = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    words = forms.CharField(widget=forms.Textarea)


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"text": '"><script>', "year": "1", "day": "tomorrow", "agreed": "on", "order": "<a>", "several": ["a", "b"]},
        {"text": "abc", "year": "2019", "day": "2019-06-01", "order": "c", "one_of": "a", "words": "</textarea>"},
    ],
)
def test_field_put_together_here_says_what_its_widget_would(data):
    form = EveryKindOfField(data)
    assert data is None or not form.is_valid()
    for field in form:
        assertHTMLEqual(rendered("{% load facets %}{% control field %}", field=field), field.as_widget())
