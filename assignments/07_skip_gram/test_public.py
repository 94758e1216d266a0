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


def spelled(examples):
    """Return examples as lists of ints, a list of [neighbours, target]."""
    return [[[int(word) for word in near], int(target)] for near, target in examples]


@pytest.mark.exercise("cbow_examples")
def test_three_gaps(student):
    """In 5, 7, 9 with a window of 1: 7 is around the first gap, 5 and 9 around the second, 7 around the third."""
    assert_equal(spelled(student.cbow_examples([[5, 7, 9]], 1)), [[[7], 5], [[5, 9], 7], [[7], 9]])


@pytest.mark.exercise("cbow_examples")
def test_gap_in_the_carrot_sentence(student):
    """With the words numbered 0 to 7, the gap at word 2, "is", has the carrot's words 0, 1, 3 and 4 around it."""
    got = spelled(student.cbow_examples([[0, 1, 2, 3, 4, 5, 6, 7]], 2))

    assert_equal(got[2], [[0, 1, 3, 4], 2])


@pytest.mark.exercise("cbow_examples")
def test_lonely_word(student):
    """A sentence of one word has a gap and nothing around it: no example."""
    assert_equal(spelled(student.cbow_examples([[3], [1, 2]], 2)), [[[2], 1], [[1], 2]])


@pytest.mark.exercise("noise_distribution")
def test_sixteen_to_one(student):
    """16 to the power 0.75 is 8, so the words seen 16, 1 and 0 times get 8/9, 1/9 and 0."""
    assert_close(student.noise_distribution(np.array([16, 1, 0])), np.array([8 / 9, 1 / 9, 0.0]))


@pytest.mark.exercise("noise_distribution")
def test_shares_of_the_text(student):
    """With the power 1, words seen 3, 5 and 2 times get three, five and two tenths."""
    assert_close(student.noise_distribution(np.array([3, 5, 2]), 1.0), np.array([0.3, 0.5, 0.2]))


@pytest.mark.exercise("noise_distribution")
def test_empty_text(student):
    """Where no word occurs there is nothing to draw: ValueError."""
    with student.raises(ValueError):
        student.noise_distribution(np.array([0, 0]))


@pytest.mark.exercise("keep_probability")
def test_four_and_sixteen_of_a_hundred(student):
    """With t = 0.01, the shares 0.04, 0.16 and 0.8 are kept with 1/2, 1/4 and the root of 1/80."""
    got = student.keep_probability(np.array([4, 16, 80]), 0.01)

    assert_close(got, np.array([0.5, 0.25, (1 / 80) ** 0.5]))


@pytest.mark.exercise("keep_probability")
def test_formula_of_the_program(student):
    """The program in C adds t / f: 1/2 + 1/4 and 1/4 + 1/16."""
    got = student.keep_probability(np.array([4, 16, 80]), 0.01, "c")

    assert_close(got[:2], np.array([0.75, 0.3125]))


@pytest.mark.exercise("keep_probability")
def test_rare_words_stay(student):
    """A word with the share t, one with less, and one that never occurs are all kept."""
    got = student.keep_probability(np.array([10, 1, 0, 989]), 0.01)

    assert_close(got[:3], np.array([1.0, 1.0, 1.0]))


@pytest.mark.exercise("keep_probability")
def test_threshold_of_nothing(student):
    """With t = 0 nothing would be left: ValueError."""
    with student.raises(ValueError):
        student.keep_probability(np.array([1, 2]), 0.0)


@pytest.mark.exercise("sample_negatives")
def test_only_one_other_word(student):
    """With probabilities 0.5 and 0.5, all that is not the positive is the other word."""
    rng = student.probe_generator(0)

    got = student.sample_negatives(np.array([0, 1]), 3, np.array([0.5, 0.5]), rng)

    assert_equal(np.asarray(got).tolist(), [[1, 1, 1], [0, 0, 0]])


