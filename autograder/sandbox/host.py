"""The trusted side of the wall: a sandbox keeps zygotes warm and has them fork children.

with Sandbox() as sandbox:
with sandbox.child("numpy") as child:
child.request("cell", 1, "def double(x): return 2 * x", seconds=5)
child.request("call", None, "double", (21,), {}, seconds=5)     # 42
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
from functools import cache, partial
from pathlib import Path
from typing import Self

from autograder.errors import OurError
from autograder.sandbox import kernel, scratch
from autograder.sandbox.conversation import FLOOR_ABI, Child, Wall
from autograder.sandbox.mother import Mothers, NoView, Order, Zygote
from autograder.sandbox.toolbox import named

VIEW = "view"  # the folder, beside the scratch folders, on which a zygote builds its view
FIRST_USER = 1_700_000_000  # a range that no account of an ordinary system is in


class Sandbox:
    """Warm zygotes, one a toolbox, started when first needed and gone when the block is left."""

    def __init__(self, *, threads: int = 1, view: bool = True, order: Order | None = None) -> None:
        """Make a sandbox.

        Args:
            threads: numeric threads of each child, where the mothers are its own.
            view: give the children a view of the machine of their own (view.py) where that can be.
            order: has a zygote born of mothers that others share; by default it has its own.
        """
        self.threads, self.view = threads, view
        self._order = order
        self._mothers: Mothers | None = None
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
        self._mothers = Mothers(self._root, threads=self.threads)
        return self

    def __exit__(self, *_: object) -> None:
        for zygote in self._zygotes.values():
            zygote.close()
        self._zygotes.clear()
        if self._mothers is not None:
            self._mothers.close()
        if self._root is not None:
            scratch.remove(self._root)

    def zygote(self, toolbox: str) -> Zygote:
        """Return the warm zygote of a toolbox, starting it if need be."""
        if self._root is None or self._mothers is None:
            raise OurError("the sandbox is not open: use it in a with statement")
        if toolbox in self._zygotes and not self._zygotes[toolbox].alive:  # killed from outside: start anew
            self._zygotes.pop(toolbox).close()
        if toolbox not in self._zygotes:
            root = self._root / toolbox
            (root / VIEW).mkdir(parents=True, exist_ok=True)
            root.chmod(0o711)
            start = partial(Zygote, named(toolbox), order=self._order or self._mothers.order, root=root)
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
