"""One submission in Gradescope's container: its folder in, results.json out.

    /autograder/source/                     what bundle.py packed
    /autograder/submission/                 the student's files
    /autograder/submission_metadata.json    who and when, from Gradescope
    /autograder/results/results.json        ours to write

Where the wall cannot be built nothing is graded: results.json then has no score, and says why.
Standard output is the instructor's; results.json says that students may not see it.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from rich.console import Console

from autograder import assignment as assignments
from autograder import batch, intake, model
from autograder.errors import AutograderError, OurError
from autograder.model import OUR_WORDS, Report
from autograder.reports import exporting, gradescope
from autograder.sandbox.host import demand_floor
from autograder.text import one_line

OUR_FAILURE = 3  # as of every command of ours


class Metadata(msgspec.Struct, frozen=True):
    """What we need of submission_metadata.json."""

    id: int | str = "submission"


def grade(slug: str, home: Path) -> int:
    """Grade what a student has handed in.

    Args:
        slug: the assignment.
        home: Gradescope's folder, /autograder.

    Returns:
        0 if there is a score or the student's file cannot be read; 3 if it is our fault.
    """
    results = home / "results" / "results.json"
    results.parent.mkdir(parents=True, exist_ok=True)
    try:
        demand_floor()
    except OurError as error:  # about this machine alone, so that everybody may read it
        print(f"not graded: {one_line(str(error))}")
        words = f"{OUR_WORDS}\n\nFor the instructor: this container has no wall to grade behind. {error}"
        model.write_json(gradescope.failed(words), results)
        return OUR_FAILURE
    try:
        report = exporting.settled(_graded(slug, home))
    except AutograderError as error:  # may speak of hidden tests
        print(f"not graded: {one_line(str(error))}")
        model.write_json(gradescope.failed(OUR_WORDS), results)
        return OUR_FAILURE
    print(f"{report.outcome.value}: {one_line(report.reason) or report.wall}")
    model.write_json(gradescope.encode(report), results)
    return OUR_FAILURE if report.our_fault else 0


def _graded(slug: str, home: Path) -> Report:
    chosen = assignments.load(home / "source", slug)
    student = intake.student_name(str(_metadata(home / "submission_metadata.json").id))
    found = intake.of_student(student, home / "submission", chosen.notebook_name)
    with TemporaryDirectory() as out:
        done = batch.grade(chosen, [found], out=Path(out), console=Console(quiet=True))
    if not done.reports:
        raise OurError("grading was interrupted")
    return done.reports[0]


def _metadata(path: Path) -> Metadata:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Metadata)
    except (OSError, msgspec.MsgspecError) as error:
        raise OurError(f"{path.name}: expected what Gradescope writes: {error}") from error
