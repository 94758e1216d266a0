"""What an instructor or a CI runs: grade, report, doctor; and with nbgrader: course, demo."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.markup import escape
from rich.table import Table

from autograder.cli import classes, workforce
from autograder.cli.arguments import Root, Slug, course_root
from autograder.cli.exits import ExitCode, give_up
from autograder.cli.printing import complain, console, errors, say
from autograder.errors import UnreadableError
from autograder.model import Report, Status, Tier
from autograder.reports import github
from autograder.reports.text import number
from autograder.text import one_line, visible

if TYPE_CHECKING:
    from autograder.batch import Batch

TIERS: tuple[Tier, ...] = (1, 2, 3)
MOST_NAMED = 5  # of what was passed over


def grade(
    slug: Slug,
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Notebooks, scripts, folders or archives of them.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="The folder for reports and summary.csv.")] = None,
    course: Annotated[
        Path | None,
        typer.Option(
            "--course",
            help="An nbgrader course, instead of PATHS: its submitted/ is graded into its gradebook.",
        ),
    ] = None,
    root: Root = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if any submission lost points.")] = False,
    junit: Annotated[
        Path | None, typer.Option("--junit", help="A JUnit XML file for CI: what students may see.")
    ] = None,
    hints: Annotated[
        int | None,
        typer.Option(
            "--hints",
            min=1,
            max=3,
            help="What students see of a mistake that is known: 1 the lost facts alone, 2 (the default) also "
            "its name and a question, 3 also where to read.",
        ),
    ] = None,
    size: Annotated[
        Literal["cpu", "gpu"],
        typer.Option("--size", help="gpu runs the large tests too, which are worth no points."),
    ] = "cpu",
    workers: Annotated[
        str | None,
        typer.Option(
            "--workers",
            metavar="N|auto",
            show_default=False,
            help="Processes that grade side by side; auto: one a core. By default 1, or all of --gpus; on a "
            "cluster as many as it has room for.",
        ),
    ] = None,
    gpus: Annotated[
        str | None,
        typer.Option(
            "--gpus",
            metavar="auto|0,1",
            help="Have Keras compute on these GPUs (auto: all; if there is none, on the CPU), one a worker; "
            "on a cluster auto: on those that Ray keeps for the actors.",
        ),
    ] = None,
    per_gpu: Annotated[
        int,
        typer.Option("--per-gpu", help="Workers that share a GPU."),
    ] = 1,
    runner: Annotated[
        Literal["local", "ray"], typer.Option("--runner", help="Grade on this machine, or on a Ray cluster.")
    ] = "local",
    address: Annotated[
        str | None,
        typer.Option(
            metavar="HOST:PORT|auto",
            help="Of the Ray cluster; auto, the default, finds the one that this machine belongs to.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade again what is unchanged, too.")] = False,
    why: Annotated[
        bool, typer.Option("--why", help="Say of each submission why it was graded again, or was not.")
    ] = False,
) -> int:
    """Grade submissions in the sandbox: a report.json and a feedback.html each, and summary.csv.

    A folder or archive (.zip, .tar, .tar.gz, .tgz) is in nbgrader's submitted/ layout or holds one file
    a student. report.json and summary.csv are the instructor's; feedback.html is what a student may see.
    Run again, also after Ctrl-C, it grades only what is new or has changed since, on either side.

    With --course it does so for an nbgrader course: reports go into COURSE/reports/SLUG, and their scores
    through nbgrader's own autograde into its gradebook (its db_url, late penalties, extensions; manual scores
    stay). `nbgrader autograde` finds these reports, and makes them itself where it finds none.

    Example: autograder grade 01_shapes_and_parameters submitted/ --out reports/
    Example: autograder grade 01_shapes_and_parameters --course my-course --workers auto
    """
    from autograder import batch

    asked = workforce.on_ray if runner == "ray" else workforce.here
    by = asked(workers, gpus, per_gpu, address)
    tier = TIERS[hints - 1] if hints else None
    try:
        given = (
            classes.of_course(slug, course, paths or [], out, root=root, hints=tier)
            if course
            else classes.of_paths(slug, paths or [], out, root=root, hints=tier)
        )
    except (FileNotFoundError, ValueError, UnreadableError) as error:
        return give_up(error, ExitCode.MISUSE)
    _tell_passed_over(given.passed_over)
    if not given.found:
        complain(f"no notebook or script in {given.where}")
        return ExitCode.NOTHING_FOUND
    with classes.clerk(given.course, force=force) as clerk:
        done = batch.grade(
            given.assignment,
            given.found,
            out=given.out,
            console=errors,
            junit_file=junit,
            hints=given.hints,
            size=size,
            by=by,
            force=force,
            on_kept=clerk.hand_over if clerk else None,
        )
        _tell_run(done, given, why=why)
        if done.interrupted:
            progress = f"{len(done.reports)} of {len(given.found)}"
            complain(f"interrupted with {progress} done: the same command goes on from there")
            return ExitCode.INTERRUPTED
        if clerk and given.course:
            code = classes.finish(clerk, given.course, done)
            if code is not ExitCode.OK:
                return code
    if any(report.our_fault for report in done.reports):
        return ExitCode.OUR_FAILURE
    lost = any(report.score != report.max_score for report in done.reports)
    return ExitCode.LOST_POINTS if strict and lost else ExitCode.OK


def _tell_passed_over(names: tuple[str, ...]) -> None:
    """Say what stands among the submissions and is none: it may be somebody's, in a wrong format."""
    if names:
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        named = ", ".join(map(one_line, names[:MOST_NAMED]))
        complain(f"passed over, not taken for submissions: {named}{more}")


