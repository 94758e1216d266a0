"""Leaves the target in its own bag.

If the answer stands in the question, what is there to learn? Count the words in the bag of 7 in (5, 7, 9).
"""

FAILS = {
    "test_bag_around_every_gap",
    "test_bags_at_the_edges_are_smaller",
    "test_bags_hold_the_pairs_of_skip_gram",
    "test_bags_keep_repeated_words",
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
            near = [sentence[there] for there in places]
            if len(near) > 1:
                examples.append((near, sentence[here]))
    return examples
