"""Answer 30 MiB of text that is no UTF-8, honestly encoded and by hand: to spell it out takes seconds."""

import json
import os
import struct
import sys
import time

_loop = sys._getframe()
while _loop.f_back is not None and _loop.f_code.co_name != "live":
    _loop = _loop.f_back


def conv2d(x, kernel):
    print("TRIED")
    return "\ud800" * (10 << 20)  # halves of surrogates


def lstm_step(x, h, c, W, U, b):
    if _loop.f_code.co_name == "live":
        number = ["int", str(_loop.f_locals["number"])]
        header = json.dumps(["list", [number, ["str", 2], ["str", 30 << 20]]]).encode()
        frame = struct.pack("!II", len(header), (30 << 20) + 2) + header + b"ok" + b"\xff" * (30 << 20)
        view = memoryview(frame)
        while view:
            view = view[os.write(_loop.f_locals["replies"], view) :]
        time.sleep(60)
