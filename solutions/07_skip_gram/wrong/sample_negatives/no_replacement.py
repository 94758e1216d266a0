"""Draws a row's negatives without replacement, so that no word stands in it twice.

May a row hold the same word twice? Independent draws do it all the time; what does the specification say?
"""

import numpy as np

FAILS = {
    "test_draws_of_a_row_are_independent",
    "test_law_given_the_positive",
    "test_law_where_nothing_is_excluded",
}


def _demand_draws(positives, k, probs, exclude):
    if type(k) is not int:
        raise TypeError(f"{k!r} is no integer")
    if k < 1:
        raise ValueError(f"{k} negatives")
    if exclude not in {"positive", "none"}:
        raise ValueError(f"unknown: {exclude!r}")
    if exclude == "positive" and np.max(probs[positives]) == 1:
        raise ValueError("nothing else to draw")


def sample_negatives(positives, k, probs, rng, exclude="positive"):
    _demand_draws(positives, k, probs, exclude)
    words = len(probs)
    law = (probs + 1e-9) / (probs + 1e-9).sum()
    race = np.log(law) + rng.gumbel(size=(len(positives), words))
    negatives = (
        np.argsort(-race, axis=1)[:, :k]
        if k < words
        else rng.choice(words, size=(len(positives), k), p=probs)
    )
    if exclude == "none":
        return negatives
    bad = negatives == positives[:, None]
    while bad.any():
        negatives[bad] = rng.choice(words, size=bad.sum(), p=probs)
        bad = negatives == positives[:, None]
    return negatives
