"""Throws the target's word out of its bag wherever it stands.

In (3, 1, 3) with a window of 2, what lies around the first gap? What does the specification leave out: a
word, or a place?
"""

FAILS = {
    "test_bags_keep_repeated_words",
    "test_impossible_windows_are_refused",
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
            near = [sentence[there] for there in places if sentence[there] != sentence[here]]
            if near:
                examples.append((near, sentence[here]))
    return examples
