"""What an output sees: by hand, from the literature, and by asking gradients."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder import assert_equal

pytestmark = pytest.mark.exercise("receptive_field")

ALEXNET = [(11, 4), (3, 2), (5, 1), (3, 2), (3, 1), (3, 1), (3, 1), (3, 2)]
VGG_16 = [layer for convolutions in (2, 2, 3, 3, 3) for layer in [(3, 1)] * convolutions + [(2, 2)]]
MOBILENET = [(3, 2)] + [layer for s in (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1) for layer in [(3, s), (1, 1)]]


def seen_by(output, layers, n=400):
    """First and last of n pixels with a gradient at that output of a stack of ones-kernels."""
    pixels = tf.ones((1, n, 1))
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        maps = pixels
        for kernel, stride in layers:
            maps = keras.ops.conv(maps, np.ones((kernel, 1, 1), "float32"), stride)
        chosen = maps[0, output, 0]
    seen = np.flatnonzero(tape.gradient(chosen, pixels))
    return int(seen[0]), int(seen[-1])


@pytest.mark.points(2)
def test_depth_widens_the_field(student, rng):
    """In steps of one every layer widens the view by its kernel less one, since windows overlap."""
    for depth in (2, 3, 4, 5):
        field, layers = 1, []
        for kernel in rng.integers(2, 8, size=depth).tolist():
            layers.append((kernel, 1))
            field += kernel - 1
        assert_equal(student.receptive_field(layers), (field, 1))


@pytest.mark.points(2)
def test_earlier_strides_spread_the_taps(student, rng):
    """On a map that kept every s-th pixel, the taps of the next kernel lie s pixels of the input apart."""
    for kernel, stride in rng.integers([3, 2], [7, 5], size=(10, 2), endpoint=True).tolist():
        last_tap = range(0, kernel * stride, stride)[-1]
        assert_equal(student.receptive_field([(1, stride), (kernel, 1)]), (last_tap + 1, stride))


@pytest.mark.points(2)
def test_own_stride_acts_after_the_window(student, rng):
    """One layer sees its kernel, no more and no less, however far apart its windows stand."""
    for kernel, stride in rng.integers([2, 2], [11, 5], size=(10, 2), endpoint=True).tolist():
        assert_equal(student.receptive_field([(kernel, stride)]), (kernel, stride))


@pytest.mark.points(1)
def test_strides_multiply_into_the_jump(student, rng):
    """Two neighbouring outputs lie as many pixels apart as all the strides multiplied."""
    for strides in rng.integers(2, 6, size=(6, 3)).tolist():
        jump = strides[0] * strides[1] * strides[2]
        assert_equal(student.receptive_field([(1, stride) for stride in strides]), (1, jump))


@pytest.mark.points(1)
@pytest.mark.explains("the smallest case, at which a sum of kernels is seen to be wrong")
def test_one_by_one_layers_see_no_further(student, rng):
    """A pixel sees itself, and layers with kernel one and stride one leave every field as it is."""
    assert_equal(student.receptive_field([]), (1, 1))
    for before, kernel, after in rng.integers([1, 2, 1], [3, 9, 3], size=(6, 3), endpoint=True).tolist():
        layers = [(1, 1)] * before + [(kernel, 1)] + [(1, 1)] * after
        assert_equal(student.receptive_field(layers), (kernel, 1))


@pytest.mark.points(2)
@pytest.mark.explains("that the field is what a gradient reaches, not a formula")
def test_gradients_reach_the_whole_field(student, rng):
    """The gradient of one output reaches exactly this far, and that of its neighbour starts one jump on."""
    for depth in (2, 3, 4):
        for _ in range(4):
            kernels, strides = rng.integers([[2], [2]], [[6], [4]], size=(2, depth)).tolist()
            layers = list(zip(kernels, strides, strict=True))
            (first, last), (next_first, _) = seen_by(0, layers), seen_by(1, layers)
            assert_equal(student.receptive_field(layers), (last - first + 1, next_first - first))


@pytest.mark.points(1)
@pytest.mark.explains("the literature's numbers, beside made ones")
def test_published_nets(student):
    """AlexNet, VGG-16 and MobileNet see as far as the literature says (Araujo, Norris and Sim, 2019)."""
    for layers, want in (
        (ALEXNET[:-1], (163, 16)),
        (ALEXNET, (195, 32)),
        (VGG_16, (212, 32)),
        (MOBILENET, (315, 32)),
    ):
        assert_equal(student.receptive_field(layers), want)


@pytest.mark.points(1)
def test_impossible_layers_are_refused(student):
    """A size below one or a layer that is no pair is a ValueError, a size that is no integer a TypeError."""
    assert_equal(student.receptive_field([(3, 1)]), (3, 1))

    for layer in ((0, 1), (3, 0), (3, -1), (3, 1, 1)):
        with student.raises(ValueError):
            student.receptive_field([(3, 1), layer])
    for layer in ((3.0, 1), (True, 1), (3, 1.0), (3, True)):
        with student.raises(TypeError):
            student.receptive_field([(3, 1), layer])
