"""Crash by a null pointer and by abort, with a core dump of the grader's size allowed beforehand."""

import ctypes
import os
import resource

try:
    _hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (1 << 20 if _hard else 0, _hard))
    if resource.getrlimit(resource.RLIMIT_CORE)[0] > 0:
        print("GOT-THROUGH")
    resource.setrlimit(resource.RLIMIT_CORE, (0, _hard))  # that will do: no core need be written
except (OSError, ValueError) as _error:
    print(_error)


def conv2d(x, kernel):
    print("TRIED", flush=True)
    ctypes.string_at(0)


def lstm_step(x, h, c, W, U, b):
    os.abort()
