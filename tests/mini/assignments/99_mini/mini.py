# %% [markdown] id="intro"
# A small chapter.

# %% id="setup" role="provided"
import numpy as np

from autograder import check

OFFSET = 0


# %% id="double" role="solution"
def double(n: int) -> int:
    """Return twice n, a Python int. A bool is a TypeError."""
    raise NotImplementedError("double")


# %% id="check_double" role="check"
check(double)


# %% id="halve" role="solution"
def halve(x: np.ndarray) -> np.ndarray:
    """Return half of x: an array of the same shape and dtype."""
    raise NotImplementedError("halve")


# %% id="check_halve" role="check"
check(halve)


# %% id="make_layer" role="solution"
def make_layer(units: int):
    """Return a Keras layer with that many outputs and no bias."""
    raise NotImplementedError("make_layer")


# %% id="check_make_layer" role="check"
check(make_layer)

# %% id="figure" role="demo"
raise RuntimeError("demonstrations do not run in grading")
