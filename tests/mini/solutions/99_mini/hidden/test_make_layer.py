"""Objects stay behind the wall; their methods can be called."""

import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("make_layer")


@pytest.mark.points(2)
def test_layer_maps_features_to_units(student, rng):
    """The layer is one matrix from features to units."""
    x = rng.normal(size=(4, 3)).astype("float32")
    layer = student.make_layer(2)
    got = np.asarray(layer(x))
    (kernel,) = layer.get_weights()
    assert_close(got, x @ np.asarray(kernel), rtol=1e-4, atol=1e-5)
    assert_equal(got.shape, (4, 2))
