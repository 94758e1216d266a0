"""Open what has let exploits into the kernel: perf, bpf, userfaultfd, io_uring, keys, notifications."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_some, _none = ctypes.create_string_buffer(4096), ctypes.create_string_buffer(64)
_perf = ctypes.create_string_buffer(bytes([1, 0, 0, 0, 64]), 128)  # software, 64 bytes long
_map = (ctypes.c_uint32 * 16)(2, 4, 8, 1)  # BPF_MAP_TYPE_ARRAY, sizes of key and value, one entry
_handle = (ctypes.c_uint32 * 34)(128)
_CALLS = {
    "perf_event_open": (298, _perf, 0, -1, -1, 0),
    "bpf": (321, 0, _map, 64),
    "userfaultfd": (323, 1),
    "io_uring_setup": (425, 4, _some),
    "add_key": (248, b"user", b"mine", b"x", 1, -2),
    "keyctl": (250, 0, -2, 1),
    "memfd_create": (319, b"mine", 0),
    "memfd_secret": (447, 0),
    "inotify_init": (294, 0),
    "fanotify_init": (300, 0, 0),
    "name_to_handle_at": (303, -100, b"@MARKS@", _handle, ctypes.create_string_buffer(4), 0),
    "kcmp": (312, os.getpid(), os.getppid(), 0, 0, 0),
    "personality": (135, 0xFFFFFFFF),
    "syslog": (103, 10, 0, 0),
    "mlock": (149, _some, 4096),
    "mlockall": (151, 5),
    "setrlimit": (160, 0, (ctypes.c_uint64 * 2)(1 << 40, 1 << 40)),
    "set_mempolicy": (238, 0, 0, 0),
    "iopl": (172, 3),
    "modify_ldt": (154, 0, _some, 4096),
    "pkey_alloc": (330, 0, 0),
    "mount_setattr": (442, -100, b"/", 0, _none, 32),
    "fsopen": (430, b"tmpfs", 0),
    "open_tree": (428, -100, b"@MARKS@", 1),
    "prctl no dumping": (157, 4, 1, 0, 0, 0),
    "prctl subreaper": (157, 36, 1, 0, 0, 0),
    "prctl death signal": (157, 1, 0, 0, 0, 0),
}
for _name, _call in _CALLS.items() if os.uname().machine == "x86_64" else ():
    if _libc.syscall(*(ctypes.c_long(one) if isinstance(one, int) else one for one in _call)) >= 0:
        print("GOT-THROUGH", _name)
print("TRIED")
