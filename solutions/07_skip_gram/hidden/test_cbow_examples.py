"""Examples against a brute-force list of places, in sentences without and with repeated words."""

import numpy as np
import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("cbow_examples")


def drawn(rng, *lengths):
    """Sentences of so many words, no word twice in all of them, and none of them 0."""
    words = iter((1 + rng.permutation(3 * sum(lengths))).tolist())
    return [[next(words) for _ in range(length)] for length in lengths]


def wanted(sentences, window):
    return [
        [[sentence[there] for there in range(len(sentence)) if 0 < abs(there - here) <= window], word]
        for sentence in sentences
        for here, word in enumerate(sentence)
        if len(sentence) > 1
    ]


def spelled(examples):
    """The answer as lists of ints, whatever kind of integer the words have become."""
    assert_equal(type(examples), list)
    return [[np.asarray(near, "int64").tolist(), int(target)] for near, target in examples]


@pytest.mark.points(3)
def test_bag_around_every_gap(student, rng):
    """Away from the edges, a bag holds the window words before its gap and those after it, left to right."""
    for window in (1, 2, 3):
        (sentence,) = drawn(rng, 12)
        got = spelled(student.cbow_examples([sentence], window))
        assert_equal(got[window:-window], wanted([sentence], window)[window:-window])


@pytest.mark.points(1)
@pytest.mark.explains("tells the student that the edges are the matter")
def test_bags_at_the_edges_are_smaller(student, rng):
    """Near the ends of a sentence the bag holds what there is, and nothing in place of what there is not."""
    cases = [(drawn(rng, length), window) for length, window in ((2, 1), (3, 2), (5, 3), (4, 9))]

    for case, got in zip(cases, student.map("cbow_examples", cases), strict=True):
        assert_equal(spelled(got), wanted(*case))


@pytest.mark.points(1)
def test_bags_keep_repeated_words(student, rng):
    """A word that stands at several places in the window is in the bag as often, the target's word too."""
    cases = [([rng.integers(1, 4, size=9).tolist()], window) for window in (2, 3)] + [([[7, 7, 7]], 2)]

    for case, got in zip(cases, student.map("cbow_examples", cases), strict=True):
        assert_equal(spelled(got), wanted(*case))


@pytest.mark.points(1)
def test_sentences_keep_to_themselves(student, rng):
    """No bag reaches into another sentence, and a word without neighbours makes no example."""
    cases = [(drawn(rng, 3, 1, 4, 0, 2), window) for window in (1, 2, 6)] + [(drawn(rng, 1, 1), 2), ([], 1)]

    for case, got in zip(cases, student.map("cbow_examples", cases), strict=True):
        assert_equal(spelled(got), wanted(*case))


@pytest.mark.points(1)
def test_bags_hold_the_pairs_of_skip_gram(student, rng):
    """Each target paired with each word of its bag gives the pairs of skip-gram, no more and no fewer."""
    sentences = drawn(rng, 7, 4)

    got = spelled(student.cbow_examples(sentences, 2))

    pairs = [(target, word) for near, target in got for word in near]
    swapped = [(word, target) for target, word in pairs]
    want = [(target, word) for near, target in wanted(sentences, 2) for word in near]
    assert_equal((sorted(pairs), sorted(swapped)), (sorted(want), sorted(want)))


@pytest.mark.points(1)
def test_impossible_windows_are_refused(student):
    """A window below 1 is a ValueError, one that is no integer a TypeError."""
    sentences = [[4, 2], [1, 1, 3]]
    assert_equal(len(student.cbow_examples(sentences, 1)), 5)

    student.refuses(ValueError, "cbow_examples", [(sentences, 0), (sentences, -1), ([], 0)])
    student.refuses(TypeError, "cbow_examples", [(sentences, one) for one in (1.0, True, None, "1")])
