"""The trusted side of the wall: a sandbox keeps zygotes warm and has them fork children.

with Sandbox() as sandbox:
with sandbox.child("numpy") as child:
child.request("cell", 1, "def double(x): return 2 * x", seconds=5)
child.request("call", None, "double", (21,), {}, seconds=5)     # 42
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import Any, Self

from autograder.errors import OurError
from autograder.sandbox import kernel, scratch
from autograder.sandbox.conversation import FLOOR_ABI, LOCK_IN_SECONDS, Child, Ending, Wall
from autograder.sandbox.limits import Limits
from autograder.sandbox.toolbox import Toolbox, named

PYTHON = (sys.executable, "-I", "-W", "ignore")
ZYGOTE = ("-m", "autograder.sandbox.zygote")
VIEW = "view"  # the folder, beside the scratch folders, on which a zygote builds its view
START_SECONDS = 180.0
ANSWER_BYTES = 1 << 16
FIRST_USER = 1_700_000_000  # a range that no account of an ordinary system is in


class Sandbox:
    """Warm zygotes, one a toolbox, started when first needed and gone when the block is left."""

    def __init__(self, *, threads: int = 1, view: bool = True) -> None:
        """Make a sandbox.

        Args:
            threads: numeric threads of each child.
            view: give the children a view of the machine of their own (view.py) where that can be.
        """
        self.threads, self.view = threads, view
        self.no_view = ""  # why there is none, where the kernel allowed it and it could not be built
        self.wall: Wall | None = None
        self._zygotes: dict[str, Zygote] = {}
        self._root: Path | None = None
        self._numbers = itertools.count()

    def __enter__(self) -> Self:
        demand_floor()
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)  # no reading our memory, even if Landlock were missing
        self._root = Path(tempfile.mkdtemp(prefix="autograder-"))
        self._root.chmod(0o711)
        return self

    def __exit__(self, *_: object) -> None:
        for zygote in self._zygotes.values():
            zygote.close()
        self._zygotes.clear()
        if self._root is not None:
            scratch.remove(self._root)

    def zygote(self, toolbox: str) -> Zygote:
        """Return the warm zygote of a toolbox, starting it if need be."""
        if self._root is None:
            raise OurError("the sandbox is not open: use it in a with statement")
        if toolbox in self._zygotes and not self._zygotes[toolbox].alive:  # killed from outside: start anew
            self._zygotes.pop(toolbox).close()
        if toolbox not in self._zygotes:
            root = self._root / toolbox
            (root / VIEW).mkdir(parents=True, exist_ok=True)
            root.chmod(0o711)
            start = partial(Zygote, named(toolbox), threads=self.threads, root=root)
            try:
                self._zygotes[toolbox] = start(view=self.view)
            except NoView as error:  # it is an upgrade: without it the wall stands, one level lower
                self.no_view = str(error)
                self._zygotes[toolbox] = start(view=False)
        return self._zygotes[toolbox]

    def child(self, toolbox: str, *, cpu_seconds: int = 3600) -> Child:
        """Fork a child, locked in and ready for cells."""
        zygote = self.zygote(toolbox)
        number = next(self._numbers)
        folder = zygote.root / str(number)
        folder.mkdir(mode=0o700)
        own = _may_change_user() and (zygote.own_view or _others_may_enter())
        user = FIRST_USER + number % 100_000 if own else None
        if user is not None:
            os.chown(folder, user, user)
        child = Child(zygote, folder, user, cpu_seconds=cpu_seconds)
        self.wall = child.wall
        return child


def demand_floor() -> None:
    """Refuse to go on where the wall cannot be built.

    Raises:
        OurError: says which part is missing and what to do.
    """
    if sys.platform != "linux":
        raise OurError(
            "grading needs Linux (students' own checks do not): use a Linux machine, VM or container"
        )
    try:
        kernel.known_architecture()
    except OSError as error:
        raise OurError(f"no sandbox on this processor: {error}") from error
    if not kernel.seccomp_filters():
        raise OurError(
            "the sandbox needs seccomp filters, and received none: use a kernel with CONFIG_SECCOMP_FILTER, "
            "or a container runtime that lets seccomp(2) through; grading without it is refused"
        )
    abi = kernel.landlock_abi()
    if abi < FLOOR_ABI:
        raise OurError(
            f"the sandbox needs Landlock {FLOOR_ABI} (Linux 6.2) or newer, received {abi or 'none'}: "
            "boot with lsm=landlock,… or use a newer kernel; grading without it is refused"
        )


@cache
def _may_change_user() -> bool:
    """Root can give each child a user of its own, unless a container has taken that from it."""
    return os.geteuid() == 0 and kernel.has_capabilities(*kernel.TO_CHANGE_USER)


@cache
def _others_may_enter() -> bool:
    """Tell whether any user may enter the interpreter's folders."""
    prefixes = {Path(os.path.realpath(path)) for path in (sys.prefix, sys.base_prefix, tempfile.gettempdir())}
    return all(folder.stat().st_mode & 0o005 for path in prefixes for folder in (path, *path.parents))


