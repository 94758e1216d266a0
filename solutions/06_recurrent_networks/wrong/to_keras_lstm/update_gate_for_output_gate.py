"""Takes Bardak's update gate for Keras's output gate, and the other way round.

What does the update gate multiply, the candidate or the cell that is shown? Find a gate by what it does, not
by its letter.
"""

import numpy as np

FAILS = {
    "test_nothing_is_added_to_the_bias",
    "test_runs_as_the_first_deck_says",
}


def to_keras_lstm(params, notation):
    if notation not in ("bardak", "sjoberg"):
        raise ValueError(f"unknown notation {notation!r}")
    gates = ["o", "f", "c", "u"] if notation == "bardak" else ["i", "f", "C", "o"]
    letters = ["I", "W", "b"] if notation == "bardak" else ["U", "W"]
    for key in [letter + gate for letter in letters for gate in gates]:
        if key not in params:
            raise ValueError(f"{key} is missing")
    found = []
    for letter in letters[:2]:
        parts = [params[letter + gate] for gate in gates]
        if notation == "sjoberg":
            parts = [part.T for part in parts]
        found.append(np.concatenate(parts, axis=1))
    zero = np.zeros(len(params["Wo"]), found[0].dtype)
    bias = np.concatenate([params[f"b{gate}"] if notation == "bardak" else zero for gate in gates])
    return [*found, bias]
