"""The command line. Exit codes are ExitCode; every command's help ends with an example."""

from __future__ import annotations

import atexit
import io
import os
import shutil
import sys
import traceback
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder import assignment as assignments
from autograder.errors import AutograderError, UnknownError, UnreadableError
from autograder.model import Report, Status
from autograder.reports import github
from autograder.reports.text import number
from autograder.text import one_line, visible

UsageError: Any = typer.BadParameter.__mro__[2]  # click's ClickException, from the click that typer carries

app = typer.Typer(
    help="Exercises in deep learning, graded by hidden tests that the student's code cannot see.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
console = Console(highlight=False, emoji=False)
# A descriptor of its own: while hidden tests are loaded, TensorFlow's chatter on stderr is swallowed.
_stderr = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="replace")
atexit.register(_stderr.close)
errors = Console(file=_stderr, highlight=False, emoji=False)


class ExitCode(IntEnum):
    """What the exit code of every command means."""

    #: everything was done (every submission graded, or told why it could not be read)
    OK = 0
    #: `grade --strict`: some submission lost points or was not graded; `check`: a public test fails;
    #: `release --check`: a release is stale; `audit`: something does not hold
    LOST_POINTS = 1
    #: Ctrl-C; reports written so far are complete
    INTERRUPTED = 2
    #: our failure or the author's: the wall could not be built, a hidden test is broken
    OUR_FAILURE = 3
    #: the command was used wrongly
    MISUSE = 4
    #: nothing to do was found
    NOTHING_FOUND = 5


Root = Annotated[
    Path | None, typer.Option("--root", help="The course's folder; by default the nearest one above.")
]
Slug = Annotated[str, typer.Argument(help="The assignment, for instance 01_shapes_and_parameters.")]


def main() -> None:
    """Run the command line and leave with an ExitCode."""
    try:
        code = app(standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        code = ExitCode.INTERRUPTED
    except UsageError as error:
        error.show(shown := io.StringIO())  # its words quote arguments: a student may have named a file
        _print(errors, shown.getvalue().rstrip())
        code = ExitCode.MISUSE
    except UnknownError as error:
        code = _complain(error, ExitCode.MISUSE)
    except AutograderError as error:
        code = _complain(error, ExitCode.OUR_FAILURE)
    except OSError as error:
        code = _complain(error, ExitCode.MISUSE)
    except Exception:  # the last resort: a traceback and exit 3, never the 1 that means "points lost"
        complain("an error of ours:")
        _print(errors, traceback.format_exc())
        code = ExitCode.OUR_FAILURE
    sys.exit(int(code or 0))


def say(text: object) -> None:
    """Print lines for the user, however long."""
    _print(console, str(text))


def complain(text: object) -> None:
    """Print a line about what went wrong, from whomever its words may come."""
    _print(errors, f"autograder: {one_line(str(text))}")


def _print(where: Console, text: str) -> None:
    """Print a text that no terminal and no CI's runner obeys, whoever wrote parts of it."""
    where.print(visible(text, len(text)), markup=False, soft_wrap=True)


def _complain(error: Exception, code: ExitCode) -> ExitCode:
    complain(error)
    return code


def _load(slug: str, root: Path | None) -> assignments.Assignment:
    return assignments.load(root or assignments.find_root(Path.cwd()), slug)


@app.command()
def check(
    slug: Slug, file: Annotated[Path, typer.Argument(help="Your notebook or script.")], root: Root = None
) -> int:
    """Run the public tests of an assignment on your notebook, on this machine.

    Your cells run in this interpreter, as in Jupyter. Green means that the public tests pass; the
    grader runs more. Exit code 1 if a test fails.

    Example: autograder check 01_shapes_and_parameters shapes_and_parameters.ipynb
    """
    from autograder import checking, local

    try:
        namespace, faults = local.namespace(file)
    except UnreadableError as error:
        return _complain(error, ExitCode.MISUSE)
    tests = _public_tests(slug, file, root)
    results = checking.run(tests, namespace)
    for name in dict.fromkeys(result.exercise for result in results):
        say(checking.as_text(name, [r for r in results if r.exercise == name]))
    for fault in faults:
        say(one_line(fault))
    passed = sum(result.passed for result in results)
    say(f"Public tests {passed} of {len(results)}. The grader runs more.")
    return ExitCode.OK if passed == len(results) else ExitCode.LOST_POINTS


def _public_tests(slug: str, file: Path, root: Path | None) -> Path:
    """Find test_public.py: beside the file, else in the course around it or around here."""
    if root is None and (beside := file.resolve().parent / "test_public.py").is_file():
        return beside
    return _load(slug, root).folder.resolve() / "test_public.py"


@app.command()
def grade(
    slug: Slug,
    paths: Annotated[list[Path], typer.Argument(help="Notebooks, scripts, folders or archives of them.")],
    out: Annotated[Path, typer.Option("--out", help="The folder for reports and summary.csv.")],
    root: Root = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if any submission lost points.")] = False,
    junit: Annotated[
        Path | None, typer.Option("--junit", help="A JUnit XML file for CI: what students may see.")
    ] = None,
) -> int:
    """Grade submissions in the sandbox: a report.json and a feedback.html each, and summary.csv.

    A folder or archive (.zip, .tar, .tar.gz, .tgz) is in nbgrader's submitted/ layout or holds one file
    a student. report.json and summary.csv are the instructor's; feedback.html is what a student may see.

    Example: autograder grade 01_shapes_and_parameters submitted/ --out reports/
    """
    from autograder import batch, intake

    chosen = _load(slug, root)
    try:
        found = intake.find(paths, slug=slug, notebook=chosen.notebook_name, copies=out / ".submitted")
    except (FileNotFoundError, ValueError, UnreadableError) as error:
        return _complain(error, ExitCode.MISUSE)
    if not found:
        complain(f"no notebook or script in {', '.join(map(str, paths))}")
        return ExitCode.NOTHING_FOUND
    done = batch.grade(chosen, found, out=out, console=errors, junit_file=junit)
    _tell_problems(done.reports)
    graded = [report for report in done.reports if report.outcome is Status.graded]
    say(f"{len(graded)} of {len(found)} graded; reports in {out}")
    if done.interrupted:
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


@app.command()
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


@app.command()
def release(
    slugs: Annotated[list[str] | None, typer.Argument(help="Assignments; by default all.")] = None,
    root: Root = None,
    stale: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if release/ is stale.")
    ] = False,
) -> int:
    """Build release/ from assignments/: what students get.

    Example: autograder release 01_shapes_and_parameters
    """
    from autograder import release as releases

    home = root or assignments.find_root(Path.cwd())
    folder, known = home / "release", assignments.slugs(home)
    odd = (
        {path.name: ["its assignment is gone"] for path in releases.gone(known, folder)} if not slugs else {}
    )
    for slug in slugs or known:
        chosen = assignments.load(home, slug)
        if stale:
            odd[slug] = releases.stale(chosen, folder / slug)
        else:
            for path in releases.build(chosen, folder / slug):
                say(path)
    for slug, files in odd.items():
        if not stale:
            shutil.rmtree(folder / slug)
        elif files:
            complain(f"release/{slug} is stale ({', '.join(files)}): run autograder release")
    return ExitCode.LOST_POINTS if stale and any(odd.values()) else ExitCode.OK


