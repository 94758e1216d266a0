"""The command line. Exit codes are ExitCode; every command's help ends with an example.

students.py     check
instructors.py  grade, report, doctor, course, demo
exchange.py     export, schema, gradescope, ci
authors.py      release, book, audit, calibrate, new
classes.py      whom grade is to grade: paths, or an nbgrader course
arguments.py    what several of them are given
workforce.py    who grades: workers, slots of GPUs, actors of a cluster
exits.py        what their exit codes mean
printing.py     how words reach the terminal, and none is obeyed
"""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Callable
from typing import Any

import typer

from autograder.cli import authors, exchange, instructors, students
from autograder.cli.exits import ExitCode, give_up
from autograder.cli.printing import complain, errors, show
from autograder.errors import AutograderError, UnknownError

__all__ = ["ExitCode", "app", "main"]

UsageError: Any = typer.BadParameter.__mro__[2]  # click's ClickException, from the click that typer carries

app = typer.Typer(
    help="Exercises in deep learning, graded by hidden tests that the student's code cannot see.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

COMMANDS: tuple[Callable[..., int], ...] = (  # in the order of `autograder --help`
    students.check,
    instructors.grade,
    instructors.report,
    instructors.doctor,
    authors.release,
    authors.book,
    authors.audit,
    authors.calibrate,
    authors.new,
    instructors.course,
    instructors.demo,
    exchange.export,
    exchange.schema,
    exchange.gradescope,
    exchange.ci,
)
for _command in COMMANDS:
    app.command()(_command)


def main() -> None:
    """Run the command line and leave with an ExitCode."""
    try:
        code = app(standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        code = ExitCode.INTERRUPTED
    except UsageError as error:
        error.show(shown := io.StringIO())  # its words quote arguments: a student may have named a file
        show(errors, shown.getvalue().rstrip())
        code = ExitCode.MISUSE
    except UnknownError as error:
        code = give_up(error, ExitCode.MISUSE)
    except AutograderError as error:
        code = give_up(error, ExitCode.OUR_FAILURE)
    except OSError as error:
        code = give_up(error, ExitCode.MISUSE)
    except Exception:  # the last resort: a traceback and exit 3, never the 1 that means "points lost"
        complain("an error of ours:")
        show(errors, traceback.format_exc())
        code = ExitCode.OUR_FAILURE
    sys.exit(int(code or 0))
