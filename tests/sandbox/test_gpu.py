"""Where there is a GPU: a child sees its one device and computes on it, behind the same wall."""

from pathlib import Path

import pytest

from autograder.errors import Raised
from autograder.sandbox.gpus import Slot, present

HERE = present()
pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not HERE or not Path("/dev/nvidiactl").exists(), reason="there is no NVIDIA GPU here"),
]
SOURCE = """
import tensorflow as tf

def devices():
    return [device.name for device in tf.config.list_physical_devices("GPU")]

def product():
    with tf.device("/GPU:0"):
        return float(tf.reduce_sum(tf.ones((64, 64)) @ tf.ones((64, 64))))

def rounded(x):
    with tf.device("/GPU:0"):
        return (tf.constant(x) @ tf.eye(len(x))).numpy()

def limit():
    (gpu,) = tf.config.list_physical_devices("GPU")
    (one,) = tf.config.get_logical_device_configuration(gpu)
    return one.memory_limit

def unlimited():
    (gpu,) = tf.config.list_physical_devices("GPU")
    tf.config.set_logical_device_configuration(gpu, [])

def hog(mib):
    with tf.device("/GPU:0"):
        return float(tf.reduce_sum(tf.zeros((mib, 1 << 18))))

def pry():
    return open("/proc/1/status").read()
"""


def ask(child, name, *arguments):
    return child.request("call", None, name, arguments, {}, seconds=60)


@pytest.fixture(scope="module")
def child(sandbox):
    """On a half of the first GPU."""
    with sandbox.child(Slot(HERE[0], 2).of("keras")) as started:
        started.request("cell", 1, SOURCE, seconds=60)
        yield started


def test_child_computes_on_its_device_and_cannot_get_out(child):
    assert len(ask(child, "devices")) == 1
    assert ask(child, "product") == 64.0**3
    with pytest.raises(Raised, match="Permission"):
        ask(child, "pry")


def test_float32_keeps_its_bits(child):
    """TF32 would round 1 + 2**-20 to 1."""
    x = [[1 + 2.0**-20, 0.0], [0.0, 1 - 2.0**-20]]
    got = ask(child, "rounded", x)
    assert got.tolist() == x


def test_share_holds_and_cannot_be_changed(child):
    mib = ask(child, "limit")
    assert mib > 0
    with pytest.raises(Raised):
        ask(child, "unlimited")
    with pytest.raises(Raised, match="ResourceExhausted"):
        ask(child, "hog", mib + 1)


def test_two_share_a_gpu(child, sandbox):
    with sandbox.child(Slot(HERE[0], 2).of("keras")) as other:
        other.request("cell", 1, SOURCE, seconds=60)
        assert ask(other, "product") == ask(child, "product")
