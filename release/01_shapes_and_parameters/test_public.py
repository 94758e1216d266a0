"""Cases you can work out on paper. The grader asks the same functions more."""

import pytest

from autograder import assert_equal


@pytest.mark.exercise("conv_output_length")
def test_window_of_five_on_32_pixels(student):
    """A window of 5 can start at the pixels 0 to 27 of 32: that is 28 places."""
    assert_equal(student.conv_output_length(32, 5), 28)


@pytest.mark.exercise("conv_output_length")
def test_remainder_is_lost(student):
    """On 10 pixels, windows of 3 with stride 2 start at 0, 2, 4 and 6; the one at 8 does not fit."""
    assert_equal(student.conv_output_length(10, 3, stride=2), 4)


@pytest.mark.exercise("conv_output_length")
def test_same_means_a_window_every_stride(student):
    """With "same" and stride 2, windows begin at the pixels 0, 2 and 4 of 5: three outputs."""
    assert_equal(student.conv_output_length(5, 3, stride=2, padding="same"), 3)


@pytest.mark.exercise("conv_output_length")
def test_window_wider_than_the_axis(student):
    """A window of 5 does not fit into 3 pixels: ValueError."""
    with student.raises(ValueError):
        student.conv_output_length(3, 5)


@pytest.mark.exercise("same_padding")
def test_one_zero_on_each_side(student):
    """At stride 1, five windows of 3 reach over 7 pixels: two zeros around 5 pixels, one on each side."""
    assert_equal(student.same_padding(5, 3), (1, 1))


@pytest.mark.exercise("same_padding")
def test_single_zero_goes_after(student):
    """At stride 2, three windows of 3 reach over 7 pixels: one zero for 6 pixels, and it goes after."""
    assert_equal(student.same_padding(6, 3, stride=2), (0, 1))


@pytest.mark.exercise("same_padding")
def test_padding_never_removes_pixels(student):
    """Two windows of 1 with stride 3 reach over 4 of 6 pixels: there is nothing to add."""
    assert_equal(student.same_padding(6, 1, stride=3), (0, 0))


@pytest.mark.exercise("pool_output_shape")
def test_two_by_two_pooling_halves(student):
    """By default, windows of 2 by 2 lie side by side: 24 rows and columns become 12, the channels stay."""
    assert_equal(student.pool_output_shape((24, 24, 32)), (12, 12, 32))


@pytest.mark.exercise("pool_output_shape")
def test_overlapping_pooling(student):
    """On 55 pixels, windows of 3 with stride 2 start at 0, 2, ..., 52: that is 27 places."""
    assert_equal(student.pool_output_shape((55, 55, 96), pool=3, strides=2), (27, 27, 96))


@pytest.mark.exercise("pool_output_shape")
def test_rows_come_first(student):
    """Windows of 2 rows and 3 columns, side by side, cut 6 rows into 3 and 9 columns into 3."""
    assert_equal(student.pool_output_shape((6, 9, 4), pool=(2, 3)), (3, 3, 4))


@pytest.mark.exercise("pool_output_shape")
def test_pooling_knows_two_words(student):
    """Padding is "valid" or "same"; any other word is a ValueError."""
    with student.raises(ValueError):
        student.pool_output_shape((24, 24, 32), padding="full")


@pytest.mark.exercise("dense_params")
def test_three_units_on_four_inputs(student):
    """Three units have four weights and one bias each: 15 parameters."""
    assert_equal(student.dense_params(4, 3), 15)


@pytest.mark.exercise("dense_params")
def test_units_without_biases(student):
    """Without biases, three units on four inputs have their 12 weights only."""
    assert_equal(student.dense_params(4, 3, use_bias=False), 12)


@pytest.mark.exercise("dense_params")
def test_flattened_picture(student):
    """A picture of 2 by 2 pixels with 3 colours is 12 inputs once flattened: 5 units have 65 parameters."""
    assert_equal(student.dense_params((2, 2, 3), 5), 65)


@pytest.mark.exercise("dense_params")
def test_shape_without_axes(student):
    """An empty tuple is no input shape: ValueError."""
    with student.raises(ValueError):
        student.dense_params((), 5)


@pytest.mark.exercise("conv2d_params")
def test_six_filters_on_a_colour_picture(student):
    """A 5 by 5 filter on three channels has 75 weights and a bias; six of them have 456 parameters."""
    assert_equal(student.conv2d_params(5, 3, 6), 456)


@pytest.mark.exercise("conv2d_params")
def test_rectangular_window(student):
    """A filter of 3 rows and 1 column on three channels has 9 weights and a bias; two have 20."""
    assert_equal(student.conv2d_params((3, 1), 3, 2), 20)


