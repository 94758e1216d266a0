"""Return 512 MiB of zeros where a small array is expected."""

import numpy as np


def conv2d(x, kernel):
    print("TRIED")
    return np.zeros(1 << 27, dtype=np.float32)
