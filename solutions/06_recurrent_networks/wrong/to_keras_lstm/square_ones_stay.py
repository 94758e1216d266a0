"""Transposes Sjoberg's U, whose shape demands it, but not his W.

W is square, so its shape says nothing. Which of its indices belongs to the state that comes in?
"""

import numpy as np

FAILS = {
    "test_runs_as_the_second_deck_says",
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
        if notation == "sjoberg" and letter == "U":
            parts = [part.T for part in parts]
        found.append(np.concatenate(parts, axis=1))
    zero = np.zeros(len(params["Wo"]), found[0].dtype)
    bias = np.concatenate([params[f"b{gate}"] if notation == "bardak" else zero for gate in gates])
    return [*found, bias]
