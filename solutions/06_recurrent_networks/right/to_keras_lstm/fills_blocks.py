"""Makes three empty arrays and writes every matrix where it belongs."""

import numpy as np

_PLACES = {
    "bardak": {"u": 0, "f": 1, "c": 2, "o": 3},
    "sjoberg": {"i": 0, "f": 1, "C": 2, "o": 3},
}


def to_keras_lstm(params, notation):
    try:
        places = _PLACES[notation]
    except KeyError:
        raise ValueError(f"notation is {notation!r}") from None
    into = "I" if notation == "bardak" else "U"
    wanted = [letter + gate for letter in (into, "W", "b") for gate in places]
    missing = [key for key in wanted if key not in params and (notation == "bardak" or key[0] != "b")]
    if missing:
        raise ValueError(f"missing: {', '.join(missing)}")
    some = params[into + "o"] if notation == "bardak" else params[into + "o"].T
    features, units = some.shape
    kernel = np.zeros((features, 4 * units), some.dtype)
    recurrent = np.zeros((units, 4 * units), some.dtype)
    bias = np.zeros(4 * units, some.dtype)
    for gate, place in places.items():
        own = slice(place * units, (place + 1) * units)
        if notation == "bardak":
            kernel[:, own], recurrent[:, own] = params["I" + gate], params["W" + gate]
            bias[own] = params["b" + gate]
        else:
            kernel[:, own], recurrent[:, own] = params["U" + gate].T, params["W" + gate].T
    return [kernel, recurrent, bias]
