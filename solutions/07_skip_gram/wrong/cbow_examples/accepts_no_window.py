"""Accepts a window of 0, which has no neighbours in it.

Which values may a window have, according to the specification? What should happen at 0?
"""

FAILS = {
    "test_impossible_windows_are_refused",
}


def _demand_bags(window):
    if type(window) is not int:
        raise TypeError(f"{window!r} is no integer")
    if window < 0:
        raise ValueError(f"a window of {window}")


def cbow_examples(sentences, window):
    _demand_bags(window)
    examples = []
    for sentence in sentences:
        for here in range(len(sentence)):
            places = range(max(here - window, 0), min(here + window + 1, len(sentence)))
            near = [sentence[there] for there in places if there != here]
            if near:
                examples.append((near, sentence[here]))
    return examples
