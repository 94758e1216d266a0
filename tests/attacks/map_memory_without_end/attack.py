"""Map memory that a limit on the heap does not count: shared, private, in files without a name."""

import ctypes
import mmap
import os

_libc = ctypes.CDLL(None, use_errno=True)
STEP, STEPS, NORESERVE = 1 << 30, 1024, 0x4000


def _shared():
    return mmap.mmap(-1, STEP, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS | NORESERVE)


def _private():
    return mmap.mmap(-1, STEP, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | NORESERVE)


def _unnamed():
    file = os.memfd_create("mine")
    os.ftruncate(file, STEP)
    try:
        return mmap.mmap(file, STEP)
    finally:
        os.close(file)


for _make in (_shared, _private, _unnamed):
    _maps = []
    try:
        while len(_maps) < STEPS:  # a TiB of addresses, of which a page a GiB becomes memory
            _maps.append(_make())
            _maps[-1][0] = 1
        print("GOT-THROUGH", _make.__name__)
    except (OSError, ValueError, MemoryError) as _error:
        print(_make.__name__, len(_maps), _error)
del _maps
print("TRIED")
