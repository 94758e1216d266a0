"""What a cluster brings and costs: submissions that wait, on 1, 2 and 4 simulated nodes of one CPU each.

python -m tests.bench.bench_ray [--seconds 1.0] [--jobs 20] [1 2 4]

Nodes of one machine share its cores, so that only work that needs none can show how the runner scales: each
job waits in a hidden test. An efficiency of 1 is N nodes doing N times what one does; the start of the
actors and the end of the run, when some have nothing left to do, are not counted. Printed as well: what a
submission costs that does not wait, here and in an actor; how long a cluster takes to start, and a run on it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from autograder import assignment as assignments
from autograder.assignment import Assignment
from autograder.runners import jobs, ray
from autograder.runners.jobs import Grade, Job
from autograder.sandbox.host import Sandbox
from autograder.submission import Cell
from tests.cli.support import SLUG, numpy_course, spoil
from tests.grading.nodes import simulated

FIRST = "    assert_equal(student.double(1), 2)\n"
QUICK = 200  # jobs that do not wait


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=1.0)
    options.add_argument("--jobs", type=int, default=20, help="for each node")
    options.add_argument("nodes", type=int, nargs="*", default=[1, 2, 4])
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        quick, waits = course(Path(home, "quick"), 0), course(Path(home, "waits"), chosen.seconds)
        costs, alone = {}, 0.0
        with Sandbox() as sandbox:
            costs["here"] = measure(jobs.here(quick, sandbox=sandbox, secret=b"x"), QUICK, 1)[1]
        for number in chosen.nodes:
            began = time.monotonic()
            with simulated(number) as cluster:
                started = time.monotonic() - began
                grade = ray.in_actors(waits, secret=b"x", address=cluster.address)
                first, rate = measure(grade, number * chosen.jobs, number)
                alone = alone or rate / number
                print(
                    f"{number} nodes: {rate:.2f} submissions/s, efficiency {rate / number / alone:.3f}; "
                    f"the cluster started in {started:.1f} s, the first report came after {first:.1f} s"
                )
                if "in an actor" not in costs:
                    grade = ray.in_actors(quick, secret=b"x", address=cluster.address, actors=1)
                    costs["in an actor"] = measure(grade, QUICK, 1)[1]
        for where, rate in costs.items():
            print(f"a submission that does not wait, {where}: {1e3 / rate:.1f} ms")


def course(folder: Path, seconds: float) -> Assignment:
    """The small course, in which grading waits."""
    root = numpy_course(folder)
    hidden = root / "solutions" / SLUG / "hidden" / "test_double.py"
    spoil(hidden, FIRST, f"    import time\n    time.sleep({seconds})\n{FIRST}")
    return assignments.load(root, SLUG)


def measure(grade: Grade, count: int, side_by_side: int) -> tuple[float, float]:
    """Grade; return the seconds until the first report, and reports a second while all are at work."""
    times: list[float] = []
    began = time.monotonic()
    cell = (Cell(1, "code", None, "def double(n):\n    return 2 * n"),)
    some = (Job(student=f"s{number}", digest=str(number), cells=cell) for number in range(count))
    grade(some, lambda number, report: times.append(time.monotonic()))
    steady = times[2 * side_by_side - 1 : count - side_by_side + 1]
    return times[0] - began, (len(steady) - 1) / (steady[-1] - steady[0])


if __name__ == "__main__":
    main()
