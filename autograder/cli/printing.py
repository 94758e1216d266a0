"""The two consoles, and words on them that no terminal obeys, whoever wrote them."""

from __future__ import annotations

import atexit
import os

from rich.console import Console

from autograder.text import one_line, visible

console = Console(highlight=False, emoji=False)
# A descriptor of its own: while hidden tests are loaded, TensorFlow's chatter on stderr is swallowed.
_stderr = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="replace")
atexit.register(_stderr.close)
errors = Console(file=_stderr, highlight=False, emoji=False)


def say(text: object) -> None:
    """Print lines for the user, however long."""
    show(console, str(text))


def complain(text: object) -> None:
    """Print a line about what went wrong, from whomever its words may come."""
    show(errors, f"autograder: {one_line(str(text))}")


def show(where: Console, text: str) -> None:
    """Print a text that no terminal and no CI's runner obeys, whoever wrote parts of it."""
    where.print(visible(text, len(text)), markup=False, soft_wrap=True)
