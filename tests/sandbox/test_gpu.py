"""Where there is a GPU: a child sees its one device and computes on it, behind the same wall."""

from pathlib import Path

import pytest

from autograder.errors import Raised

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not Path("/dev/nvidiactl").exists(), reason="there is no NVIDIA GPU here"),
]
SOURCE = """
import tensorflow as tf

def devices():
    return [device.name for device in tf.config.list_physical_devices("GPU")]

def product():
    with tf.device("/GPU:0"):
        return float(tf.reduce_sum(tf.ones((64, 64)) @ tf.ones((64, 64))))

def pry():
    return open("/proc/1/status").read()
"""


def test_child_computes_on_its_device_and_cannot_get_out(sandbox):
    with sandbox.child("keras@0") as child:
        child.request("cell", 1, SOURCE, seconds=60)

        assert len(child.request("call", None, "devices", (), {}, seconds=60)) == 1
        assert child.request("call", None, "product", (), {}, seconds=60) == 64.0**3
        with pytest.raises(Raised, match="Permission"):
            child.request("call", None, "pry", (), {}, seconds=5)
