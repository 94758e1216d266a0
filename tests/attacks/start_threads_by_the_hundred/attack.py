"""Keep a hundred and fifty threads asleep through the calls, and start fifty more with huge stacks."""

import threading

_honest, _end = conv_output_length, threading.Event()


def _start(count, stack):
    threading.stack_size(stack)
    try:
        for _ in range(count):
            threading.Thread(target=_end.wait, daemon=True).start()
        return True
    except (RuntimeError, MemoryError):
        print(threading.active_count())
        return False
    finally:
        threading.stack_size(0)


def conv_output_length(n, kernel, stride=1, padding=0):
    if threading.active_count() < 100:
        _start(150, 64 << 10)
        if _start(50, 1 << 30):
            print("GOT-THROUGH")
        print("TRIED")
    return _honest(n, kernel, stride, padding)
