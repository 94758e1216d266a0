"""A child on a GPU that is not there: as far as it gets on any machine."""

import pytest

from autograder.errors import NotRun, Raised
from autograder.sandbox.host import Sandbox

NOWHERE = 63
RENAME = """
import os

def rename():
    with open(f"/proc/self/task/{os.getpid()}/comm", "w") as file:
        file.write("cuda")
    return open("/proc/self/comm").read()

def spare():
    open("/proc/self/oom_score_adj", "w").write("5")
"""


def test_child_on_a_gpu_may_name_its_threads_and_no_more():
    """CUDA does, and fails where it may not."""
    with Sandbox() as sandbox, sandbox.child(f"numpy@{NOWHERE}") as child:
        child.request("cell", 1, RENAME, seconds=20)
        assert child.request("call", None, "rename", (), {}, seconds=20) == "cuda\n"
        with pytest.raises(Raised, match="PermissionError"):
            child.request("call", None, "spare", (), {}, seconds=20)


def test_other_children_may_not(sandbox):
    with sandbox.child("numpy") as child:
        child.request("cell", 1, RENAME, seconds=20)
        with pytest.raises(Raised, match="PermissionError"):
            child.request("call", None, "rename", (), {}, seconds=20)


def test_gpu_that_tensorflow_does_not_see_is_no_place_to_grade():
    """It is said before the child reads a byte, so that nothing is computed elsewhere in silence."""
    with (
        Sandbox() as sandbox,
        pytest.raises(NotRun, match=f"^GPU {NOWHERE} cannot be used: expected one GPU .* sees 0"),
    ):
        sandbox.child(f"keras@{NOWHERE}-2")
