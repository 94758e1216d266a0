"""What lives on a node of a cluster: a worker process, and the assignment unpacked for it.

The hidden tests lie in a folder of the actor that nobody else may enter and no sandbox grants. It goes
with the last of the two processes, however they end: a shell that nobody kills waits for that.
"""

from __future__ import annotations

import os
import platform
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import msgspec

from autograder import assignment as assignments
from autograder import parcel
from autograder.errors import OurError
from autograder.runners.forked import Family, Worker
from autograder.runners.jobs import Done, Failed, Job, Setup
from autograder.sandbox import gpus, policy
from autograder.sandbox.gpus import Slot
from autograder.sandbox.kernel import Right
from autograder.sandbox.toolbox import TOOLBOXES

# In the background, where standard input is /dev/null; sandboxes just killed may hold on to their folders.
JANITOR = 'exec 3<&0; (read -r _ <&3; rm -rf -- "$1" || { sleep 2; rm -rf -- "$1"; }) >/dev/null 2>&1 &'


class Ready(msgspec.Struct, frozen=True, tag=True):
    """An actor can take jobs, on the node of this name."""

    node: str


class Lost(msgspec.Struct, frozen=True, tag=True):
    """The worker process ended in the middle of a job; the actor will start another one."""

    words: str


Answer = Ready | Done | Failed | Lost


class Actor:
    """Grades jobs one at a time in its worker; what it takes and gives is encoded by msgspec."""

    def __init__(self, setup: bytes, course: bytes) -> None:
        self._setup, self._course = msgspec.msgpack.decode(setup, type=Setup), course
        self._worker: Worker | None = None

    def start(self) -> bytes:
        """Unpack the assignment; return Ready or Failed."""
        self._folder = Path(tempfile.mkdtemp(prefix="autograder-")).resolve()
        self._alive = removed_after(self._folder)
        self._folder.chmod(0o711)  # the sandboxes' folders will be in it
        root = self._folder / "course"
        root.mkdir(mode=0o700)
        try:
            demand_out_of_reach(root)
            slot = self._slot()
        except OurError as error:
            return msgspec.msgpack.encode(Failed(False, str(error)))
        parcel.unpack(self._course, root)
        self._course = b""
        self._setup = msgspec.structs.replace(self._setup, root=str(root), slot=slot)
        assignment = assignments.load(root, self._setup.slug, cells=self._setup.cells)
        self._family = Family(assignment, self._folder, [self._alive])
        return msgspec.msgpack.encode(Ready(platform.node()))

    def _slot(self) -> Slot:
        """Return the part of a GPU that Ray keeps for this actor, if it asked for one."""
        import ray  # an extra, which is there when this is an actor

        given = ray.get_gpu_ids()
        return replace(self._setup.slot, device=gpus.number(str(given[0]))) if given else self._setup.slot

    def grade(self, job: bytes) -> bytes:
        """Grade a Job; return Done, Failed or Lost."""
        if self._worker is None:
            self._worker = self._family.worker(self._setup)
        self._worker.send(msgspec.msgpack.decode(job, type=Job))
        answer: Answer | None = self._worker.receive()
        if answer is None:
            answer, self._worker = Lost(self._worker.close()), None
        return msgspec.msgpack.encode(answer)


def removed_after(folder: Path) -> int:
    """Have a folder removed when no process holds the returned descriptor any more."""
    waiting, alive = os.pipe()
    try:  # the shell leaves a child of its own behind: Ray kills those of an actor that is to end
        command = ["/bin/sh", "-c", JANITOR, "janitor", str(folder)]
        subprocess.run(command, stdin=waiting, start_new_session=True, check=True)
    finally:
        os.close(waiting)
    return alive


def demand_out_of_reach(folder: Path) -> None:
    """Refuse a folder that a child in any sandbox may read.

    Raises:
        OurError: says which, and what to do.
    """
    for name in TOOLBOXES:
        granted = policy.readable(TOOLBOXES[name])
        if granted.allows(folder, Right.READ_FILE) or granted.allows(folder, Right.READ_DIR):
            raise OurError(
                f"hidden tests in {folder} could be read by students' code on {platform.node()}: "
                "set TMPDIR there to a folder outside of Python's and the system's libraries"
            )
