"""A child that says what it is told to, in place of a process behind the wall."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from autograder import wire
from autograder.sandbox.conversation import Child, Ending
from autograder.sandbox.limits import Limits
from autograder.sandbox.toolbox import TOOLBOXES

WALL = wire.encode([0, "wall", {"landlock": 6, "own_user": True, "own_view": True, "leaks": []}])
DRIP_SECONDS = 0.002


class Puppet:
    """One child: a wall, then to each question the next of its answers, in the given pieces.

    `stays`: it keeps the pipe open after its last answer, as a child that hangs does.
    """

    def __init__(
        self, descriptors: Sequence[int], answers: Sequence[Sequence[bytes]], *, stays: bool, drips: bool
    ) -> None:
        self._calls, self._replies, *self._logs = (os.dup(descriptor) for descriptor in descriptors)
        os.set_blocking(self._replies, False)
        self._answers, self._stays, self._drips = answers, stays, drips
        self._lock, self._ended = threading.Lock(), False
        self.thread = threading.Thread(target=self._live, daemon=True)
        self.thread.start()

    def end(self) -> None:
        """Die: close everything but the end that the thread reads from, which closes itself."""
        with self._lock:
            if not self._ended:
                for descriptor in (self._replies, *self._logs):
                    os.close(descriptor)
            self._ended = True

    def _live(self) -> None:
        self._say(WALL)
        for answer in self._answers:
            if not os.read(self._calls, 1 << 20):
                break
            for piece in answer:
                if self._say(piece) and self._drips:
                    time.sleep(DRIP_SECONDS)
        if not self._stays:
            self.end()
        while os.read(self._calls, 1 << 20):
            pass
        os.close(self._calls)

    def _say(self, data: bytes) -> bool:
        """Write, unless the process has been ended: its descriptors may be someone else's by now."""
        while data:
            with self._lock:
                if self._ended:
                    return False
                try:
                    data = data[os.write(self._replies, data) :]
                except BlockingIOError:
                    time.sleep(0.001)
        return True


class Puppets:
    """Stands where a sandbox and its zygote would: every child is a puppet with the same answers."""

    toolbox = TOOLBOXES["numpy"]

    def __init__(self, *answers: Sequence[bytes], stays: bool = False, drips: bool = False) -> None:
        self._answers, self._stays, self._drips = answers, stays, drips
        self._puppets: list[Puppet] = []
        self.children: list[Child] = []

    def child(self, toolbox: str = "numpy", *, cpu_seconds: int = 1) -> Child:
        """Do as host.Sandbox does."""
        scratch = Path(tempfile.mkdtemp(prefix="puppet-"))
        self.children.append(Child(self, scratch, None, cpu_seconds=cpu_seconds))
        return self.children[-1]

    def fork(self, scratch: Path, user: int | None, limits: Limits, descriptors: list[int]) -> int:
        """Do as host.Zygote does."""
        puppet = Puppet(descriptors, self._answers, stays=self._stays, drips=self._drips)
        self._puppets.append(puppet)
        return len(self._puppets)

    def end(self, pid: int, *, grace: float = 0.0) -> Ending:
        """Do as host.Zygote does; the puppet's status is that of a kill, or of leaving by itself."""
        self._puppets[pid - 1].end()
        return Ending(0 if grace else -9, 0, 0.0)

    def close(self) -> list[Child]:
        """End whatever still lives; return the children that nobody else had ended."""
        left = [child for child in self.children if child.ending is None]
        for child in left:
            child.close()
        for puppet in self._puppets:
            puppet.thread.join()
        return left
