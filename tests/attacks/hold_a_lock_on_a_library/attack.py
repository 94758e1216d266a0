"""Lock a file that every submission reads, in each of the ways that there are, and keep the lock."""

import fcntl
import os
import struct

import numpy as np

F_SETLEASE, F_OFD_SETLK = 1024, 37
_kept = os.open(np.__file__, os.O_RDONLY)
_region = struct.pack("hhqqi4x", fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)
for _lock in (
    lambda: fcntl.flock(_kept, fcntl.LOCK_EX | fcntl.LOCK_NB),
    lambda: fcntl.lockf(_kept, fcntl.LOCK_SH | fcntl.LOCK_NB),
    lambda: fcntl.fcntl(_kept, F_OFD_SETLK, _region),
    lambda: fcntl.fcntl(_kept, F_SETLEASE, fcntl.F_RDLCK),
):
    try:
        _lock()
        print("GOT-THROUGH")
    except OSError as _error:
        print(_error)
print("TRIED")
