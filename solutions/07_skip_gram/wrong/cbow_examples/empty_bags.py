"""Keeps examples with nothing in the bag.

What is the average of no vectors? What does the specification say of a word without neighbours?
"""

FAILS = {
    "test_sentences_keep_to_themselves",
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
            examples.append((near, sentence[here]))
    return examples
