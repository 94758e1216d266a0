"""The trusted end of one child: questions, answers, deadlines, and how it ended.

A child answers within its deadline or is killed. Every byte from it is hostile until decoded.
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, Protocol, Self

from autograder import wire
from autograder.errors import MAX_TEXT, Died, NotData, NotRun, OurError, Raised, TimedOut
from autograder.sandbox import scratch
from autograder.sandbox.limits import Limits
from autograder.sandbox.toolbox import Toolbox

FLOOR_ABI, FULL_ABI = 3, 6
LOCK_IN_SECONDS = 20.0
DEVICE_SECONDS = 120.0  # for CUDA to start, several at a time
LOG_BYTES = 8 << 10  # kept of stdout and of stderr, half from the beginning and half from the end
CHUNK = 1 << 16
NAMED = {"call": 1, "map": 0}  # which argument is the name that may be missing
GLANCE_SECONDS = 80e-6  # about what waking up takes; a question and its answer took 155 µs without it


@dataclass(frozen=True)
class Wall:
    """What confines a child: reported by the child itself before it reads any student byte."""

    landlock: int
    own_user: bool
    own_view: bool

    @property
    def level(self) -> str:
        """`full` with Landlock 6 or newer and a user or a view of its own, else `standard`."""
        return "full" if self.landlock >= FULL_ABI and (self.own_user or self.own_view) else "standard"

    def __str__(self) -> str:
        user = "own user" if self.own_user else "shared user"
        view = "own view" if self.own_view else "shared view"
        return f"{self.level} (landlock {self.landlock}, seccomp, {user}, {view})"


@dataclass(frozen=True)
class Ending:
    """How a child ended: exit code, or minus the signal that killed it.

    `lost`: its zygote was killed from outside, and the child with it, which says nothing about it.
    """

    status: int
    peak_bytes: int
    cpu_seconds: float
    lost: bool = False


class Forks(Protocol):
    """A zygote, as a child's trusted end needs it."""

    toolbox: Toolbox

    def fork(self, scratch: Path, user: int | None, limits: Limits, descriptors: list[int]) -> int:
        """Order a child; return its process id."""

    def end(self, pid: int, *, grace: float = 0.0) -> Ending:
        """Kill a child, unless it ends by itself within `grace` seconds, and reap it."""


