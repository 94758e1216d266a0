"""Change mode, owner, times and attributes of a folder outside, each to what it is or harmless."""

import os

_folder = "@MARKS@" if os.path.exists("@MARKS@") else os.path.dirname(os.__file__)
_before = os.stat(_folder)


def _opened():
    os.fchmod(os.open(_folder, os.O_RDONLY | os.O_DIRECTORY), _before.st_mode & 0o7777)


for _attempt in (
    lambda: os.chmod(_folder, _before.st_mode & 0o7777),
    lambda: os.chmod(f"/proc/self/root{_folder}", _before.st_mode & 0o7777),
    _opened,
    lambda: os.chown(_folder, _before.st_uid, _before.st_gid),
    lambda: os.utime(_folder, ns=(_before.st_atime_ns, _before.st_mtime_ns)),
    lambda: os.setxattr(_folder, "user.mine", b"1"),
    lambda: os.truncate("/dev/null", 0),
):
    try:
        _attempt()
    except OSError as _error:
        print(_error.errno, end=" ")
if os.stat(_folder).st_ctime_ns != _before.st_ctime_ns:  # moves whenever any of these took effect
    print("GOT-THROUGH")
print("TRIED")
