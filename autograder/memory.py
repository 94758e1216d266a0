"""The memory of a process that grades for hours: what a large answer took goes back to the system."""

from __future__ import annotations

import ctypes
from contextlib import suppress

M_MMAP_THRESHOLD = -3  # malloc.h
LARGE_BYTES = 1 << 20


def return_large_blocks() -> None:
    """Have large blocks mapped one by one, so that each is gone when it is freed.

    glibc does so at first, but raises its limit to 32 MiB as large blocks are freed (mallopt(3)); from
    then on answers of that size leave holes in the heap. Other C libraries are left as they are.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
