"""The few kernel calls that build the wall: Landlock, seccomp, capabilities, descriptors.

Mechanism only; what is allowed stands in policy.py. Every function raises OSError when the
kernel refuses, and nothing here is best-effort: a wall that is not built must be noticed.

Sources: landlock(7), seccomp(2), capset(2), linux/landlock.h, linux/filter.h.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from enum import IntFlag
from functools import partial
from pathlib import Path

from autograder.sandbox.syscalls import Architecture, architecture

_libc = ctypes.CDLL(None, use_errno=True)
_libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP = 1, 4, 38, 24
LAST_CAPABILITY = 63
# CAP_CHOWN, DAC_OVERRIDE, FOWNER, KILL, SETGID, SETUID: to make another user's folder, and clean up after it
TO_CHANGE_USER = (0, 1, 3, 5, 6, 7)


class Right(IntFlag):
    """Landlock's rights on files, as the kernel numbers them."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIR = 1 << 3
    REMOVE_DIR = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHAR = 1 << 6
    MAKE_DIR = 1 << 7
    MAKE_REG = 1 << 8
    MAKE_SOCK = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK = 1 << 11
    MAKE_SYM = 1 << 12
    REFER = 1 << 13
    TRUNCATE = 1 << 14
    IOCTL_DEV = 1 << 15


class Clone(IntFlag):
    """Namespaces, as unshare(2) numbers them."""

    NEWNS = 0x00020000
    NEWUTS = 0x04000000
    NEWIPC = 0x08000000
    NEWUSER = 0x10000000
    NEWPID = 0x20000000
    NEWNET = 0x40000000


class Mount(IntFlag):
    """Flags of mount(2)."""

    RDONLY = 1
    NOSUID = 2
    NODEV = 4
    NOEXEC = 8
    REMOUNT = 32
    BIND = 1 << 12
    REC = 1 << 14
    PRIVATE = 1 << 18
    RELATIME = 1 << 21


ON_FILES = Right.EXECUTE | Right.WRITE_FILE | Right.READ_FILE | Right.TRUNCATE | Right.IOCTL_DEV
_TCP = 0b11  # bind, connect
_SCOPES = 0b11  # abstract UNIX sockets, signals


def _handled(abi: int) -> tuple[Right, int, int]:
    """Return (rights on files, rights on the network, scopes) that this Landlock version knows."""
    newest = {1: 13, 2: 14, 3: 15, 4: 15}.get(abi, 16)
    return Right((1 << newest) - 1), _TCP if abi >= 4 else 0, _SCOPES if abi >= 6 else 0


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _syscall(name: str, *arguments: object) -> int:
    machine = architecture()
    if machine is None:
        raise OSError(f"no table of system calls for {os.uname().machine}")
    return _checked(_libc.syscall(ctypes.c_long(machine.numbers[name]), *arguments), name)


def prctl(option: int, value: int = 0) -> None:
    """Set one attribute of this process."""
    _checked(_libc.prctl(option, value, 0, 0, 0), f"prctl({option})")


def unshare(namespaces: Clone) -> None:
    """Enter new namespaces (processes: from the next child on)."""
    _checked(_libc.unshare(ctypes.c_int(namespaces)), "unshare")


def mount(
    source: str | os.PathLike[str] | None,
    target: str | os.PathLike[str],
    kind: str | None,
    flags: int,
    options: str = "",
) -> None:
    """Mount a file system, or (by its flags) change one or show a folder elsewhere."""
    names = [None if name is None else os.fsencode(name) for name in (source, target, kind)]
    result = _libc.mount(*names, ctypes.c_ulong(flags), options.encode() or None)
    _checked(result, f"mount {source or ''} on {target}")


def pivot_root(new: str, old: str) -> None:
    """Make a mounted folder the root of this mount namespace."""
    _syscall("pivot_root", new.encode(), old.encode())


def umount_detached(target: str) -> None:
    """Take away what is mounted there, and everything under it."""
    detach = 2
    _checked(_libc.umount2(target.encode(), ctypes.c_int(detach)), f"umount {target}")


def landlock_abi() -> int:
    """Return the Landlock version of this kernel; 0 where there is none."""
    version_question = ctypes.c_uint32(1)
    try:
        return _syscall("landlock_create_ruleset", None, ctypes.c_size_t(0), version_question)
    except OSError:
        return 0


def landlock_restrict(grants: Iterable[tuple[int, Right]]) -> int:
    """Confine this thread, for good, to the granted rights.

    Args:
        grants: pairs of an O_PATH descriptor and the rights beneath it. Rights that this kernel
            does not know are left out, since they are not refused either.

    Returns:
        The Landlock version in force.
    """
    abi = landlock_abi()
    files, network, scopes = _handled(abi)
    fields = [files, network, scopes][: 1 if abi < 4 else 2 if abi < 6 else 3]
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    ruleset = _syscall(
        "landlock_create_ruleset", attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0)
    )
    number = ctypes.c_long(known_architecture().numbers["landlock_add_rule"])
    add, path_beneath, known = partial(_libc.syscall, number, ctypes.c_int(ruleset)), 1, int(files)
    try:
        for descriptor, rights in grants:  # hundreds, for each child: no more than must be is done here
            rule = struct.pack("=Qi", int(rights) & known, descriptor)
            _checked(add(path_beneath, rule, 0), "landlock_add_rule")
        _syscall("landlock_restrict_self", ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)
    return abi


def seccomp_install(program: bytes) -> None:
    """Filter this process's system calls, for good, by a BPF program (bpf.py)."""
    buffer = ctypes.create_string_buffer(program, len(program))
    instruction_bytes = 8
    header = struct.pack("@HP", len(program) // instruction_bytes, ctypes.addressof(buffer))
    set_mode_filter, every_thread = ctypes.c_uint(1), ctypes.c_uint(1)
    _syscall("seccomp", set_mode_filter, every_thread, header)


def seccomp_filters() -> bool:
    """Tell whether this kernel (or what stands between us and it) lets us filter system calls."""
    get_action_available, answer_with_errno = ctypes.c_uint(2), ctypes.c_uint32(0x00050000)
    try:
        _syscall("seccomp", get_action_available, ctypes.c_uint(0), ctypes.byref(answer_with_errno))
    except OSError:
        return False
    return True


def has_capabilities(*wanted: int) -> bool:
    """Tell whether this process holds some capabilities, by number."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    line = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    held = int(line.split()[1], 16)
    return all(held >> capability & 1 for capability in wanted)


def drop_capabilities() -> None:
    """Give up every capability, now and after any exec."""
    for capability in range(LAST_CAPABILITY + 1):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:  # this kernel numbers fewer, or the bounding set is not ours to shrink
            break
    version_3, this_process = 0x20080522, 0
    header = struct.pack("=Ii", version_3, this_process)
    _checked(_libc.capset(header, bytes(24)), "capset")


def known_architecture() -> Architecture:
    """Return this machine's architecture, or refuse with the names of those we know."""
    machine = architecture()
    if machine is None:
        raise OSError(f"the sandbox knows x86_64 and aarch64, not {os.uname().machine}")
    return machine
