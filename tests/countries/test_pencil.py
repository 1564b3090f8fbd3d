"""Drawing apart: whatever a picture does to the process that draws it, the next one is drawn."""

import json
import os
import signal
import time
import xml.etree.ElementTree as ET

import pytest

from countries.charts import render
from countries.charts.pencil import DrawingError, Pencil

SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"a": 1}]},
    "mark": "point",
    "encoding": {"x": {"field": "a", "type": "quantitative"}},
}
ABORTS = SPEC | {"title": "a\x0bb"}  # the library panics on what XML does not allow
ENDLESS = SPEC | {"data": {"sequence": {"start": 0, "stop": 3e7}}}


@pytest.fixture
def pencil():
    """A process of its own for the test."""
    made = Pencil()
    yield made
    made.stop()


def test_process_is_kept_for_the_next_picture(pencil):
    pencil.draw("svg", SPEC)
    first = pencil.process.pid
    assert pencil.draw("svg", SPEC).startswith(b"<svg")
    assert pencil.process.pid == first


def test_picture_that_aborts_costs_itself_alone(pencil, caplog):
    with pytest.raises(DrawingError, match="ended"):
        pencil.draw("svg", ABORTS)
    assert "drawing process ended" in caplog.text
    assert pencil.draw("svg", SPEC).startswith(b"<svg")


def test_picture_that_the_library_refuses_keeps_the_process(pencil):
    pencil.draw("svg", SPEC)
    first = pencil.process.pid
    with pytest.raises(DrawingError):
        pencil.draw("png", "no drawing")
    pencil.draw("svg", SPEC)
    assert pencil.process.pid == first


def test_picture_that_takes_too_long_or_too_much_is_given_up(caplog):
    pencil = Pencil(seconds=3)
    began = time.monotonic()
    with pytest.raises(DrawingError):
        pencil.draw("svg", ENDLESS)
    assert time.monotonic() - began < 5
    assert pencil.draw("svg", SPEC).startswith(b"<svg")
    pencil.stop()


def test_killed_process_is_replaced_unnoticed(pencil):
    pencil.draw("svg", SPEC)
    os.kill(pencil.process.pid, signal.SIGKILL)
    pencil.process.wait()
    assert pencil.draw("svg", SPEC).startswith(b"<svg")


def test_process_is_replaced_after_many_drawings(pencil, monkeypatch):
    monkeypatch.setattr("countries.charts.pencil.DRAWINGS_EACH", 2)
    pencil.draw("svg", SPEC)
    first = pencil.process.pid
    pencil.draw("svg", SPEC)
    pencil.draw("svg", SPEC)
    assert pencil.process.pid != first


def test_picture_of_forbidden_characters_is_drawn_without_them():
    picture = render.svg(ABORTS, title="t\x01", description="d\ufffe")
    ET.fromstring(picture)  # noqa: S314 - what we have drawn ourselves
    assert 'id="title">t<' in picture
    assert "a b" in picture


def test_failed_picture_is_let_rest(monkeypatch):
    calls = []

    def fail(*args):
        calls.append(args)
        raise DrawingError("broken")

    monkeypatch.setattr(render.PENCIL, "draw", fail)
    spec = json.loads(json.dumps(SPEC | {"title": "never drawn"}))
    for _time in range(2):
        with pytest.raises(DrawingError):
            render.draw(spec)
    assert len(calls) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["svg", "png"])
def test_picture_that_cannot_be_drawn_is_a_503_of_its_own(client, monkeypatch, kind):
    def fail(*args):
        raise DrawingError("broken")

    monkeypatch.setattr(render.PENCIL, "draw", fail)
    render.KEPT.clear()
    response = client.get(f"/charts/map.{kind}?on=2001-02-03")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get("/charts/map.csv?on=2001-02-03").status_code == 200
    render.FAILED.clear()
