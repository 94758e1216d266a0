"""What a child may read, write and call: values with a check, no system call made here.

In the toolbox `numpy` nothing of keras, tensorflow, scipy or torch is granted, so "implement it
yourself" is enforced by the kernel; in `keras` all installed packages are readable but those that
it withholds. A toolbox on a GPU gets that one device and what its driver needs, which is the widest
hole in the wall.

What this does not do: `stat`, `access`, `readlink` and `chdir` are not governed by Landlock, so
without a view of its own (view.py) a child can learn that a path exists, and load (not exec) native
code from scratch; that runs behind the same wall.
"""

from __future__ import annotations

import errno
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from autograder.sandbox.kernel import ON_FILES, Right
from autograder.sandbox.toolbox import Toolbox

READ = Right.READ_FILE | Right.READ_DIR
LIST = Right.READ_DIR
OWN = (
    READ
    | Right.WRITE_FILE
    | Right.TRUNCATE
    | Right.MAKE_REG
    | Right.MAKE_DIR
    | Right.REMOVE_FILE
    | Right.REMOVE_DIR
)


@dataclass(frozen=True)
class Grant:
    """Rights on a path and everything beneath it."""

    path: Path
    rights: Right


@dataclass(frozen=True)
class FilePolicy:
    """The union of grants; whatever is not granted is refused."""

    grants: tuple[Grant, ...]

    def allows(self, path: Path, right: Right) -> bool:
        """Tell whether a right on a (resolved) path is granted."""
        return any(
            right in grant.rights for grant in self.grants if path == grant.path or grant.path in path.parents
        )


def readable(toolbox: Toolbox) -> FilePolicy:
    """Return what a child of this toolbox may read; scratch and /proc/self are added in the child."""
    return FilePolicy(tuple(_on_disk(_wanted(toolbox))))


def visible(toolbox: Toolbox) -> list[Path]:
    """Return the paths that must exist for a zygote of this toolbox, where it has a view of its own.

    That has a /proc of its own, with the driver's facts in it.
    """
    paths = sysconfig.get_paths()
    whole = [Path(paths["stdlib"]), *([Path(paths["purelib"])] if toolbox.has_tensors else [])]
    granted = [grant.path for grant in _wanted(toolbox) if grant.rights != LIST]
    granted = [path for path in granted if Path("/proc") not in path.parents]
    others = [path for path in granted if not any(folder in path.parents for folder in whole)]
    cores = [path for path in (Path("/sys/devices/system/cpu"),) if path.exists()]  # how many there are
    return [*whole, *others, *cores]


def _wanted(toolbox: Toolbox) -> list[Grant]:
    paths = sysconfig.get_paths()
    standard, packages = Path(paths["stdlib"]), Path(paths["purelib"])
    grants = [Grant(standard, LIST), Grant(packages, LIST)]
    grants += [
        Grant(entry, READ)
        for entry in sorted(standard.iterdir())
        if entry.name not in ("site-packages", "dist-packages")
    ]
    if not toolbox.has_tensors:
        grants += [Grant(path, READ) for path in _package_paths("numpy")]
    else:
        grants += [
            Grant(path, READ) for path in sorted(packages.iterdir()) if path.name not in toolbox.withheld
        ]
    base_libraries = Path(sys.base_prefix) / "lib"
    system = [
        *Path("/usr/lib").glob("*-linux-gnu"),
        *base_libraries.glob("*.so*"),
        *(Path(p) for p in ("/usr/lib64", "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo")),
        *(Path(p) for p in ("/dev/urandom", "/dev/random", "/dev/zero")),
    ]
    grants += [Grant(path, READ) for path in system if path.exists()]
    grants.append(Grant(Path("/dev/null"), READ | Right.WRITE_FILE))
    return grants if toolbox.gpu is None else [*grants, *on_gpu(toolbox.gpu)]


