"""Takes only the words that follow.

j goes from -m to m. Which pairs does the last word of a sentence make as a centre?
"""

import numpy as np

FAILS = {
    "test_every_neighbour_within_the_window",
    "test_impossible_windows_are_refused",
    "test_one_half_width_for_both_sides",
    "test_pairs_come_in_order",
    "test_places_count_and_not_words",
    "test_sentences_stay_apart",
}


def _demand_pairs(window, dynamic, rng):
    if type(window) is not int:
        raise TypeError(f"{window!r} is no integer")
    if window < 1:
        raise ValueError(f"a window of {window}")
    if dynamic and rng is None:
        raise ValueError("no generator")


def skipgram_pairs(sentences, window, dynamic=False, rng=None):
    _demand_pairs(window, dynamic, rng)
    pairs = []
    for sentence in sentences:
        for here in range(len(sentence)):
            width = int(rng.integers(1, window + 1)) if dynamic else window
            for there in range(here, min(here + width + 1, len(sentence))):
                if there != here:
                    pairs.append((sentence[here], sentence[there]))
    return np.array(pairs, int).reshape(-1, 2)
