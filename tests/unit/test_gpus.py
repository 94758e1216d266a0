"""Which GPUs there are and who computes on which, with faked device nodes, driver and TensorFlow."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest

from autograder.errors import NotRun, OurError
from autograder.runners.jobs import Setup, read, write
from autograder.sandbox import gpus
from autograder.sandbox.gpus import Slot
from autograder.sandbox.toolbox import named

UUID = "GPU-39d52d8d-06f2-1986-31e4-9e01ffdafda3"
GIB = 1 << 30


@pytest.fixture
def machine(tmp_path):
    """Two GPUs, numbered otherwise than their buses are."""
    for bus, minor, uuid in (("0000:19:00.0", 1, UUID), ("0000:3b:00.0", 0, "GPU-????????-????-????")):
        folder = tmp_path / "proc/driver/nvidia/gpus" / bus
        folder.mkdir(parents=True)
        text = f"Model: \t\t NVIDIA H200\nGPU UUID: \t {uuid}\nDevice Minor: \t {minor}\n"
        (folder / "information").write_text(text)
    (tmp_path / "dev").mkdir()
    for minor in (0, 1):
        (tmp_path / f"dev/nvidia{minor}").touch()
    return tmp_path


@pytest.mark.parametrize(("name", "number"), [("0", 0), ("7", 7), (UUID, 1)])
def test_gpu_is_known_by_what_a_cluster_calls_it(machine, name, number):
    assert gpus.number(name, machine) == number


@pytest.mark.parametrize("name", ["", "-1", "MIG-39d52d8d", UUID.replace("3", "4")])
def test_gpu_of_another_machine_is_refused(machine, name):
    with pytest.raises(OurError, match=f"number or the UUID of a GPU of this machine, received '{name}'"):
        gpus.number(name, machine)


def test_gpus_are_their_device_nodes(tmp_path):
    for name in ("nvidia10", "nvidia2", "nvidiactl", "nvidia-uvm", "nvidia-caps", "nvidia0x", "null"):
        (tmp_path / name).touch()

    assert gpus.present(tmp_path) == [2, 10]
    assert gpus.present(tmp_path / "nowhere") == []


def test_slots_of_different_gpus_come_first():
    """So that two workers on two GPUs that four may share have one each."""
    assert [slot.device for slot in gpus.slots([0, 1], 2)] == [0, 1, 0, 1]
    assert {slot.sharers for slot in gpus.slots([0, 1], 2)} == {2}
    assert gpus.slots([], 2) == []


@pytest.mark.parametrize(
    ("slot", "name", "gpu", "sharers"),
    [
        (Slot(), "keras", None, 1),
        (Slot(0), "keras@0", 0, 1),
        (Slot(3, 2), "keras@3-2", 3, 2),
    ],
)
def test_slot_is_in_the_name_of_its_toolbox(slot, name, gpu, sharers):
    assert slot.of("keras") == name
    assert (named(name).gpu, named(name).sharers) == (gpu, sharers)


def test_slot_reaches_a_worker():
    pipe = io.BytesIO()
    write(pipe, Setup(root="", slug="", secret=b"", cells=(), slot=Slot(1, 2)))

    assert read(io.BytesIO(pipe.getvalue()), Setup).slot == Slot(1, 2)


def test_gpu_is_told_by_its_uuid(machine):
    """CUDA's own numbers follow the buses, and skip what a process may not open."""
    assert gpus.environment(1, machine)["CUDA_VISIBLE_DEVICES"] == UUID


@pytest.mark.parametrize("device", [0, 7])
def test_gpu_without_a_uuid_is_told_by_its_number(machine, device):
    assert gpus.environment(device, machine)["CUDA_VISIBLE_DEVICES"] == str(device)


def test_memory_grows_and_float32_is_exact(machine):
    found = gpus.environment(0, machine)

    assert (found["TF_FORCE_GPU_ALLOW_GROWTH"], found["NVIDIA_TF32_OVERRIDE"]) == ("true", "0")


def test_device_in_words(machine):
    assert gpus.label(None) == "cpu"
    assert gpus.label(1, machine) == "gpu 1 (NVIDIA H200)"
    assert gpus.label(7, machine) == "gpu 7"


@pytest.fixture
def calls(monkeypatch):
    """What TensorFlow is asked, in order; it sees one GPU."""
    made = []

    def noted(name, answer=None):
        def call(*arguments):
            made.append((name, *arguments))
            return answer

        return call

    config = SimpleNamespace(
        experimental=SimpleNamespace(enable_tensor_float_32_execution=noted("tf32")),
        list_physical_devices=noted("find", ["the GPU"]),
        LogicalDeviceConfiguration=lambda memory_limit: f"{memory_limit} MiB",
        set_logical_device_configuration=noted("limit"),
        list_logical_devices=noted("start"),
    )
    monkeypatch.setitem(sys.modules, "tensorflow", SimpleNamespace(config=config))
    return made


def test_share_is_set_before_the_device_starts(calls):
    """Of 80 GiB that two slots share, each of a slot's two children has 20, less what CUDA itself takes."""
    gpus.take_share(2, memory_bytes=lambda: 80 * GIB)

    assert calls == [
        ("tf32", False),
        ("find", "GPU"),
        ("limit", "the GPU", [f"{20 * 1024 - 512} MiB"]),
        ("start", "GPU"),
    ]


def test_share_that_is_too_small_is_refused(calls):
    with pytest.raises(NotRun, match="170 MiB a child of 4096 MiB are too few: use a smaller --per-gpu"):
        gpus.take_share(3, memory_bytes=lambda: 4 * GIB)

    assert ("start", "GPU") not in calls


@pytest.mark.parametrize("seen", [[], ["one", "two"]])
def test_other_than_one_gpu_is_refused(calls, seen):
    sys.modules["tensorflow"].config.list_physical_devices = lambda _: seen

    with pytest.raises(NotRun, match=f"expected one GPU behind the wall, TensorFlow sees {len(seen)}"):
        gpus.take_share(1, memory_bytes=lambda: GIB)
