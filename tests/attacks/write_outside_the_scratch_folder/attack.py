"""Create files outside the scratch folder: by path, by detours, by moving or linking a file out."""

import os

_mark = "@MARKS@/write_outside_the_scratch_folder"


def _write(path, **more):
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o644, **more))


def _beside(folder):
    _write(os.path.basename(_mark) + "-beside", dir_fd=os.open(folder, os.O_RDONLY | os.O_DIRECTORY))


def _unnamed(folder):
    file = os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o644)
    os.link(f"/proc/self/fd/{file}", f"{_mark}-unnamed", follow_symlinks=True)


def _through(link):
    os.symlink("@MARKS@", link)
    _write(f"{link}/{os.path.basename(_mark)}-through")


open("mine.txt", "w").close()
for _attempt in (
    lambda: _write(f"{_mark}-plain"),
    lambda: _write(f"/proc/self/root{_mark}-root"),
    lambda: _write(os.path.relpath(f"{_mark}-dots")),
    lambda: _write(f"/proc/self/cwd/{os.path.relpath(_mark)}-cwd"),
    lambda: _beside("@MARKS@"),
    lambda: _unnamed("@MARKS@"),
    lambda: _through("way-out"),
    lambda: os.mkdir(f"{_mark}-folder"),
    lambda: os.mkfifo(f"{_mark}-pipe"),
    lambda: os.symlink("/etc/passwd", f"{_mark}-link"),
    lambda: os.link("mine.txt", f"{_mark}-hard"),
    lambda: os.rename("mine.txt", f"{_mark}-moved"),
):
    try:
        _attempt()
    except OSError as _error:
        print(_error.errno, end=" ")
print("TRIED")