class NoView(Exception):
    """The kernel allows namespaces, but no view of the machine could be built in them."""


class Zygote:
    """The trusted end of one zygote process (see zygote.py for its own)."""

    def __init__(self, toolbox: Toolbox, *, threads: int, root: Path, view: bool) -> None:
        self.toolbox, self.threads, self.root = toolbox, threads, root
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [*PYTHON, *ZYGOTE, toolbox.name, str(theirs.fileno()), str(root) if view else ""],
                env={**_environment(toolbox, threads), "TMPDIR": str(root)},
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is the trusted process's to handle
            )
        self._lost = False
        ready = self._answer("ready", START_SECONDS)
        self.import_seconds, self.own_view = float(ready["seconds"]), bool(ready["own_view"])

    def fork(self, scratch: Path, user: int | None, limits: Limits, descriptors: list[int]) -> int:
        """Order a child; return its process id."""
        about = {"user": user, "limits": asdict(limits), "own_view": self.own_view}
        order = {"scratch": str(scratch), **about}
        self._order({"fork": order}, descriptors)
        return int(self._answer("pid", LOCK_IN_SECONDS))

    def end(self, pid: int, *, grace: float = 0.0) -> Ending:
        """Kill a child, unless it ends by itself within `grace` seconds, and reap it."""
        try:
            self._order({"end": pid, "grace": grace})
            return Ending(**self._answer(None, LOCK_IN_SECONDS))
        except OurError:  # its children die with a zygote, and it is replaced when it is next needed
            return Ending(-signal.SIGKILL, 0, 0.0, lost=True)

    @property
    def alive(self) -> bool:
        """It has answered so far, and has not ended."""
        return not self._lost and self._process.poll() is None

    def _order(self, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
        try:
            socket.send_fds(self._control, [json.dumps(message).encode()], descriptors)
        except OSError as error:
            raise self._gone(str(error)) from error

    def _gone(self, reason: str) -> OurError:
        self._lost = True
        return OurError(f"the {self.toolbox.name} zygote failed: {reason}")

    def close(self) -> None:
        """Let the zygote leave, and wait until it has."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()

    def _answer(self, key: str | None, seconds: float) -> Any:
        self._control.settimeout(seconds)
        try:
            answer = json.loads(self._control.recv(ANSWER_BYTES) or b"{}")
        except OSError as error:  # a timeout is one
            raise self._gone(f"no answer in {seconds:.0f} s: {error}") from error
        if "no_view" in answer:
            self.close()
            raise NoView(answer["no_view"])
        if not answer or "error" in answer:
            raise self._gone(answer.get("error") or self._last_words())
        return answer if key is None else answer[key]

    def _last_words(self) -> str:
        self._process.kill()
        _, words = self._process.communicate()
        return words.decode(errors="replace").strip()[-2000:] or "it ended without a word"


def _environment(toolbox: Toolbox, threads: int) -> dict[str, str]:
    """Return the whole environment of a zygote: built up, never a patched copy of ours."""
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
