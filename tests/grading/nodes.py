"""Clusters of several nodes on this one machine."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

SMALL = {"object_store_memory": 80 << 20}
NODE = {"num_cpus": 1, "num_gpus": 1, **SMALL}  # Ray believes in the GPU
HEAD = {"num_cpus": 0, "include_dashboard": False, "include_log_monitor": False, "no_monitor": True, **SMALL}


@contextmanager
def simulated(number: int) -> Iterator[Any]:
    """A head on which nothing runs, and some nodes."""
    from ray.cluster_utils import Cluster

    home = Path(tempfile.mkdtemp(prefix="ray-", dir="/tmp"))  # sockets are in it, whose paths must be short
    (home / "rfc3987_syntax.py").write_text("raise ImportError('it takes each process of Ray two seconds')")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(home))
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        Path("/tmp/ray").mkdir(exist_ok=True)  # Ray notes the address there, wherever its own files are
        cluster = Cluster(initialize_head=True, head_node_args={"temp_dir": str(home), **HEAD})
        try:
            for _ in range(number):
                join(cluster)
            yield cluster
        finally:
            cluster.shutdown()
            shutil.rmtree(home, ignore_errors=True)


def join(cluster: Any) -> None:
    """Add a node. Ray gives GPUs the names in CUDA_VISIBLE_DEVICES, where grading hides them meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
        cluster.add_node(**NODE)
