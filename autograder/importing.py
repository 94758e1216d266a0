"""Large libraries, imported soon: without the garbage collector, and without what they could do without."""

from __future__ import annotations

import gc
import importlib
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from autograder.assignment import Assignment
from autograder.sandbox import placeholders

LARGE = re.compile(r"^(?:import|from) +((?:keras|matplotlib|sklearn|tensorflow)\b[\w.]*)", re.MULTILINE)
# What Keras uses if it is there, for wrappers and pictures that no test asks for: a third of its start.
OPTIONAL = ("IPython", "matplotlib", "sklearn")


def libraries(assignment: Assignment) -> list[str]:
    """Return the large libraries that an assignment's tests and reference import when they are loaded."""
    hidden = assignment.hidden()
    files = [path for path in (hidden.parent / "reference.py", *hidden.rglob("*.py")) if path.is_file()]
    sources = [path.read_text(encoding="utf-8", errors="replace") for path in files]
    sources += [cell.source for cell in assignment.cells if cell.role == "provided"]
    return sorted({name for source in sources for name in LARGE.findall(source)})


def load(names: Sequence[str]) -> None:
    """Import libraries; one that cannot be is left to whoever needs it, who can say so to somebody."""
    wanted = {name.partition(".")[0] for name in names}
    absent = [name for name in OPTIONAL if name not in wanted and name not in sys.modules]
    with uncollected(), placeholders.without(absent):
        for name in names:
            with suppress(Exception):
                importlib.import_module(name)


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the garbage collector: of what is imported nearly nothing is garbage, and it would look a lot."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
