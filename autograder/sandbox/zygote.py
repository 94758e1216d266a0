"""A warm process that imports one toolbox, then forks a child for each order.

A program of its own: `python -I -m autograder.sandbox.zygote TOOLBOX CONTROL_FD [ROOT]`. It is
started with a clean environment, sees no test, no seed and no submission, and forks; the child locks
itself in before any student byte arrives (child.py). With the folder ROOT of the scratch folders it
takes a view of the machine of its own, where the kernel allows (view.py).

Iron rule: no TensorFlow op runs here, since children forked after one hang. A change in the
number of threads since the import betrays it, and the zygote refuses to fork.

Control messages are JSON, one each way, over a SOCK_SEQPACKET pair:

    <- {"ready": {"threads": 3, "seconds": 4.2, "own_view": true}}
    -> {"fork": {...Confinement}}  with four descriptors: calls, replies, stdout, stderr
    <- {"pid": 123}
    -> {"end": 123, "grace": 0.5}  seconds in which it may end by itself
    <- {"status": -9, "peak_bytes": 12345, "cpu_seconds": 0.1}
    <- {"error": "..."} in place of any answer

When the control socket closes, the trusted process has gone: the zygote leaves, and its children
with it (they asked to die with their parent).
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from autograder.sandbox import child, placeholders, view
from autograder.sandbox.kernel import Right
from autograder.sandbox.policy import readable, visible
from autograder.sandbox.toolbox import Toolbox, named

BUFFER_BYTES = 1 << 16


def threads() -> int:
    """Return the number of threads of this process."""
    return len(os.listdir("/proc/self/task"))


def main(toolbox_name: str, control_fd: int, root: str = "") -> None:
    """Import the toolbox, say so, and serve until the control socket closes."""
    control = socket.socket(fileno=control_fd)
    toolbox = named(toolbox_name)
    began = time.monotonic()
    for name in toolbox.imports:
        if name.startswith("autograder."):  # our own files are in no view
            importlib.import_module(name)
    try:
        own_view = bool(root) and view.enter(visible(toolbox), Path(root))
    except OSError as error:
        _send(control, {"no_view": str(error)})
        return
    with placeholders.without(toolbox.withheld):
        for name in toolbox.imports:
            importlib.import_module(name)
    placeholders.install((*toolbox.placeholders, *toolbox.withheld), toolbox.name)
    grants = [(os.open(grant.path, os.O_PATH), grant.rights) for grant in readable(toolbox).grants]
    gc.collect()
    gc.freeze()  # shared pages stay shared: the collector will not touch them in the children
    baseline = threads()
    seconds = time.monotonic() - began
    _send(control, {"ready": {"threads": baseline, "seconds": seconds, "own_view": own_view}})
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, BUFFER_BYTES, 4)
        if not message:
            return
        order = json.loads(message)
        if "end" in order:
            _send(control, _end(order["end"], order["grace"]))
        elif threads() != baseline:
            _send(control, {"error": f"the zygote has {threads()} threads, {baseline} after import"})
        else:
            if own_view:
                view.shuffle_process_numbers()
            _send(control, {"pid": _fork(order["fork"], descriptors, grants, toolbox)})
        for descriptor in descriptors:
            os.close(descriptor)


def _fork(order: Any, descriptors: list[int], grants: list[tuple[int, Right]], toolbox: Toolbox) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        child.live(child.Confinement(**order), descriptors, grants, parent=parent, toolbox=toolbox)
    except BaseException:  # live() never returns: whatever this is, say it and leave
        os.write(2, traceback.format_exc().encode(errors="replace"))
    finally:
        os._exit(70)


def _end(pid: int, grace: float) -> dict[str, Any]:
    """Kill a child unless it ends by itself, reap it, and tell how it ended."""
    deadline = time.monotonic() + grace
    gone, status, usage = os.wait4(pid, os.WNOHANG)
    while not gone and time.monotonic() < deadline:
        time.sleep(0.001)
        gone, status, usage = os.wait4(pid, os.WNOHANG)
    if not gone:
        os.kill(pid, signal.SIGKILL)  # unreaped, so the number is still its own
        _, status, usage = os.wait4(pid, 0)
    return {
        "status": os.waitstatus_to_exitcode(status),
        "peak_bytes": usage.ru_maxrss * 1024,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
    }


def _send(control: socket.socket, message: dict[str, Any]) -> None:
    control.send(json.dumps(message).encode())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
