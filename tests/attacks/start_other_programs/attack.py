"""Start programs: by a shell, by fork and exec, by a script of one's own, and in place of this process."""

import ctypes
import os
import subprocess

_mark = "@MARKS@/start_other_programs"
_libc = ctypes.CDLL(None)
_sh = "/bin/sh"


def _forked(number):
    if (pid := _libc.syscall(number)) == 0:
        os.execv(_sh, [_sh, "-c", f"echo > {_mark}-forked-{number}"])
    if pid > 0:
        os.waitpid(pid, 0)


def _script(name):
    with open(name, "w") as file:
        file.write(f"#!{_sh}\necho > {_mark}-script\n")
    os.chmod(name, 0o755)
    os.waitpid(os.posix_spawn(f"./{name}", [name], {}), 0)


for _attempt in (
    lambda: subprocess.run([_sh, "-c", f"echo > {_mark}-subprocess"], timeout=2),
    lambda: os.system(f"echo > {_mark}-system"),
    lambda: os.waitpid(os.posix_spawn(_sh, [_sh, "-c", f"echo > {_mark}-spawned"], {}), 0),
    lambda: os.popen(f"echo > {_mark}-popen").close(),
    lambda: _script("mine.sh"),
    lambda: _forked(57) if os.uname().machine == "x86_64" else None,
):
    try:
        _attempt()
    except OSError as _error:
        print(_error.errno, end=" ")
print("TRIED")
try:
    os.execv(_sh, [_sh, "-c", f"echo > {_mark}-instead"])
except OSError:
    pass
