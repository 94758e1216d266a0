"""A tiny course in a folder, for tests that need one on disk."""

from __future__ import annotations

from pathlib import Path

SLUG = "07_tiny"
CONFIG = """\
schema = 1
version = 2
title = "Tiny"
handout = "tiny.py"
points = 5

[limits]
call_seconds = 2.5

[[exercises]]
name = "double"
toolbox = "numpy"
points = 2

[[exercises]]
name = "half"
toolbox = "keras"
points = 3
"""
HANDOUT = """\
# %% [markdown] id="title"
# # Tiny

# %% id="setup" role="provided"
import math

# %% id="double" role="solution"
def double(x): raise NotImplementedError

# %% id="check_double" role="check"
check(double)

# %% id="half" role="solution"
def half(x): raise NotImplementedError

# %% id="check_half" role="check"
check(half)
"""
REFERENCE = '''\
"""The answers."""

import math

SCALE = 2


def scaled(x):
    return SCALE * x


def double(x):
    return scaled(x)


# half the thing
def half(x):
    return x / SCALE
'''


def make(root: Path, *, config: str = CONFIG, handout: str = HANDOUT, reference: str = REFERENCE) -> Path:
    """Write the course under `root` and return it."""
    folder, solutions = root / "assignments" / SLUG, root / "solutions" / SLUG
    (solutions / "hidden").mkdir(parents=True)
    folder.mkdir(parents=True)
    (folder / "assignment.toml").write_text(config, encoding="utf-8")
    (folder / "tiny.py").write_text(handout, encoding="utf-8")
    (solutions / "reference.py").write_text(reference, encoding="utf-8")
    return root
