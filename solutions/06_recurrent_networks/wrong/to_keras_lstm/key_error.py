"""Stumbles over a missing key with a KeyError.

Which exception does the specification ask for when a key is missing? Python raises another one by itself.
"""

import numpy as np

FAILS = {
    "test_missing_keys_are_named",
}


def to_keras_lstm(params, notation):
    if notation not in ("bardak", "sjoberg"):
        raise ValueError(f"unknown notation {notation!r}")
    gates = ["u", "f", "c", "o"] if notation == "bardak" else ["i", "f", "C", "o"]
    letters = ["I", "W", "b"] if notation == "bardak" else ["U", "W"]
    found = []
    for letter in letters[:2]:
        parts = [params[letter + gate] for gate in gates]
        if notation == "sjoberg":
            parts = [part.T for part in parts]
        found.append(np.concatenate(parts, axis=1))
    zero = np.zeros(len(params["Wo"]), found[0].dtype)
    bias = np.concatenate([params[f"b{gate}"] if notation == "bardak" else zero for gate in gates])
    return [*found, bias]