def _tell_run(done: Batch, given: classes.Class, *, why: bool) -> None:
    """Say how a run went: what could not be graded, or run, and of how many."""
    _tell_problems(done.reports)
    if not_run := [report for report in done.reports if report.points_not_run]:
        _tell_not_run(not_run)
    if why:
        for student, reason in done.why.items():
            say(f"{one_line(student)}: {reason}")
    graded = [report for report in done.reports if report.outcome is Status.graded]
    unchanged = f" ({done.unchanged} unchanged since they were graded)" if done.unchanged else ""
    say(f"{len(graded)} of {len(given.found)} graded{unchanged}; reports in {given.out}")


def _tell_not_run(reports: list[Report]) -> None:
    """Say which part was not run, in words that are the same for all."""
    parts = {one.name: one.points_not_run for report in reports for one in report.exercises}
    named = ", ".join(f"{name} ({number(points)} points)" for name, points in parts.items() if points)
    say(f"GPU part not run, in {len(reports)} reports: {named}; they are graded out of the rest")


def _tell_problems(reports: list[Report]) -> None:
    """Say what was not graded, and tell GitHub; students may read a workflow's log, so it is their view."""
    on_github = github.is_here(os.environ)
    for report in reports:
        if report.outcome is Status.not_graded:
            shown = report.for_student() if on_github else report
            complain(f"{shown.student}: not graded: {shown.reason}")
    if not on_github:
        return
    for command in github.problems(reports):
        print(command)  # as it is: this one is meant to be obeyed
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        github.append_summary(reports, Path(summary))


def report(
    folder: Annotated[Path, typer.Argument(help="The folder that `autograder grade --out` wrote.")],
    html: Annotated[
        Path | None, typer.Option("--html", help="The page to write; by default FOLDER/class.html.")
    ] = None,
) -> int:
    """Write a page about the class: scores, exercises, misconceptions, hidden tests, whom to look at.

    One self-contained HTML file, for the instructor: it names students and hidden tests. A report.json that
    cannot be read is named there, and the rest goes on.

    Example: autograder report reports/
    """
    from autograder.classreport import finding, page, survey

    reports, damaged = finding.reports(folder)
    for one in damaged:
        complain(f"{one.folder}: its report.json cannot be read: {one.reason}")
    if not reports:
        complain(
            f"expected STUDENT/report.json in {folder}, as `autograder grade` writes; found none to read"
        )
        return ExitCode.NOTHING_FOUND
    out = html or folder / "class.html"
    page.write(survey.by_assignment(reports), damaged, out)
    say(f"{len(reports)} reports, {len(damaged)} unreadable: the page is {out}")
    return ExitCode.OK


def doctor() -> int:
    """Show whether this machine can grade: each wall, nbgrader, Keras's backend, devices; and the cure.

    Exit code 3 if grading would be refused.

    Example: autograder doctor
    """
    from autograder.sandbox import doctor as examination

    refused = False
    for finding in examination.examine():
        refused |= finding.needed and not finding.good
        mark = "✓" if finding.good else "✗" if finding.needed else "·"
        say(f"{mark} {finding.what}: {visible(finding.found)}")
        if not finding.good:
            say(f"    {finding.cure}")
    return ExitCode.OUR_FAILURE if refused else ExitCode.OK


def course(
    folder: Annotated[Path, typer.Argument(help="The folder to write; existing sources are replaced.")],
    root: Root = None,
) -> int:
    """Write an nbgrader course: nbgrader_config.py and source/ with every assignment's notebook.

    Inside it nbgrader's own commands work unmodified; autograde runs the hidden tests behind the wall.

    Example: autograder course my-course
    """
    from autograder.notebook import course as courses

    home = course_root(root)
    for path in courses.write(folder, home.resolve()):
        say(path)
    return ExitCode.OK


def demo(
    folder: Annotated[Path, typer.Argument(help="The folder for the demonstration course.")],
    students: Annotated[int, typer.Option(help="The size of the class.", min=1, max=10_000)] = 40,
    root: Root = None,
) -> int:
    """Build a class of notebooks from right and wrong answers, grade it, and fill a gradebook.

    Example: autograder demo demo-course
    """
    from autograder.notebook import demo as demonstrations

    home = course_root(root)
    for reports in demonstrations.run(folder, home.resolve(), students=students, console=errors):
        _show_scores(reports)
    say(demonstrations.what_next(folder))
    return ExitCode.OK


def _show_scores(reports: list[Report]) -> None:
    """Print students against the exercises of one assignment."""
    names = [exercise.name for exercise in next((r for r in reports if r.exercises), reports[0]).exercises]
    say(f"\n{reports[0].assignment}")
    for index, name in enumerate(names, start=1):
        say(f"{index}  {name}")
    table = Table("student", *(str(index) for index in range(1, len(names) + 1)), "score", box=None)
    for report in reports:
        scores = [_cell(exercise.score, exercise.max_score) for exercise in report.exercises]
        total = number(report.score) if report.score is not None else "not graded"
        table.add_row(escape(one_line(report.student)), *(scores or [""] * len(names)), total)
    console.print(table)


def _cell(score: float, most: float) -> str:
    return f"{score:g}" if score == most else f"[bold]{score:g}[/]/{most:g}"
