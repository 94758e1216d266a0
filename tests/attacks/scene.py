"""A grading run with attackers in it: canaries planted, a listener, neighbours, and the evidence after."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from autograder import assignment as assignments
from autograder import model
from autograder.assignment import Assignment
from autograder.sandbox import scratch
from tests.attacks.corpus import HERE, SLUG, TARGET, Attack, notebook
from tests.attacks.judge import Evidence

ROOT = HERE.parents[1]
SECRET = "HIDDEN-CANARY-5ec2e7" + "0" * 44
ENVIRONMENT = {"GITHUB_TOKEN": "HIDDEN-CANARY-e417a0", "AWS_SECRET_ACCESS_KEY": "HIDDEN-CANARY-e417a1"}
NEIGHBOURS = {"aa_neighbour": "HIDDEN-CANARY-4e19b0", "zz_neighbour": "HIDDEN-CANARY-4e19b1"}
JUNIT = "junit.xml"
AGAIN = "_again"  # a group-H attack is graded twice: what does the second meet of the first?


@dataclass
class Scene:
    """Where it happens. `heard` is what the listener received."""

    home: Path
    course: Path
    marks: Path
    port: int
    heard: list[str] = field(default_factory=list)

    @property
    def submitted(self) -> Path:
        return self.home / "submitted"

    def load(self) -> Assignment:
        return assignments.load(self.course, SLUG)

    def words(self) -> dict[str, str]:
        """What the attacks' texts are filled in with."""
        return {
            "MARKS": str(self.marks),
            "PORT": str(self.port),
            "COURSE": str(self.course),
            "SUBMITTED": str(self.submitted),
        }


@contextmanager
def scene(*, keras: bool = True) -> Iterator[Scene]:
    """Set the scene, in a folder that everybody may enter: only the wall stands before the canaries."""
    home = Path(tempfile.mkdtemp(prefix="attacked-"))
    home.chmod(0o755)
    course = home / "course"
    shutil.copytree(TARGET, course, ignore=shutil.ignore_patterns("__pycache__", ".secret"))
    if not keras:
        without_keras(course)
    secret = course / "solutions" / ".secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    marks = home / "marks"
    marks.mkdir()
    marks.chmod(0o777)
    try:
        with _listener() as (port, heard):
            yield Scene(home, course, marks, port, heard)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def without_keras(course: Path) -> None:
    """Leave out the two exercises that need Keras: grading starts in a second."""
    config = course / "assignments" / SLUG / "assignment.toml"
    text = config.read_text().replace("points = 16", "points = 12")
    config.write_text(text.split('[[exercises]]\nname = "ScaledDense"')[0])
    page = course / "assignments" / SLUG / "target.py"
    page.write_text(page.read_text().split('# %% id="ScaledDense"')[0])
    for name in ("ScaledDense", "build_model"):
        (course / "solutions" / SLUG / "hidden" / f"test_{name}.py").unlink()


@contextmanager
def _listener() -> Iterator[tuple[int, list[str]]]:
    """Listen on one port by TCP and UDP; keep what comes."""
    heard: list[str] = []
    stream, datagrams = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    stream.bind(("127.0.0.1", 0))
    port = stream.getsockname()[1]
    datagrams.bind(("127.0.0.1", port))
    stream.listen()

    def take() -> None:
        with suppress(OSError):
            while True:
                other, _ = stream.accept()
                with other:
                    other.settimeout(2)
                    heard.append(f"TCP {other.recv(200)!r}")

    def read() -> None:
        with suppress(OSError):
            while data := datagrams.recv(200):
                heard.append(f"UDP {data!r}")

    threads = [threading.Thread(target=work, daemon=True) for work in (take, read)]
    for thread in threads:
        thread.start()
    try:
        yield port, heard
    finally:
        for end in (stream, datagrams):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        for thread in threads:
            thread.join(5)


def hand_in(here: Scene, attacks: Sequence[Attack]) -> None:
    """Write everybody's notebooks in nbgrader's layout: a neighbour, the attackers, another neighbour."""
    course = here.load()
    for student, canary in NEIGHBOURS.items():
        _write(here, course, student, notebook(course, None, {}, extra=f"# {canary}\nnotes = {canary!r}"))
    for attack in attacks:
        text = notebook(course, attack, here.words())
        _write(here, course, attack.name, text)
        if attack.expect.group == "H":
            _write(here, course, attack.name + AGAIN, text)


def _write(here: Scene, course: Assignment, student: str, text: str) -> None:
    path = here.submitted / student / SLUG / f"{course.notebook_name}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Ran:
    """How a command ended: what it printed, how long it took, the most memory it held, what outlived it."""

    code: int | None
    output: bytes
    seconds: float
    peak_mib: float
    orphans: list[str]
    scratch: list[str]


