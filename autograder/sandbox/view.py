"""A view of the machine for a zygote and its children, in which only what they may read exists.

Namespaces (user where we are not root, mount, pid, net, ipc, uts) are an upgrade, not the wall: many
kernels, containers and CI runners refuse them, and then Landlock and seccomp stand alone. With them
a child cannot even learn that a path exists, sees no process but its siblings, and writes into a
tmpfs of bounded size. Entered once by each zygote, which has all its imports by then and one thread:
40 ms, and nothing for a child but the mount of its scratch folder (0.3 ms).

Sources: namespaces(7), mount(2), pivot_root(2).
"""

from __future__ import annotations

import os
import secrets
import signal
from collections.abc import Iterable
from pathlib import Path

from autograder.sandbox import kernel, scratch
from autograder.sandbox.kernel import Clone, Mount

_EVERYTHING = Clone.NEWNS | Clone.NEWPID | Clone.NEWNET | Clone.NEWIPC | Clone.NEWUTS
_LINKS = ("/lib", "/lib64")  # by which the loader knows its libraries, where they are links
_KEPT_FLAGS = {1: 1, 2: 2, 4: 4, 8: 8, 1024: 1024, 2048: 2048, 4096: Mount.RELATIME}  # statvfs(3) to mount(2)


def enter(paths: Iterable[Path], root: Path) -> bool:
    """Go on as process 1 of new namespaces in which only `paths` (read-only) and `root` exist.

    Args:
        paths: files and folders; links on the way to them are kept.
        root: the folder of the scratch folders; `root/view` must be there and empty.

    Returns:
        False where the kernel refuses new namespaces, and nothing has changed.

    Raises:
        OSError: the namespaces are there, and the view cannot be built in them. Leave.
    """
    user, group = os.geteuid(), os.getegid()
    try:
        kernel.unshare(_EVERYTHING if user == 0 else _EVERYTHING | Clone.NEWUSER)
    except OSError:
        return False
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    _become_first()
    _build(paths, root)
    return True


def _become_first() -> None:
    """Fork, since a pid namespace begins with the next child; stay behind only to pass its end on."""
    if pid := os.fork():
        os.closerange(0, 1 << 16)
        os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 0xFF)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)


def _build(paths: Iterable[Path], root: Path) -> None:
    view = root / "view"
    kernel.mount(None, "/", None, Mount.REC | Mount.PRIVATE)
    kernel.mount("tmpfs", view, "tmpfs", Mount.NOSUID | Mount.NODEV, "mode=755")
    for link in filter(os.path.islink, _LINKS):
        os.symlink(os.readlink(link), f"{view}{link}")
    for path in paths:
        _mirror(path, view)
    (view / "proc").mkdir()
    try:
        kernel.mount("proc", view / "proc", "proc", Mount.NOSUID | Mount.NODEV | Mount.NOEXEC)
    except OSError:  # a container hides parts of its own; then ours is that one
        kernel.mount("/proc", view / "proc", None, Mount.BIND | Mount.REC)
    Path(f"{view}{root}").mkdir(parents=True, exist_ok=True)
    kernel.mount(root, f"{view}{root}", None, Mount.BIND)
    os.chdir(view)
    kernel.pivot_root(".", ".")
    kernel.umount_detached(".")
    os.chdir("/")
    shuffle_process_numbers()  # here, where it may fail
    kernel.mount(None, "/", None, Mount.BIND | Mount.REMOUNT | Mount.RDONLY | Mount.NOSUID | Mount.NODEV)


def _mirror(path: Path, view: Path) -> None:
    """Make a path exist in the view, read-only, by the same links that lead to it outside."""
    here = Path("/")
    for index, part in enumerate(path.parts[1:], start=2):
        here = here / part
        if here.is_symlink():
            there = Path(f"{view}{here}")
            there.parent.mkdir(parents=True, exist_ok=True)
            if not there.is_symlink():
                there.symlink_to(os.readlink(here))
            return _mirror(
                Path(os.path.normpath(here.parent / os.readlink(here))).joinpath(*path.parts[index:]), view
            )
    there = Path(f"{view}{path}")
    if there.exists():
        return None
    if path.is_dir():
        there.mkdir(parents=True)
    else:
        there.parent.mkdir(parents=True, exist_ok=True)
        there.touch()
    kernel.mount(path, there, None, Mount.BIND | Mount.REC)
    flags = sum(mount for bit, mount in _KEPT_FLAGS.items() if os.statvfs(there).f_flag & bit)
    kernel.mount(None, there, None, Mount.BIND | Mount.REMOUNT | Mount.RDONLY | flags)
    return None


def shuffle_process_numbers() -> None:
    """Have the next child get any number: consecutive ones would carry messages from child to child."""
    Path("/proc/sys/kernel/ns_last_pid").write_text(str(300 + secrets.randbelow(30_000)))


def bounded_scratch(folder: str, user: int | None) -> None:
    """Mount a small tmpfs over a child's scratch folder, in a mount namespace of its own."""
    kernel.unshare(Clone.NEWNS)
    owner = os.geteuid() if user is None else user
    group = os.getegid() if user is None else user
    options = f"size={scratch.BYTES},nr_inodes={scratch.FILES},mode=700,uid={owner},gid={group}"
    kernel.mount("tmpfs", folder, "tmpfs", Mount.NOSUID | Mount.NODEV | Mount.NOEXEC, options)
