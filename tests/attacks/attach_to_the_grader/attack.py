"""Get hold of the process that started this one: by ptrace, by its memory, by its open files."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_parent = os.getppid()
SEIZE, INTERRUPT, DETACH, ANY_CHILD = 0x4206, 0x4207, 17, 0x40000000


def _traced():
    if _libc.syscall(101, SEIZE, _parent, 0, 0):
        return False
    _libc.syscall(101, INTERRUPT, _parent, 0, 0)
    _libc.waitpid(_parent, None, ANY_CHILD)
    _libc.syscall(101, DETACH, _parent, 0, 0)
    return True


def _memory_read():
    here = ctypes.create_string_buffer(8)
    mine = (ctypes.c_size_t * 2)(ctypes.addressof(here), 8)
    theirs = (ctypes.c_size_t * 2)(id(None), 8)  # forked from it, so what is here is there
    return _libc.syscall(310, _parent, mine, 1, theirs, 1, ctypes.c_long(0)) == 8


def _memory_opened():
    return os.open(f"/proc/{_parent}/mem", os.O_RDWR) > 0


def _file_taken():
    handle = _libc.syscall(434, _parent, 0)
    return handle >= 0 and _libc.syscall(438, handle, 1, 0) >= 0


def _file_reopened():
    return bool(os.listdir(f"/proc/{_parent}/fd"))


for _attempt in (_traced, _memory_read, _memory_opened, _file_taken, _file_reopened):
    try:
        if os.uname().machine == "x86_64" and _attempt():
            print("GOT-THROUGH", _attempt.__name__)
    except OSError as _error:
        print(_error.errno, end=" ")
print("TRIED")
