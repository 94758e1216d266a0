"""Cases you can work out on paper. The grader asks the same functions more."""

import numpy as np
import pytest

from autograder import assert_close, assert_equal


@pytest.mark.exercise("rnn_forward")
def test_two_steps_of_one_unit(student):
    """The example by hand: 0.6 · 2 + 0.2 · 0.5 − 1 = 0.3, and on from there."""
    got = student.rnn_forward(
        np.array([[[0.6], [0.3]]]),
        np.array([[0.2]]),
        np.array([[2.0]]),
        np.array([[0.5]]),
        np.array([-1.0]),
    )

    assert_close(got, np.array([[[0.291313], [-0.248994]]]), atol=1e-5)


@pytest.mark.exercise("rnn_forward")
def test_first_unit_speaks_to_the_second(student):
    """W[0, 1] = 1 alone: what unit 0 was, unit 1 becomes, and unit 0 falls silent."""
    W = np.array([[0.0, 1.0], [0.0, 0.0]])
    got = student.rnn_forward(np.zeros((1, 1, 3)), np.array([[0.5, 0.0]]), np.zeros((3, 2)), W, np.zeros(2))

    assert_close(got, np.array([[[0.0, np.tanh(0.5)]]]))


@pytest.mark.exercise("rnn_forward")
def test_embedding_joins_the_sum(student):
    """With U=None and W=0 the states are tanh(x) one by one, here of 1, 2 and 3."""
    x = np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1)
    got = student.rnn_forward(x, np.array([[7.0]]), None, np.zeros((1, 1)), np.zeros(1))

    assert_close(got, np.tanh(x))


@pytest.mark.exercise("rnn_forward")
def test_state_of_another_batch(student):
    """One state does not serve two sequences: ValueError."""
    with student.raises(ValueError):
        student.rnn_forward(np.ones((2, 4, 3)), np.ones((1, 5)), np.ones((3, 5)), np.ones((5, 5)), np.ones(5))


def one_unit_at_zero(h0=0.0, W=0.5):
    """Arguments of a network of one unit: three inputs of 0, U = 2, no bias, and dh = 1, 10, 100."""
    dh = np.array([1.0, 10.0, 100.0]).reshape(1, 3, 1)
    return np.zeros((1, 3, 1)), np.array([[h0]]), np.array([[2.0]]), np.array([[W]]), np.zeros(1), dh


@pytest.mark.exercise("rnn_bptt")
def test_three_steps_back(student):
    """The example by hand: the slopes at the sums are 100, 10 + 50 = 60 and 1 + 30 = 31."""
    got = student.rnn_bptt(*one_unit_at_zero())

    assert_equal(set(got), {"dx", "dh0", "dU", "dW", "db"})
    assert_close(got["dx"], np.array([62.0, 120.0, 200.0]).reshape(1, 3, 1))
    assert_close(got["dh0"], np.array([[15.5]]))
    assert_close(got["db"], np.array([191.0]))


@pytest.mark.exercise("rnn_bptt")
def test_two_steps_and_no_further(student):
    """With truncate=2 the 100 of step 3 does not reach step 1: 100, 60 and 1 + 5 = 6."""
    got = student.rnn_bptt(*one_unit_at_zero(), 2)

    assert_close(got["dx"], np.array([12.0, 120.0, 200.0]).reshape(1, 3, 1))
    assert_close(got["dh0"], np.array([[3.0]]))
    assert_close(got["db"], np.array([166.0]))


@pytest.mark.exercise("rnn_bptt")
def test_weight_meets_the_state_that_came_in(student):
    """With W = 0 only step 1 is entered by a state that is not zero, 0.25: dW is 0.25 · 1."""
    got = student.rnn_bptt(*one_unit_at_zero(h0=0.25, W=0.0))

    assert_close(got["dW"], np.array([[0.25]]))
    assert_close(got["dU"], np.array([[0.0]]))


@pytest.mark.exercise("rnn_bptt")
def test_no_step_at_all(student):
    """With truncate=0 the loss would reach nothing: ValueError."""
    with student.raises(ValueError):
        student.rnn_bptt(*one_unit_at_zero(), 0)


