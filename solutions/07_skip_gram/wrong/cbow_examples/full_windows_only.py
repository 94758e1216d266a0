"""Skips the words whose window does not fit into the sentence.

How many examples does (5, 7, 9) give with a window of 1? What does the specification say about words near
the edges?
"""

FAILS = {
    "test_bag_around_every_gap",
    "test_bags_at_the_edges_are_smaller",
    "test_bags_hold_the_pairs_of_skip_gram",
    "test_bags_keep_repeated_words",
    "test_impossible_windows_are_refused",
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
            if len(near) == 2 * window:
                examples.append((near, sentence[here]))
    return examples
