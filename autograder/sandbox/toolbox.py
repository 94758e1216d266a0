"""What an exercise may import: the toolboxes, as data.

`numpy` and `keras` are the exercises'; `intake` reads submitted files and runs none of their code.
"keras@1" is the keras toolbox on the second GPU, "keras@1-2" on the half of it (gpus.Slot).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.errors import NotRun
from autograder.sandbox import gpus

UNBOUNDED = 0


@dataclass(frozen=True)
class Toolbox:
    """One toolbox.

    `imports` is what the zygote imports before it forks; `placeholders` are modules that import as
    a stand-in whose use raises, and so do `withheld` ones, of which no file can be read though other
    packages can; `address_space_bytes` is the base of RLIMIT_AS on one core (UNBOUNDED on a GPU, whose
    driver reserves terabytes); `gpu` is the number of its one device, which `sharers` slots share.
    """

    name: str
    imports: tuple[str, ...]
    placeholders: tuple[str, ...]
    address_space_bytes: int
    address_space_per_core_bytes: int
    environment: Mapping[str, str] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()
    gpu: int | None = None
    sharers: int = 1

    @property
    def has_tensors(self) -> bool:
        """Keras is the real one here."""
        return "keras" in self.imports


_GRADER = ("autograder", "IPython", "pytest", "nbgrader", "google")
_LIBRARIES = ("keras", "tensorflow", "tf_keras", "scipy", "torch", "jax", "sklearn", "matplotlib", "pandas")
# What students' code is likely to use, imported once in the zygote: numpy.random alone takes 13 ms.
_NUMPY = ("numpy", "numpy.fft", "numpy.lib.stride_tricks", "numpy.linalg", "numpy.ma", "numpy.random")
_STANDARD = ("math", "fractions", "functools", "itertools", "collections", "dataclasses", "typing", "random")

TOOLBOXES = {
    box.name: box
    for box in (
        Toolbox(
            name="numpy",
            imports=(*_NUMPY, *_STANDARD),
            placeholders=(*_LIBRARIES, *_GRADER),
            address_space_bytes=1 << 30,
            address_space_per_core_bytes=256 << 20,
        ),
        Toolbox(
            name="keras",
            imports=(*_NUMPY, "keras", *_STANDARD),
            placeholders=_GRADER,
            withheld=("sklearn",),  # its data sets come with the labels that hidden tests ask for
            address_space_bytes=3 << 30,
            address_space_per_core_bytes=512 << 20,
            environment={
                "KERAS_BACKEND": "tensorflow",
                "TF_CPP_MIN_LOG_LEVEL": "3",
                "CUDA_VISIBLE_DEVICES": "",
                "HDF5_USE_FILE_LOCKING": "FALSE",  # flock is refused; h5py asks for it otherwise
                "MPLBACKEND": "Agg",
            },
        ),
        Toolbox(
            name="intake",
            imports=("autograder.submission", "numpy"),
            placeholders=(),
            address_space_bytes=1 << 30,
            address_space_per_core_bytes=256 << 20,
        ),
    )
}


def on_device(base: str, devices: Path = Path("/dev")) -> str:
    """Return the name of a toolbox on this machine's first GPU.

    Raises:
        NotRun: there is none.
    """
    found = gpus.present(devices)
    if not found:
        raise NotRun("this machine has no GPU")
    return gpus.Slot(found[0]).of(base)


def named(name: str) -> Toolbox:
    """Return a toolbox by its name, in the slot that the name may bear.

    Raises:
        KeyError, ValueError: there is none of that name.
    """
    base, _, place = name.partition("@")
    box = TOOLBOXES[base]
    if not place:
        return box
    device, _, sharers = place.partition("-")
    environment = {**box.environment, **gpus.environment(int(device))}
    return replace(
        box,
        name=name,
        address_space_bytes=UNBOUNDED,
        environment=environment,
        gpu=int(device),
        sharers=int(sharers or 1),
    )
