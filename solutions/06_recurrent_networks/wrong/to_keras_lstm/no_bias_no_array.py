"""Leaves the bias out where a deck has none.

How many arrays does set_weights take? A bias of zero is not the same as no bias.
"""

import numpy as np

FAILS = {
    "test_missing_keys_are_named",
    "test_nothing_is_added_to_the_bias",
    "test_runs_as_the_second_deck_says",
    "test_weights_keep_the_dtype",
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
        if notation == "sjoberg":
            parts = [part.T for part in parts]
        found.append(np.concatenate(parts, axis=1))
    zero = np.zeros(len(params["Wo"]), found[0].dtype)
    bias = np.concatenate([params[f"b{gate}"] if notation == "bardak" else zero for gate in gates])
    return [*found, bias] if notation == "bardak" else found
