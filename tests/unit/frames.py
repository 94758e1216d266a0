"""Frames taken apart, and values compared bit by bit."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from autograder import wire

PREFIX = wire.PREFIX.size


def decode(frame: bytes) -> Any:
    header, body = wire.lengths(frame[:PREFIX])
    assert len(frame) == PREFIX + header + body
    return wire.decode(frame[PREFIX : PREFIX + header], frame[PREFIX + header :])


def decode_tree(tree: Any, body: bytes = b"") -> Any:
    return wire.decode(json.dumps(tree).encode("ascii"), body)


def same(got: Any, want: Any) -> bool:
    """Tell whether two values agree in type and bits, NaN and -0.0 included."""
    if type(got) is not type(want):
        return False
    if isinstance(want, np.ndarray | np.generic):
        return got.dtype == want.dtype and got.shape == want.shape and got.tobytes() == want.tobytes()
    if isinstance(want, float):
        return got.hex() == want.hex()
    if isinstance(want, list | tuple):
        return len(got) == len(want) and all(map(same, got, want))
    if isinstance(want, dict):
        return same(list(got.items()), list(want.items()))
    return bool(got == want)
