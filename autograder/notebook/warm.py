"""The sandbox of an nbgrader process: it hands over one notebook at a time, and the zygotes stay warm."""

from __future__ import annotations

import atexit
from contextlib import ExitStack

from autograder.sandbox.host import Sandbox

_stack = ExitStack()
_sandboxes: list[Sandbox] = []


def warm_sandbox() -> Sandbox:
    """Return this process's sandbox: nbgrader hands over one notebook at a time, the zygotes stay warm."""
    if not _sandboxes:
        _sandboxes.append(_stack.enter_context(Sandbox()))
        atexit.register(close)
    return _sandboxes[0]


def close() -> None:
    """Close it, if there is one: a process that is forked leaves without doing so by itself."""
    _stack.close()
    _sandboxes.clear()
