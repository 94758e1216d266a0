"""Sums of shifted pictures, one for each tap of the window."""

import keras
from keras import ops


def _MyConv2D_pair(value, name):
    pair = tuple(value) if isinstance(value, tuple | list) else (value, value)
    for count in pair:
        if isinstance(count, bool) or not isinstance(count, int):
            raise TypeError(f"{name}: expected integers, received {value!r}")
    if len(pair) != 2 or min(pair) < 1:
        raise ValueError(f"{name}: expected one or two counts of at least 1, received {value!r}")
    return pair


class MyConv2D(keras.layers.Layer):
    def __init__(
        self,
        filters: int,
        kernel_size: int | tuple[int, int],
        strides: int | tuple[int, int] = 1,
        padding: str = "valid",
        use_bias: bool = True,
        activation: str | None = None,
        normalized: bool = False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.filters, _ = _MyConv2D_pair((filters, 1), "filters")
        self.kernel_size = _MyConv2D_pair(kernel_size, "kernel_size")
        self.strides = _MyConv2D_pair(strides, "strides")
        if padding not in ("valid", "same"):
            raise ValueError(f'padding: expected "valid" or "same", received {padding!r}')
        self.padding = padding
        self.use_bias = use_bias
        self.activation = keras.activations.get(activation)
        self.normalized = normalized

    def build(self, input_shape):
        if len(input_shape) != 4:
            raise ValueError(f"expected (batch, height, width, channels), received {input_shape}")
        self.compute_output_shape(input_shape)
        shape = (*self.kernel_size, input_shape[-1], self.filters)
        self.kernel = self.add_weight(shape=shape, initializer="glorot_uniform", name="kernel")
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(shape=(self.filters,), initializer="zeros", name="bias")

    def call(self, x):
        _, rows, columns, _ = self.compute_output_shape(x.shape)
        x = ops.pad(x, self._zeros_around(x.shape))
        kernel = self._unit_filters() if self.normalized else ops.convert_to_tensor(self.kernel)
        down, right = self.strides
        z = 0.0
        for i in range(self.kernel_size[0]):
            for j in range(self.kernel_size[1]):
                seen = x[:, i : i + (rows - 1) * down + 1 : down, j : j + (columns - 1) * right + 1 : right]
                z = z + ops.matmul(seen, kernel[i, j])
        return self.activation(z if self.bias is None else z + self.bias)

    def _unit_filters(self):
        squares = ops.sum(ops.square(self.kernel), axis=(0, 1, 2))
        empty = squares == 0
        return self.kernel / ops.sqrt(ops.where(empty, 1.0, squares))

    def _zeros_around(self, shape):
        around = [(0, 0)]
        for n, k, s in zip(shape[1:3], self.kernel_size, self.strides, strict=True):
            total = max((-(-n // s) - 1) * s + k - n, 0) if self.padding == "same" else 0
            around.append((total // 2, total - total // 2))
        return [*around, (0, 0)]

    def compute_output_shape(self, input_shape):
        batch, *sides, _ = input_shape
        lengths = []
        for n, k, s in zip(sides, self.kernel_size, self.strides, strict=True):
            lengths.append(-(-n // s) if self.padding == "same" else (n - k) // s + 1)
        if min(lengths) < 1:
            raise ValueError(f"a window of {self.kernel_size} does not fit into {sides}")
        return (batch, *lengths, self.filters)

    def get_config(self):
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "use_bias": self.use_bias,
            "activation": keras.activations.serialize(self.activation),
            "normalized": self.normalized,
        }


def build():
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Rescaling(1 / 16),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10),
        ]
    )


def train(model, x, y, seed):
    keras.utils.set_random_seed(seed)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(2e-3), loss=loss)
    return model.fit(x, y, batch_size=32, epochs=10, verbose=0)
