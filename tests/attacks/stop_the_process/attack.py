"""Stop this process, so that it neither answers nor ends and asking it to leave does nothing."""

import os
import signal


def lstm_step(x, h, c, W, U, b):
    print("TRIED", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
