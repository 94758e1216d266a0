"""Takes Sjoberg's U for the recurrent weights and his W for the input weights.

Which of the two stands beside x_t on the slide? Their shapes say it too, if there are more features than
units.
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
    letters = ["I", "W", "b"] if notation == "bardak" else ["W", "U"]
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
