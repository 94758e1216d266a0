"""Put a command into another place and become it: `python place.py PLACE COMMAND...`.

    root           as it is
    user           an ordinary user, for whom the interpreter is made reachable
    container      what CI containers give: another user in a user namespace of its own, no
                   capability, no new privileges, a read-only root with a small /tmp, no network, and
                   a seccomp filter that refuses new namespaces and mounts, as Docker's does
    no_landlock    a kernel without Landlock
    no_seccomp     a kernel without seccomp filters
    no_namespaces  a kernel that refuses namespaces to everybody

Needs root for the places that take something away from it; exits with 77 where it cannot be built.
"""

from __future__ import annotations

import errno
import os
import platform
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from autograder.sandbox import kernel  # noqa: E402  # the path comes first
from autograder.sandbox.bpf import IF_EQUAL, LOAD, RET_ALLOW, RET_ERRNO, RETURN, packed  # noqa: E402  # as above
from autograder.sandbox.kernel import Clone, Mount  # noqa: E402  # as above

CANNOT = 77
NOBODY = 65534
# The places need a few calls that the sandbox itself has no use for.
NUMBERS = {
    "x86_64": {"unshare": 272, "setns": 308, "mount": 165, "umount2": 166, "pivot_root": 155, "seccomp": 317,
               "landlock_create_ruleset": 444, "landlock_add_rule": 445, "landlock_restrict_self": 446,
               "keyctl": 250, "add_key": 248, "bpf": 321, "userfaultfd": 323, "perf_event_open": 298},
    "aarch64": {"unshare": 97, "setns": 268, "mount": 40, "umount2": 39, "pivot_root": 41, "seccomp": 277,
                "landlock_create_ruleset": 444, "landlock_add_rule": 445, "landlock_restrict_self": 446,
                "keyctl": 219, "add_key": 217, "bpf": 280, "userfaultfd": 282, "perf_event_open": 241},
}  # fmt: skip
NAMESPACES = ("unshare", "setns", "mount", "umount2", "pivot_root")
DOCKER = (*NAMESPACES, "keyctl", "add_key", "bpf", "userfaultfd", "perf_event_open")


def refuse(names: tuple[str, ...], answer: int) -> None:
    """Have the kernel answer these calls with an errno, from here on."""
    numbers = NUMBERS[platform.machine()]
    program = [(LOAD, 0, 0, 0)]
    for name in names:
        program += [(IF_EQUAL, 0, 1, numbers[name]), (RETURN, 0, 0, RET_ERRNO | answer)]
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.seccomp_install(packed([*program, (RETURN, 0, 0, RET_ALLOW)]))


def needed() -> set[Path]:
    """The interpreter, its packages and the checkout."""
    return {Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve(), ROOT}


def open_the_way() -> None:
    """Make what is needed reachable for everybody, in a mount namespace of our own."""
    kernel.unshare(Clone.NEWNS)
    kernel.mount(None, "/", None, Mount.REC | Mount.PRIVATE)
    shut = {folder for path in needed() for folder in path.parents if folder.stat().st_mode & 0o005 != 0o005}
    for folder in sorted(shut):
        if folder.stat().st_mode & 0o005 != 0o005:  # not yet covered with one above
            cover(folder, "mode=755")


def cover(folder: Path, options: str) -> None:
    """Mount an empty folder over one, in which only what is needed is there."""
    held = {path: os.open(path, os.O_PATH) for path in needed() if folder in path.parents}
    kernel.mount("tmpfs", folder, "tmpfs", Mount.NOSUID | Mount.NODEV, options)
    for path, descriptor in held.items():
        path.mkdir(parents=True, exist_ok=True)
        kernel.mount(f"/proc/self/fd/{descriptor}", path, None, Mount.BIND | Mount.REC)


def become(user: int) -> None:
    """Drop root for good."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # or our own /proc entries would stay root's


def user() -> None:
    open_the_way()
    become(NOBODY)


def container() -> None:
    open_the_way()
    cover(Path("/tmp"), "mode=1777,size=2g")
    kernel.mount(None, "/", None, Mount.BIND | Mount.REMOUNT | Mount.RDONLY)
    become(NOBODY)
    kernel.unshare(Clone.NEWUSER | Clone.NEWNET | Clone.NEWIPC | Clone.NEWUTS)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {NOBODY} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {NOBODY} 1")
    kernel.drop_capabilities()
    refuse(DOCKER, errno.EPERM)


def no_landlock() -> None:
    refuse(("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"), errno.ENOSYS)


def no_seccomp() -> None:
    refuse(("seccomp",), errno.ENOSYS)


def no_namespaces() -> None:
    refuse(NAMESPACES, errno.EPERM)


PLACES = {
    "root": lambda: None,
    **{place.__name__: place for place in (user, container, no_landlock, no_seccomp, no_namespaces)},
}


def main() -> None:
    try:
        PLACES[sys.argv[1]]()
    except (OSError, struct.error) as error:
        print(f"the place {sys.argv[1]} cannot be built here: {error}", file=sys.stderr)
        sys.exit(CANNOT)
    os.execvp(sys.argv[2], sys.argv[2:])


if __name__ == "__main__":
    main()
