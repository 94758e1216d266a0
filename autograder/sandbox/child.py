"""The child's side: lock in, then run the student's cells and calls, one at a time.

Everything after `lock_in` shares the process with the student's code and can be altered by it:
this half is for honest students' convenience, and nothing it says is believed without checking.
"""

from __future__ import annotations

import linecache
import os
import random
import resource
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, NoReturn

import numpy as np

from autograder import wire
from autograder.cells import compile_cell, dropped_out
from autograder.errors import MAX_TEXT, NotRun
from autograder.handles import Handles, identifier
from autograder.sandbox import bpf, gpus, kernel, policy, view
from autograder.sandbox.forking import close_all_but
from autograder.sandbox.limits import Limits
from autograder.sandbox.toolbox import Toolbox

MAX_LINES = 4
CHUNK = 1 << 16


@dataclass(frozen=True)
class Confinement:
    """What the trusted side decides for one child: its folder, its user (None: keep), its limits.

    `own_view`: the zygote has a view of the machine of its own (view.py).
    """

    scratch: str
    user: int | None
    limits: dict[str, int]
    own_view: bool


def live(
    confinement: Confinement,
    descriptors: list[int],
    grants: list[tuple[int, kernel.Right]],
    *,
    parent: int,
    toolbox: Toolbox,
) -> NoReturn:
    """Lock in, report the wall, and serve calls until the pipe closes."""
    calls, replies, out, err = descriptors
    wall = lock_in(
        confinement, (calls, replies, out, err), grants, parent=parent, gpu=toolbox.gpu is not None
    )
    if toolbox.gpu is not None and toolbox.has_tensors:
        _take_share(toolbox.sharers, replies)
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)
    _write(replies, wire.encode([0, "wall", {**wall, "leaks": leaks()}]))
    student = Student(Path(confinement.scratch), toolbox)
    while True:
        number, seed, verb, *rest = _read_frame(calls)
        try:
            reply = wire.encode([number, *student.do(seed, verb, rest)], keep=student.handles.keep)
        except wire.WireError as error:
            reply = wire.encode([number, "refused", str(error)])
        except MemoryError:
            reply = wire.encode([number, "raised", "MemoryError", ["MemoryError"], "", []])
        _write(replies, reply)


def _take_share(sharers: int, replies: int) -> None:
    try:
        gpus.take_share(sharers)
    except Exception as error:  # whatever TensorFlow or the driver says: there is no device to grade on
        kind = "" if isinstance(error, NotRun) else f"{type(error).__name__}: "
        _write(replies, wire.encode([0, "no device", f"{kind}{error}"[:MAX_TEXT]]))
        os._exit(0)


def lock_in(
    confinement: Confinement,
    pipes: tuple[int, int, int, int],
    grants: list[tuple[int, kernel.Right]],
    *,
    parent: int,
    gpu: bool = False,
) -> dict[str, Any]:
    """Give up everything but the pipes, scratch and the granted files; return the level reached.

    The order matters: the scratch folder is its user's alone, a change of user clears the wish to
    die with the parent, the limit on descriptors comes when the extra ones are closed.
    """
    calls, replies, out, err = pipes
    os.setsid()
    null = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((null, 0), (out, 1), (err, 2)):
        os.dup2(source, target)
    if confinement.own_view:
        view.bounded_scratch(confinement.scratch, confinement.user)
    if confinement.user is not None:
        os.setgroups([])
        os.setresgid(*(confinement.user,) * 3)
        os.setresuid(*(confinement.user,) * 3)
    os.chdir(confinement.scratch)
    _fresh_environment(confinement.scratch)
    scratch = (os.open(confinement.scratch, os.O_PATH), policy.OWN)
    ourselves = [(os.open("/proc/self", os.O_PATH), policy.READ)]
    if gpu:  # CUDA names its threads there, and fails (304) where it may not
        rights = policy.READ | kernel.Right.WRITE_FILE | kernel.Right.TRUNCATE
        ourselves.append((os.open("/proc/self/task", os.O_PATH), rights))
    kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(70)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    abi = kernel.landlock_restrict([*grants, scratch, *ourselves])
    close_all_but(0, 1, 2, calls, replies)
    Limits(**confinement.limits).apply(own_user=confinement.user is not None)
    kernel.seccomp_install(bpf.of_process(filter_of_calls(gpu=gpu), os.getpid()))
    return {"landlock": abi, "own_user": confinement.user is not None, "own_view": confinement.own_view}


@cache
def filter_of_calls(*, gpu: bool) -> bytes:
    """Return the program that every child runs under; a zygote assembles it once for all of its own."""
    return bpf.packed(bpf.assemble(policy.calls(bpf.SOMEBODY, gpu=gpu), kernel.known_architecture()))


def _fresh_environment(scratch: str) -> None:
    for name in ("HOME", "TMPDIR", "KERAS_HOME", "MPLCONFIGDIR", "XDG_CACHE_HOME"):
        os.environ[name] = scratch
    tempfile.tempdir = scratch  # already cached as /tmp in a warm process
    sys.dont_write_bytecode = True