@pytest.mark.exercise("linear_fate")
def test_two_parts_go_their_own_ways(student):
    """The example by hand: (3, 1) becomes (6, 5.2), and then (12, 11.68)."""
    W = np.array([[2.0, 1.6], [0.0, 0.4]])

    assert_close(student.hT(W, np.array([[3.0, 1.0]]), 1), np.array([[6.0, 5.2]]))
    assert_close(student.hT(W, np.array([[3.0, 1.0]]), 2), np.array([[12.0, 11.68]]))


@pytest.mark.exercise("linear_fate")
def test_quarter_turns(student):
    """Four quarter turns, each ten times as long as the one before, bring (1, 0) to (10000, 0)."""
    W = np.array([[0.0, 10.0], [-10.0, 0.0]])

    assert_close(student.hT(W, np.array([[1.0, 0.0]]), 4), np.array([[10000.0, 0.0]]), atol=1e-6)


@pytest.mark.exercise("linear_fate")
def test_three_fates(student):
    """Diagonal matrices show their eigenvalues: 0.5 and 0.9 vanish, 1 and 0.9 stay, −2 and 0.1 explode."""
    assert_equal(student.fate(np.diag([0.5, 0.9])), "vanish")
    assert_equal(student.fate(np.diag([1.0, 0.9])), "bounded")
    assert_equal(student.fate(np.diag([-2.0, 0.1])), "explode")


@pytest.mark.exercise("linear_fate")
def test_matrix_that_is_not_square(student):
    """A matrix of 2 by 3 cannot be applied twice: ValueError."""
    with student.raises(ValueError):
        student.hT(np.ones((2, 3)), np.ones((1, 2)), 2)


@pytest.mark.exercise("clip_by_global_norm")
def test_four_numbers_of_length_thirteen(student):
    """The example by hand: 9 + 16 + 0 + 144 = 169 = 13 · 13, so the limit 6.5 halves all four."""
    clipped, norm = student.clip_by_global_norm([np.array([3.0, 4.0]), np.array([0.0, 12.0])], 6.5)

    assert_close(norm, 13.0)
    assert_close(clipped[0], np.array([1.5, 2.0]))
    assert_close(clipped[1], np.array([0.0, 6.0]))


@pytest.mark.exercise("clip_by_global_norm")
def test_short_enough_already(student):
    """A norm of 5 is not above the limit 20: nothing is changed."""
    clipped, norm = student.clip_by_global_norm([np.array([[3.0], [4.0]])], 20.0)

    assert_close(norm, 5.0)
    assert_close(clipped[0], np.array([[3.0], [4.0]]))


@pytest.mark.exercise("clip_by_global_norm")
def test_none_stays_in_its_place(student):
    """None is no array, has no length, and stays where it is."""
    clipped, norm = student.clip_by_global_norm([None, np.array([6.0, 8.0]), None], 5.0)

    assert_close(norm, 10.0)
    assert_equal([clipped[0], clipped[2]], [None, None])
    assert_close(clipped[1], np.array([3.0, 4.0]))


@pytest.mark.exercise("clip_by_global_norm")
def test_limit_of_zero(student):
    """Nothing but zeros has the norm 0, and no direction is left: ValueError."""
    with student.raises(ValueError):
        student.clip_by_global_norm([np.array([1.0])], 0.0)


@pytest.mark.exercise("lstm_step")
def test_gates_of_simple_fractions(student):
    """The example by hand: the biases log 3, −log 3, log 2 and 0 make 0.75, 0.25, 0.6 and 0.5."""
    bias = np.array([np.log(3), -np.log(3), np.log(2), 0.0])

    h, c = student.lstm_step(
        np.array([[7.0]]), np.array([[0.9]]), np.array([[2.0]]), np.zeros((1, 4)), np.zeros((1, 4)), bias
    )

    assert_close(c, np.array([[0.95]]))
    assert_close(h, np.array([[0.5 * np.tanh(0.95)]]))


@pytest.mark.exercise("lstm_step")
def test_zero_weights_halve_the_cell(student):
    """With all weights zero the gates are 0.5 and the candidate is 0: a cell of 2 falls to 1."""
    h, c = student.lstm_step(
        np.ones((1, 3)),
        np.ones((1, 2)),
        np.full((1, 2), 2.0),
        np.zeros((3, 8)),
        np.zeros((2, 8)),
        np.zeros(8),
    )

    assert_close(c, np.array([[1.0, 1.0]]))
    assert_close(h, np.full((1, 2), 0.5 * np.tanh(1.0)))


