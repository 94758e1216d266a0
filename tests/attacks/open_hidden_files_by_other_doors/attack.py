"""Get at the hidden files past a guarded open(): by C, newer calls, links, memory maps and /proc."""

import ctypes
import os
import re

import numpy as np

_hidden = "@COURSE@/solutions/98_target/reference.py"
_libc = ctypes.CDLL(None, use_errno=True)
OPENAT2, AT_FDCWD = 437, -100


def _by_c():
    return _libc.open(_hidden.encode(), os.O_RDONLY)


def _by_openat2():
    how = (ctypes.c_uint64 * 3)(os.O_RDONLY, 0, 0)
    return _libc.syscall(OPENAT2, AT_FDCWD, _hidden.encode(), how, 24)


def _by_path_descriptor():
    return os.open(f"/proc/self/fd/{os.open(_hidden, os.O_PATH)}", os.O_RDONLY)


def _by_hard_link():
    os.link(_hidden, "hard.py")
    return os.open("hard.py", os.O_RDONLY)


def _by_symbolic_link():
    os.symlink(_hidden, "soft.py")
    return os.open("soft.py", os.O_RDONLY)


def _by_changing_folder():
    os.chdir(os.path.dirname(_hidden))
    return os.open("reference.py", os.O_RDONLY)


def _by_root_of_the_parent():
    return os.open(f"/proc/{os.getppid()}/root{_hidden}", os.O_RDONLY)


_here = os.getcwd()
for _door in [value for name, value in list(globals().items()) if name.startswith("_by_")]:
    try:
        print(re.findall(rb"HIDDEN-CANARY-[0-9a-f]+", os.pread(_door(), 1 << 20, 0)))
    except OSError:
        pass
    os.chdir(_here)
for _reader in (np.memmap, np.fromfile):
    try:
        print(re.findall(rb"HIDDEN-CANARY-[0-9a-f]+", _reader(_hidden, np.uint8).tobytes()))
    except OSError:
        pass
print("TRIED")