class Format(StrEnum):
    """How an audit is printed."""

    text = "text"
    json = "json"
    html = "html"
    markdown = "markdown"


@app.command()
def audit(
    slugs: Annotated[list[str] | None, typer.Argument(help="Assignments; by default all.")] = None,
    root: Root = None,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.text,
) -> int:
    """Let assignments prove themselves: every known answer against every hidden test.

    Prints solutions against tests, and on stderr what does not hold. Exit code 1 if anything does not.

    Example: autograder audit 01_shapes_and_parameters
    """
    from autograder import audit as audits
    from autograder.audit import rendering

    home = (root or assignments.find_root(Path.cwd())).resolve()
    if not (chosen := slugs or assignments.slugs(home)):
        complain(f"no assignment in {home / 'assignments'}")
        return ExitCode.NOTHING_FOUND
    done = audits.run(home, chosen, console=errors)
    if form is Format.text:
        console.print(rendering.as_text(done))
    else:
        say(getattr(rendering, f"as_{form}")(done))
    findings = [finding for one in done for finding in one.findings]
    for finding in findings:
        complain(finding.sentence)
    return ExitCode.LOST_POINTS if findings else ExitCode.OK


@app.command()
def new(
    slug: Annotated[str, typer.Argument(help="Two digits and a name, for instance 07_transformers.")],
    root: Root = None,
) -> int:
    """Write a working assignment to start from: it passes its audit as it stands.

    Example: autograder new 07_transformers
    """
    from autograder import skeleton

    for path in skeleton.write(root or assignments.find_root(Path.cwd()), slug):
        say(path)
    return ExitCode.OK


@app.command()
def course(
    folder: Annotated[Path, typer.Argument(help="The folder to write; existing sources are replaced.")],
    root: Root = None,
) -> int:
    """Write an nbgrader course: nbgrader_config.py and source/ with every assignment's notebook.

    Inside it nbgrader's own commands work unmodified; autograde runs the hidden tests behind the wall.

    Example: autograder course my-course
    """
    from autograder.notebook import course as courses

    home = root or assignments.find_root(Path.cwd())
    for path in courses.write(folder, home.resolve()):
        say(path)
    return ExitCode.OK


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="The folder for the demonstration course.")],
    students: Annotated[int, typer.Option(help="The size of the class.", min=1, max=10_000)] = 40,
    root: Root = None,
) -> int:
    """Build a class of notebooks from right and wrong answers, grade it, and fill a gradebook.

    Example: autograder demo demo-course
    """
    from autograder.notebook import demo as demonstrations

    home = root or assignments.find_root(Path.cwd())
    reports = demonstrations.run(folder, home.resolve(), students=students, console=errors)
    names = [exercise.name for exercise in next(r for r in reports if r.exercises).exercises]
    for index, name in enumerate(names, start=1):
        say(f"{index}  {name}")
    table = Table("student", *(str(index) for index in range(1, len(names) + 1)), "score", box=None)
    for report in reports:
        scores = [_cell(exercise.score, exercise.max_score) for exercise in report.exercises]
        total = number(report.score) if report.score is not None else "not graded"
        table.add_row(escape(one_line(report.student)), *(scores or [""] * len(names)), total)
    console.print(table)
    say(demonstrations.what_next(folder))
    return ExitCode.OK


def _cell(score: float, most: float) -> str:
    return f"{score:g}" if score == most else f"[bold]{score:g}[/]/{most:g}"
