"""Graders with one wall down, for the attacks to succeed against. Nothing of this is in the product.

As a program: `python weak.py WEAKNESS grade ...` is `autograder grade ...` without that wall.
"""

from __future__ import annotations

import math
import os
import shutil
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.attacks import corpus, scene
from tests.attacks.corpus import Attack
from tests.attacks.judge import Evidence

HERE = Path(__file__).resolve()
OVERTIME = 4.0  # seconds beyond what an attack may take, after which a hanging grader is killed


def defeat(attack: Attack) -> Evidence:
    """Grade one attack by the grader it beats, alone."""
    weakness = attack.expect.beats
    with scene.scene(keras=attack.expect.keras) as here:
        scene.hand_in(here, [attack])
        if weakness == "in_process":
            return _naively(here, attack)
        for student in scene.NEIGHBOURS if attack.expect.group != "H" else ():
            shutil.rmtree(here.submitted / student) if student.startswith("zz") else None
        if weakness == "weak_tests":
            _weaken_tests(here)
        grader = (sys.executable, HERE, weakness)
        ran = scene.grade(here, grader=grader, seconds=attack.expect.seconds + OVERTIME)
        seen = scene.evidence(here, attack, ran, honest_mib=150.0, alone=True)
        if weakness == "telling":
            seen.student.update(seen.written)
        return seen


def _naively(here: scene.Scene, attack: Attack) -> Evidence:
    """Grade in the student's own interpreter, as most autograders do."""
    out = here.home / "out" / attack.name
    out.mkdir(parents=True)
    command = (sys.executable, HERE.with_name("naive.py"), attack.name, here.home, here.course)
    ran = scene.run(here, command, seconds=attack.expect.seconds + OVERTIME)
    seen = scene.evidence(here, attack, ran, alone=True)
    seen.log = ran.output.decode("utf-8", "replace")
    seen.student = {"the output": ran.output}
    seen.left_behind = []
    return seen


def _weaken_tests(here: scene.Scene) -> None:
    """Put hidden tests in place as they are too often written: shapes only, known cases, trust."""
    hidden = here.course / "solutions" / corpus.SLUG / "hidden"
    for path in (corpus.HERE / "weak_tests").glob("test_*.py"):
        if (hidden / path.name).exists():
            shutil.copy(path, hidden / path.name)


def no_wall() -> None:
    """Neither Landlock nor seccomp nor limits, in the environment and with the user of the grader."""
    from autograder.sandbox import child, host, kernel, limits, mother, placeholders

    mother.PROGRAM = (str(HERE), "no_wall")
    mother.PYTHON = (sys.executable, "-W", "ignore")
    environment = mother._environment
    mother._environment = lambda *a: {**environment(*a), **os.environ}
    host._may_change_user = lambda: False
    kernel.landlock_restrict = lambda grants: kernel.landlock_abi()
    kernel.seccomp_install = lambda program: None
    kernel.drop_capabilities = lambda: None
    kernel.prctl = lambda *_: None
    child.leaks = lambda: []
    child.close_all_but = lambda *_: None
    child._fresh_environment = lambda scratch: None
    limits.Limits.apply = lambda self, **_: None
    placeholders.install = lambda *_: None


def no_limits() -> None:
    """The wall without limits: memory, files, threads, sizes of frames, texts and logs."""
    from autograder import errors, wire
    from autograder.sandbox import conversation, limits, mother, scratch

    mother.PROGRAM = (str(HERE), "no_limits")
    mother.PYTHON = (sys.executable, "-W", "ignore")
    environment = mother._environment
    mother._environment = lambda *a: {**environment(*a), "PYTHONPATH": str(scene.ROOT)}
    limits.Limits.apply = lambda self, **_: None
    conversation.LOG_BYTES = 1 << 30
    scratch.BYTES = scratch.FILES = 1 << 40
    for name in (
        "MAX_HEADER_BYTES",
        "MAX_BODY_BYTES",
        "MAX_TEXT_BYTES",
        "MAX_NODES",
        "MAX_DIMENSION",
        "MAX_DEPTH",
        "MAX_SAME_HASH",
    ):
        setattr(wire, name, 1 << 31)
    errors.MAX_TEXT = 1 << 31


def no_deadlines() -> None:
    """Patience without end."""
    from autograder.sandbox import conversation

    request = conversation.Child.request
    conversation.Child.request = lambda self, *a, seconds, seed=None: request(
        self, *a, seconds=math.inf, seed=seed
    )
    wait = conversation.select.poll

    class Poll:
        def __init__(self) -> None:
            self._poll = wait()

        def __getattr__(self, name: str) -> Any:
            return getattr(self._poll, name)

        def poll(self, milliseconds: float) -> Any:
            return self._poll.poll(None if math.isinf(milliseconds) else milliseconds)

    conversation.select = types.SimpleNamespace(
        poll=Poll, POLLIN=conversation.select.POLLIN, POLLOUT=conversation.select.POLLOUT
    )


