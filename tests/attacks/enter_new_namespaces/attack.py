"""Gain capabilities in namespaces of one's own, the usual first step of kernel exploits."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_x86 = os.uname().machine == "x86_64"
NEWUSER, NEWNS, NEWNET, NEWPID, NEWIPC, NEWUTS, NEWCGROUP = (
    0x10000000, 0x20000, 0x40000000, 0x20000000, 0x8000000, 0x4000000, 0x2000000,
)  # fmt: skip
NEWTIME, SIGCHLD = 0x80, 17


def _cloned(flags):
    pid = _libc.syscall(56, ctypes.c_ulong(flags | SIGCHLD), 0, 0, 0, 0)
    if pid == 0:
        os._exit(0)
    if pid > 0:
        os.waitpid(pid, 0)
    return pid > 0


def _cloned_anew(flags):
    arguments = (ctypes.c_uint64 * 8)(flags, 0, 0, 0, SIGCHLD)
    pid = _libc.syscall(435, arguments, 64)
    if pid == 0:
        os._exit(0)
    if pid > 0:
        os.waitpid(pid, 0)
    return pid > 0


for _flags in (NEWUSER, NEWUSER | NEWNS, NEWNET, NEWPID, NEWIPC, NEWUTS, NEWCGROUP, 0x10000 << 32):
    for _attempt in (_cloned, _cloned_anew) if _x86 else ():
        if _attempt(_flags):
            print("GOT-THROUGH", _attempt.__name__, hex(_flags))
for _flags in (NEWUSER, NEWUSER | NEWNS, NEWNS, NEWNET, NEWIPC, NEWUTS, NEWTIME):
    if _libc.unshare(_flags) == 0:
        print("GOT-THROUGH unshare", hex(_flags))
for _name in ("user", "mnt", "net", "pid", "ipc", "uts"):
    try:
        if _libc.setns(os.open(f"/proc/self/ns/{_name}", os.O_RDONLY), 0) == 0:
            print("GOT-THROUGH setns", _name)
    except OSError:
        pass
if _libc.chroot(b"/") == 0:
    print("GOT-THROUGH chroot")
print("TRIED")
