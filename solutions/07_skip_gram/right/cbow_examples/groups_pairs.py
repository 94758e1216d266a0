"""Lists pairs of places first, and groups them by the place of the target."""

from itertools import groupby


def _demand_bags(window):
    if type(window) is not int:
        raise TypeError(f"{window!r} is no integer")
    if window < 1:
        raise ValueError(f"a window of {window}")


def cbow_examples(sentences, window):
    _demand_bags(window)
    examples = []
    for sentence in sentences:
        places = range(len(sentence))
        pairs = [(here, there) for here in places for there in places if 0 < abs(here - there) <= window]
        for here, group in groupby(pairs, key=lambda pair: pair[0]):
            examples.append(([sentence[there] for _, there in group], sentence[here]))
    return examples
