"""Read the environment past a cleared os.environ: the block the process was started with, and libc's."""

import ctypes
import os
import re
import sys


def _blocks():
    yield repr(dict(os.environ)).encode()
    yield repr((sys.argv, sys.orig_argv, sys.path)).encode()
    for pid in ("self", "thread-self", os.getppid(), 1):
        for name in ("environ", "cmdline"):
            try:
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    yield file.read()
            except OSError:
                pass
    pointers = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    index = 0
    while pointers and pointers[index]:
        yield pointers[index]
        index += 1


for _block in _blocks():
    for _found in re.findall(rb"HIDDEN-CANARY-[0-9a-f]+", _block):
        print("LEAK", _found)
print("TRIED")
