"""Pads the same number of zeros on both sides for "same".

In exercise 1.2, where did the single zero for 6 pixels, a window of 3 and stride 2 go?
"""

import keras
from keras import ops

FAILS = {
    "test_layer_survives_a_file",
    "test_same_maps_as_keras",
}


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
        if self.padding == "same":
            (high, wide), (rows, columns) = self.kernel_size, self.compute_output_shape(x.shape)[1:3]
            x = ops.pad(x, ((0, 0), (high // 2, high // 2), (wide // 2, wide // 2), (0, 0)))
        patches = ops.image.extract_patches(x, self.kernel_size, self.strides)
        if self.padding == "same":
            patches = patches[:, :rows, :columns]
        z = ops.matmul(patches, ops.reshape(self.filters_used(), (-1, self.filters)))
        if self.use_bias:
            z = z + self.bias
        return self.activation(z)

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
