"""Pairs against a brute-force list of places. What is drawn is tested by its law.

Chi-square over 2,400 centres, 600 or more expected of each half-width; false alarm 1e-9 over both windows,
critical values 43 for a window of 3 and 46 for one of 4. Power, measured: each wrong answer loses the test
in 60 of 60 runs if its FAILS names it, and no right one does; the nearest law, dynamic_prefers_wide, has a
chi-square of about 750.
"""

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import chi2

from autograder import assert_equal

pytestmark = pytest.mark.exercise("skipgram_pairs")

FALSE_ALARM = 1e-9


def all_different(rng, *lengths):
    """Sentences of so many words, no word twice, not even in different sentences."""
    words = rng.permutation(3 * sum(lengths))[: sum(lengths)].tolist()
    ends = np.cumsum([0, *lengths])
    return [words[start:end] for start, end in pairwise(ends)]


def places(sentence, half_widths):
    """All pairs of places in order, each centre with its own half-width."""
    return [
        (here, there)
        for here in range(len(sentence))
        for there in range(len(sentence))
        if 0 < abs(there - here) <= half_widths[here]
    ]


def wanted(sentences, window):
    return [
        [sentence[here], sentence[there]]
        for sentence in sentences
        for here, there in places(sentence, [window] * len(sentence))
    ]


def listed(pairs):
    """The pairs as a list, after a look at the array."""
    assert_equal((type(pairs), np.ndim(pairs)), (np.ndarray, 2))
    assert_equal((pairs.dtype.kind in "iu", pairs.shape[1]), (True, 2))
    return pairs.tolist()


def half_widths(sentence, pairs, window):
    """The half-width of each centre, from the pairs of one sentence without a repeated word."""
    found = []
    for here, word in enumerate(sentence):
        near = sorted(context for center, context in pairs if center == word)
        fits = [
            width
            for width in range(1, window + 1)
            if near == sorted(sentence[there] for _, there in places_of(here, len(sentence), width))
        ]
        assert fits, "the neighbours of a centre are not those within one half-width"
        found.append(fits[0])
    return found


def places_of(here, length, width):
    return [
        (here, there) for there in range(max(here - width, 0), min(here + width + 1, length)) if there != here
    ]


@pytest.mark.points(3)
@pytest.mark.explains("the plain case: where it holds, the mistake is in what is special elsewhere")
def test_every_neighbour_within_the_window(student, rng):
    """The pairs of one sentence are all those whose places differ by 1 to window, each once."""
    cases = [(all_different(rng, length), window) for length in (2, 5, 9, 12) for window in (1, 2, 3, 5, 15)]

    for case, got in zip(cases, student.map("skipgram_pairs", cases), strict=True):
        assert_equal(sorted(listed(got)), sorted(wanted(*case)))


@pytest.mark.points(2)
def test_places_count_and_not_words(student, rng):
    """A word that is repeated makes pairs with itself, and pairs that occur often stand there as often."""
    cases = [([rng.integers(3, size=length).tolist()], window) for length in (6, 9) for window in (1, 2, 4)]
    cases.append(([[7, 7, 7, 7]], 2))

    for case, got in zip(cases, student.map("skipgram_pairs", cases), strict=True):
        assert_equal(sorted(listed(got)), sorted(wanted(*case)))


@pytest.mark.points(2)
def test_sentences_stay_apart(student, rng):
    """No pair reaches from one sentence into another, and a sentence of one word, or none, makes no pair."""
    cases = [(all_different(rng, 4, 1, 6, 2, 0, 3), window) for window in (1, 2, 5)]
    cases += [(all_different(rng, 1, 1, 1), 2), ([], 3), ([[]], 1)]

    for case, got in zip(cases, student.map("skipgram_pairs", cases), strict=True):
        assert_equal(sorted(listed(got)), sorted(wanted(*case)))


@pytest.mark.points(1)
def test_pairs_come_in_order(student, rng):
    """The centre comes first; pairs go by sentence, then by place of the centre, then of the neighbour."""
    cases = [(all_different(rng, 5, 3, 7), window) for window in (1, 2, 4)]

    for case, got in zip(cases, student.map("skipgram_pairs", cases), strict=True):
        assert_equal(listed(got), wanted(*case))


@pytest.mark.points(2)
def test_one_half_width_for_both_sides(student, rng):
    """When dynamic, the neighbours of a centre are all places within some half-width, on both sides."""
    for window in (2, 3, 5):
        sentences = all_different(rng, 25, 8, 1)
        got = listed(student.skipgram_pairs(sentences, window, True, generator(student, rng)))
        for sentence in sentences:
            half_widths(sentence, [pair for pair in got if pair[0] in sentence], window)


@pytest.mark.points(2)
def test_half_widths_are_equally_likely(student, rng):
    """When dynamic, each centre draws its own half-width, and 1, 2, ..., window are equally likely."""
    windows = (3, 4)
    sentences = [all_different(rng, 2400 + 2 * window) for window in windows]
    cases = [
        (some, window, True, generator(student, rng)) for some, window in zip(sentences, windows, strict=True)
    ]
    answers = student.map("skipgram_pairs", cases)
    for (sentence,), window, answer in zip(sentences, windows, answers, strict=True):
        got = np.array(listed(answer))
        place = np.zeros(max(sentence) + 1, int)
        place[sentence] = np.arange(len(sentence))
        here, there = place[got[:, 0]], place[got[:, 1]]
        widths = np.bincount(here[there > here], minlength=len(sentence))[window:-window]
        seen = np.bincount(widths, minlength=window + 1)
        assert_equal(len(seen), window + 1)
        assert statistic(seen[1:], len(widths) / window) < chi2.isf(FALSE_ALARM / 2, window - 1)
        assert_equal(int(seen[0]), 0)


def statistic(seen, expected):
    return float(np.sum((seen - expected) ** 2 / expected))


def generator(student, rng):
    return student.probe_generator(int(rng.integers(2**31)))


@pytest.mark.points(1)
def test_chance_comes_from_the_generator(student, rng):
    """Equal generators give equal pairs and other ones others, and numpy's global chance is left alone."""
    sentences, seed = all_different(rng, 60, 40), int(rng.integers(2**31))
    before = student.probe_global_chance()
    one, again, other = student.map(
        "skipgram_pairs",
        [(sentences, 4, True, student.probe_generator(some)) for some in (seed, seed, seed + 1)],
    )

    assert_equal(listed(one), listed(again))
    assert listed(one) != listed(other)
    assert_equal(student.probe_global_chance(), before)


@pytest.mark.points(1)
def test_impossible_windows_are_refused(student):
    """A window below 1 and dynamic without rng are a ValueError, a window that is no integer a TypeError."""
    sentences = [[4, 2], [0, 1, 3]]
    assert_equal(sorted(listed(student.skipgram_pairs(sentences, 1))), sorted(wanted(sentences, 1)))

    student.refuses(
        ValueError, "skipgram_pairs", [(sentences, 0), (sentences, -1), (sentences, 2, True), ([], 0)]
    )
    student.refuses(
        TypeError,
        "skipgram_pairs",
        [(sentences, 1.0), (sentences, True), (sentences, None), (sentences, "1")],
    )
