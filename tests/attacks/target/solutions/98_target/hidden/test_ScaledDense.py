"""HIDDEN-CANARY-7e57a3."""

import numpy as np
import pytest

from autograder import assert_close

pytestmark = pytest.mark.exercise("ScaledDense")


@pytest.mark.points(2)
def test_scale_acts_before_the_bias(student, rng):
    """The scale multiplies the product, and not the bias."""
    layer = student.ScaledDense(3)
    layer(rng.normal(size=(2, 4)).astype("float32"))
    kernel, bias = rng.normal(size=(4, 3)), rng.normal(size=3)
    layer.set_weights([kernel.astype("float32"), bias.astype("float32"), np.float32(2.5)])
    x = rng.normal(size=(5, 4))
    assert_close(
        layer(x.astype("float32")), (2.5 * x @ kernel + bias).astype("float32"), rtol=1e-4, atol=1e-4
    )
