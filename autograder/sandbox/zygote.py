"""A mother, which imports one toolbox and forks zygotes; a zygote, which forks a child for each order.

A program of its own: `python -I -m autograder.sandbox.zygote TOOLBOX ORDERS_FD`. The mother is started
with a clean environment, and sees no test, no seed and no submission. Each of her zygotes serves one
sandbox, in a view of the machine of its own where the kernel allows (view.py), and forks; the child
locks itself in before any student byte arrives (child.py). So the memory of what was imported is
shared by all who grade side by side, and their children share nothing else: a zygote keeps no
descriptor but its own, and no child's number, folder or socket is known to another sandbox.

Iron rule: no TensorFlow op runs in either, since children forked after one hang. A change in the
number of threads since the import betrays it, and the fork is refused.

Messages are JSON over SOCK_SEQPACKET pairs. To the mother, with two descriptors: the zygote's end of a
pair, on which all answers come, and a file for its last words.

    -> {"root": "/tmp/..."}        the folder of its scratch folders; "" for no view of its own
    <- {"born": 123}               with a descriptor of that process, which ends when the zygote has
    <- {"ready": {"seconds": 4.2, "own_view": true}}    or {"no_view": "..."}, and it leaves
    -> {"fork": {...Confinement}}  with four descriptors: calls, replies, stdout, stderr
    <- {"pid": 123}
    -> {"end": 123, "grace": 0.5}  seconds in which it may end by itself
    <- {"status": -9, "peak_bytes": 12345, "cpu_seconds": 0.1}
    <- {"error": "..."}            in place of any answer

When nobody holds the other end of her socket the mother leaves; her zygotes go on without her. When a
zygote's closes, its sandbox has gone: it leaves, and its children with it (they asked to die with it).
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

from autograder.sandbox import child, placeholders, view
from autograder.sandbox.forking import close_all_but, end, receive, send, threads
from autograder.sandbox.kernel import Right
from autograder.sandbox.policy import readable, visible
from autograder.sandbox.toolbox import Toolbox, named


def main(toolbox_name: str, orders_fd: int) -> None:
    """Import the toolbox, and fork a zygote for each order."""
    orders = socket.socket(fileno=orders_fd)
    toolbox = named(toolbox_name)
    seconds = _import(toolbox)
    baseline = threads()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # zygotes that have left are buried by the kernel
    while True:
        order, descriptors = receive(orders, 2)
        if order is None:
            return
        control, words = socket.socket(fileno=descriptors[0]), descriptors[1]
        if threads() != baseline:
            send(control, {"error": f"the mother has {threads()} threads, {baseline} after import"})
        elif os.fork() == 0:
            _be_zygote(control, words, order["root"], toolbox, seconds)
        control.close()  # before the next order: no zygote may hold what is another's
        os.close(words)


def _import(toolbox: Toolbox) -> float:
    """Import what children will find imported; return the seconds it took."""
    began = time.monotonic()
    gc.disable()  # of what is imported nearly nothing is garbage
    with placeholders.without(toolbox.withheld):
        for name in toolbox.imports:
            importlib.import_module(name)
    placeholders.install((*toolbox.placeholders, *toolbox.withheld), toolbox.name)
    gc.enable()
    gc.collect()
    gc.freeze()  # shared pages stay shared: no collector will touch them
    return time.monotonic() - began


def _be_zygote(control: socket.socket, words: int, root: str, toolbox: Toolbox, seconds: float) -> NoReturn:
    """Keep nothing of the mother's but her memory, serve one sandbox, and leave."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(words, 2)
        close_all_but(0, 1, 2, control.fileno())
        ourselves = os.pidfd_open(os.getpid())
        send(control, {"born": os.getpid()}, [ourselves])
        os.close(ourselves)
        _serve(control, root, toolbox, seconds)
        os._exit(0)
    except BaseException:  # said to whoever waits for an answer, as his zygote's last words
        os.write(2, traceback.format_exc().encode(errors="replace"))
    finally:
        os._exit(70)


def _serve(control: socket.socket, root: str, toolbox: Toolbox, seconds: float) -> None:
    """Take a view, say so, and fork children until the control socket closes."""
    try:
        own_view = bool(root) and view.enter(visible(toolbox), Path(root))
    except OSError as error:
        send(control, {"no_view": str(error)})
        return
    sys.path_importer_cache.clear()  # it lists folders as the mother saw them
    grants = [(os.open(grant.path, os.O_PATH), grant.rights) for grant in readable(toolbox).grants]
    child.filter_of_calls(gpu=toolbox.gpu is not None)
    gc.freeze()
    send(control, {"ready": {"seconds": seconds, "own_view": own_view}})
    while True:
        order, descriptors = receive(control, 4)
        if order is None:
            return
        if "end" in order:
            send(control, end(order["end"], order["grace"]))
        elif threads() != 1:
            send(control, {"error": f"the zygote has {threads()} threads, expected 1"})
        else:
            if own_view:
                view.shuffle_process_numbers()
            send(control, {"pid": _fork(order["fork"], descriptors, grants, toolbox)})
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


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
