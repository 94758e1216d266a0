"""Never come back from a call, in pure Python, with the signals of polite time limits ignored."""

import signal

for _name in ("SIGALRM", "SIGTERM", "SIGINT", "SIGXCPU"):
    signal.signal(getattr(signal, _name), signal.SIG_IGN)


def lstm_step(x, h, c, W, U, b):
    print("TRIED", flush=True)
    while True:
        pass
