"""Leave shared memory, semaphores and queues of the kernel, which outlive the process that made them."""

import ctypes
import socket

KEY, CREATE, REMOVE = 0x41474D42, 0o1666, 0
_libc = ctypes.CDLL(None, use_errno=True)
for _name, _sizes, _control in (
    ("shmget", (4096,), lambda found: _libc.shmctl(found, REMOVE, None)),
    ("semget", (1,), lambda found: _libc.semctl(found, 0, REMOVE)),
    ("msgget", (), lambda found: _libc.msgctl(found, REMOVE, None)),
):
    _get = getattr(_libc, _name)
    if (_found := _get(KEY, *_sizes, 0o666)) >= 0:
        print("GOT-THROUGH", _name)
        _control(_found)
    else:
        _get(KEY, *_sizes, CREATE)
_libc.mq_open.restype = ctypes.c_int
if _libc.mq_open(b"/mailbox-of-the-class", 0) >= 0:
    print("GOT-THROUGH mq_open")
    _libc.mq_unlink(b"/mailbox-of-the-class")
else:
    _libc.mq_open(b"/mailbox-of-the-class", 0o102, 0o666, None)
try:
    _kept = socket.socket(socket.AF_UNIX)
    _kept.bind("\0mailbox-of-the-class")
except OSError as _error:
    print(_error)
print("TRIED")
