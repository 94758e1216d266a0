"""What a course of thousands costs after grading: the class page and each table, seconds and memory.

    python tests/bench/bench_reports.py [--students 10000]

Reports are made up (tests/unit/classes.py). Each command is a process of its own; the first line is the
least that any of them can take: a process that reads the reports and does nothing else.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from autograder import model
from tests.unit.classes import whole_class

ROOT = Path(__file__).resolve().parents[2]
READ = """
import pathlib, sys
from autograder.classreport import finding
finding.reports(pathlib.Path(sys.argv[1]))
"""
FORMATS = ("csv", "canvas", "moodle", "junit")


def measured(*command: str) -> tuple[float, float]:
    """Run a command; return its seconds, and the most memory it had, in MiB.

    Raises:
        SystemExit: it failed.
    """
    began = time.perf_counter()
    environment, silent = (
        {**os.environ, "PYTHONPATH": str(ROOT)},
        [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    pid = os.posix_spawn(sys.executable, [sys.executable, *command], environment, file_actions=silent)
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def main() -> None:
    """Write the reports, then print a line for each command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--students", type=int, default=10_000)
    students = options.parse_args().students
    with tempfile.TemporaryDirectory() as home:
        reports = Path(home, "reports")
        for number, report in enumerate(whole_class(students)):
            folder = reports / f"s{number:05}"
            folder.mkdir(parents=True)
            model.dump(report, folder / "report.json")
        size = sum(file.stat().st_size for file in reports.rglob("*.json")) / 2**20
        least, memory = measured("-c", READ, str(reports))
        print(f"{students} reports of {size:.1f} MiB: {least:.1f} s and {memory:.0f} MiB to read them")
        program, page = ("-m", "autograder"), str(Path(home, "class.html"))
        commands = {"report": (*program, "report", str(reports), "--html", page)}
        for name in FORMATS:
            out = str(Path(home, f"table.{name}"))
            commands[f"export --format {name}"] = (
                *program,
                "export",
                str(reports),
                "--format",
                name,
                "--out",
                out,
            )
        for name, command in commands.items():
            seconds, memory = measured(*command)
            print(f"{name}: {seconds:.1f} s ({seconds / least:.1f} of reading alone), {memory:.0f} MiB")
        print(f"the page has {Path(page).stat().st_size / 2**10:.0f} KiB")


if __name__ == "__main__":
    main()
