"""One submission behind the wall, for as long as it is graded."""

from __future__ import annotations

import re
import time
from collections.abc import Collection
from typing import Any

from autograder.assignment import TimeLimits
from autograder.errors import Died, Missing, OurError, OutOfTime, StudentFault, TimedOut
from autograder.lineup import Lineup
from autograder.sandbox.conversation import Child, Log
from autograder.sandbox.host import Sandbox
from autograder.submission import Cell


class Attempt:
    """Its children: one a toolbox, started when needed, replaced when lost."""

    def __init__(self, sandbox: Sandbox, lineup: Lineup, limits: TimeLimits) -> None:
        self.lineup, self.limits = lineup, limits
        self.cell_faults: dict[int, StudentFault] = {}  # by position in the line-up
        self.wall = ""
        self.logs = {"stdout": Log(), "stderr": Log()}
        self._sandbox = sandbox
        self._toolbox = "numpy"
        self._seed: int | None = None
        self._children: dict[str, Child] = {}
        self._asked = False
        self._used_seconds = 0.0

    def begin(self, toolbox: str, seed: int) -> None:
        """Say that a test begins: its first question finds every source of chance in a known state."""
        self._toolbox, self._seed = toolbox, seed

    def request(self, verb: str, *arguments: Any) -> Any:
        """Ask the child of the current toolbox, with the deadline of one call.

        Raises:
            StudentFault: there is no answer.
            OurError: the machine failed (no disk, no descriptor, no memory), which is no verdict.
        """
        try:
            return self._request(verb, *arguments)
        except (OSError, MemoryError) as error:
            raise OurError(f"the sandbox failed: {type(error).__name__}: {error}") from error

    def _request(self, verb: str, *arguments: Any) -> Any:
        child = self._children.get(self._toolbox)
        if child is None or child.ending is not None:
            if child is not None:
                self._keep_log(child)
            child = self._load(self._toolbox)
        self._asked = True
        seed, self._seed = self._seed, None
        try:
            return self._ask(child, verb, *arguments, seconds=self.limits.call_seconds, seed=seed)
        except LookupError as error:
            raise Missing(str(error.args[0]), self._cause(str(error.args[0]))) from None

    @property
    def toolboxes(self) -> Collection[str]:
        """Those of its children."""
        return self._children.keys()

    @property
    def frames(self) -> tuple[bytes, bytes]:
        """What crossed the wire last, in the current toolbox: a question and its answer."""
        return self._children[self._toolbox].frames

    @property
    def used_seconds(self) -> float:
        """How long the student's code has been at work until now; starting a sandbox is not counted."""
        return self._used_seconds

    def close(self) -> None:
        """End the children and keep what they printed."""
        for child in self._children.values():
            child.close()
            self._keep_log(child)
        self._children.clear()

    def cell(self, number: int) -> Cell | None:
        """Return the cell that the child knows by this number."""
        return self.lineup.cells[number - 1] if 1 <= number <= len(self.lineup.cells) else None

    def _load(self, toolbox: str) -> Child:
        """Run the cells in a fresh child. One that kills or hangs it is left out the next time."""
        while True:
            child = self._sandbox.child(toolbox, cpu_seconds=3 * round(self.limits.submission_seconds) + 1)
            self._children[toolbox] = child  # at once: whatever happens, close() ends it
            self.wall = str(child.wall)
            try:
                for number, cell in enumerate(self.lineup.cells, start=1):
                    if not isinstance(self.cell_faults.get(number), TimedOut | Died):
                        self._run_cell(child, number, cell)
                return child
            except (TimedOut, Died):
                self._keep_log(child)
                if self._left() <= 0:
                    raise

    def _run_cell(self, child: Child, number: int, cell: Cell) -> None:
        try:
            self._ask(child, "cell", number, cell.source, seconds=self.limits.cell_seconds, seed=number)
        except StudentFault as fault:
            # Once something was asked, an earlier child may have passed the input on to this one.
            self.cell_faults[number] = fault.reticent() if self._asked else fault
            if isinstance(fault, TimedOut | Died):
                raise

    def _ask(self, child: Child, verb: str, *arguments: Any, seconds: float, seed: int | None) -> Any:
        left = self._left()
        if left <= 0:
            child.close()
            raise OutOfTime(f"the {self.limits.submission_seconds:g} s for the whole submission are used up")
        began = time.monotonic()
        try:
            return child.request(verb, *arguments, seconds=min(seconds, left), seed=seed)
        finally:
            self._used_seconds += time.monotonic() - began

    def _left(self) -> float:
        return self.limits.submission_seconds - self._used_seconds

    def _cause(self, name: str) -> StudentFault | None:
        """Return the fault of the cell that was to define a name, if there is one."""
        defines = re.compile(rf"\b(?:def|class)\s+{re.escape(name)}\b")
        for number, fault in self.cell_faults.items():
            if defines.search(self.lineup.cells[number - 1].source):
                return fault
        return None

    def _keep_log(self, child: Child) -> None:
        for stream, log in child.log.items():
            self.logs[stream].add(log.text().encode("utf-8", "backslashreplace"))
