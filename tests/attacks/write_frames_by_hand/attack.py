"""Write frames that no honest encoder writes: endless, false, deep, pickled, or broken off in the middle."""

import json
import os
import struct
import sys
import time

_loop = sys._getframe()
while _loop.f_back is not None and _loop.f_code.co_name != "live":
    _loop = _loop.f_back


def _frame(header, body=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("!II", len(text), len(body)) + text + body


def _write(*frames):
    if _loop.f_code.co_name == "live":
        for frame in frames:
            os.write(_loop.f_locals["replies"], frame)
        time.sleep(60)


def _answer(value):
    return ["list", [["int", str(_loop.f_locals["number"])], ["str", 2], value]]


def conv_output_length(n, kernel, stride=1, padding=0):
    print("TRIED", flush=True)
    if (kernel, stride, padding) == (4, 3, 2):
        _write(struct.pack("!II", 0xFFFFFFFF, 0xFFFFFFFF) + b"A" * 64)
    elif kernel > 1:
        _write(_frame(_answer(["int", "9" * 10_000]), b"ok"))
    _write(_frame(b'["list", [["int", NaN], ["int", 1e999]], ["int", "1"]]'))


def conv2d(x, kernel):
    if len(x) == 2:
        _write(_frame(_answer(["array", "<f8", [1 << 28] * 8, 16]), b"ok" + b"x" * 16))
    _write(_frame(_answer(["array", "|O", [2], 16]), b"ok" + b"x" * 16))


def lstm_step(x, h, c, W, U, b):
    _write(struct.pack("!II", 1 << 20, 1 << 20) + b'["list", ')


def ScaledDense(units):
    _write(_frame(b"[" * (1 << 20)))


def build_model():
    _write(b"\x80\x05cos\nsystem\n.\x93NUMPY\x01\x00" * 100)