@pytest.mark.exercise("sample_negatives")
def test_nothing_excluded(student):
    """Where one word has all the probability and nothing is excluded, it is drawn, positive or not."""
    rng = student.probe_generator(0)

    got = student.sample_negatives(np.array([1, 0]), 2, np.array([0.0, 1.0, 0.0]), rng, "none")

    assert_equal(np.asarray(got).tolist(), [[1, 1], [1, 1]])


@pytest.mark.exercise("sample_negatives")
def test_three_to_two(student):
    """With 0.5, 0.3 and 0.2, and word 0 as the positive, word 1 makes about three fifths of 2,000 draws."""
    rng = student.probe_generator(0)

    got = student.sample_negatives(np.zeros(400, int), 5, np.array([0.5, 0.3, 0.2]), rng)

    assert abs(float(np.mean(np.asarray(got) == 1)) - 0.6) < 0.06  # five standard deviations


@pytest.mark.exercise("sample_negatives")
def test_nothing_left_to_draw(student):
    """If the positive has probability 1, there is no other word to draw: ValueError."""
    with student.raises(ValueError):
        student.sample_negatives(np.array([1]), 2, np.array([0.0, 1.0]), student.probe_generator(0))


def arrays(*some):
    return [np.array(one, dtype="float64") for one in some]


@pytest.mark.exercise("sgns_loss_and_grads")
def test_model_without_an_idea(student):
    """With all vectors 0 and three negatives, the pair asks four questions at log 2 each."""
    loss, *_ = student.sgns_loss_and_grads(np.zeros((2, 5)), np.zeros((2, 5)), np.zeros((2, 3, 5)))

    assert_close(loss, np.array([4 * np.log(2)] * 2))


@pytest.mark.exercise("sgns_loss_and_grads")
def test_three_to_one(student):
    """The score log 3 is a belief of 3/4 in the real pair, the score 0 one of 1/2 in the drawn one."""
    u, v_pos, v_neg = arrays([[1, 0]], [[np.log(3), 5]], [[[0, 1]]])

    loss, *_ = student.sgns_loss_and_grads(u, v_pos, v_neg)

    assert_close(loss, np.array([np.log(4 / 3) + np.log(2)]))


@pytest.mark.exercise("sgns_loss_and_grads")
def test_belief_minus_truth(student):
    """The slopes of the two scores are 3/4 - 1 and 1/2 - 0; each vector gets the other one times that."""
    u, v_pos, v_neg = arrays([[1, 0]], [[np.log(3), 5]], [[[0, 1]]])

    _, du, dv_pos, dv_neg = student.sgns_loss_and_grads(u, v_pos, v_neg)

    assert_close(du, np.array([[-np.log(3) / 4, -5 / 4 + 1 / 2]]))
    assert_close(dv_pos, np.array([[-1 / 4, 0]]))
    assert_close(dv_neg, np.array([[[1 / 2, 0]]]))


@pytest.mark.exercise("sgns_loss_and_grads")
def test_negatives_without_their_axis(student):
    """Negatives of shape (N, d) lack the axis of their number: ValueError."""
    with student.raises(ValueError):
        student.sgns_loss_and_grads(np.ones((2, 3)), np.ones((2, 3)), np.ones((2, 3)))


@pytest.mark.exercise("sgns_sparse_update")
def test_word_drawn_twice(student):
    """All beliefs are 1/2: the context moves by half of u towards it, the word drawn twice by two halves away."""
    U, V = arrays([[2, 0], [0, 0]], [[0, 0], [0, 0]])

    new_U, new_V = student.sgns_sparse_update(U, V, np.array([0]), np.array([1]), np.array([[0, 0]]), 1.0)

    assert_close(new_U, U)
    assert_close(new_V, np.array([[-2.0, 0.0], [1.0, 0.0]]))


