"""A run of two workers over a class, one process of it killed at a random moment, and run again.

    python -m tests.grading.kills [--times 50] [--seed N] [--course | --ray]

Whatever is killed (the run itself, a worker or the workers' parent, a zygote or the zygotes' mother), the
same command goes on from there until all is graded: then every report is what an undisturbed run writes,
each student is in summary.csv once, what was finished before is not graded again, and no process is left.
Only a process that runs a student's code is spared: it could as well have killed itself.
With --course the class is that of an nbgrader course, and its gradebook is the one that an undisturbed run
fills; its clerk may be killed, too. With --ray a simulated cluster of two nodes grades, and a whole node may
be what is killed.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from tests.cli.support import SLUG, WIDE, notebook, numpy_course, run, spoil
from tests.grading.nodes import join, simulated
from tests.nbgrader.support import Course
from tests.support import lasting

STUDENTS, NODES, TRIES, QUIET_SECONDS = 8, 2, 3, 15.0
SLOW = "import time\n\ndef double(n):\n    time.sleep(0.02)\n    return 2 * n  # {}"
ROLES = {"parent": "autograder", "worker": "autograder.runners.worker", "zygote": "autograder.sandbox.zygote"}


class Class:
    """Eight slow submissions, and what an undisturbed run makes of them."""

    roles: Mapping[str, str] = ROLES
    runner: tuple[str, ...] = ("--workers", "2")

    def __init__(self, home: Path) -> None:
        self.home, self.root, self.scratch = home, numpy_course(home / "root"), home / "scratch"
        self.scratch.mkdir()
        texts = [notebook(self.root, double=SLOW.format(number)) for number in range(STUDENTS)]
        self.hand_in({f"s{number}": text for number, text in enumerate(texts)})
        process = self.start("whole")
        self._until(process, "whole", 1)
        began = time.monotonic()
        self._until(process, "whole", STUDENTS)
        self.pace = (time.monotonic() - began) / (STUDENTS - 1)  # seconds a submission
        _, complaints = process.communicate(timeout=300)
        assert process.returncode == 0, complaints

    def hand_in(self, texts: dict[str, str]) -> None:
        (self.home / "files").mkdir()
        for student, text in texts.items():
            (self.home / "files" / f"{student}.ipynb").write_text(text, encoding="utf-8")

    def graded_into(self, out: str) -> list[str]:
        """Return the words of the command line that say what is graded, and whereto."""
        return ["files", "--out", out]

    def reports(self, out: str) -> Path:
        return self.home / out

    def start(self, out: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "autograder", "grade", SLUG, *self.graded_into(out)]
        return subprocess.Popen(
            [*command, *self.runner, "--root", "root", "--why"],
            cwd=self.home,
            env={**os.environ, **WIDE, "TMPDIR": str(self.scratch)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def survive(self, role: str, out: str, *, finished: int, delay: float = 0.0) -> str:
        """Kill a process of that role when so many are finished, or later; return what was killed."""
        process = self.start(out)
        self._until(process, out, finished)
        time.sleep(delay)
        family = self.family(process.pid)
        killed = self.kill(role, family)
        done = self._finished(out) if role == "parent" else set()
        process.communicate(timeout=300)
        self._go_on(out, process.returncode, done)
        self._demand_the_same(out)
        self._demand_nothing_left(family)
        return role if killed else "nothing"

    def family(self, pid: int) -> dict[int, str]:
        """Return the processes of a run, each with its command line."""
        return below(pid)

    def kill(self, role: str, family: dict[int, str]) -> bool:
        """Kill one process of that role, if there is any."""
        mine = [pid for pid, words in family.items() if self.roles[role] in words.split("\0")]
        victims = [pid for pid in mine if not runs_a_students_code(pid)]
        try:
            os.kill(random.choice(victims), signal.SIGKILL)
        except (IndexError, ProcessLookupError):  # none there, or no more
            return False
        return True

    def _until(self, process: subprocess.Popen[str], out: str, finished: int) -> None:
        """Wait until so many are finished, or the run is over."""
        while process.poll() is None and len(self._finished(out)) < finished:
            time.sleep(0.005)

    def _finished(self, out: str) -> set[str]:
        return {path.parent.name for path in self.reports(out).glob("*/reuse.json")}

    def _go_on(self, out: str, code: int, done: set[str]) -> None:
        for _ in range(TRIES):
            if code == 0:
                return
            again = self.start(out)
            said, complaints = again.communicate(timeout=300)
            code = again.returncode
            for student in done:
                assert f"{student}: unchanged" in said, f"{student} was graded again: {said} {complaints}"
        assert code == 0, f"exit {code} after {TRIES} more runs"

    def _demand_the_same(self, out: str) -> None:
        here, whole = self._written(out), self._written("whole")
        assert here.keys() == whole.keys()
        for file in sorted(whole):
            assert here[file] == whole[file], f"{file}: {here[file]!r}, undisturbed: {whole[file]!r}"
        with (self.reports(out) / "summary.csv").open(newline="", encoding="utf-8") as file:
            students = Counter(row["student"] for row in csv.DictReader(file))
        assert students == {f"s{number}": 1 for number in range(STUDENTS)}

    def _written(self, out: str) -> dict[Path, bytes]:
        files = [path for path in self.reports(out).rglob("*") if path.is_file()]
        return {path.relative_to(self.reports(out)): self._lasting(path, out) for path in files}

    def _lasting(self, file: Path, out: str) -> bytes:
        return lasting(file)

    def _demand_nothing_left(self, family: dict[int, str]) -> None:
        """Nobody of the family lives on."""
        end = time.monotonic() + QUIET_SECONDS
        while left := [pid for pid, words in family.items() if words and words == command_line(pid)]:
            assert time.monotonic() < end, f"left behind: {[family[pid] for pid in left]}"
            time.sleep(0.05)


class ClassInCourse(Class):
    """The same class in an nbgrader course, of which each run gets a copy."""

    roles: Mapping[str, str] = {**ROLES, "clerk": "autograder"}

    def hand_in(self, texts: dict[str, str]) -> None:
        self.untouched = Course(self.home / "untouched", self.root)
        assert run("course", self.untouched.folder, "--root", self.root).returncode == 0
        self.untouched.must("generate_assignment", SLUG)
        for student, text in texts.items():
            self.untouched.hand_in(student, text)

    def graded_into(self, out: str) -> list[str]:
        if not (self.home / out).exists():
            shutil.copytree(self.untouched.folder, self.home / out)
            spoil(self.home / out / "nbgrader_config.py", str(self.untouched.folder), str(self.home / out))
        return ["--course", out]

    def kill(self, role: str, family: dict[int, str]) -> bool:
        """The clerk is a fork of the run itself, which comes first."""
        first, *_ = family
        if role == "parent":
            return super().kill(role, {first: family[first]})
        if role == "clerk":
            return super().kill(role, {pid: words for pid, words in family.items() if pid != first})
        return super().kill(role, family)

    def reports(self, out: str) -> Path:
        return self.home / out / "reports" / SLUG

    def _lasting(self, file: Path, out: str) -> bytes:
        """Return what does not depend on where the course is: digests and commands do."""
        raw = super()._lasting(file, out).replace(f"/{out}/submitted/".encode(), b"/submitted/")
        return b"" if file.name == "reuse.json" else raw

    def _demand_the_same(self, out: str) -> None:
        super()._demand_the_same(out)
        assert self._scores(out) == self._scores("whole")

    def _scores(self, out: str) -> list[tuple[str, float, list[tuple[str, float]]]]:
        with Gradebook(f"sqlite:///{self.home / out / 'gradebook.db'}") as gradebook:
            found = [
                (
                    one.student.id,
                    one.score,
                    sorted((grade.name, grade.score) for grade in one.notebooks[0].grades),
                )
                for one in gradebook.assignment_submissions(SLUG)
            ]
        assert len(found) == STUDENTS
        return sorted(found)


class ClassOnCluster(Class):
    """The same class, graded on a simulated cluster of two nodes; what is lost of it comes again."""

    roles: Mapping[str, str] = {**ROLES, "node": "raylet"}

    def __init__(self, home: Path, cluster: Any) -> None:
        self.cluster, self.runner = cluster, ("--runner", "ray", "--address", cluster.address)
        super().__init__(home)

    def survive(self, role: str, out: str, *, finished: int, delay: float = 0.0) -> str:
        try:
            return super().survive(role, out, finished=finished, delay=delay)
        finally:
            for _ in range(NODES - len(self.cluster.worker_nodes)):
                join(self.cluster)

    def family(self, pid: int) -> dict[int, str]:
        """Ray's own processes stay; those of ours on the nodes are the run's."""
        raylets = [node.all_processes["raylet"][0].process.pid for node in self.cluster.worker_nodes]
        on_nodes = {one: words for raylet in raylets for one, words in below(raylet).items()}
        ours = {one: words for one, words in on_nodes.items() if "-m\0autograder." in words}
        return {**below(pid), **ours}

    def kill(self, role: str, family: dict[int, str]) -> bool:
        if role != "node":
            return super().kill(role, family)
        self.cluster.remove_node(random.choice([*self.cluster.worker_nodes]), allow_graceful=False)
        return True


def below(pid: int) -> dict[int, str]:
    """Return a process and those below it, each with its command line."""
    found, young = {pid: command_line(pid)}, [pid]
    while young:
        for children in Path(f"/proc/{young.pop()}/task").glob("*/children"):
            try:
                words = children.read_text().split()
            except OSError:
                continue
            young += map(int, words)
            found |= {int(word): command_line(int(word)) for word in words}
    return found


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def runs_a_students_code(pid: int) -> bool:
    """Tell whether a process is locked in: killed, it is no different from one that crashed."""
    return filters(pid) > filters(os.getpid())


def filters(pid: int) -> int:
    """Return how many seccomp filters a process has; 0 if it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return int(status.partition("\nSeccomp_filters:")[2].split()[0])


def main() -> None:
    """Kill and go on, so many times."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=50)
    options.add_argument("--seed", type=int, default=1)
    where = options.add_mutually_exclusive_group()
    where.add_argument("--course", action="store_true")
    where.add_argument("--ray", action="store_true")
    chosen = options.parse_args()
    random.seed(chosen.seed)
    with ExitStack() as open_until_done:
        home = Path(open_until_done.enter_context(tempfile.TemporaryDirectory()))
        if chosen.ray:
            some: Class = ClassOnCluster(home, open_until_done.enter_context(simulated(NODES)))
        else:
            some = (ClassInCourse if chosen.course else Class)(home)
        counts: Counter[str] = Counter()
        for number in range(chosen.times):
            role = random.choice([*some.roles])
            finished = random.randrange(STUDENTS + chosen.course)  # all: scores are being written
            delay = random.uniform(0, some.pace)
            said = some.survive(role, f"out{number}", finished=finished, delay=delay)
            counts[said] += 1
            about = f"killed {said} {delay:.2f} s after {finished} were finished"
            print(f"{number + 1}/{chosen.times}: {about}: all graded, each once", flush=True)
    print(", ".join(f"{role} killed {count} times" for role, count in sorted(counts.items())))


if __name__ == "__main__":
    main()
