"""Starts from one unit reading one number and widens the layer axis by axis."""


def _dense_size(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a size must be an integer, received {value!r}")
    if value < 1:
        raise ValueError(f"a size must be at least 1, received {value}")
    return value


def dense_params(inputs, units, use_bias=True):
    axes = inputs if isinstance(inputs, tuple) else (inputs,)
    if not axes:
        raise ValueError("an empty shape holds no inputs")
    params = _dense_size(units)
    for axis in axes:
        params *= _dense_size(axis)
    return params + units if use_bias else params
