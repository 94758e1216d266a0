"""Type into a terminal by ioctl, with junk in the upper half of the command that the kernel ignores."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
TIOCSTI, TIOCSETD = 0x5412, 0x5423
REFUSED = 1

_terminals = [0, 1, 2]
try:
    _terminals += os.openpty()  # one of its own, so that nobody else's is typed into
except OSError as _error:
    print(_error.errno, end=" ")
for _terminal in _terminals:
    for _command in (TIOCSTI, 0xFFFFFFFF << 32 | TIOCSTI, 0xDEADBEEF << 32 | TIOCSETD):
        _answer = _libc.syscall(16, _terminal, ctypes.c_ulong(_command), ctypes.byref(ctypes.c_int(10)))
        if os.uname().machine == "x86_64" and (_answer == 0 or ctypes.get_errno() != REFUSED):
            print("GOT-THROUGH", _terminal, hex(_command), _answer, ctypes.get_errno())
print("TRIED")
