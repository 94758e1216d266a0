"""Look for other students' text in memory that is handed out as it was left, and in live objects."""

import ctypes
import gc
import re

import numpy as np

_canary = re.compile(rb"HIDDEN-" + rb"CANARY-[0-9a-f]{4,}")


def _parts():
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    for size in (1 << 10, 1 << 14, 1 << 18, 1 << 22):
        yield np.empty(size, np.uint8).tobytes()
        yield ctypes.string_at(libc.malloc(ctypes.c_size_t(size)), size)
    for found in gc.get_objects():
        if type(found) is dict and len(found) < 1000:
            yield "".join(value for value in found.values() if type(value) is str).encode("utf-8", "replace")


for _part in _parts():
    for _found in set(_canary.findall(_part)):
        print("RESIDUE", _found)
print("TRIED")
