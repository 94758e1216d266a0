"""Leaves Sjoberg's matrices as they are printed.

They multiply columns from the left. What must become of a matrix before it multiplies rows from the right?
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
    zero, found = np.zeros(len(params["Wo"]), params["Wo"].dtype), []
    for letter in letters[:2]:
        parts = [params[letter + gate] for gate in gates]
        found.append(np.concatenate(parts, axis=1 if notation == "bardak" else 0))
        if found[0].shape[0] != params[letters[0] + "o"].shape[-1]:
            found[0] = found[0].reshape(-1, 4 * len(zero))
    bias = np.concatenate([params[f"b{gate}"] if notation == "bardak" else zero for gate in gates])
    return [*found, bias]
