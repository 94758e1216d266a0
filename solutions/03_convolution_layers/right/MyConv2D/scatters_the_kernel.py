"""Writes the convolution as one matrix from pixels to maps, and multiplies."""

import keras
import numpy as np
from keras import ops


def _counts(value):
    pair = tuple(value) if isinstance(value, tuple | list) else (value, value)
    if any(type(count) is not int for count in pair):
        raise TypeError(f"expected integers, received {value!r}")
    if len(pair) != 2 or min(pair) < 1:
        raise ValueError(f"expected counts of at least 1, received {value!r}")
    return pair


class MyConv2D(keras.layers.Layer):
    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        use_bias=True,
        activation=None,
        normalized=False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.filters, _ = _counts((filters, 1))
        self.kernel_size, self.strides = _counts(kernel_size), _counts(strides)
        if padding not in ("valid", "same"):
            raise ValueError(f"unknown padding {padding!r}")
        self.padding, self.use_bias, self.normalized = padding, use_bias, normalized
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        self.compute_output_shape(input_shape)
        shape = (*self.kernel_size, input_shape[-1], self.filters)
        self.kernel = self.add_weight(shape=shape, initializer="glorot_uniform", name="kernel")
        if self.use_bias:
            self.bias = self.add_weight(shape=(self.filters,), initializer="zeros", name="bias")

    def filters_used(self):
        kernel = ops.convert_to_tensor(self.kernel)
        if not self.normalized:
            return kernel
        squares = ops.sum(kernel**2, axis=(0, 1, 2))
        return kernel * ops.rsqrt(ops.where(squares > 0, squares, 1.0))

    def call(self, x):
        rows, columns = (self.which_tap(axis, x.shape[axis + 1]) for axis in (0, 1))
        matrix = ops.einsum("hpa,wqb,abco->pqchwo", rows, columns, self.filters_used())
        z = ops.tensordot(x, matrix, axes=((1, 2, 3), (0, 1, 2)))
        if self.use_bias:
            z = z + self.bias
        return self.activation(z)

    def which_tap(self, axis, n):
        """1 where a place (first axis) sees a pixel (second) through a tap (third)."""
        k, s = self.kernel_size[axis], self.strides[axis]
        places = self.compute_output_shape((None, n, n, 0))[axis + 1]
        before = max((places - 1) * s + k - n, 0) // 2 if self.padding == "same" else 0
        pixel = np.arange(places)[:, None, None] * s + np.arange(k) - before
        return (pixel == np.arange(n)[:, None]).astype("float32")

    def compute_output_shape(self, input_shape):
        batch, height, width, _ = input_shape
        sides = []
        for n, k, s in zip((height, width), self.kernel_size, self.strides, strict=True):
            if self.padding == "valid" and n < k:
                raise ValueError(f"a window of {k} does not fit into {n}")
            sides.append(-(-(n if self.padding == "same" else n - k + 1) // s))
        return (batch, *sides, self.filters)

    def get_config(self):
        names = ("filters", "kernel_size", "strides", "padding", "use_bias", "normalized")
        config = {name: getattr(self, name) for name in names}
        return {**super().get_config(), **config, "activation": keras.activations.serialize(self.activation)}
