"""Where a test runs: in which toolbox, on which device, and how exact that is."""

from __future__ import annotations

import pytest

from autograder import judging, plugin
from autograder.assignment import Assignment
from autograder.judging import Tolerance
from autograder.sandbox import gpus
from autograder.sandbox.gpus import Slot
from autograder.sandbox.toolbox import TOOLBOXES, named, on_device

CPU = Slot()


def toolbox_of(item: pytest.Item, assignment: Assignment, slot: Slot) -> str:
    """Return the toolbox of a test, in the slot if it computes with Keras.

    In a slot without a GPU, what needs one (a large test, an exercise whose device is "gpu") takes the
    machine's first.

    Raises:
        NotRun: there is none.
    """
    exercise = assignment.exercise(plugin.exercise_of(item))
    if slot != CPU and TOOLBOXES[exercise.toolbox].has_tensors:
        return slot.of(exercise.toolbox)
    needs_gpu = plugin.is_large(item) or exercise.device == "gpu"
    return on_device(exercise.toolbox) if needs_gpu else exercise.toolbox


def runs_anywhere(item: pytest.Item, assignment: Assignment) -> bool:
    """Tell whether a test has to run on any machine: it is worth points, and needs no GPU."""
    return plugin.points(item) > 0 and assignment.exercise(plugin.exercise_of(item)).device == "any"


def tolerance(toolbox: str) -> Tolerance:
    """Return what comparisons must allow for, on the device of a toolbox."""
    return judging.EXACT if named(toolbox).gpu is None else judging.ON_GPU


def device(toolbox: str) -> str:
    """Return the device of a toolbox, in a reader's words."""
    return gpus.label(named(toolbox).gpu)
