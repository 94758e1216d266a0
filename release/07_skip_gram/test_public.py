"""Cases you can work out on paper. The grader asks the same functions more."""

import numpy as np
import pytest

from autograder import assert_close, assert_equal


@pytest.mark.exercise("one_hot")
def test_word_two_of_four(student):
    """Word 2 of 4 has its 1 on the third axis, as counting starts at 0."""
    assert_close(student.one_hot(np.array([2, 0]), 4), np.array([[0, 0, 1, 0], [1, 0, 0, 0]], "float32"))


@pytest.mark.exercise("one_hot")
def test_rows_of_a_small_table(student):
    """The words 2, 0, 2 are the rows 2, 0 and 2 of the table."""
    table = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])

    got = student.embed(np.array([2, 0, 2]), table)

    assert_close(got, np.array([[5.0, 6.0], [1.0, 2.0], [5.0, 6.0]]))


@pytest.mark.exercise("one_hot")
def test_batch_of_sentences(student):
    """Two sentences of three words, in a table of four rows of two numbers: (2, 3) becomes (2, 3, 2)."""
    assert_equal(np.shape(student.embed(np.array([[0, 1, 2], [3, 2, 1]]), np.ones((4, 2)))), (2, 3, 2))


@pytest.mark.exercise("one_hot")
def test_word_four_of_four(student):
    """The words of a vocabulary of 4 are 0, 1, 2 and 3. There is no word 4: ValueError."""
    with student.raises(ValueError):
        student.one_hot(np.array([4]), 4)


def listed(pairs):
    """Return an array of pairs as a list of two-item lists."""
    assert_equal(np.shape(pairs)[1:], (2,))
    return np.asarray(pairs).tolist()


@pytest.mark.exercise("skipgram_pairs")
def test_three_words(student):
    """Of 5, 7, 9 with a window of 1, the word in the middle has two neighbours, the others have one."""
    got = student.skipgram_pairs([[5, 7, 9]], 1)

    assert_equal(listed(got), [[5, 7], [7, 5], [7, 9], [9, 7]])


@pytest.mark.exercise("skipgram_pairs")
def test_same_word_at_two_places(student):
    """In 3, 1, 3 with a window of 2, each 3 has the other 3 for a neighbour."""
    got = student.skipgram_pairs([[3, 1, 3]], 2)

    assert_equal(listed(got), [[3, 1], [3, 3], [1, 3], [1, 3], [3, 3], [3, 1]])


@pytest.mark.exercise("skipgram_pairs")
def test_full_stop(student):
    """The sentences 1 2 and 3 have one neighbourhood between them: that of 1 and 2."""
    assert_equal(listed(student.skipgram_pairs([[1, 2], [3]], 5)), [[1, 2], [2, 1]])


@pytest.mark.exercise("skipgram_pairs")
def test_window_of_nothing(student):
    """A window of 0 has no neighbours in it: ValueError."""
    with student.raises(ValueError):
        student.skipgram_pairs([[1, 2]], 0)
