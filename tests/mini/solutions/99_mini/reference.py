"""The answers."""


def double(n):
    if isinstance(n, bool):
        raise TypeError("n must be an integer, received a bool")
    return 2 * n


def halve(x):
    return x / 2


def make_layer(units):
    import keras

    return keras.layers.Dense(units, use_bias=False)
