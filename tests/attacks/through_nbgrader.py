"""The same attackers in nbgrader's own pipeline: autograde, then feedback, over one gradebook."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.model import ExerciseReport, Report, Status
from tests.attacks.corpus import SLUG, WORTH, Attack
from tests.attacks.judge import Evidence
from tests.attacks.scene import Ran, Scene, run

CANARY = "HIDDEN-CANARY-62ade0"  # in the gradebook, as a student's family name
SECONDS = 1500.0


@dataclass(frozen=True)
class Graded:
    """A course after autograde and generate_feedback."""

    folder: Path
    autograde: Ran
    feedback: Ran


def grade(here: Scene) -> Graded:
    """Run nbgrader's commands over all that was handed in."""
    folder = here.home / "nbgrader"
    nbgrader = (sys.executable, "-W", "ignore", "-m", "nbgrader")
    made = run(
        here, [sys.executable, "-m", "autograder", "course", folder, "--root", here.course], seconds=60
    )
    assert made.code == 0, made.output
    generated = run(here, [*nbgrader, "generate_assignment", SLUG], seconds=120, cwd=folder)
    assert generated.code == 0, generated.output
    shutil.copytree(here.submitted, folder / "submitted")
    with Gradebook(f"sqlite:///{folder}/gradebook.db", folder.name) as gradebook:
        gradebook.add_student("somebody_else", last_name=CANARY)
    autograde = run(here, [*nbgrader, "autograde", SLUG], seconds=SECONDS, cwd=folder)
    feedback = run(here, [*nbgrader, "generate_feedback", SLUG], seconds=SECONDS, cwd=folder)
    return Graded(folder, autograde, feedback)


def evidence(here: Scene, attack: Attack, graded: Graded) -> Evidence:
    """Gather what nbgrader has about one attack: gradebook, feedback, autograded copy."""
    name, tag = attack.name, f"{attack.name}-"
    with Gradebook(f"sqlite:///{graded.folder}/gradebook.db", graded.folder.name) as gradebook:
        (submission,) = gradebook.find_submission(SLUG, name).notebooks
        scores = {grade.name.removeprefix("check_"): grade.auto_score for grade in submission.grades}
        comments = "\n".join(comment.auto_comment or "" for comment in submission.comments)
    exercises = [
        ExerciseReport(name=one, score=scores[one] or 0.0, max_score=worth, tests=[])
        for one, worth in WORTH.items()
    ]
    none = any(score is None for score in scores.values())
    pages = {
        f"{kind}/{path.name}": path.read_bytes()
        for kind in ("feedback", "autograded")
        for path in sorted((graded.folder / kind / name / SLUG).glob("*"))
        if path.is_file()
    }
    return Evidence(
        report=Report(
            assignment=SLUG, version=1, student=name, max_score=16,
            outcome=Status.not_graded if none else Status.graded, exercises=exercises,
        ),
        student={**pages, "the gradebook's comments": comments.encode()},
        terminal=graded.autograde.output + graded.feedback.output,
        marks=[mark.name for mark in here.marks.iterdir() if mark.name.startswith(tag)],
        heard=[text for text in here.heard if tag in text],
        left_behind=[*graded.autograde.orphans, *graded.autograde.scratch],
    )  # fmt: skip


def earned(seen: Evidence) -> dict[str, float]:
    """What the gradebook says."""
    assert seen.report is not None
    return {exercise.name: exercise.score for exercise in seen.report.exercises}