@pytest.mark.exercise("lstm_step")
def test_kept_whatever_is_read(student):
    """Biases of −50 for the input gate and 50 for the forget gate: the cell does not move."""
    bias = np.array([-50.0, 50.0, 3.0, 0.0])

    _, c = student.lstm_step(
        np.array([[5.0]]), np.array([[0.3]]), np.array([[-1.5]]), np.ones((1, 4)), np.ones((1, 4)), bias
    )

    assert_close(c, np.array([[-1.5]]))


@pytest.mark.exercise("lstm_step")
def test_kernel_that_cannot_be_cut_in_four(student):
    """Two units need a kernel of 8 columns, not 7: ValueError."""
    with student.raises(ValueError):
        student.lstm_step(
            np.ones((1, 3)), np.ones((1, 2)), np.ones((1, 2)), np.ones((3, 7)), np.ones((2, 8)), np.ones(8)
        )


def zero_weights(features=1, units=1):
    return np.zeros((features, 4 * units)), np.zeros((units, 4 * units)), np.zeros(4 * units)


@pytest.mark.exercise("lstm_forward")
def test_cell_halves_at_real_steps(student):
    """The example by hand: the middle step is masked, and the cell goes 1, 1, 0.5."""
    output, h, c = student.lstm_forward(
        np.ones((1, 3, 1)),
        *zero_weights(),
        np.zeros((1, 1)),
        np.array([[2.0]]),
        np.array([[True, False, True]]),
        True,
    )

    first, last = 0.5 * np.tanh(1.0), 0.5 * np.tanh(0.5)
    assert_close(output, np.array([first, first, last]).reshape(1, 3, 1))
    assert_close(h, np.array([[last]]))
    assert_close(c, np.array([[0.5]]))


@pytest.mark.exercise("lstm_forward")
def test_two_steps_from_nothing(student):
    """Gates 0.75, 0.25 and 0.5, candidate 0.6: the cell goes 0.45, then 0.25 · 0.45 + 0.45 = 0.5625."""
    kernel, recurrent, _ = zero_weights()
    bias = np.array([np.log(3), -np.log(3), np.log(2), 0.0])

    output, h, c = student.lstm_forward(np.ones((1, 2, 1)), kernel, recurrent, bias)

    assert_close(c, np.array([[0.5625]]))
    assert_close(h, np.array([[0.5 * np.tanh(0.5625)]]))
    assert_close(output, np.array([[0.5 * np.tanh(0.5625)]]))


@pytest.mark.exercise("lstm_forward")
def test_nothing_but_pads(student):
    """A sequence of pads alone: both states come out as they went in."""
    h0, c0 = np.array([[0.25, -0.5]]), np.array([[3.0, 4.0]])
    output, h, c = student.lstm_forward(
        np.ones((1, 2, 3)), *zero_weights(3, 2), h0, c0, np.array([[False, False]])
    )

    assert_close(h, h0)
    assert_close(c, c0)
    assert_close(output, h0)


@pytest.mark.exercise("lstm_forward")
def test_mask_of_other_sequences(student):
    """A mask of 2 steps does not tell about 3: ValueError."""
    with student.raises(ValueError):
        student.lstm_forward(np.ones((1, 3, 1)), *zero_weights(), mask=np.array([[True, False]]))


@pytest.mark.exercise("to_keras_lstm")
def test_letters_of_the_first_deck(student):
    """The example by hand: one unit, one feature, twelve numbers in Bardak's letters."""
    numbers = {"Wu": 1, "Wf": 2, "Wc": 3, "Wo": 4, "Iu": 10, "If": 20, "Ic": 30, "Io": 40}
    params = {key: np.array([[float(value)]]) for key, value in numbers.items()}
    params |= {
        f"b{gate}": np.array([value]) for gate, value in zip("ufco", (5.0, 6.0, 7.0, 8.0), strict=True)
    }

    kernel, recurrent, bias = student.to_keras_lstm(params, "bardak")

    assert_close(kernel, np.array([[10.0, 20.0, 30.0, 40.0]]))
    assert_close(recurrent, np.array([[1.0, 2.0, 3.0, 4.0]]))
    assert_close(bias, np.array([5.0, 6.0, 7.0, 8.0]))


