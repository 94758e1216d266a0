"""What a student runs: check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.arguments import Root, Slug, load
from autograder.cli.exits import ExitCode, give_up
from autograder.cli.printing import say
from autograder.errors import UnreadableError
from autograder.text import one_line


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
        return give_up(error, ExitCode.MISUSE)
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
    return load(slug, root).folder.resolve() / "test_public.py"