@pytest.mark.exercise("conv2d_params")
def test_two_groups_halve_each_filter(student):
    """In two groups, a 3 by 3 filter sees two of four channels: 18 weights and a bias; four have 76."""
    assert_equal(student.conv2d_params(3, 4, 4, groups=2), 76)


@pytest.mark.exercise("conv2d_params")
def test_uneven_groups(student):
    """Three channels cannot be cut into two equal groups: ValueError."""
    with student.raises(ValueError):
        student.conv2d_params(3, 3, 4, groups=2)


@pytest.mark.exercise("equivalent_dense_params")
def test_every_number_to_every_number(student):
    """From 16 numbers to 18 there are 288 weights."""
    assert_equal(student.equivalent_dense_params((4, 4, 1), (3, 3, 2)), 288)


@pytest.mark.exercise("equivalent_dense_params")
def test_bias_for_every_output(student):
    """If asked for, each of the 18 outputs has a bias of its own: 306 parameters."""
    assert_equal(student.equivalent_dense_params((4, 4, 1), (3, 3, 2), use_bias=True), 306)


@pytest.mark.exercise("equivalent_dense_params")
def test_volume_without_axes(student):
    """An empty tuple is no shape: ValueError."""
    with student.raises(ValueError):
        student.equivalent_dense_params((4, 4, 1), ())


@pytest.mark.exercise("recurrent_params")
def test_plain_recurrence(student):
    """Two units on 3 features: 6 weights from the features, 4 from the state, 2 biases."""
    assert_equal(student.recurrent_params("rnn", 3, 2), 12)


@pytest.mark.exercise("recurrent_params")
def test_lstm_is_four_blocks(student):
    """An LSTM has four blocks, each the size of a plain recurrent layer: 4 times 12."""
    assert_equal(student.recurrent_params("lstm", 3, 2), 48)


@pytest.mark.exercise("recurrent_params")
def test_word_table(student):
    """An embedding of 10 words in 4 dimensions is a table of 40 numbers."""
    assert_equal(student.recurrent_params("embedding", 10, 4), 40)


@pytest.mark.exercise("recurrent_params")
def test_unknown_cell(student):
    """A kind that does not exist is a ValueError."""
    with student.raises(ValueError):
        student.recurrent_params("transformer", 3, 2)


@pytest.mark.exercise("trace")
def test_flatten_then_dense(student):
    """A picture of 2 by 2 pixels is 4 numbers; 3 units on them have 15 parameters."""
    layers = [{"type": "flatten"}, {"type": "dense", "units": 3}]
    assert_equal(student.trace(layers, (2, 2, 1)), [("flatten", (4,), 0), ("dense", (3,), 15)])


@pytest.mark.exercise("trace")
def test_convolution_then_pooling(student):
    """Two 3 by 3 filters turn (6, 6, 1) into (4, 4, 2) with 20 parameters; pooling halves it for free."""
    layers = [{"type": "conv2d", "filters": 2, "kernel": 3}, {"type": "maxpool"}]
    assert_equal(student.trace(layers, (6, 6, 1)), [("conv2d", (4, 4, 2), 20), ("maxpool", (2, 2, 2), 0)])


@pytest.mark.exercise("trace")
def test_words_to_one_state(student):
    """Seven words become seven vectors of 4 numbers, and a recurrent layer leaves its last state."""
    layers = [{"type": "embedding", "input_dim": 10, "output_dim": 4}, {"type": "rnn", "units": 2}]
    assert_equal(student.trace(layers, (7,)), [("embedding", (7, 4), 40), ("rnn", (2,), 14)])


@pytest.mark.exercise("trace")
def test_faulty_layer_is_named(student):
    """Layer 1 is of no known type: ValueError, and its message contains the number 1."""
    layers = [{"type": "flatten"}, {"type": "transformer"}]
    with student.raises(ValueError, match=r"\b1\b"):
        student.trace(layers, (2, 2, 3))


@pytest.mark.exercise("receptive_field")
def test_one_window_sees_itself(student):
    """One layer with a window of 5 sees 5 pixels."""
    assert_equal(student.receptive_field([(5, 1)]), (5, 1))


@pytest.mark.exercise("receptive_field")
def test_two_windows_overlap(student):
    """Three neighbouring windows of 3 pixels cover 5 pixels."""
    assert_equal(student.receptive_field([(3, 1), (3, 1)]), (5, 1))


@pytest.mark.exercise("receptive_field")
def test_stride_spreads_the_windows(student):
    """Three windows of 3 pixels at a distance of 2 cover 7 pixels."""
    assert_equal(student.receptive_field([(3, 2), (3, 1)]), (7, 2))


@pytest.mark.exercise("receptive_field")
def test_no_layers_see_one_pixel(student):
    """Without layers a unit is a pixel, and its neighbour is the next pixel."""
    assert_equal(student.receptive_field([]), (1, 1))
