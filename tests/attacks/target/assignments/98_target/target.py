# %% [markdown] id="intro"
# Five exercises of the kinds that the book has: a formula, an array, a cell, a layer, a network.

# %% id="setup" role="provided"
import numpy as np

from autograder import check


# %% id="conv_output_length" role="solution"
def conv_output_length(n: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Return how many outputs a window of `kernel` taps gives on `n` pixels, as an int."""
    raise NotImplementedError("conv_output_length")


# %% id="check_conv_output_length" role="check"
check(conv_output_length)


# %% id="conv2d" role="solution"
def conv2d(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Cross-correlate x (batch, height, width, in) with kernel (rows, columns, in, out), no padding."""
    raise NotImplementedError("conv2d")


# %% id="check_conv2d" role="check"
check(conv2d)


# %% id="lstm_step" role="solution"
def lstm_step(x, h, c, W, U, b):
    """Return (h, c) after one step; gates in the order input, forget, candidate, output.

    x (batch, inputs), h and c (batch, units), W (inputs, 4 units), U (units, 4 units), b (4 units,).
    """
    raise NotImplementedError("lstm_step")


# %% id="check_lstm_step" role="check"
check(lstm_step)


# %% id="ScaledDense" role="solution"
class ScaledDense:
    """A Keras layer of `units` outputs: scale * (x @ kernel) + bias, weights [kernel, bias, scale].

    scale is one number, shape (), and starts at 1.
    """

    def __init__(self, units: int):
        raise NotImplementedError("ScaledDense")


# %% id="check_ScaledDense" role="check"
check(ScaledDense)


# %% id="build_model" role="solution"
def build_model():
    """Return a network on (8, 8, 1): Conv2D(4, 3, relu), Flatten, Dense(10, softmax)."""
    raise NotImplementedError("build_model")


# %% id="check_build_model" role="check"
check(build_model)
