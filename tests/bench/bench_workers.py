"""What workers bring and cost: submissions a second, and the memory of each process, by --workers.

python tests/bench/bench_workers.py [--root COURSE] [--slug SLUG] [--students 40] [1 2 3]

Memory is the proportional set size (PSS: a page that n processes share counts 1/n), looked at while
the middle of the class is graded; other users of the same libraries on the machine make it smaller. In
brackets, of these, what the process shares with nobody and has written: what one more of it costs.
Only root may look at processes that are not dumpable, which ours are.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from autograder import assignment, handout, variants

HERE = Path(__file__).resolve().parents[1]
ROLES = ("autograder.runners.worker", "autograder.sandbox.zygote")


def main() -> None:
    """Measure, print a line for each number of workers, and one for each kind of process."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--root", type=Path, default=HERE / "mini")
    options.add_argument("--slug", default="99_mini")
    options.add_argument("--students", type=int, default=40)
    options.add_argument("workers", type=int, nargs="*", default=[1, 2, 3])
    chosen = options.parse_args()
    of = assignment.load(chosen.root, chosen.slug)
    text = handout.write(handout.notebook(of, variants.reference_cells(of)))
    with tempfile.TemporaryDirectory() as home:
        files = Path(home, "files")
        files.mkdir()
        for number in range(chosen.students):  # of the same cells, but each of its own digest and inputs
            (files / f"s{number:04}.ipynb").write_text(f"{text}{' ' * number}", encoding="utf-8")
        for workers in chosen.workers:
            command = [sys.executable, "-m", "autograder", "grade", chosen.slug, files]
            command += ["--root", chosen.root, "--out", Path(home, f"out{workers}"), "--workers", workers]
            measure([str(word) for word in command], Path(home, f"out{workers}"), chosen.students, workers)


def measure(command: list[str], out: Path, students: int, workers: int) -> None:
    """Run once; a run's start is not counted, which ends with its first report."""
    environment = {**os.environ, "AUTOGRADER_SECRET": "for measuring alone"}  # none is left in the course
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    times: list[float] = []
    sizes: dict[str, list[tuple[float, float]]] = {}
    while process.poll() is None:
        done = len(list(out.glob("*/reuse.json")))
        if done and len(times) < done:
            times += [time.monotonic()] * (done - len(times))
        if not sizes and done >= students // 2:
            sizes = memory(process.pid)
        time.sleep(0.02)
    rate = (len(times) - 1) / (times[-1] - times[0])
    every = [size for found in sizes.values() for size in found]
    total, own = (sum(part) for part in zip(*every, strict=True))
    print(f"--workers {workers}: {rate:.2f} submissions/s, {total:.0f} ({own:.0f}) MiB (PSS) in all")
    for role, found in sorted(sizes.items()):
        print(f"    {role}: {', '.join(f'{size:.0f} ({own:.0f})' for size, own in found)} MiB")


def memory(parent: int) -> dict[str, list[tuple[float, float]]]:
    """Return the sizes in MiB of a process and those below it, and their own, by what they are."""
    found = defaultdict(list)
    young = [parent]
    while young:
        pid = young.pop()
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            young += map(int, children.read_text().split())
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        of = {line.split()[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
        at = next((words.index(role) for role in ROLES if role in words), None)
        role = "main" if at is None else " ".join(words[at : at + 2])
        found[role].append((of["Pss:"], of["Private_Dirty:"]))
    return found


if __name__ == "__main__":
    main()