def run(here: Scene, command: Sequence[str | Path], *, seconds: float, cwd: Path | None = None) -> Ran:
    """Run a grader as CI would: secrets in its environment, nobody at the keyboard; kill it when late."""
    temporary = Path(tempfile.mkdtemp(prefix="attacked-tmp-"))
    temporary.chmod(0o755)
    env = {**os.environ, **ENVIRONMENT, "TMPDIR": str(temporary), "COLUMNS": "400", "PYTHONPATH": str(ROOT)}
    for name in ("AUTOGRADER_SECRET", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        env.pop(name, None)
    began = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            list(map(str, command)), cwd=cwd or here.home, env=env, stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        peak = 0.0
        while process.poll() is None and time.monotonic() - began < seconds:
            peak = max(peak, _peak_mib(process.pid))
            time.sleep(0.02)
        took = time.monotonic() - began
        code = process.poll()
        if code is None:
            process.kill()
            process.wait()
        time.sleep(0.3)  # a zygote leaves when it sees that we have gone
        orphans = [_name(pid) for pid in _bearing(temporary.name)]
        for pid in _bearing(temporary.name):
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        output.seek(0)
        text = output.read()
    left = sorted(path.name for path in temporary.iterdir())
    scratch.remove(temporary)
    return Ran(code, text, took, peak, orphans if code is not None else [], left if code is not None else [])


def _bearing(word: str) -> list[int]:
    """The processes in whose environment a word stands: a command and all it started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if word.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
    return found


def _name(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")[:100]
    return str(pid)


def _peak_mib(pid: int) -> float:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024
    return 0.0


def grade(
    here: Scene,
    *,
    grader: Sequence[str | Path] = (sys.executable, "-m", "autograder"),
    workers: int = 1,
    seconds: float,
) -> Ran:
    """Run `autograder grade` over all that was handed in."""
    out = here.home / "out"
    command = [
        *grader,
        "grade",
        SLUG,
        here.submitted,
        "--out",
        out,
        "--root",
        here.course,
        "--junit",
        out / JUNIT,
        "--workers",
        str(workers),
    ]
    return run(here, command, seconds=seconds)


def evidence(
    here: Scene, attack: Attack, ran: Ran, *, honest_mib: float = 0.0, alone: bool = False
) -> Evidence:
    """Gather what a run left about one attack.

    Args:
        here: where it was.
        attack: which one.
        ran: how the run ended.
        honest_mib: what the trusted process needs for honest work.
        alone: nobody else was attacking, so that everything observed is this one's doing.
    """
    out, name = here.home / "out", attack.name
    students = [name, name + AGAIN] if attack.expect.group == "H" else [name]
    written = {
        f"{student}/{path.relative_to(out / student)}": path.read_bytes()
        for student in students
        for path in sorted((out / student).rglob("*"))
        if path.is_file()
    }
    last = students[-1]
    path = out / last / "report.json"
    report = model.load(path) if path.exists() else None
    tag = f"{name}-"
    return Evidence(
        report=report,
        student={
            "feedback.html": written.get(f"{last}/feedback.html", b""),
            JUNIT: _suite(out / JUNIT, last),
            "student view": msgspec.json.encode(report.for_student()) if report else b"",
        },
        written=written,
        log=f"{report.stdout}\n{report.stderr}" if report else ran.output.decode("utf-8", "replace"),
        terminal=ran.output,
        seconds=ran.seconds if alone else _seconds(out, name),
        marks=[mark.name for mark in here.marks.iterdir() if alone or mark.name.startswith(tag)],
        heard=[text for text in here.heard if alone or tag in text],
        left_behind=[*ran.orphans, *ran.scratch],
        grew_mib=ran.peak_mib - honest_mib if honest_mib else 0.0,
    )


def _suite(path: Path, student: str) -> bytes:
    """Return what a CI's reader finds about a student in the JUnit file; it must be well-formed."""
    if not path.exists():
        return b""
    suites = ElementTree.parse(path).getroot()
    return b"".join(ElementTree.tostring(suite) for suite in suites if suite.get("name") == student)


def _seconds(out: Path, name: str) -> float:
    """Tell how long a submission took: reports are written one after the other, each when it is done."""
    times = sorted((path.stat().st_mtime, path.parent.name) for path in out.glob("*/report.json"))
    names = [student for _, student in times]
    index = names.index(name) if name in names else 0
    return times[index][0] - times[index - 1][0] if index else 0.0


def scores(here: Scene, student: str) -> dict[str, float] | None:
    """What our reports say a student earned."""
    path = here.home / "out" / student / "report.json"
    if not path.exists():
        return None
    return {one["name"]: one["score"] for one in json.loads(path.read_text())["exercises"]}
