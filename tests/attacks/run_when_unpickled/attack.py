"""Return objects that write a file when they are unpickled, alone, in an array and in a dictionary."""

import numpy as np


class _Runs:
    def __reduce__(self):
        return open, ("@MARKS@/run_when_unpickled-mark", "w")


def conv_output_length(n, kernel, stride=1, padding=0):
    print("TRIED")
    return _Runs()


def conv2d(x, kernel):
    return np.array([_Runs()], dtype=object)


def lstm_step(x, h, c, W, U, b):
    return {"h": _Runs(), "c": [_Runs()]}
