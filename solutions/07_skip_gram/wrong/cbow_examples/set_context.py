"""Makes a set of the bag, so that repeated words count once.

What is the difference between a bag and a set? What is in the bag of the last word of (7, 7, 7) with a
window of 2?
"""

FAILS = {
    "test_bags_keep_repeated_words",
}


def _demand_bags(window):
    if type(window) is not int:
        raise TypeError(f"{window!r} is no integer")
    if window < 1:
        raise ValueError(f"a window of {window}")


def cbow_examples(sentences, window):
    _demand_bags(window)
    examples = []
    for sentence in sentences:
        for here in range(len(sentence)):
            places = range(max(here - window, 0), min(here + window + 1, len(sentence)))
            near = [sentence[there] for there in places if there != here]
            near = list(dict.fromkeys(near))
            if near:
                examples.append((near, sentence[here]))
    return examples
