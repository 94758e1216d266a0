"""The class report in a real browser: of a hostile class it runs nothing, asks for nothing, and fits."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from autograder.classreport import page
from tests.unit.browser import CHROMIUM, dump
from tests.unit.classes import one_exercise, one_report, one_test, whole_class
from tests.unit.hostile_texts import TEXTS
from tests.unit.test_class_page import hostile_class, of
from tests.unit.test_page_in_browser import POLICY, title

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium")

WIDTHS = (320, 400, 1400)
# How wide the page is in frames of these widths, and what stands beyond an edge: asked from outside, since
# the page itself runs nothing.
FRAMES = """<!doctype html><title>frames</title>
<iframe src="/page" width="320"></iframe><iframe src="/page" width="400"></iframe><iframe src="/page" width="1400"></iframe>
<script>
window.onload = () => {
  const seen = [...document.querySelectorAll("iframe")].map(frame => {
    const page = frame.contentDocument, root = page.documentElement
    const out = [...page.querySelectorAll("body, body *:not(svg *)")].filter(one => {
      const box = one.getBoundingClientRect()
      return box.width && (box.right > root.clientWidth + 1 || box.left < -1)
    })
    const letters = [...page.querySelectorAll("figure svg text")].map(one => one.getBoundingClientRect().height)
    return {
      wide: root.scrollWidth, room: root.clientWidth, rows: page.querySelectorAll("tr").length,
      out: out.map(one => one.outerHTML.slice(0, 90)), least: Math.min(...letters), name: page.title,
    }
  })
  document.title = JSON.stringify(seen)
}
</script>"""  # noqa: E501  # as a browser reads it
LONG = "x" * 5000
Opened = tuple[str, list[str]]


@pytest.fixture
def opened(tmp_path) -> Iterator[Callable[..., Opened]]:
    """Open a page, by itself or in frames; return the document, and what else was asked for."""
    asked: list[str] = []
    served: dict[str, str] = {}

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path not in served:
                asked.append(self.path)
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(served[self.path].encode("utf-8", "replace"))

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        home = f"127.0.0.1:{server.server_port}"

        def document(source: str, where: str = "/page") -> Opened:
            served["/page"], served["/frames"] = source.replace("127.0.0.1:9", home), FRAMES
            got = dump(f"http://{home}{where}", tmp_path / "profile")
            return got, [path for path in asked if path != "/favicon.ico"]

        yield document
        server.shutdown()


RAW = page._environment.overlay(autoescape=False)
RAW.globals = {**RAW.globals, "called": str, "prose": str, "shown": str}


def test_page_runs_and_loads_nothing(opened):
    document, asked = opened(of(*hostile_class()))
    assert title(document) == "07_tiny: class report"
    assert document.count("<main>") == 1
    assert asked == []


def test_policy_alone_runs_nothing(opened, monkeypatch):
    """Were a text not escaped, the page's own policy would still forbid all but to leave the page."""
    monkeypatch.setattr(page, "_environment", RAW)
    document, asked = opened(of(*hostile_class(*(TEXTS.keys() - {"refresh"}))))
    assert title(document) != "RAN"
    assert asked == []


def test_page_without_either_does(opened, monkeypatch):
    """The two tests above can fail: these texts do run and load."""
    monkeypatch.setattr(page, "_environment", RAW)
    document, asked = opened(POLICY.sub("", of(*hostile_class("script", "remote"))))
    assert title(document) == "RAN"
    assert asked != []


def long_class():
    """Names and facts without a place to break, in exercises whose names are as long as Python lets them."""
    tests = [one_test(1, 4, "failed", name=LONG, fact=LONG), one_test(2, 4, "raised", message=LONG)]
    exercises = [one_exercise(f"{'layer_' * 6}{one}", *tests, seconds=1.0) for one in "abc"]
    return [one_report(f"{LONG}{n}", *exercises, assignment=LONG, wall=LONG) for n in range(9)]


CLASSES = {
    "usual": whole_class,
    "two assignments": lambda: [*whole_class(9), *whole_class(9, assignment="04_backpropagation")],
    "long words": long_class,
    "hostile": hostile_class,
}


@pytest.mark.parametrize("reports", CLASSES.values(), ids=CLASSES.keys())
def test_nothing_stands_beyond_the_edge(opened, reports):
    document, asked = opened(of(*reports()), "/frames")
    seen = json.loads(title(document))
    assert len(seen) == len(WIDTHS)
    for one, width in zip(seen, WIDTHS, strict=True):
        assert one["out"] == []
        assert one["wide"] <= one["room"] <= width
        assert one["rows"] > 10
        assert one["name"].endswith("lass report")
    assert asked == []


def test_letters_of_figures_can_be_read_on_a_phone(opened):
    """A line of them is 11 pixels high at least."""
    seen = json.loads(title(opened(of(*whole_class()), "/frames")[0]))
    assert seen[1]["least"] >= 11


def test_measuring_sees_what_is_too_wide(opened):
    """The test above can fail."""
    source = of(*whole_class()).replace("<main>", '<main><p style="width:500px">wide</p>')
    seen = json.loads(title(opened(source, "/frames")[0]))
    assert [one["wide"] > one["room"] for one in seen] == [True, True, False]
    assert [len(one["out"]) for one in seen] == [1, 1, 0]
