"""Reads all sentences as one.

Is the first word after a full stop in the bag of the last one before it?
"""

FAILS = {
    "test_bags_hold_the_pairs_of_skip_gram",
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
    for sentence in [[word for one in sentences for word in one]]:
        for here in range(len(sentence)):
            places = range(max(here - window, 0), min(here + window + 1, len(sentence)))
            near = [sentence[there] for there in places if there != here]
            if near:
                examples.append((near, sentence[here]))
    return examples
