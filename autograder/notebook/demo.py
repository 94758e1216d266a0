"""A class to look at: notebooks from right and wrong answers, graded into an nbgrader gradebook.

Each student's answer to each exercise is drawn from the reference and the variants; some files are
broken in the ways that real ones are. The first assignment is handed in by the whole class, the
others by the early birds among them.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from nbgrader.api import Gradebook
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder import assignment as assignments
from autograder import handout, variants
from autograder.assignment import Assignment
from autograder.errors import OurError
from autograder.model import ExerciseReport, Report, Status
from autograder.notebook import course

SEED = 2015  # the year in which parallel grading was first asked of nbgrader
WRONG_SHARE, STUB_SHARE = 0.15, 0.05
EARLY_BIRDS = 8  # one student of so many has handed in the later assignments

Breakage = Callable[[dict[str, str], list[str]], None]


def _syntax_error(cells: dict[str, str], names: list[str]) -> None:
    cells[names[4]] = cells[names[4]].replace("):", ")", 1)


def _endless_loop(cells: dict[str, str], names: list[str]) -> None:
    cells[names[2]] = "while True:\n    pass\n"


def _exits(cells: dict[str, str], names: list[str]) -> None:
    cells[names[6]] += "\n\nimport sys\nsys.exit(0)\n"


def _magics_and_noise(cells: dict[str, str], names: list[str]) -> None:
    warning = "import sys\nprint('a warning', file=sys.stderr)\n"
    cells[names[1]] = f"%matplotlib inline\n!pip install keras\n{warning}{cells[names[1]]}"


def _renamed_function(cells: dict[str, str], names: list[str]) -> None:
    cells[names[3]] = cells[names[3]].replace(f"def {names[3]}", f"def my_{names[3]}")


BREAKAGES: tuple[Breakage, ...] = (_syntax_error, _endless_loop, _exits, _magics_and_noise, _renamed_function)


def run(folder: Path, root: Path, *, students: int, console: Console) -> list[list[Report]]:
    """Build the class, grade it into a gradebook, write feedback.

    Args:
        folder: the course to make; must be new or a demonstration's.
        root: the workbook.
        students: how many.
        console: where progress is shown.

    Returns:
        What the gradebook says: for each assignment, one report a student.

    Raises:
        OurError: the folder is something else, or a command failed.
    """
    folder = folder.resolve()
    marker = folder / ".autograder-demo"
    if folder.exists() and any(folder.iterdir()) and not marker.exists():
        raise OurError(f"{folder} is there and is no demonstration: name a new folder")
    shutil.rmtree(folder, ignore_errors=True)
    list(course.write(folder, root))
    marker.touch()
    reports, count = [], students
    for slug in assignments.slugs(root):
        chosen = assignments.load(root, slug)
        _hand_in(folder / "submitted", chosen, count)
        for words, made, total in (
            (("nbgrader", "generate_assignment", slug), f"release/{slug}/*.ipynb", 1),
            (
                ("autograder", "grade", slug, "--course", ".", "--workers", "auto"),
                f"reports/{slug}/*/report.json",
                count,
            ),
            (("nbgrader", "generate_feedback", slug), f"feedback/*/{slug}/*.html", count),
        ):
            _run(folder, console, words, made, total=total)
        reports.append(_from_gradebook(folder, chosen))
        count = max(1, students // EARLY_BIRDS)
    return reports


def what_next(folder: Path) -> str:
    """Return what to open after a demonstration."""
    folder = folder.resolve()
    page = next((folder / "feedback").glob("*/*/*.html"), folder / "feedback")
    return f"""
The gradebook:       {folder / "gradebook.db"}
A student's feedback: {page}
The instructor's view: cd {folder} && {Path(sys.executable).parent / "jupyter"} lab
                     (Nbgrader > Formgrader in the menu), or `nbgrader export` there for a CSV."""


def _hand_in(submitted: Path, chosen: Assignment, students: int) -> None:
    for name, files in _class(chosen, students):
        home = submitted / name / chosen.slug
        home.mkdir(parents=True)
        for file, text in files.items():
            (home / file).write_text(text, encoding="utf-8")


def _class(chosen: Assignment, students: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield students and the files they hand in."""
    chance = random.Random(SEED)
    pools = {side: list(variants.discover(chosen, side)) for side in ("right", "wrong")}
    stubs = {cell.id: cell.source for cell in chosen.cells if cell.role == "solution"}
    names = list(stubs)
    book = f"{chosen.notebook_name}.ipynb"
    for number in range(1, students + 1):
        picked = {}
        for name in names:
            side = "wrong" if chance.random() < WRONG_SHARE else "right"
            picked[name] = chance.choice([one for one in pools[side] if one.exercise == name])
        cells = variants.assemble(chosen, picked)
        cells.update({name: stubs[name] for name in names[1:] if chance.random() < STUB_SHARE})
        if number % 8 == 0:
            BREAKAGES[number // 8 % len(BREAKAGES)](cells, names)
        text = handout.write(handout.notebook(chosen, cells))
        if number % 20 == 7:
            yield f"student{number:02}", {f"{chosen.notebook_name} (1).ipynb": text}
        elif number % 20 == 13:
            yield f"student{number:02}", {book: text[: len(text) // 2]}
        elif number % 20 == 19:
            yield f"student{number:02}", {book: handout.write(handout.notebook(chosen))}
        else:
            yield f"student{number:02}", {book: text}


def _run(folder: Path, console: Console, words: Sequence[str], made: str, *, total: int) -> None:
    """Run a program in the course, its own words into a log, progress on the console.

    Args:
        folder: the course.
        console: where progress is shown.
        words: the program, its command, the assignment and more.
        made: a pattern of the files that it makes.
        total: how many of them there will be.

    Raises:
        OurError: it failed.
    """
    program, command, slug, *_ = words
    log = folder / f"{command}_{slug}.log"
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with log.open("wb") as out, Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(f"{program} {command} {slug}", total=total)
        line = [sys.executable, "-W", "ignore", "-m", *words]
        process = subprocess.Popen(line, cwd=folder, stdout=out, stderr=subprocess.STDOUT, env=os.environ)
        try:
            while process.poll() is None:
                progress.update(task, completed=len(list(folder.glob(made))))
                try:
                    process.wait(0.2)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            process.terminate()
            process.wait()
    if process.returncode:
        raise OurError(f"{program} {command} ended with {process.returncode}: read {log}")


def _from_gradebook(folder: Path, chosen: Assignment) -> list[Report]:
    """Read back what nbgrader's gradebook holds."""
    reports = []
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        for submission in gradebook.assignment_submissions(chosen.slug):
            grades = {grade.name: grade for notebook in submission.notebooks for grade in notebook.grades}
            exercises = [
                ExerciseReport(
                    name=one.name, score=grades[f"check_{one.name}"].score, max_score=one.points, tests=[]
                )
                for one in chosen.config.exercises
            ]
            graded = not any(grade.needs_manual_grade for grade in grades.values())
            reports.append(
                Report(
                    assignment=chosen.slug,
                    version=chosen.config.version,
                    student=submission.student.id,
                    outcome=Status.graded if graded else Status.not_graded,
                    score=submission.score if graded else None,
                    max_score=chosen.config.points,
                    exercises=exercises if graded else [],
                )
            )
    return sorted(reports, key=lambda report: report.student)
