"""Transposes the recurrent weights of both decks.

This exercise reads Bardak's matrices as h @ W, since his input weights are printed N x H. Do they need a
transpose?
"""

import numpy as np

FAILS = {
    "test_runs_as_the_first_deck_says",
}


def to_keras_lstm(params, notation):
    if notation not in ("bardak", "sjoberg"):
        raise ValueError(f"unknown notation {notation!r}")
    gates = ["u", "f", "c", "o"] if notation == "bardak" else ["i", "f", "C", "o"]
    letters = ["I", "W", "b"] if notation == "bardak" else ["U", "W"]
    for key in [letter + gate for letter in letters for gate in gates]:
        if key not in params:
            raise ValueError(f"{key} is missing")
    found = []
    for letter in letters[:2]:
        parts = [params[letter + gate] for gate in gates]
        if notation == "sjoberg" or letter == "W":
            parts = [part.T for part in parts]
        found.append(np.concatenate(parts, axis=1))
    zero = np.zeros(len(params["Wo"]), found[0].dtype)
    bias = np.concatenate([params[f"b{gate}"] if notation == "bardak" else zero for gate in gates])
    return [*found, bias]
