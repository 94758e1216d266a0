"""Slides a queue of 2 * window + 1 places over the sentence, with nobody standing at both ends."""

from collections import deque


def _demand_bags(window):
    if type(window) is not int:
        raise TypeError(f"{window!r} is no integer")
    if window < 1:
        raise ValueError(f"a window of {window}")


def cbow_examples(sentences, window):
    _demand_bags(window)
    examples = []
    for sentence in sentences:
        padded = [None] * window + sentence + [None] * window
        queue = deque(padded[: 2 * window], maxlen=2 * window + 1)
        for here, target in enumerate(sentence):
            queue.append(padded[here + 2 * window])
            near = [word for place, word in enumerate(queue) if word is not None and place != window]
            if near:
                examples.append((near, target))
    return examples