class Child:
    """One locked-in process. Use in a with statement, or call close()."""

    def __init__(self, zygote: Forks, folder: Path, user: int | None, *, cpu_seconds: int) -> None:
        self._zygote, self._scratch = zygote, folder
        self.ending: Ending | None = None
        self.log: dict[str, Log] = {"stdout": Log(), "stderr": Log()}
        self._heard = b""
        self.frames = (b"", b"")  # the latest question and its answer, as they crossed
        box = zygote.toolbox
        share = (os.cpu_count() or 1) * box.address_space_per_core_bytes
        space = box.address_space_bytes and box.address_space_bytes + share
        limits = Limits(address_space_bytes=space, cpu_seconds=cpu_seconds)
        pipes = [os.pipe() for _ in range(4)]
        (calls_r, calls_w), (replies_r, replies_w), (out_r, out_w), (err_r, err_w) = pipes
        try:
            self._pid = zygote.fork(folder, user, limits, [calls_r, replies_w, out_w, err_w])
        finally:
            for descriptor in (calls_r, replies_w, out_w, err_w):
                os.close(descriptor)
        self._calls, self._replies = calls_w, replies_r
        self._logs = {out_r: self.log["stdout"], err_r: self.log["stderr"]}
        self._poll = select.poll()
        for descriptor in (calls_w, replies_r, out_r, err_r):
            os.set_blocking(descriptor, False)
        for descriptor in (replies_r, out_r, err_r):
            self._poll.register(descriptor, select.POLLIN)
        self._quota: scratch.Quota | None = None
        self._number = 0
        self.wall = self._locked_in()
        if not self.wall.own_view:
            self._quota = scratch.Quota(folder, self._pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _locked_in(self) -> Wall:
        seconds = LOCK_IN_SECONDS if self._zygote.toolbox.gpu is None else DEVICE_SECONDS
        try:
            match self._receive(time.monotonic() + seconds):
                case [
                    0,
                    "wall",
                    {"landlock": int(abi), "own_user": bool(user), "own_view": bool(view), "leaks": []},
                ] if abi >= FLOOR_ABI:
                    return Wall(abi, user, view)
                case [0, "no device", str(reason)] if self._zygote.toolbox.gpu is not None:
                    raise NotRun(f"GPU {self._zygote.toolbox.gpu} cannot be used: {reason}")
                case other:
                    raise OurError(f"the wall leaks or is below the floor: {other}")
        except (Died, TimedOut) as error:
            text = self.log["stderr"].text()
            raise OurError(f"a child could not lock itself in: {error} {text}".strip()) from error
        finally:
            if sys.exc_info()[0] is not None:
                self.close()

    def request(self, verb: str, *arguments: Any, seconds: float, seed: int | None = None) -> Any:
        """Send one request and return its value.

        Args:
            verb: what child.Student may be asked: cell, call, map, get.
            arguments: plain data and handles.
            seconds: the deadline, for both directions together.
            seed: put every source of chance into this state first.

        Raises:
            Raised, TimedOut, Died, NotData: the student's code did not answer. After TimedOut and
                Died the child is gone.
            LookupError: the name called is not defined.
        """
        self._number += 1
        deadline = time.monotonic() + seconds
        try:
            question = wire.encode([self._number, seed, verb, *arguments])
            self._send(question, deadline, seconds)
            reply = self._receive(deadline, seconds)
            self.frames = (question, self._heard)
        except wire.WireError as error:  # an argument that was an answer: deeper or larger than goes back
            raise NotData(str(error)) from error
        except (TimedOut, Died):
            self.close()
            raise
        match reply:
            case [int(number), str(word), *rest] if number == self._number:
                if word == "missing" and not rest and verb in NAMED:
                    raise LookupError(str(arguments[NAMED[verb]]))
                return self._answer(word, rest)
        self._broke_off()

    def _answer(self, word: str, rest: list[Any]) -> Any:
        """Return the value of a reply, or raise what it says. What is not text is compared with nothing."""
        match rest:
            case [value] if word == "ok":
                return value
            case [str(text)] if word == "refused":
                raise NotData(text[:MAX_TEXT])
            case [str(name), list(kinds), str(text), list(lines)] if word == "raised":
                raise Raised.described(name, kinds, text, lines)
        self._broke_off()

    def _broke_off(self) -> NoReturn:
        self.close()
        raise Died("broke the protocol")

    def _send(self, frame: bytes, deadline: float, seconds: float) -> None:
        view = memoryview(frame)
        while view:
            try:
                view = view[os.write(self._calls, view) :]
            except BlockingIOError:
                self._poll.register(self._calls, select.POLLOUT)
                self._wait(self._calls, deadline, seconds)
                self._poll.unregister(self._calls)
            except BrokenPipeError:
                raise self._died() from None

    def _receive(self, deadline: float, seconds: float = LOCK_IN_SECONDS) -> Any:
        frame = wire.Frame()
        try:
            while True:
                self._wait(self._replies, deadline, seconds)
                chunk = os.read(self._replies, CHUNK)
                if not chunk:
                    raise self._died()
                if frame.feed(chunk):
                    self._heard = frame.data
                    return frame.value()
        except wire.WireError as error:
            raise Died(f"broke the protocol: {error}") from error

    def _wait(self, descriptor: int, deadline: float, seconds: float) -> None:
        """Wait until the pipe is ready, draining what the child prints meanwhile."""
        while True:
            left = deadline - time.monotonic()
            nap = max(min(left, scratch.LOOK_SECONDS), 0)
            ready = self._glance() or [found for found, _ in self._poll.poll(nap * 1000)]
            if left <= 0:
                raise TimedOut(f"no answer within {seconds:g} s")
            if self._quota is not None:
                self._quota.demand()
            for log in ready:
                if log in self._logs and not self._drain(log):
                    self._poll.unregister(log)
            if descriptor in ready:
                return

    def _glance(self) -> list[int]:
        """Look for a moment before going to sleep: a short answer is here sooner than we would wake up."""
        until = time.perf_counter() + GLANCE_SECONDS
        while time.perf_counter() < until:
            if ready := self._poll.poll(0):
                return [found for found, _ in ready]
            os.sched_yield()  # the child may be waiting for this very core
        return []

    def _drain(self, descriptor: int) -> bool:
        """Read one chunk of what the child printed; False when that pipe is closed."""
        try:
            part = os.read(descriptor, CHUNK)
        except BlockingIOError:
            return True
        self._logs[descriptor].add(part)
        return bool(part)

    def _died(self) -> Died | OurError:
        self.close(grace=0.5)
        if self.ending and self.ending.lost:
            return OurError("the sandbox's own process was killed from outside (by lack of memory, say)")
        status = self.ending.status if self.ending else 0
        if status == -6:  # SIGABRT: what libraries do when an allocation fails
            return Died("the process ended by signal 6, which is how running out of memory ends")
        return Died(
            f"the process ended by signal {-status}" if status < 0 else f"the process exited with {status}"
        )

    def close(self, *, grace: float = 0.0) -> None:
        """End the process, keep what it printed last, remove its scratch folder."""
        if self.ending is not None:
            return
        self.ending = self._zygote.end(self._pid, grace=grace)
        for descriptor, log in self._logs.items():
            with contextlib.suppress(BlockingIOError):  # the writer has gone, so this ends
                while part := os.read(descriptor, CHUNK):
                    log.add(part)
        for descriptor in (self._calls, self._replies, *self._logs):
            os.close(descriptor)
        scratch.remove(self._scratch)


class Log:
    """The beginning and the end of what a stream carried; the middle is counted, not kept."""

    def __init__(self) -> None:
        self._head, self._tail, self.total = b"", b"", 0

    def add(self, part: bytes) -> None:
        """Take in one chunk."""
        half = LOG_BYTES // 2
        self.total += len(part)
        room = half - len(self._head)
        self._head += part[:room]
        self._tail = (self._tail + part[room:])[-half:] if len(part) > room else self._tail

    def text(self) -> str:
        """Return it as text, with a notice where bytes were left out."""
        left_out = self.total - len(self._head) - len(self._tail)
        notice = f"\n… {left_out:,} bytes left out …\n".encode() if left_out else b""
        return (self._head + notice + self._tail).decode("utf-8", "backslashreplace")
