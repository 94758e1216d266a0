"""Can this machine grade? Probes that must work and probes that must die, and what to do about each.

The probes run in the real sandbox, as a student's code would; a probe that should die and does
not is as bad as one that should work and does not.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.errors import AutograderError, Raised, StudentFault
from autograder.sandbox import gpus
from autograder.sandbox.conversation import Child
from autograder.sandbox.host import Sandbox, demand_floor
from autograder.sandbox.toolbox import TOOLBOXES

SECONDS = 120.0


@dataclass(frozen=True)
class Finding:
    """One thing looked at: is it good, is it needed for grading, and the cure if it is not good."""

    what: str
    good: bool
    found: str
    needed: bool = True
    cure: str = ""


WORKS = {
    "numpy": "import numpy as np\ndef probe(): return float((np.ones((2, 3)) @ np.ones((3, 4))).sum())",
    "keras": (
        "import keras, numpy as np\n"
        "def probe():\n"
        "    model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(1)])\n"
        "    model.compile('sgd', 'mse')\n"
        "    history = model.fit(np.ones((8, 3)), np.ones((8, 1)), epochs=2, verbose=0)\n"
        "    return len(history.history['loss'])"
    ),
}

DIES = {
    "read a file outside": "import os\ndef probe(): return open(f'/proc/{os.getppid()}/status').read(1)",
    "write a file outside": "def probe(): return open('/tmp/autograder-probe', 'w').write('x')",
    "start a program": "import subprocess\ndef probe(): return subprocess.run(['/bin/true']).returncode",
    "fork": "import os\ndef probe(): return os.fork()",
    "open a socket": "import socket\ndef probe(): return bool(socket.socket())",
    "signal another process": "import os\ndef probe(): return os.kill(os.getppid(), 0)",
    "raise its limits": "import resource\ndef probe(): return resource.setrlimit(0, (9, 9))",
    "read keras in the numpy toolbox": (
        "import sys, importlib\n"
        "sys.meta_path = [f for f in sys.meta_path if type(f).__name__ != 'PlaceholderFinder']\n"
        "sys.modules.pop('keras', None)\n"
        "def probe(): return importlib.import_module('keras').__version__"
    ),
}


def examine() -> Iterator[Finding]:
    """Look at the machine, the walls from inside, and the libraries."""
    yield Finding("system", True, f"{platform.system()} {platform.release()}, {os.cpu_count()} cores")
    try:
        demand_floor()
    except AutograderError as error:
        yield Finding("sandbox", False, "cannot be built", cure=str(error))
        return
    try:
        with Sandbox() as sandbox:
            yield from _walls(sandbox)
            yield from _toolboxes(sandbox)
    except AutograderError as error:
        yield Finding(
            "sandbox", False, str(error), cure="read the reason; `autograder doctor` tells when it is gone"
        )
    yield from _libraries()


def _walls(sandbox: Sandbox) -> Iterator[Finding]:
    with sandbox.child("numpy") as child:
        wall = child.wall
        yield Finding("wall", True, str(wall))
        yield Finding(
            "own user for each child",
            wall.own_user,
            "yes" if wall.own_user else "no",
            needed=False,
            cure="run as root",
        )
        yield Finding(
            "own view of the machine",
            wall.own_view,
            "yes" if wall.own_view else f"no {sandbox.no_view}".strip(),
            needed=False,
            cure="allow user namespaces (many containers and some distributions forbid them)",
        )
    for what, source in DIES.items():
        with sandbox.child("numpy") as child:
            got = _outcome(child, source)
            yield Finding(
                f"cannot {what}",
                got in STOPPED,
                got,
                cure="the wall has a hole: do not grade here, report it",
            )


STOPPED = ("PermissionError", "OSError", "ModuleNotFoundError", "ImportError", "ValueError")


def _outcome(child: Child, source: str) -> str:
    """Run a probe; return its answer, or the name of what stopped it."""
    try:
        child.request("cell", 1, source, seconds=SECONDS)
        return str(child.request("call", None, "probe", (), {}, seconds=SECONDS))
    except Raised as stopped:
        return stopped.name
    except StudentFault as fault:
        return str(fault)


def _toolboxes(sandbox: Sandbox) -> Iterator[Finding]:
    for name in (*WORKS, *(gpus.Slot(device).of("keras") for device in gpus.present())):
        base, _, device = name.partition("@")
        source, needed = WORKS[base], not device
        try:
            with sandbox.child(name) as child:
                got = _outcome(child, source)
                seconds = sandbox.zygote(name).import_seconds
            good = got in ("24.0", "2")
            yield Finding(
                f"toolbox {name} works",
                good,
                f"start-up {seconds:.1f} s" if good else got,
                needed=needed,
                cure="see above",
            )
        except AutograderError as error:
            cure = f"pip install {base}" if needed else "pip install 'keras-workbook[gpu]'; nvidia-smi"
            yield Finding(f"toolbox {name} works", False, str(error), needed=needed, cure=cure)


def _libraries() -> Iterator[Finding]:
    for name, needed in (("keras", True), ("tensorflow", True), ("nbgrader", False)):
        try:
            backend = TOOLBOXES["keras"].environment["KERAS_BACKEND"]
            about = f", backend {backend}" if name == "keras" else ""
            yield Finding(name, True, importlib.metadata.version(name) + about)
        except importlib.metadata.PackageNotFoundError:
            cure = "pip install 'keras-workbook[grader]'"
            yield Finding(name, False, "not installed", needed=needed, cure=cure)
    alembic = shutil.which("alembic")
    cure = "put the virtual environment's bin folder on PATH (activate it): nbgrader calls alembic by name"
    yield Finding(
        "alembic on PATH, for nbgrader", alembic is not None, alembic or "no", needed=False, cure=cure
    )
    found = ", ".join(map(gpus.label, gpus.present()))
    cure = "none needed: CPU grading is complete; GPU parts are reported as not run"
    yield Finding("GPU", bool(found), found or "none", needed=False, cure=cure)