@pytest.mark.exercise("sgns_sparse_update")
def test_centre_of_two_pairs(student):
    """Word 0 is the centre of two pairs and gets half of each context less half of each negative: (1, 1) - (2, 0)."""
    U, V = arrays([[0, 0], [5, 5], [5, 5]], [[4, 0], [2, 0], [0, 2]])

    new_U, new_V = student.sgns_sparse_update(
        U, V, np.array([0, 0]), np.array([1, 2]), np.array([[0], [0]]), 1.0
    )

    assert_close(new_U, np.array([[-3.0, 1.0], [5.0, 5.0], [5.0, 5.0]]))
    assert_close(new_V, V)


@pytest.mark.exercise("sgns_sparse_update")
def test_word_minus_one(student):
    """There is no word -1: ValueError."""
    with student.raises(ValueError):
        student.sgns_sparse_update(
            np.ones((3, 2)), np.ones((3, 2)), np.array([-1]), np.array([0]), np.array([[1]]), 0.1
        )


@pytest.mark.exercise("SkipGram")
def test_three_words_by_hand(student):
    """The centre (0, 2) with the candidates (2, 2) and (3, 0) has the scores 4 and 0."""
    model = student.SkipGram(3, 2)
    asked = (np.array([1]), np.array([[2, 0]]))
    model(asked)
    first, second = (
        np.array([[1, 0], [0, 2], [1, 1]], "float32"),
        np.array([[3, 0], [0, 1], [2, 2]], "float32"),
    )
    model.set_weights([first, second])
    if not np.array_equal(model.word_vectors(), first):
        model.set_weights([second, first])  # your first table is that of the contexts
    assert_close(model(asked), np.array([[4, 0]], "float32"))


@pytest.mark.exercise("SkipGram")
def test_two_tables(student):
    """For 7 words and vectors of length 3 there are two tables of 21 numbers each."""
    model = student.SkipGram(7, 3)
    model((np.array([0, 6]), np.array([[1, 2], [3, 4]])))
    assert_equal([np.shape(one) for one in model.get_weights()], [(7, 3), (7, 3)])


@pytest.mark.exercise("SkipGram")
def test_fresh_model_has_no_idea(student):
    """The scores of a fresh model are nearly 0, as log 2 is what it costs to have no idea."""
    model = student.SkipGram(7, 3)
    scores = model((np.array([0, 6]), np.array([[1, 2], [3, 4]])))
    assert np.abs(scores).max() < 0.2


@pytest.mark.exercise("train_embeddings")
def test_a_row_for_each_of_five_words(student):
    """Five words, of which two do not occur, and vectors of length 3: (5, 3), and all numbers finite."""
    got = student.train_embeddings([[0, 1, 2], [2, 1], [0]], 5, 3, 0)

    assert_equal(np.shape(got), (5, 3))
    assert np.isfinite(got).all()


@pytest.mark.exercise("train_embeddings")
def test_seed_decides(student):
    """Two trainings with the seed 1 end alike, one with the seed 2 ends otherwise."""
    first, again, other = student.map(
        "train_embeddings", [([[0, 1, 2]] * 20, 3, 2, seed) for seed in (1, 1, 2)]
    )

    assert_close(again, first, rtol=1e-3, atol=1e-3)
    assert np.abs(np.asarray(other) - first).max() > 1e-3


@pytest.mark.exercise("train_embeddings")
def test_nobody_has_a_neighbour(student):
    """In three sentences of a word each there is nothing to learn: ValueError."""
    with student.raises(ValueError):
        student.train_embeddings([[0], [1], [2]], 3, 2, 0)


@pytest.mark.exercise("train_embeddings")
def test_king_is_to_queen(student):
    """Of 112 questions like "king is to queen as uncle is to ...?", more than half have the planted answer."""
    vectors = student.train_embeddings(student.plant_sentences(6000), 52, 16, 0)

    assert student.analogies_right(vectors) > 0.5
