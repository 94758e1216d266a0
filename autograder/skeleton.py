"""A new assignment to start from: small, whole, and green in its audit as it stands."""

from __future__ import annotations

from pathlib import Path

from autograder import assignment as assignments
from autograder import release
from autograder.errors import UnknownError

CONFIG = """\
schema = 1
version = 1
title = "{title}"
handout = "{name}.py"
points = 10

[limits]
cell_seconds = 10.0
call_seconds = 5.0
submission_seconds = 120.0

[[exercises]]
name = "relu"
toolbox = "numpy"
points = 10
"""

HANDOUT = '''\
# %% [markdown] id="title"
# # {title}
#
# What this chapter is about, and what its reader can do afterwards.

# %% id="setup" role="provided"
import matplotlib.pyplot as plt
import numpy as np

from autograder import check

# %% [markdown] id="text_relu"
# ## 1 · The rectifier (10 points)
#
# **By hand.** Negative numbers become 0, the others stay: (-1, 0, 2) becomes (0, 0, 2).


# %% id="figure_relu" role="demo"
def figure_relu():
    x = np.linspace(-2, 2, 101)
    _, axes = plt.subplots(figsize=(4, 3), layout="constrained")
    axes.plot(x, np.where(x > 0, x, 0))
    axes.set(xlabel="x", ylabel="relu(x)")
    plt.show()


figure_relu()


# %% id="relu" role="solution"
def relu(x: np.ndarray) -> np.ndarray:
    """Cut off what is negative.

    Args:
        x: floats of any shape.

    Returns:
        An array of the same shape: x where it is positive, 0 elsewhere.
    """
    raise NotImplementedError("relu: which entries stay?")


# %% id="check_relu" role="check"
check(relu)
'''

PUBLIC = '''\
"""Cases that can be verified on paper."""

import numpy as np
import pytest

from autograder import assert_close


@pytest.mark.exercise("relu")
def test_three_numbers(student):
    """Of -1, 0 and 2 only 2 stays."""
    assert_close(student.relu(np.array([-1.0, 0.0, 2.0])), np.array([0.0, 0.0, 2.0]))
'''

HIDDEN = '''\
"""The rectifier on random arrays."""

import pytest

from autograder import assert_close

pytestmark = pytest.mark.exercise("relu")


@pytest.mark.points(10)
def test_negative_numbers_become_zero(student, reference, rng):
    """Negative numbers become zero, and positive ones stay as they are."""
    x = rng.normal(size=(4, 5))
    assert_close(student.relu(x), reference.relu(x))
'''

REFERENCE = '''\
"""The answers we would defend."""

import numpy as np


def relu(x):
    return np.maximum(x, 0)
'''

RIGHT = '''\
"""Multiplies by a mask."""


def relu(x):
    return x * (x > 0)
'''

WRONG = '''\
"""Mirrors negative numbers where they should be cut off.

What should become of -1, and what does your function make of it?
"""

import numpy as np

FAILS = {{"test_negative_numbers_become_zero"}}


def relu(x):
    return np.abs(x)
'''


def write(root: Path, slug: str) -> list[Path]:
    """Write a new assignment: its two folders and its release; no other file is touched.

    Args:
        root: the course's folder.
        slug: two digits and a name, for instance 07_transformers.

    Returns:
        The files written.

    Raises:
        UnknownError: that is no name for an assignment.
        FileExistsError: there is one of that name.
    """
    if not assignments.SLUG.fullmatch(slug):
        raise UnknownError(f"expected two digits and a name in small letters, received {slug!r}")
    name = slug[3:]
    texts = {
        f"assignments/{slug}/assignment.toml": CONFIG,
        f"assignments/{slug}/{name}.py": HANDOUT,
        f"assignments/{slug}/test_public.py": PUBLIC,
        f"solutions/{slug}/reference.py": REFERENCE,
        f"solutions/{slug}/hidden/test_relu.py": HIDDEN,
        f"solutions/{slug}/right/relu/multiplies_by_a_mask.py": RIGHT,
        f"solutions/{slug}/wrong/relu/mirrors_negatives.py": WRONG,
    }
    for home in ("assignments", "solutions", "release"):
        if (root / home / slug).exists():
            raise FileExistsError(f"{home}/{slug} is there already")
    title = name.replace("_", " ").strip().capitalize() or slug
    for file, text in texts.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text.format(title=title, name=name), encoding="utf-8")
    return [
        *(root / file for file in texts),
        *release.build(assignments.load(root, slug), root / "release" / slug),
    ]
