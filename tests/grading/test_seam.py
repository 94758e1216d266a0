"""One seam: a test asks the same of a child behind the wall and of this process, and gets the same."""

import numpy as np
import pytest

from autograder.student import LocalStudent, SandboxedStudent

SOURCE = """
import keras

def layer(units):
    return keras.layers.Dense(units, kernel_initializer="ones")

def weights_of(layer):
    return layer.get_weights()

def pair():
    return {"here": [1.5], "there": layer(2)}
"""


class Straight:
    """Carries questions to one child."""

    def __init__(self, child):
        self.child = child

    def request(self, verb, *arguments):
        return self.child.request(verb, *arguments, seconds=60)


@pytest.fixture(scope="module", params=["sandboxed", "local"])
def student(request, sandbox):
    if request.param == "local":
        names = {}
        exec(SOURCE, names)  # noqa: S102  # the source above
        yield LocalStudent(names)
        return
    with sandbox.child("keras") as child:
        child.request("cell", 1, SOURCE, seconds=60)
        yield SandboxedStudent(Straight(child))


def test_tensor_arrives_as_an_array(student):
    got = student.layer(3)(np.ones((2, 4), "float32"))

    assert type(got) is np.ndarray
    assert got.tolist() == [[4.0] * 3] * 2


def test_attribute_of_a_kept_object_is_read_by_get(student):
    assert student.layer(5).get("units") == 5


def test_kept_object_can_be_handed_back(student):
    layer = student.layer(2)
    layer(np.ones((1, 3), "float32"))

    kernel, bias = student.weights_of(layer)
    assert (kernel.shape, bias.shape) == ((3, 2), (2,))


def test_object_inside_data_is_kept(student):
    got = student.pair()

    assert got["here"] == [1.5]
    assert got["there"].get("units") == 2
