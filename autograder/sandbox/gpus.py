"""The NVIDIA GPUs of this machine: which, who computes on it, and how a child is held to its share.

A GPU is known by the number of its device node, /dev/nvidiaN. CUDA counts otherwise (by PCI bus, and
only what a process may open), so a process is told its GPU by UUID, which the driver's facts in /proc
map to the number; where there are none, by the number.

What no machine without a GPU can prove (`take_share`, and the child that calls it) is kept small here.
"""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import NotRun, OurError

CHILDREN = 2  # of one slot at a time: the student's, and the one that is asked about known mistakes
CONTEXT_BYTES = 512 << 20  # of a process on a GPU, besides what TensorFlow allocates
LEAST_BYTES = 256 << 20
UUID = re.compile(r"GPU-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ENVIRONMENT = {
    "CUDA_DEVICE_ORDER": "PCI_BUS_ID",
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    "NVIDIA_TF32_OVERRIDE": "0",  # as exact as the CPU's float32, for comparisons
}


@dataclass(frozen=True)
class Slot:
    """Where a worker's sandboxes compute, for its life: a GPU that so many slots share, or the CPU (None)."""

    device: int | None = None
    sharers: int = 1

    def of(self, toolbox: str) -> str:
        """Return the name of a toolbox in this slot: "keras@1-2" is on GPU 1, which two slots share."""
        if self.device is None:
            return toolbox
        return f"{toolbox}@{self.device}" + (f"-{self.sharers}" if self.sharers > 1 else "")


def slots(devices: Sequence[int], per_gpu: int) -> list[Slot]:
    """Return so many slots a GPU, those of different GPUs first: 0 1 0 1."""
    return [Slot(device, per_gpu) for _ in range(per_gpu) for device in devices]


def present(devices: Path = Path("/dev")) -> list[int]:
    """Return the numbers of this machine's GPUs."""
    names = [path.name.removeprefix("nvidia") for path in devices.glob("nvidia[0-9]*")]
    return sorted(int(name) for name in names if name.isdecimal())


def facts(device: int, root: Path = Path("/")) -> dict[str, str]:
    """Return what the driver says of a GPU ("Model", "GPU UUID", …); nothing where it says nothing."""
    for file in sorted((root / "proc/driver/nvidia/gpus").glob("*/information")):
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        found = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if found.get("Device Minor") == str(device):
            return found
    return {}


def number(name: str, root: Path = Path("/")) -> int:
    """Return the number of a GPU that others know by its number or its UUID.

    Raises:
        OurError: it is neither, or no GPU of this machine has that UUID.
    """
    if name.isascii() and name.isdecimal():
        return int(name)
    for device in present(root / "dev"):
        if facts(device, root).get("GPU UUID") == name:
            return device
    raise OurError(f"expected the number or the UUID of a GPU of this machine, received {name!r}")


def environment(device: int, root: Path = Path("/")) -> dict[str, str]:
    """Return the variables by which a process sees this one GPU, takes memory as it grows, and is exact."""
    uuid = facts(device, root).get("GPU UUID", "")  # question marks until the GPU is first used
    return {**ENVIRONMENT, "CUDA_VISIBLE_DEVICES": uuid if UUID.fullmatch(uuid) else str(device)}


def label(device: int | None, root: Path = Path("/")) -> str:
    """Return a device in a reader's words: cpu, or gpu 0 (NVIDIA H200)."""
    if device is None:
        return "cpu"
    model = facts(device, root).get("Model", "")
    return f"gpu {device} ({model})" if model else f"gpu {device}"


def take_share(sharers: int, *, memory_bytes: Callable[[], int] | None = None) -> None:
    """Hold TensorFlow in this process to its share of the one GPU that it sees, and to exact float32.

    For a child, behind the wall and before it reads any student byte. It is what starts CUDA, which no
    zygote may do, and once the device has started no configuration can be changed. What holds is
    TensorFlow's own allocator: code that asks the driver itself for memory is not held.

    Args:
        sharers: how many slots share the GPU; each has CHILDREN children.
        memory_bytes: tells the GPU's memory; by default the driver does.

    Raises:
        NotRun: TensorFlow sees no GPU, or the share is too small.
    """
    config = sys.modules["tensorflow"].config
    config.experimental.enable_tensor_float_32_execution(False)  # of what XLA compiles, too
    found = config.list_physical_devices("GPU")
    if len(found) != 1:
        raise NotRun(
            f"expected one GPU behind the wall, TensorFlow sees {len(found)}: "
            "is the extra `gpu` installed, and does the driver work?"
        )
    total = (memory_bytes or driver_memory_bytes)()
    share = total // (CHILDREN * sharers) - CONTEXT_BYTES
    if share < LEAST_BYTES:
        raise NotRun(f"{share >> 20} MiB a child of {total >> 20} MiB are too few: use a smaller --per-gpu")
    limit = config.LogicalDeviceConfiguration(memory_limit=share >> 20)
    config.set_logical_device_configuration(found[0], [limit])
    config.list_logical_devices("GPU")


def driver_memory_bytes() -> int:
    """Return the memory of the first GPU that this process sees.

    Raises:
        NotRun: the driver does not say.
        OSError: there is no driver.
    """
    driver = ctypes.CDLL("libcuda.so.1")
    device, total = ctypes.c_int(), ctypes.c_size_t()
    failed = (
        driver.cuInit(0)
        or driver.cuDeviceGet(ctypes.byref(device), 0)
        or driver.cuDeviceTotalMem_v2(ctypes.byref(total), device)
    )
    if failed:
        raise NotRun(f"CUDA's driver answers with error {failed}")
    return total.value