@pytest.mark.exercise("to_keras_lstm")
def test_letters_of_the_second_deck(student):
    """Two units, one feature: Wf = [[1, 2], [3, 4]] and Uf = [[5], [6]] lie down, all else is zero."""
    params = {f"W{gate}": np.zeros((2, 2)) for gate in "ifCo"} | {
        f"U{gate}": np.zeros((2, 1)) for gate in "ifCo"
    }
    params |= {"Wf": np.array([[1.0, 2.0], [3.0, 4.0]]), "Uf": np.array([[5.0], [6.0]])}

    kernel, recurrent, bias = student.to_keras_lstm(params, "sjoberg")

    assert_close(kernel, np.array([[0.0, 0.0, 5.0, 6.0, 0.0, 0.0, 0.0, 0.0]]))
    assert_close(recurrent[:, 2:4], np.array([[1.0, 3.0], [2.0, 4.0]]))
    assert_close(bias, np.zeros(8))


@pytest.mark.exercise("to_keras_lstm")
def test_missing_key_is_named(student):
    """Without "If" there is no cell: ValueError, and the message says which key is missing."""
    params = {f"{letter}{gate}": np.ones((1, 1)) for letter in "WI" for gate in "ufco"}
    params |= {f"b{gate}": np.ones(1) for gate in "ufco"}
    del params["If"]

    with student.raises(ValueError, match="If"):
        student.to_keras_lstm(params, "bardak")


@pytest.mark.exercise("gru_step")
def test_quarter_is_kept(student):
    """The example by hand: z is 0.25, the candidate is 0.6, and −0.5 becomes −0.125 + 0.45 = 0.325."""
    bias = np.array([[-np.log(3), 0.0, np.log(2)], [0.0, 0.0, 0.0]])

    got = student.gru_step(np.array([[7.0]]), np.array([[-0.5]]), np.zeros((1, 3)), np.zeros((1, 3)), bias)

    assert_close(got, np.array([[0.325]]))


@pytest.mark.exercise("gru_step")
def test_second_row_is_reset_as_well(student):
    """With the reset gate shut the candidate is tanh(log 2) = 0.6, whatever row 1 adds to what comes from h."""
    bias = np.array([[-np.log(3), -50.0, np.log(2)], [0.0, 0.0, 5.0]])

    got = student.gru_step(np.array([[7.0]]), np.array([[-0.5]]), np.zeros((1, 3)), np.zeros((1, 3)), bias)

    assert_close(got, np.array([[0.325]]))


@pytest.mark.exercise("gru_step")
def test_reset_before_the_product(student):
    """Gates of 0.5, h = (0.8, 0.4), and the candidates of both units hear 0.5 · 0.8 = 0.4 of unit 0."""
    recurrent = np.zeros((2, 6))
    recurrent[0, 4:] = 1.0

    got = student.gru_step(
        np.zeros((1, 1)), np.array([[0.8, 0.4]]), np.zeros((1, 6)), recurrent, np.zeros(6), False
    )

    assert_close(got, np.array([[0.4, 0.2]]) + 0.5 * np.tanh(0.4))


@pytest.mark.exercise("gru_step")
def test_bias_of_the_other_convention(student):
    """One row of biases does not serve reset_after=True: ValueError."""
    with student.raises(ValueError):
        student.gru_step(np.ones((1, 2)), np.ones((1, 1)), np.ones((2, 3)), np.ones((1, 3)), np.ones(3))


@pytest.mark.exercise("lm_batches")
def test_two_windows_of_three(student):
    """The example by hand: the last target of the first window is the first token of the second."""
    x, y = student.lm_batches(np.array([5, 1, 4, 2, 3, 0, 6]), 3)

    assert_equal(x.tolist(), [[5, 1, 4], [2, 3, 0]])
    assert_equal(y.tolist(), [[1, 4, 2], [3, 0, 6]])


@pytest.mark.exercise("lm_batches")
def test_windows_that_overlap(student):
    """Windows of 3 at 0 and at 2; one at 4 would need an eighth token."""
    x, y = student.lm_batches(np.array([5, 1, 4, 2, 3, 0, 6]), 3, 2)

    assert_equal(x.tolist(), [[5, 1, 4], [4, 2, 3]])
    assert_equal(y.tolist(), [[1, 4, 2], [2, 3, 0]])


