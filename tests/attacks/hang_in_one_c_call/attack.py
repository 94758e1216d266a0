"""Never come back from a call that runs in C, where no signal handler of Python's gets a turn."""


def lstm_step(x, h, c, W, U, b):
    print("TRIED", flush=True)
    return sum(range(10**12))
