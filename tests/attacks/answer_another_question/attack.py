"""Number the answers wrongly: twice the same, one ahead, and the first frame of all once more."""

import sys

_loop = sys._getframe()
while _loop.f_back is not None and _loop.f_code.co_name != "live":
    _loop = _loop.f_back
_honest = conv_output_length, conv2d, lstm_step
_how = {"numbers": [0], "extra": []}  # what is sent for one answer: these numbers, counted from its own
print("TRIED")


def _misnumbered(descriptor, frame):
    wire = _loop.f_globals["wire"]
    header, _ = wire.lengths(frame[:8])
    number, *answer = wire.decode(frame[8 : 8 + header], frame[8 + header :])
    answers = ([number + ahead, *answer, *_how["extra"]] for ahead in _how["numbers"])
    _write(descriptor, b"".join(map(wire.encode, answers)))


if _loop.f_code.co_name == "live":
    _write = _loop.f_globals["_write"]
    _loop.f_globals["_write"] = _misnumbered


def conv_output_length(*args):
    _how["numbers"] = [0, 0]
    return _honest[0](*args)


def conv2d(*args):
    _how["numbers"] = [1]
    return _honest[1](*args)


def lstm_step(*args):
    _how["numbers"] = [-10_000]
    return _honest[2](*args)


def build_model():
    _how["extra"] = [None]
    return 1
