"""The answers we would defend: short, and in numpy's own words where numpy is the toolbox.

Exercises share private helpers only, so that replacing one public function by a variant
changes that exercise and no other.
"""

import keras
import numpy as np
from keras import ops
from numpy.lib.stride_tricks import sliding_window_view


def _pad2d_count(value):
    """Return an integer; a bool is not a count."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected an integer, received {value!r}")
    return value


def pad2d(x, pad, value=0.0):
    pairs = pad if isinstance(pad, tuple) else [(pad, pad)] * 2
    rows, columns = ([_pad2d_count(count) for count in pair] for pair in pairs)
    # a negative count, too few or too many of them, or other axes: ValueError
    return np.pad(x, ((0, 0), rows, columns, (0, 0)), constant_values=value)


# Rows or columns of zeros before and after the picture, by mode.
_CROSS_CORRELATE2D_FRAMES = {
    "valid": lambda taps: (0, 0),
    "same": lambda taps: ((taps - 1) // 2, taps // 2),
    "full": lambda taps: (taps - 1, taps - 1),
}


def _cross_correlate2d_slide(img, k, mode):
    if mode not in _CROSS_CORRELATE2D_FRAMES:
        raise ValueError(f"mode must be 'valid', 'same' or 'full', received {mode!r}")
    framed = np.pad(img, [_CROSS_CORRELATE2D_FRAMES[mode](taps) for taps in k.shape])
    windows = sliding_window_view(framed, k.shape)  # too large, or other axes: ValueError
    return np.einsum("ijmn,mn->ij", windows, k)


def cross_correlate2d(img, k, mode="valid"):
    return _cross_correlate2d_slide(img, k, mode)


def convolve2d(img, k, mode="full"):
    return _cross_correlate2d_slide(img, np.flip(k), mode)


def _MyConv2D_count(value, name):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name}: expected integers, received {value!r}")
    if value < 1:
        raise ValueError(f"{name}: expected counts of at least 1, received {value!r}")
    return value


def _MyConv2D_pair(value, name):
    down, right = value if isinstance(value, tuple | list) else (value, value)  # not two: ValueError
    return _MyConv2D_count(down, name), _MyConv2D_count(right, name)


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
        self.filters = _MyConv2D_count(filters, "filters")
        self.kernel_size = _MyConv2D_pair(kernel_size, "kernel_size")
        self.strides = _MyConv2D_pair(strides, "strides")
        if padding not in ("valid", "same"):
            raise ValueError(f'padding: expected "valid" or "same", received {padding!r}')
        self.padding = padding
        self.use_bias = use_bias
        self.activation = keras.activations.get(activation)
        self.normalized = normalized

    def build(self, input_shape):
        self.compute_output_shape(input_shape)  # refuses what cannot be
        self.kernel = self.add_weight((*self.kernel_size, input_shape[-1], self.filters))
        self.bias = self.add_weight((self.filters,), "zeros") if self.use_bias else None

    def call(self, x):
        x = ops.pad(x, [(0, 0), *self._each(x.shape, self._zeros), (0, 0)])
        kernel = self._unit_filters() if self.normalized else ops.convert_to_tensor(self.kernel)
        (down, right), (kh, kw) = self.strides, self.kernel_size
        z = 0.0
        for i, j in np.ndindex(kh, kw):
            seen = x[:, i : x.shape[1] - kh + i + 1 : down, j : x.shape[2] - kw + j + 1 : right]
            z = z + ops.matmul(seen, kernel[i, j])
        return self.activation(z if self.bias is None else z + self.bias)

    def _unit_filters(self):
        squares = ops.sum(ops.square(self.kernel), axis=(0, 1, 2))
        return self.kernel / ops.sqrt(ops.where(squares == 0, 1.0, squares))

    def _each(self, shape, of_an_axis):
        _, height, width, _ = shape  # another number of axes: ValueError
        return list(map(of_an_axis, (height, width), self.kernel_size, self.strides))

    def _length(self, n, k, s):
        return {"same": -(-n // s), "valid": (n - k) // s + 1}[self.padding]

    def _zeros(self, n, k, s):
        if self.padding == "valid":
            return 0, 0
        total = max((self._length(n, k, s) - 1) * s + k - n, 0)
        return total // 2, total - total // 2

    def compute_output_shape(self, input_shape):
        lengths = self._each(input_shape, self._length)
        if min(lengths) < 1:
            raise ValueError(f"a window of {self.kernel_size} does not fit into {input_shape}")
        return (input_shape[0], *lengths, self.filters)

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


def conv_as_matrix(k, in_len, stride=1):
    in_len, stride = _pad2d_count(in_len), _pad2d_count(stride)
    (taps,) = k.shape  # another number of axes: ValueError
    if stride < 1 or not 1 <= taps <= in_len:
        raise ValueError(f"{taps} taps on {in_len} pixels, stride {stride}")
    starts = np.arange(0, in_len - taps + 1, stride)
    matrix = np.zeros((len(starts), in_len), k.dtype)
    for row, start in enumerate(starts):
        matrix[row, start : start + taps] = k
    return matrix


def _conv2d_forward_count(name, value, least):
    """Return value if it is an integer of at least `least`; a bool is not a count."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be an integer, received {value!r}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, received {value}")
    return value


