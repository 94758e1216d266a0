"""The trusted ends of mothers, which share what they have imported, and of the zygotes born of them.

`Mothers.order` is what a sandbox needs of them. Sandboxes of several processes share mothers by an
order of their own, which crosses to the process that has them: descriptors go along (runners/).
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.errors import OurError
from autograder.sandbox.conversation import LOCK_IN_SECONDS, Ending
from autograder.sandbox.forking import receive, send
from autograder.sandbox.limits import Limits
from autograder.sandbox.toolbox import Toolbox, named

PYTHON = (sys.executable, "-I", "-W", "ignore")
PROGRAM = ("-m", "autograder.sandbox.zygote")
START_SECONDS = 180.0
LEAVE_SECONDS = 5.0

# Has a zygote born: the toolbox, the folder of its scratch folders ("" for no view of its own), and two
# descriptors, its end of a control socket and a file for its last words. Answers come on the socket.
Order = Callable[[str, str, Sequence[int]], None]


class NoView(Exception):
    """The kernel allows namespaces, but no view of the machine could be built in them."""


class Mothers:
    """Mothers, one a toolbox, each started by the first order to her, and anew if she is lost."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        """Have none yet.

        Args:
            folder: where libraries may keep temporary files while they are imported.
            threads: numeric threads of each child.
        """
        self._folder, self._threads = folder, threads
        self._running: dict[str, tuple[subprocess.Popen[bytes], socket.socket]] = {}

    def order(self, toolbox: str, root: str, descriptors: Sequence[int]) -> None:
        """Have a zygote born, see Order. A mother lost meanwhile is noticed when no answer comes."""
        if toolbox in self._running and self._running[toolbox][0].poll() is not None:
            self._running.pop(toolbox)[1].close()
        if toolbox not in self._running:
            self._running[toolbox] = self._started(named(toolbox), words=descriptors[1])
        with suppress(OSError):
            send(self._running[toolbox][1], {"root": root}, descriptors)

    def _started(self, toolbox: Toolbox, *, words: int) -> tuple[subprocess.Popen[bytes], socket.socket]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process = subprocess.Popen(
                [*PYTHON, *PROGRAM, toolbox.name, str(theirs.fileno())],
                env={**_environment(toolbox, self._threads), "TMPDIR": str(self._folder)},
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=words,
                start_new_session=True,  # Ctrl-C is the trusted process's to handle
            )
        return process, ours

    def close(self) -> None:
        """End them: they have nothing to lose. Their zygotes leave when their own sandboxes do."""
        for process, orders in self._running.values():
            orders.close()
            process.kill()
            process.wait()
        self._running.clear()


class Zygote:
    """The trusted end of one zygote (see zygote.py for its own)."""

    def __init__(self, toolbox: Toolbox, *, order: Order, root: Path, view: bool) -> None:
        self.toolbox, self.root = toolbox, root
        self._lost, self._process = False, -1
        self._words = tempfile.TemporaryFile()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                order(toolbox.name, str(root) if view else "", (theirs.fileno(), self._words.fileno()))
            self.pid = int(self._answer("born", START_SECONDS))
            ready = self._answer("ready", START_SECONDS)
        except BaseException:
            self.close()
            raise
        self.import_seconds, self.own_view = float(ready["seconds"]), bool(ready["own_view"])

    def fork(self, scratch: Path, user: int | None, limits: Limits, descriptors: list[int]) -> int:
        """Order a child; return its process id."""
        about = {"user": user, "limits": asdict(limits), "own_view": self.own_view}
        order = {"scratch": str(scratch), **about}
        self._send({"fork": order}, descriptors)
        return int(self._answer("pid", LOCK_IN_SECONDS))

    def end(self, pid: int, *, grace: float = 0.0) -> Ending:
        """Kill a child, unless it ends by itself within `grace` seconds, and reap it."""
        try:
            self._send({"end": pid, "grace": grace})
            return Ending(**self._answer(None, LOCK_IN_SECONDS))
        except OurError:  # its children die with a zygote, and it is replaced when it is next needed
            return Ending(-signal.SIGKILL, 0, 0.0, lost=True)

    @property
    def alive(self) -> bool:
        """It has answered so far, and has not ended."""
        return not self._lost and not self._ended(0)

    def close(self) -> None:
        """Let the zygote leave, and wait until it has."""
        self._control.close()
        if self._process >= 0:
            if not self._ended(LEAVE_SECONDS):
                self._kill()
            os.close(self._process)
            self._process = -1
        self._words.close()

    def _send(self, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
        try:
            send(self._control, message, descriptors)
        except OSError as error:
            raise self._gone(str(error)) from error

    def _answer(self, key: str | None, seconds: float) -> Any:
        self._control.settimeout(seconds)
        try:
            answer, descriptors = receive(self._control, 1)
        except OSError as error:  # a timeout is one
            raise self._gone(f"no answer in {seconds:.0f} s: {error}") from error
        if descriptors:
            self._process = descriptors[0]
        if answer is not None and "no_view" in answer:
            raise NoView(answer["no_view"])
        if answer is None or "error" in answer:
            raise self._gone((answer or {}).get("error") or self._last_words())
        return answer if key is None else answer[key]

    def _gone(self, reason: str) -> OurError:
        self._lost = True
        return OurError(f"the {self.toolbox.name} zygote failed: {reason}")

    def _ended(self, seconds: float) -> bool:
        """Wait for its end: of the process that was born, which outlives the namespace it went into."""
        poll = select.poll()
        poll.register(self._process, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._process, signal.SIGKILL)
        self._ended(LEAVE_SECONDS)

    def _last_words(self) -> str:
        if self._process >= 0:
            self._kill()
        size = os.fstat(self._words.fileno()).st_size
        words = os.pread(self._words.fileno(), 2000, max(size - 2000, 0))  # the offset is its own
        return words.decode(errors="replace").strip() or "it ended without a word"


def _environment(toolbox: Toolbox, threads: int) -> dict[str, str]:
    """Return the whole environment of a mother: built up, never a patched copy of ours."""
    share = str(threads)
    counted = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB", "TF_NUM_INTRAOP", "TF_NUM_INTEROP")
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": "/nonexistent",
        "KERAS_HOME": "/nonexistent",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        **{f"{name}_NUM_THREADS" if "TF" not in name else f"{name}_THREADS": share for name in counted},
        **toolbox.environment,
    }
