"""A page of nothing but hostile texts in a real browser: it runs nothing and asks for nothing."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer

import msgspec
import pytest

from autograder.model import ExerciseReport, Outcome, Report, Status, TestReport
from autograder.reports import html
from tests.unit.browser import CHROMIUM, dump
from tests.unit.hostile_texts import TEXTS

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium")

Asked = tuple[str, list[str]]


@pytest.fixture
def opened(tmp_path) -> Iterator[Callable[[str], Asked]]:
    """Open a page in a browser; return the document it became, and the addresses that were asked for."""
    asked: list[str] = []

    class Remote(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Remote) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def document(page: str) -> Asked:
            file = tmp_path / "page.html"
            file.write_text(
                page.replace("127.0.0.1:9", f"127.0.0.1:{server.server_port}"),
                encoding="utf-8",
                errors="replace",
            )
            return dump(file.as_uri(), tmp_path / "profile"), asked

        yield document
        server.shutdown()


def stuffed(*without: str) -> Report:
    """Every text but some as a message and a note, and a few as name and reason."""
    texts = [said for name, said in TEXTS.items() if name not in without]
    test = TestReport(name="a", fact="1 < 2", outcome=Outcome.raised, score=0, max_score=1)
    tests = [msgspec.structs.replace(test, message=said) for said in texts]
    return Report(
        assignment="07_tiny",
        version=1,
        student="".join(TEXTS[name] for name in ("out of a title", "script", "event handler")),
        outcome=Status.not_graded,
        reason=TEXTS["table cells"] + TEXTS["out of a style"],
        max_score=1,
        notes=texts,
        exercises=[ExerciseReport(name="double", score=0, max_score=1, tests=tests)],
    )


def title(document: str) -> str:
    found = re.search(r"<title>(.*?)</title>", document, re.DOTALL)
    return unescape(found[1]) if found else ""


RAW = html._environment.overlay(autoescape=False)
RAW.globals = {**RAW.globals, "visible": str}
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


def test_page_runs_and_loads_nothing(opened):
    document, asked = opened(html.page(stuffed()))
    assert "RAN" in title(document)  # as a part of the student's name,
    assert title(document) != "RAN"  # not as a script's work
    assert document.count("<tr") == len(TEXTS)
    assert asked == []


def test_policy_alone_runs_nothing(opened, monkeypatch):
    """Were a text not escaped, the page's own policy would still forbid all but to leave the page."""
    monkeypatch.setattr(html, "_environment", RAW)
    document, asked = opened(html.page(stuffed("refresh")))
    assert title(document) != "RAN"
    assert asked == []


def test_page_without_either_does(opened, monkeypatch):
    """The two tests above can fail: these texts do run and load."""
    monkeypatch.setattr(html, "_environment", RAW)
    document, asked = opened(POLICY.sub("", html.page(stuffed("refresh"))))
    assert title(document) == "RAN"
    assert asked != []
