"""What an instructor or a CI runs: grade, report, doctor; and with nbgrader: course, demo."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.markup import escape
from rich.table import Table

from autograder.cli.arguments import CORES, Root, Slug, course_root, load
from autograder.cli.exits import ExitCode, give_up
from autograder.cli.printing import complain, console, errors, say
from autograder.errors import UnreadableError
from autograder.model import Report, Status, Tier
from autograder.reports import github
from autograder.reports.text import number
from autograder.text import one_line, visible

TIERS: tuple[Tier, ...] = (1, 2, 3)
MAX_WORKERS = 1024


def _workers(text: str, runner: str) -> int | None:
    """Return how many processes are asked for; None: as many as a cluster has room for."""
    if runner == "ray" and text in ("", "auto"):
        return None
    if text in ("", "auto"):
        return CORES if text else 1
    if text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= MAX_WORKERS:
        return int(text)
    raise typer.BadParameter(f"expected auto or a number from 1 to {MAX_WORKERS}, received {text!r}")


def grade(
    slug: Slug,
    paths: Annotated[list[Path], typer.Argument(help="Notebooks, scripts, folders or archives of them.")],
    out: Annotated[Path, typer.Option("--out", help="The folder for reports and summary.csv.")],
    root: Root = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if any submission lost points.")] = False,
    junit: Annotated[
        Path | None, typer.Option("--junit", help="A JUnit XML file for CI: what students may see.")
    ] = None,
    hints: Annotated[
        int,
        typer.Option(
            "--hints",
            min=1,
            max=3,
            help="What students see of a mistake that is known: 1 the lost facts alone, 2 also its name and "
            "a question, 3 also where to read.",
        ),
    ] = 2,
    size: Annotated[
        Literal["cpu", "gpu"],
        typer.Option("--size", help="gpu runs the large tests too, which are worth no points."),
    ] = "cpu",
    workers: Annotated[
        str,
        typer.Option(
            "--workers",
            metavar="N|auto",
            show_default=False,
            help="Processes that grade side by side, by default 1; auto: one a core. On a cluster, by "
            "default as many as it has room for.",
        ),
    ] = "",
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

    Example: autograder grade 01_shapes_and_parameters submitted/ --out reports/
    """
    from autograder import batch, intake

    if address is not None and runner != "ray":
        raise typer.BadParameter("--address is that of a Ray cluster: it goes with --runner ray")
    processes = _workers(workers, runner)
    chosen = load(slug, root)
    try:
        found = intake.find(paths, slug=slug, notebook=chosen.notebook_name, copies=out / ".submitted")
    except (FileNotFoundError, ValueError, UnreadableError) as error:
        return give_up(error, ExitCode.MISUSE)
    if not found:
        complain(f"no notebook or script in {', '.join(map(str, paths))}")
        return ExitCode.NOTHING_FOUND
    done = batch.grade(
        chosen,
        found,
        out=out,
        console=errors,
        junit_file=junit,
        hints=TIERS[hints - 1],
        size=size,
        workers=processes,
        address=(address or "auto") if runner == "ray" else None,
        force=force,
    )
    _tell_problems(done.reports)
    if why:
        for student, reason in done.why.items():
            say(f"{one_line(student)}: {reason}")
    graded = [report for report in done.reports if report.outcome is Status.graded]
    unchanged = f" ({done.unchanged} unchanged since they were graded)" if done.unchanged else ""
    say(f"{len(graded)} of {len(found)} graded{unchanged}; reports in {out}")
    if done.interrupted:
        complain(
            f"interrupted with {len(done.reports)} of {len(found)} done: the same command goes on from there"
        )
        return ExitCode.INTERRUPTED
    if any(report.our_fault for report in done.reports):
        return ExitCode.OUR_FAILURE
    lost = any(report.score != report.max_score for report in done.reports)
    return ExitCode.LOST_POINTS if strict and lost else ExitCode.OK


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
