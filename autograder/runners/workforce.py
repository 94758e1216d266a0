"""Who grades a run: this process, workers beside it, or actors of a cluster."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.places import CPU
from autograder.reuse import Basis
from autograder.runners import jobs, local, ray
from autograder.sandbox.gpus import Slot
from autograder.sandbox.host import Sandbox


@dataclass(frozen=True)
class Workforce:
    """How many grade side by side, where, and on which GPUs.

    Attributes:
        workers: processes of this machine; one is this process. On a cluster: actors, None for as many
            as there is room for.
        address: of a Ray cluster; None for this machine alone.
        slots: of this machine's GPUs, one a worker; none where Keras computes on the CPU.
        per_gpu: of a cluster: how many actors share a GPU; 0 where Keras computes on the CPU.
    """

    workers: int | None = 1
    address: str | None = None
    slots: Sequence[Slot] = ()
    per_gpu: int = 0

    @property
    def on_gpus(self) -> bool:
        """Keras computes on GPUs."""
        return bool(self.slots or self.per_gpu)

    def grade(self, basis: Basis, sandbox: Sandbox) -> jobs.Grade:
        """Return what grades jobs; the sandbox is this process's."""
        assignment, secret, size = basis.assignment, basis.secret, basis.size
        if self.address is not None:
            return ray.in_actors(
                assignment,
                secret=secret,
                address=self.address,
                actors=self.workers,
                per_gpu=self.per_gpu,
                size=size,
            )
        if self.workers is None or self.workers == 1:
            slot = self.slots[0] if self.slots else CPU
            return jobs.here(assignment, sandbox=sandbox, secret=secret, size=size, slot=slot)
        root = Path(os.path.abspath(assignment.folder)).parents[1]
        return local.in_workers(
            root, assignment, secret=secret, workers=self.workers, size=size, slots=self.slots
        )


ALONE = Workforce()