def leaks() -> list[str]:
    """Try to get out, before any student byte is read; return the attempts that the wall let through."""

    def fork() -> None:
        if os.fork() == 0:
            os._exit(0)

    attempts: dict[str, Callable[[], object]] = {
        "read a file outside": lambda: open(f"/proc/{os.getppid()}/status").close(),  # it is there, always
        "list the root": lambda: os.listdir("/"),
        "open a socket": lambda: socket.socket().close(),
        "start a process": fork,
        "signal the parent": lambda: os.kill(os.getppid(), 0),
        "limit the parent": lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CORE, (0, 0)),
    }
    found = []
    for name, attempt in attempts.items():
        try:
            attempt()
        except OSError:
            continue
        found.append(name)
    return found


class Student:
    """The student's namespace, and what may be asked of it."""

    def __init__(self, scratch: Path, toolbox: Toolbox) -> None:
        self.scratch, self.toolbox = scratch, toolbox
        self.module = ModuleType("__main__")
        sys.modules["__main__"] = self.module
        vars(self.module).update(get_ipython=lambda: _Inert(), display=lambda *_, **__: None)
        self.files: dict[str, int] = {}
        self.handles = Handles(tensors=toolbox.has_tensors)

    def do(self, seed: int | None, verb: str, rest: list[Any]) -> tuple[Any, ...]:
        """Run one request; whatever the student's code raises becomes part of the answer."""
        try:
            if seed is not None:
                self.seed(seed)
            answer: tuple[Any, ...] = getattr(self, f"on_{verb}")(*rest)
            return answer
        except BaseException as error:  # SystemExit and KeyboardInterrupt are answers too
            return self.described(error)

    def seed(self, seed: int) -> None:
        """Put every source of chance into a known state."""
        if self.toolbox.has_tensors:
            sys.modules["keras"].utils.set_random_seed(seed)
        random.seed(seed)
        np.random.seed(seed)

    def on_cell(self, number: int, source: str) -> tuple[Any, ...]:
        """Run one cell; answer with the magics that were left out."""
        file = str(self.scratch / f"cell_{number:03d}.py")
        self.files[file] = number
        code, dropped = compile_cell(source, file)
        text = "\n".join(dropped_out(source, dropped))
        Path(file).write_text(text, encoding="utf-8", errors="replace")
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        exec(code, vars(self.module))  # noqa: S102  # this is what a sandbox is for
        return "ok", dropped

    def on_call(
        self, target: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[Any, ...]:
        """Call a function of the namespace, or a method of a kept object ("" for the object itself)."""
        if target is None:
            if name not in vars(self.module):
                return ("missing",)
            function = vars(self.module)[name]
        else:
            kept = self.handles[target]
            function = getattr(kept, name) if name else kept
        return "ok", function(*self.handles.revive(args), **self.handles.revive(kwargs))

    def on_map(self, name: str, cases: list[tuple[Any, ...]]) -> tuple[Any, ...]:
        """Call a function of the namespace once for each tuple of arguments: values, and faults with places.

        Whether a test hopes for values or for exceptions is not told here: a child that knew could
        claim the exceptions.
        """
        if name not in vars(self.module):
            return ("missing",)
        function = vars(self.module)[name]
        values, faults = [], []
        for place, args in enumerate(cases):
            try:
                values.append(function(*self.handles.revive(args)))
            except BaseException as error:
                faults.append((place, *self.described(error)[1:]))
        return "ok", (values, faults)

    def on_get(self, target: wire.Handle, name: str) -> tuple[Any, ...]:
        """Read an attribute of a kept object."""
        return "ok", getattr(self.handles[target], name)

    def described(self, error: BaseException) -> tuple[Any, ...]:
        """Describe an exception: its name, its built-in classes, its text, the student's own lines."""
        kinds = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"]
        try:
            text = str(error)[:MAX_TEXT]
        except BaseException:  # a hostile __str__: the name has to do
            text = ""
        return "raised", identifier(type(error).__name__), kinds[:10], text, self.own_lines(error)

    def own_lines(self, error: BaseException) -> list[tuple[int, int]]:
        """Return (cell, line) of the innermost frames of the student's own code, outermost first."""
        lines: list[tuple[int, int]] = []
        trace: TracebackType | None = error.__traceback__
        while trace is not None:
            file = trace.tb_frame.f_code.co_filename
            if file in self.files:
                lines = [*lines[-MAX_LINES + 1 :], (self.files[file], trace.tb_lineno)]
            trace = trace.tb_next
        if isinstance(error, SyntaxError) and error.filename in self.files:
            lines.append((self.files[str(error.filename)], int(error.lineno or 1)))
        return lines


class _Inert:
    """Stands where IPython's shell would: every attribute and call is itself, and does nothing."""

    def __getattr__(self, name: str) -> _Inert:
        return self

    def __call__(self, *_: Any, **__: Any) -> _Inert:
        return self


def _read_frame(descriptor: int) -> Any:
    frame = wire.Frame()
    while True:
        chunk = os.read(descriptor, CHUNK)
        if not chunk:
            os._exit(0)  # the trusted side closed the pipe: we are done
        if frame.feed(chunk):
            return frame.value()


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