def telling() -> None:
    """Students receive the instructor's report, see defeat(), and the files that their code wrote."""
    from autograder.sandbox import conversation, host

    host.Sandbox.__init__.__kwdefaults__["view"] = False  # else nobody sees those files from outside
    close = conversation.Child.close

    def collect(self: Any, **more: Any) -> None:
        for path in sorted(self._scratch.rglob("*")):
            self.log["stdout"].add(path.read_bytes() if path.is_file() else b"")
        close(self, **more)

    conversation.Child.close = collect


def unescaped() -> None:
    """Student text goes into reports and onto the terminal as it is."""
    from autograder.cli import printing
    from autograder.reports import html, summary

    html._environment.autoescape = False
    html._environment.globals.update(visible=lambda text, *_: text)
    summary.visible = summary._inert = lambda text, *_: text
    printing.visible = lambda text, *_: text


def shared_child() -> None:
    """All submissions run in the same process and the same folder, as in a grader that keeps its kernel."""
    from autograder.sandbox import conversation, host

    kept: dict[str, Any] = {}
    fresh, close = host.Sandbox.child, conversation.Child.close

    def child(self: Any, toolbox: str, **more: Any) -> Any:
        if toolbox not in kept or kept[toolbox].ending is not None:
            kept[toolbox] = fresh(self, toolbox, **more)
        return kept[toolbox]

    host.Sandbox.child = child
    conversation.Child.close = lambda self, **more: close(self, **more) if sys.exc_info()[0] else None


def retries() -> None:
    """A lost test gets a second chance, as flaky ones do."""
    from autograder.suite import Suite

    once = Suite.ending
    Suite.ending = lambda self, *a: once(self, *a) and once(self, *a)


def gullible() -> None:
    """Any frame is the answer, kept objects judge themselves as RPyC's do, comparisons are lax."""
    import numpy as np

    import autograder
    from autograder import student
    from autograder.sandbox import conversation

    def equal(got: Any, want: Any) -> None:
        assert got == want

    def close(got: Any, want: Any, **_: Any) -> None:
        for one, other in zip(np.ravel(got), np.ravel(want), strict=False):
            assert not abs(one - other) > 1e-3

    autograder.assert_equal, autograder.assert_close = equal, close
    receive = conversation.Child._receive
    conversation.Child._receive = lambda self, *a: [self._number, *receive(self, *a)[1:]]
    student.Remote.__eq__ = lambda self, other: self._student._answer(
        "call", self._handle, "__eq__", (other,), {}
    )


def letter_boxes() -> None:
    """Children may steer and see what the kernel keeps in memory, and say in full why a later load failed."""
    from autograder import errors
    from autograder.sandbox import mother, policy

    mother.PROGRAM = (str(HERE), "letter_boxes")
    mother.PYTHON = (sys.executable, "-W", "ignore")
    environment = mother._environment
    mother._environment = lambda *a: {**environment(*a), "PYTHONPATH": str(scene.ROOT)}
    calls = policy.calls
    policy.calls = lambda *a, **more: {
        **calls(*a, **more),
        **dict.fromkeys(("fadvise64", "preadv2"), policy.ALLOW),
    }
    errors.Raised.reticent = lambda self: self


def careless_removal() -> None:
    """Scratch folders are removed by path, level by level, and only if nobody looks from outside."""
    from autograder.sandbox import host, scratch

    host._may_change_user = lambda: False
    start = host.Sandbox.__init__
    host.Sandbox.__init__ = lambda self, **more: start(self, **{**more, "view": False})
    scratch.remove = lambda folder: shutil.rmtree(folder, ignore_errors=True)
    scratch.Quota.demand = lambda self: None


def weak_tests() -> None:
    """See defeat()."""


WEAKNESSES: dict[str, Callable[[], None]] = {
    weakness.__name__: weakness
    for weakness in (
        no_wall,
        no_limits,
        no_deadlines,
        telling,
        unescaped,
        shared_child,
        retries,
        gullible,
        letter_boxes,
        careless_removal,
        weak_tests,
    )
}


def main() -> None:
    """Weaken, then go on as the command line, or as a mother whose zygotes have no view of their own."""
    WEAKNESSES[sys.argv[1]]()
    if sys.argv[2] == "grade":
        from autograder import cli

        sys.argv = ["autograder", *sys.argv[2:]]
        cli.main()
    else:
        from autograder.sandbox import zygote

        zygote.view.enter = lambda *_: False
        zygote.main(sys.argv[2], int(sys.argv[3]))


if __name__ == "__main__":
    main()
