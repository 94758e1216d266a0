"""How much of everything one child may use. Wall time is the parent's to measure, not a limit here."""

from __future__ import annotations

import resource
from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bounds of one child; `cpu_seconds` is a backstop, summed over its threads.

    An address space of 0 is unbounded, and so are then locked pages: what a GPU's driver needs.
    """

    address_space_bytes: int
    cpu_seconds: int
    file_bytes: int = 64 * MIB
    open_files: int = 256
    threads: int = 256

    def apply(self, *, own_user: bool) -> None:
        """Bind this process to the limits, for good.

        Args:
            own_user: the process has a user id of its own, so that counting its threads (which
                the kernel does per user) counts nobody else's.
        """
        bounds = {
            resource.RLIMIT_CPU: self.cpu_seconds,
            resource.RLIMIT_FSIZE: self.file_bytes,
            resource.RLIMIT_NOFILE: self.open_files,
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_MSGQUEUE: 0,
        }
        if self.address_space_bytes:
            bounds |= {resource.RLIMIT_AS: self.address_space_bytes, resource.RLIMIT_MEMLOCK: 0}
        if own_user:
            bounds[resource.RLIMIT_NPROC] = self.threads
        for kind, most in bounds.items():
            hard = resource.getrlimit(kind)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (most, most))
