"""What a process that forks others needs: to know its threads, to answer, to end a child it has forked."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Sequence
from typing import Any

MESSAGE_BYTES = 1 << 16


def threads() -> int:
    """Return the number of threads of this process."""
    return len(os.listdir("/proc/self/task"))


def send(control: socket.socket, message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send one message, and descriptors with it."""
    socket.send_fds(control, [json.dumps(message).encode()], descriptors)


def receive(control: socket.socket, most: int = 0) -> tuple[dict[str, Any] | None, list[int]]:
    """Return one message, None when the other end has closed, and at most so many descriptors."""
    data, descriptors, _, _ = socket.recv_fds(control, MESSAGE_BYTES, most)
    return json.loads(data) if data else None, descriptors


def close_all_but(*keep: int) -> None:
    """Close every descriptor of this process but these."""
    low = 0
    for descriptor in sorted(keep):
        if low < descriptor:  # an empty range from 0 would close everything
            os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, 1 << 20)


def end(pid: int, grace: float) -> dict[str, Any]:
    """Kill a child unless it ends by itself in `grace` seconds, reap it, and tell how it ended."""
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