@pytest.mark.exercise("lm_batches")
def test_half_a_quarter_an_eighth(student):
    """Targets of probability 1/2, 1/4 and 1/8: on average 2 log 2 nats, so 4 equally likely tokens."""
    chances = np.array([[[1 / 2, 1 / 2], [3 / 4, 1 / 4], [1 / 8, 7 / 8]]])

    assert_close(student.perplexity(np.log(chances), np.array([[0, 1, 0]])), 4.0)


@pytest.mark.exercise("lm_batches")
def test_stream_without_a_last_target(student):
    """Three tokens are a window of 3, but what follows is not known: ValueError."""
    with student.raises(ValueError):
        student.lm_batches(np.array([5, 1, 4]), 3)


def a_cell(student, bias, **options):
    """A cell of one unit for one feature, all of whose weights are zero, but for the bias."""
    cell = student.MyLSTMCell(1, **options)
    cell.build((None, 1))
    width = len(bias)
    cell.set_weights([np.zeros((1, width), "float32"), np.zeros((1, width), "float32"), np.float32(bias)])
    return cell


@pytest.mark.exercise("MyLSTMCell")
def test_cell_with_coupled_gates(student):
    """The example by hand: f is 0.25, so 0.75 of the candidate 0.6 is let in: 0.5 + 0.45 = 0.95."""
    cell = a_cell(student, [-np.log(3), np.log(2), 0.0], coupled=True)

    output, (h, c) = cell(np.float32([[7.0]]), [np.float32([[0.9]]), np.float32([[2.0]])])

    assert_close(c, np.float32([[0.95]]))
    assert_close(h, np.float32([[0.5 * np.tanh(0.95)]]))
    assert_close(output, np.float32([[0.5 * np.tanh(0.95)]]))


@pytest.mark.exercise("MyLSTMCell")
def test_cell_with_four_blocks(student):
    """As in exercise 5: 0.5 of the cell 2 is kept, and 0.75 of the candidate 0.6 is let in: 1.45."""
    cell = a_cell(student, [np.log(3), 0.0, np.log(2), 0.0])

    _, (_, c) = cell(np.float32([[7.0]]), [np.float32([[0.9]]), np.float32([[2.0]])])

    assert_close(c, np.float32([[1.45]]))


@pytest.mark.exercise("MyLSTMCell")
def test_numbers_of_weights(student):
    """For 2 features and 3 units a block has 6 + 9 + 3 = 18 weights: 72 in four blocks, 54 in three."""
    counts = []
    for coupled in (False, True):
        cell = student.MyLSTMCell(3, coupled=coupled)
        cell.build((None, 2))
        counts.append(cell.count_params())

    assert_equal(counts, [72, 54])


@pytest.mark.exercise("MyLSTMCell")
def test_cell_without_units(student):
    """A state of no numbers says nothing: ValueError."""
    with student.raises(ValueError):
        student.MyLSTMCell(0)


@pytest.mark.exercise("train_lm")
def test_something_is_said_at_each_step(student):
    """Two sequences of five symbols, out of six: 2 × 5 × 6 logits."""
    model = student.build_lm(6, 8)

    assert_equal(np.shape(model(np.zeros((2, 5), "int32"))), (2, 5, 6))


@pytest.mark.exercise("train_lm")
def test_past_does_not_hear_of_the_future(student):
    """Another last symbol leaves all logits before it as they were."""
    model = student.build_lm(6, 8)

    assert_close(model(np.int32([[1, 2, 3, 4]]))[:, :3], model(np.int32([[1, 2, 3, 5]]))[:, :3], atol=1e-5)


@pytest.mark.exercise("train_lm")
def test_certain_stream_is_learned(student):
    """Taught 0 1 2 3 4 5 0 1 2 …, the model mostly says 1 after 0, 2 after 1, and 0 after 5."""
    model = student.build_lm(6, 32)
    loss = student.train_lm(model, (np.arange(6000) % 6).astype("int32"), 20, 1)

    assert_equal(type(loss), float)
    said = np.argmax(model(np.int32([[0, 1, 2, 3, 4, 5]])), axis=-1)
    assert np.mean(said == [[1, 2, 3, 4, 5, 0]]) > 0.5


@pytest.mark.exercise("train_lm")
def test_stream_shorter_than_a_window(student):
    """Five symbols are no window of five and what follows it: ValueError."""
    model = student.build_lm(6, 8)

    with student.raises(ValueError):
        student.train_lm(model, np.int32([0, 1, 2, 3, 4]), 5, 1)