def _conv2d_forward_zeros(n, kernel, stride, padding):
    """Return (before, after): the zeros at the two ends of an axis of n pixels."""
    if padding == "same":
        outputs = -(-n // stride)
        total = max((outputs - 1) * stride + kernel - n, 0)
        return total // 2, total - total // 2
    if isinstance(padding, str) and padding != "valid":
        raise ValueError(f"padding must be a count, 'valid' or 'same', received {padding!r}")
    side = 0 if padding == "valid" else _conv2d_forward_count("padding", padding, least=0)
    return side, side


def conv2d_forward(x, w, b=None, stride=1, padding="valid"):
    (_, height, width, _), (kh, kw, _, filters) = x.shape, w.shape  # another rank: ValueError
    if b is not None and b.shape != (filters,):
        raise ValueError(f"b must have shape {(filters,)}, received {b.shape}")
    down, right = stride if isinstance(stride, tuple) else (stride, stride)  # not two: ValueError
    _conv2d_forward_count("stride", down, least=1)
    _conv2d_forward_count("stride", right, least=1)
    rows = _conv2d_forward_zeros(height, kh, down, padding)
    columns = _conv2d_forward_zeros(width, kw, right, padding)
    padded = np.pad(x, ((0, 0), rows, columns, (0, 0)))
    windows = sliding_window_view(padded, (kh, kw), axis=(1, 2))  # too large a window: ValueError
    windows = windows[:, ::down, ::right]  # (batch, rows, columns, channels, kernel rows, kernel columns)
    z = np.tensordot(windows, w, axes=((4, 5, 3), (0, 1, 2)))  # other channels: ValueError
    return z if b is None else z + b


def _im2col_taps(x_shape, kernel, stride):
    """Return, tap by tap, the rows and the columns of all pixels that lie under it."""
    for size in kernel + stride:
        if isinstance(size, bool) or not isinstance(size, int):
            raise TypeError(f"kernel and stride must be integers, received {size!r}")
        if size < 1:
            raise ValueError(f"kernel and stride must be at least 1, received {size}")
    (_, height, width, _), (kh, kw), (down, right) = x_shape, kernel, stride  # another rank: ValueError
    last_row, last_column = height - kh, width - kw  # where the last windows can start
    if last_row < 0 or last_column < 0:
        raise ValueError(f"a window of {kernel} does not fit into {height} by {width} pixels")
    return [
        (slice(m, last_row + m + 1, down), slice(n, last_column + n + 1, right))
        for m in range(kh)
        for n in range(kw)
    ]


def im2col(x, kernel, stride):
    taps = _im2col_taps(x.shape, kernel, stride)
    return np.concatenate([x[:, rows, columns] for rows, columns in taps], axis=-1)


def col2im(cols, x_shape, kernel, stride):
    taps = _im2col_taps(x_shape, kernel, stride)
    x = np.zeros(x_shape, cols.dtype)
    want = im2col(x, kernel, stride).shape
    if cols.shape != want:
        raise ValueError(f"cols must have shape {want}, received {cols.shape}")
    cols = cols.reshape(*want[:3], len(taps), x_shape[3])
    for tap, (rows, columns) in enumerate(taps):
        x[:, rows, columns] += cols[..., tap, :]
    return x


def _conv2d_backward_margins(n, kernel, stride, padding):
    """Return the zeros before and after one axis."""
    if padding == "same":
        outputs = -(-n // stride)
        zeros = max((outputs - 1) * stride + kernel - n, 0)
        return zeros // 2, zeros - zeros // 2
    return (0, 0) if padding == "valid" else (padding, padding)


def _conv2d_backward_geometry(dz, x, w, stride, padding):
    """Return the two steps and the zeros around rows and columns, or refuse what cannot be."""
    steps = tuple(stride) if isinstance(stride, tuple | list) else (stride, stride)
    if not all(type(step) is int for step in steps):
        raise TypeError(f"stride must be an integer or a pair of them, received {stride!r}")
    if type(padding) not in (int, str):
        raise TypeError(f"padding must be an integer or a word, received {padding!r}")
    if len(steps) != 2 or min(steps) < 1:
        raise ValueError(f"stride must be at least 1, or a pair of such, received {stride!r}")
    if padding not in ("valid", "same") and (type(padding) is str or padding < 0):
        raise ValueError(f"padding must be 'valid', 'same' or at least 0, received {padding!r}")
    (batch, *size, channels), (*kernel, c_in, c_out) = x.shape, w.shape
    if len(size) != 2 or len(kernel) != 2 or c_in != channels:
        raise ValueError(f"no image and kernel of one layer: shapes {x.shape} and {w.shape}")
    margins, places = [], []
    for axis in (0, 1):
        margins.append(_conv2d_backward_margins(size[axis], kernel[axis], steps[axis], padding))
        last_pixels = range(kernel[axis] - 1, size[axis] + sum(margins[axis]), steps[axis])
        places.append(len(last_pixels))
    if dz.shape != (batch, *places, c_out):
        raise ValueError(f"the layer has {places} places for this x and w, received dz {dz.shape}")
    return steps, margins


def conv2d_backward(dz, x, w, stride=1, padding="valid"):
    (down, right), margins = _conv2d_backward_geometry(dz, x, w, stride, padding)
    (_, height, width, _), (_, rows, columns, _), ((top, _), (left, _)) = x.shape, dz.shape, margins
    wide = np.pad(x, ((0, 0), *margins, (0, 0)))
    dx, dw = np.zeros_like(wide), np.empty_like(w)
    for row, column in np.ndindex(w.shape[:2]):
        seen = np.s_[:, row : row + down * rows : down, column : column + right * columns : right]
        dx[seen] += dz @ w[row, column].T
        dw[row, column] = np.tensordot(wide[seen], dz, axes=((0, 1, 2), (0, 1, 2)))
    return dx[:, top : top + height, left : left + width], dw, dz.sum(axis=(0, 1, 2))


def _pool2d_pair(name, value):
    """Return (rows, columns) of one size for both, or of a pair."""
    pair = tuple(value) if isinstance(value, tuple | list) else (value, value)
    if not all(type(one) is int for one in pair):
        raise TypeError(f"{name} must be an integer or a pair of them, received {value!r}")
    if len(pair) != 2 or min(pair) < 1:
        raise ValueError(f"{name} must be at least 1, or a pair of such, received {value!r}")
    return pair


def _pool2d_sizes(size, stride, mode):
    """Return the window and its steps, each as (rows, columns)."""
    size = _pool2d_pair("size", size)
    if mode not in ("max", "avg"):
        raise ValueError(f"mode must be 'max' or 'avg', received {mode!r}")
    return size, size if stride is None else _pool2d_pair("stride", stride)


def _pool2d_margins(n, size, stride, padding):
    """Return how far the windows reach beyond either end of one axis."""
    if padding == "valid":
        return 0, 0
    if padding != "same":
        raise ValueError(f"padding must be 'valid' or 'same', received {padding!r}")
    outputs = -(-n // stride)
    beyond = max((outputs - 1) * stride + size - n, 0)
    return beyond // 2, beyond - beyond // 2


def _pool2d_windows(x, size, stride, padding, outside=0):
    """Return (batch, rows, columns, channels, *size); what lies outside the map is `outside`."""
    rows, columns = (_pool2d_margins(x.shape[axis + 1], size[axis], stride[axis], padding) for axis in (0, 1))
    wide = np.pad(x, ((0, 0), rows, columns, (0, 0)), constant_values=outside)  # refuses all but four axes
    return sliding_window_view(wide, size, axis=(1, 2))[:, :: stride[0], :: stride[1]]


def pool2d(x, size=2, stride=None, mode="max", padding="valid"):
    size, stride = _pool2d_sizes(size, stride, mode)
    if mode == "max":
        return _pool2d_windows(x, size, stride, padding, -np.inf).max(axis=(4, 5))
    total = _pool2d_windows(x, size, stride, padding).sum(axis=(4, 5))
    return total / _pool2d_windows(np.ones_like(x), size, stride, padding).sum(axis=(4, 5))


def pool2d_backward(dy, x, size, stride, mode):
    size, stride = _pool2d_sizes(size, stride, mode)
    windows = _pool2d_windows(x, size, stride, "valid")
    (_, rows, columns, _), (down, right), pixels = dy.shape, stride, size[0] * size[1]
    winner = windows.reshape(*dy.shape, pixels).argmax(axis=4)  # refuses another dy; the first of ties
    dx = np.zeros_like(x)
    for tap, (row, column) in enumerate(np.ndindex(size)):
        seen = np.s_[:, row : row + down * rows : down, column : column + right * columns : right]
        dx[seen] += dy * (winner == tap) if mode == "max" else dy / pixels
    return dx


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