def on_gpu(index: int, root: Path = Path("/")) -> list[Grant]:
    """Return the device nodes of one NVIDIA GPU and its driver's facts, as far as they are there."""
    names = ("nvidiactl", f"nvidia{index}", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset")
    nodes = [Grant(root / "dev" / name, READ | Right.WRITE_FILE | Right.IOCTL_DEV) for name in names]
    facts = [Grant(root / "proc/driver/nvidia", READ)]
    return [grant for grant in (*nodes, *facts) if grant.path.exists()]


def _package_paths(name: str) -> list[Path]:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the numpy toolbox needs {name}, which is not installed")
    home = Path(spec.origin).parent
    bundled = home.with_name(f"{home.name}.libs")
    return [home, bundled] if bundled.exists() else [home]


def _on_disk(grants: Iterable[Grant]) -> Iterable[Grant]:
    """Resolve links, and keep only those rights that apply to a plain file where it is one."""
    for grant in grants:
        path = grant.path.resolve(strict=True)
        yield Grant(path, grant.rights if path.is_dir() else grant.rights & ON_FILES)


@dataclass(frozen=True)
class Only:
    """A condition on the low word of an argument: bits set and clear, and one of `values` or `masked`.

    `masked` holds pairs (mask, value): the word under the mask must be that value.
    """

    argument: int
    values: tuple[int, ...] = ()
    masked: tuple[tuple[int, int], ...] = ()
    bits_set: int = 0
    bits_clear: int = 0


@dataclass(frozen=True)
class Verdict:
    """What happens to a call: allowed (under all conditions), or answered with an errno."""

    conditions: tuple[Only, ...] = ()
    answer: int | None = None


ALLOW = Verdict()
REFUSE = Verdict(answer=errno.EPERM)
_ABSENT = Verdict(answer=errno.ENOSYS)
_PRETEND = Verdict(answer=0)
_UNSUPPORTED = Verdict(answer=errno.EOPNOTSUPP)

_CLONE_THREAD, _CLONE_NAMESPACES = 0x00010000, 0x7E020000
_TERMINAL_AND_FLAGS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS TIOCGWINSZ FION* FIO(N)CLEX
_NVIDIA = ((0xFF00, 0x4600), (0xFFFFFF00, 0), (0xFFFFFFFC, 0x30000000))  # type 'F'; unified memory's numbers
_DESCRIPTOR_FLAGS = (0, 1, 2, 3, 4, 1030, 1032)  # F_DUPFD .. F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ
_OWN_NAME = (15, 16)  # PR_SET_NAME, PR_GET_NAME
_AF_UNIX = 1

_MEMORY = "mmap munmap mprotect brk madvise mremap msync"
_THREADS = """futex rseq set_robust_list get_robust_list set_tid_address gettid membarrier getcpu
    sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max
    sched_get_priority_min sched_yield"""
_SIGNALS = """rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend
    sigaltstack pause alarm getitimer setitimer"""
_FILES = """open openat creat close read write readv writev pread64 pwrite64 preadv pwritev
    lseek fstat stat lstat newfstatat statx statfs fstatfs access faccessat faccessat2
    readlink readlinkat getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat
    rename renameat renameat2 ftruncate fallocate fsync fdatasync umask dup dup2
    dup3 pipe pipe2 close_range"""
_WAITING = """poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
    epoll_pwait2 eventfd2 timerfd_create timerfd_settime timerfd_gettime nanosleep clock_nanosleep"""
_FACTS = """getpid getppid getpgrp getpgid getsid getuid geteuid getgid getegid getresuid getresgid
    getgroups getrusage getrlimit times time gettimeofday clock_gettime clock_getres uname sysinfo
    getrandom arch_prctl"""
_LEAVING = "exit exit_group"
_METADATA = "chmod fchmod fchmodat fchmodat2 utime utimes futimesat utimensat"
# Which pages of a shared file are in memory is a letter box between children: no steering, no looking.
_PAGES = "fadvise64 readahead"
_XATTR = """setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr listxattr llistxattr
    flistxattr"""
_TOO_NEW = """clone3 openat2 io_uring_setup io_uring_enter io_uring_register pidfd_open pidfd_getfd
    landlock_create_ruleset landlock_add_rule landlock_restrict_self memfd_secret seccomp"""


def calls(pid: int, *, gpu: bool = False) -> dict[str, Verdict]:
    """Return the verdict of every call that is not simply refused (EPERM), for the process `pid`.

    Metadata changes pretend success so that shutil and tarfile work on the student's own files, and
    so does advice on pages;
    clone3 is absent so that libc falls back to clone, whose flags a filter can read.
    """
    table = {
        "clone": Verdict((Only(0, bits_set=_CLONE_THREAD, bits_clear=_CLONE_NAMESPACES),)),
        "kill": Verdict((Only(0, values=(pid,)),)),
        "tgkill": Verdict((Only(0, values=(pid,)),)),
        "prlimit64": Verdict((Only(0, values=(0, pid)), Only(2, values=(0,)))),
        "prctl": Verdict((Only(0, values=_OWN_NAME),)),
        "ioctl": Verdict((Only(1, values=_TERMINAL_AND_FLAGS, masked=_NVIDIA if gpu else ()),)),
        "fcntl": Verdict((Only(1, values=_DESCRIPTOR_FLAGS),)),
        "socketpair": Verdict((Only(0, values=(_AF_UNIX,)),)),
        "sendto": Verdict((Only(4, values=(0,)),)),  # to the other end of a pair, never to an address
        "recvfrom": ALLOW,
        "preadv2": Verdict((Only(5, values=(0,)),)),  # no flags: RWF_NOWAIT tells what is in memory
        "pwritev2": Verdict((Only(5, values=(0,)),)),
    }
    for names, verdict in (
        (" ".join((_MEMORY, _THREADS, _SIGNALS, _FILES, _WAITING, _FACTS, _LEAVING)), ALLOW),
        (f"{_METADATA} {_PAGES}", _PRETEND),
        (_XATTR, _UNSUPPORTED),
        (_TOO_NEW, _ABSENT),
    ):
        table.update(dict.fromkeys(names.split(), verdict))
    return {**table, "memfd_create": ALLOW} if gpu else table
