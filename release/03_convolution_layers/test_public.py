"""Cases you can work out on paper. The grader asks the same functions more."""

import numpy as np
import pytest

from autograder import assert_close, assert_equal


@pytest.mark.exercise("MyConv2D")
def test_two_taps_on_two_pixels(student):
    """The taps 3 and 4 with bias 1, on the pixels 10 and 5: 30 + 20 + 1 = 51."""
    layer = student.MyConv2D(1, (1, 2))
    pixels = np.array([10, 5], "float32").reshape(1, 1, 2, 1)
    layer(pixels)
    layer.set_weights([np.array([3, 4], "float32").reshape(1, 2, 1, 1), np.array([1], "float32")])
    assert_close(layer(pixels), np.full((1, 1, 1, 1), 51, "float32"))


@pytest.mark.exercise("MyConv2D")
def test_normalized_taps_on_two_pixels(student):
    """The norm of (3, 4) is 5, so the taps act as 0.6 and 0.8: 6 + 4, and the bias 1 comes on top: 11."""
    layer = student.MyConv2D(1, (1, 2), normalized=True)
    pixels = np.array([10, 5], "float32").reshape(1, 1, 2, 1)
    layer(pixels)
    layer.set_weights([np.array([3, 4], "float32").reshape(1, 2, 1, 1), np.array([1], "float32")])
    assert_close(layer(pixels), np.full((1, 1, 1, 1), 11, "float32"))


@pytest.mark.exercise("MyConv2D")
def test_four_filters_own_52_weights(student):
    """3 x 2 taps on 2 channels for each of 4 filters, and 4 biases: 12 · 4 + 4 = 52."""
    layer = student.MyConv2D(4, (3, 2))
    layer.build((None, 7, 9, 2))
    assert_equal(layer.count_params(), 52)


@pytest.mark.exercise("MyConv2D")
def test_shape_with_an_unknown_batch(student):
    """Windows of 3 x 2 stand at 5 · 8 places of 7 x 9 pixels, however many pictures there are."""
    layer = student.MyConv2D(4, (3, 2))
    assert_equal(tuple(layer.compute_output_shape((None, 7, 9, 2))), (None, 5, 8, 4))


@pytest.mark.exercise("digit_convnet")
def test_ten_scores_for_each_picture(student):
    """Two pictures of 8 x 8 pixels get ten scores each."""
    model = student.build()
    assert_equal(np.shape(model(np.zeros((2, 8, 8, 1), "float32"))), (2, 10))


@pytest.mark.exercise("digit_convnet")
def test_weights_are_counted(student):
    """Add up the column of `model.summary()`: no more than 30,000."""
    assert student.build().count_params() <= 30_000


@pytest.mark.exercise("digit_convnet")
def test_ten_simple_pictures_are_learned(student):
    """In picture k the pixels of row k (for 8 and 9: of a column) are 16. A net that learns tells them apart."""
    x, y = np.zeros((10, 8, 8, 1), "float32"), np.arange(10)
    for row in range(8):
        x[row, row] = 16
    x[8, :, 2] = x[9, :, 5] = 16
    model = student.build()
    losses = student.train(model, np.repeat(x, 10, axis=0), np.repeat(y, 10), 1).get("history")["loss"]
    assert losses[-1] < losses[0]
