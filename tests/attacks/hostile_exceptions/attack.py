"""Raise exceptions that are hostile to whoever describes them: endless, huge, interrupting, in a ring."""

import time


class Endless(Exception):
    def __str__(self):
        while True:
            try:
                time.sleep(1)
            except BaseException:
                pass

    __repr__ = __str__


class Huge(BaseException):
    def __str__(self):
        return "R" * (8 << 20)

    __repr__ = __str__


class Interrupting(Exception):
    def __str__(self):
        raise KeyboardInterrupt

    __repr__ = __str__
    args = property(__str__)
    __cause__ = property(__str__)
    __class__ = property(__str__)
    __traceback__ = property(__str__)


def conv2d(x, kernel):
    print("TRIED", flush=True)
    raise Endless if len(x) == 1 else Huge


def conv_output_length(n, kernel, stride=1, padding=0):
    first = error = Interrupting()
    for _ in range(500):
        error.__context__ = error = Interrupting()
    error.__context__ = first
    raise error
