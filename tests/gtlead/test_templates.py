"""Templates as they are read."""

from django.template import engines
from django.template.loaders import filesystem

from gtlead.serving.templates import Loader


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
