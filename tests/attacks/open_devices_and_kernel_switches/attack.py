"""Open devices, the graphics card's among them, and the kernel's switches, for reading or writing."""

import ctypes
import glob
import os

_devices = "kmsg mem port tty ptmx fuse kvm net/tun console loop-control vhost-net uinput hwrng cpu/0/msr"
_cards = "nvidia* dri/* kfd accel* nvidia-uvm nvidia-caps/*"
_switches = "sys/kernel/core_pattern sys/vm/overcommit_memory sysrq-trigger kcore kallsyms config.gz keys"
_ours = "self/oom_score_adj self/coredump_filter self/mem self/uid_map self/attr/current"
_sys = "/sys/kernel/mm/transparent_hugepage/enabled /sys/fs/cgroup/cgroup.procs /sys/power/state"
_paths = [f"/dev/{name}" for name in _devices.split()]
_paths += [path for name in _cards.split() for path in glob.glob(f"/dev/{name}")]
_paths += [f"/proc/{name}" for name in f"{_switches} {_ours}".split()] + _sys.split()
for _path in _paths:
    for _flags in (os.O_RDONLY | os.O_NONBLOCK, os.O_WRONLY | os.O_NONBLOCK):
        try:
            os.close(os.open(_path, _flags))
        except OSError:
            continue
        if "/self/" not in _path or _flags & os.O_WRONLY:
            print("GOT-THROUGH", _path)
try:
    _cuda = ctypes.CDLL("libcuda.so.1")
    _device, _context, _memory = ctypes.c_int(), ctypes.c_void_p(), ctypes.c_void_p()
    _steps = (
        lambda: _cuda.cuInit(0),
        lambda: _cuda.cuDeviceGet(ctypes.byref(_device), 0),
        lambda: _cuda.cuCtxCreate_v2(ctypes.byref(_context), 0, _device),
        lambda: _cuda.cuMemAlloc_v2(ctypes.byref(_memory), ctypes.c_size_t(64 << 20)),
    )
    if not any(_step() for _step in _steps):
        print("GOT-THROUGH memory of the graphics card")
except OSError:
    print("no driver")
print("TRIED")
