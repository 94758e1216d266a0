"""Formgrader over a graded course: a Jupyter server in the course's folder, as an instructor starts it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest

from tests.cli.support import SLUG
from tests.nbgrader.support import Page
from tests.unit.browser import CHROMIUM, dump

pytestmark = pytest.mark.slow
TOKEN, START_SECONDS = "a-token", 60


Fetch = Callable[[str], tuple[int, str]]


@pytest.fixture(scope="module")
def server(graded, tmp_path_factory) -> Iterator[tuple[str, Fetch]]:
    """A running server's address, and what returns status and text of a page of it."""
    scratch = tmp_path_factory.mktemp("jupyter")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "jupyter_server", "--no-browser", "--allow-root"]
    command += [
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
    ]
    env = {**os.environ, "JUPYTER_RUNTIME_DIR": str(scratch), "JUPYTER_CONFIG_DIR": str(scratch)}
    with (scratch / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=graded.course.folder, env=env, stdout=log, stderr=log, start_new_session=True
        )

    def get(page: str) -> tuple[int, str]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/{page}", headers={"Authorization": f"token {TOKEN}"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()

    try:
        _wait_for(get, process)
        yield f"http://127.0.0.1:{port}", get
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@pytest.fixture(scope="module")
def fetch(server) -> Fetch:
    return server[1]


@pytest.fixture
def seen(server, tmp_path) -> Callable[[str], str]:
    """What a page says in a real browser, once its own scripts have filled it; without markup."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium")

    def see(page: str) -> str:
        then = quote(f"/formgrader/{page}", safe="")
        shown = dump(f"{server[0]}/login?next={then}&token={TOKEN}", tmp_path / "profile")
        return re.sub(r"<[^>]*>|\s+", " ", shown)

    return see


def _wait_for(get: Fetch, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            get("api/status")
        except OSError:
            time.sleep(0.3)
        else:
            return
    pytest.fail(f"the Jupyter server did not answer (exit code {server.poll()})")


def test_pages_are_served(fetch):
    for page in ("manage_assignments", f"gradebook/{SLUG}", f"gradebook/{SLUG}/mini"):
        status, text = fetch(f"formgrader/{page}")
        assert status == 200
        assert "formgrader" in text.lower()


def test_assignment_is_listed(fetch):
    (listed,) = json.loads(fetch("formgrader/api/assignments")[1])

    assert (listed["name"], listed["max_score"], listed["max_written_score"]) == (SLUG, 15, 5)


def test_scores_are_listed(fetch):
    listed = json.loads(fetch(f"formgrader/api/submissions/{SLUG}")[1])

    scores = {one["student"]: one["code_score"] for one in listed}
    assert (scores["reference"], scores["wrong"], scores["stub"]) == (10, 6, 0)
    waiting = {one["student"] for one in listed if one["needs_manual_grade"]}
    assert {"essayist", "empty_file", "renamed"} <= waiting
    assert not {"reference", "wrong", "stub"} & waiting


@pytest.fixture
def opened(fetch, graded):
    """The page on which an instructor grades one student's notebook."""

    def open_submission(student):
        with graded.course.gradebook() as gradebook:
            name = gradebook.find_submission_notebook("mini", SLUG, student).id
        status, text = fetch(f"formgrader/submissions/{name}/")
        assert status == 200
        return text

    return open_submission


def test_submission_opens(opened):
    """The instructor's page shows the student's answer and what the hidden tests said of it."""
    text = re.sub(r"\s+", " ", opened("wrong"))

    assert "The answer is twice the number." in text
    assert "0 of 4 points" in text


def test_submission_runs_no_script(opened):
    """A student's text must not act in the session of the instructor, who may run anything there."""
    shown = Page(opened("script_tags"))

    ran = " ".join(shown.scripts + shown.handlers)
    assert re.findall(r"alert\(\d\)", ran) == []


def test_browser_shows_every_students_score(seen, graded):
    """As the gradebook has them, in which other tests of this course may have entered scores by hand."""
    with graded.course.gradebook() as gradebook:
        submissions = gradebook.assignment_submissions(SLUG)
        wanted = {one.student.id: (one.needs_manual_grade, f"{one.score:g} / 15") for one in submissions}

    shown = re.sub(r"\s+", " ", seen(f"manage_submissions/{SLUG}/"))

    assert wanted.items() >= {"reference": (False, "10 / 15"), "wrong": (False, "6 / 15")}.items()
    assert wanted["renamed"] == (True, "0 / 15")
    for student, (waits, score) in wanted.items():
        status = "needs manual grading" if waits else "graded"
        assert re.search(rf" {student} (None|[-\d: ]+UTC) {status} {score} ", shown), student


def test_browser_shows_what_the_hidden_tests_said(seen, graded):
    with graded.course.gradebook() as gradebook:
        name = gradebook.find_submission_notebook("mini", SLUG, "wrong").id

    shown = re.sub(r"\s+", " ", seen(f"submissions/{name}/"))

    assert "The answer is twice the number." in shown
    assert "0 of 4 points" in shown
