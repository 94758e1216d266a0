"""Cases you can work out on paper. The grader asks the same functions more."""

import numpy as np
import pytest

from autograder import assert_close, assert_equal


def a_map(*rows):
    """Return one image of one channel, of shape (1, height, width, 1)."""
    return np.array(rows, dtype=float)[None, :, :, None]


def a_kernel(*rows):
    """Return a kernel of one input and one output channel, of shape (kh, kw, 1, 1)."""
    return np.array(rows, dtype=float)[:, :, None, None]


@pytest.mark.exercise("pad2d")
def test_one_zero_on_all_sides(student):
    """The picture [[1, 2], [3, 4]] in a frame of one zero has 4 rows and 4 columns; its pixels stand inside."""
    x = np.array([[1.0, 2.0], [3.0, 4.0]]).reshape(1, 2, 2, 1)

    got = student.pad2d(x, 1)

    want = np.array([[0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 2.0, 0.0], [0.0, 3.0, 4.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
    assert_close(got, want.reshape(1, 4, 4, 1))


@pytest.mark.exercise("pad2d")
def test_four_different_sides(student):
    """The figure: 1 row above, 1 below, nothing on the left, 2 columns on the right of [[3, 1, 4], [1, 5, 9]]."""
    x = np.array([[3.0, 1.0, 4.0], [1.0, 5.0, 9.0]]).reshape(1, 2, 3, 1)

    got = student.pad2d(x, ((1, 1), (0, 2)))

    want = [[0.0, 0.0, 0.0, 0.0, 0.0], [3.0, 1.0, 4.0, 0.0, 0.0], [1.0, 5.0, 9.0, 0.0, 0.0], [0.0] * 5]
    assert_close(got, np.array(want).reshape(1, 4, 5, 1))


@pytest.mark.exercise("pad2d")
def test_two_pictures_of_three_channels(student):
    """Two pictures of 1 × 1 with 3 channels, all 0, get a column of 7s on the left: still 2 pictures, 3 channels."""
    got = student.pad2d(np.zeros((2, 1, 1, 3)), ((0, 0), (1, 0)), 7.0)

    want = np.array([[[[7.0, 7.0, 7.0], [0.0, 0.0, 0.0]]]] * 2)
    assert_close(got, want)


@pytest.mark.exercise("pad2d")
def test_negative_frames_do_not_exist(student):
    """A frame of −1 would take pixels away: ValueError."""
    with student.raises(ValueError):
        student.pad2d(np.zeros((1, 3, 1, 1)), -1)


@pytest.mark.exercise("cross_correlate2d")
def test_six_places(student):
    """The figure: the first window sums 1·1 + 2·2 + 0·0 + 1·(−1) = 4; the other five likewise."""
    img = np.array([[1.0, 2.0, 0.0, 1.0], [0.0, 1.0, 3.0, 1.0], [2.0, 0.0, 1.0, 0.0]])

    got = student.cross_correlate2d(img, np.array([[1.0, 2.0], [0.0, -1.0]]))

    assert_close(got, np.array([[4.0, -1.0, 1.0], [2.0, 6.0, 5.0]]))


@pytest.mark.exercise("cross_correlate2d")
def test_full_answer_to_one_pixel(student):
    """The picture is one pixel, a 1: the first window has it under its last tap, −1, the next ones under 0, 2 and 1."""
    got = student.cross_correlate2d(np.array([[1.0]]), np.array([[1.0, 2.0], [0.0, -1.0]]), "full")

    assert_close(got, np.array([[-1.0, 0.0], [2.0, 1.0]]))


@pytest.mark.exercise("cross_correlate2d")
def test_same_with_four_taps(student):
    """With 4 taps a window reaches 1 pixel to the left and 2 to the right: the first reads 0, 1, 2, 3 of (1, 2, 3)."""
    got = student.cross_correlate2d(
        np.array([[1.0, 2.0, 3.0]]), np.array([[1.0, 10.0, 100.0, 1000.0]]), "same"
    )

    assert_close(got, np.array([[3210.0, 321.0, 32.0]]))


@pytest.mark.exercise("cross_correlate2d")
def test_large_kernel_has_no_valid_place(student):
    """A kernel of 3 columns does not fit on a picture of 2: ValueError in mode "valid"."""
    with student.raises(ValueError):
        student.cross_correlate2d(np.ones((5, 2)), np.ones((1, 3)))


@pytest.mark.exercise("convolve2d")
def test_product_of_polynomials(student):
    """(1 + 2x)(3 + x + 4x²) = 3 + 7x + 6x² + 8x³."""
    got = student.convolve2d(np.array([[1.0, 2.0]]), np.array([[3.0, 1.0, 4.0]]))

    assert_close(got, np.array([[3.0, 7.0, 6.0, 8.0]]))


@pytest.mark.exercise("convolve2d")
def test_two_stamps(student):
    """The figure: the 1 prints the kernel, the 2 prints it twice as strong; where they overlap, −1 + 2 = 1."""
    img = np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 2.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]])

    got = student.convolve2d(img, np.array([[1.0, 2.0], [0.0, -1.0]]))

    want = [[1.0, 2.0, 0.0, 0.0, 0.0], [0.0, 1.0, 4.0, 0.0, 0.0], [0.0, 0.0, -2.0, 0.0, 0.0], [0.0] * 5]
    assert_close(got, np.array(want))


@pytest.mark.exercise("convolve2d")
def test_valid_is_the_middle(student):
    """Of (1 + 2x + 5x²)(3 + 4x) = 3 + 10x + 23x² + 20x³ the whole kernel contributes to the two middle terms."""
    got = student.convolve2d(np.array([[1.0, 2.0, 5.0]]), np.array([[3.0, 4.0]]), "valid")

    assert_close(got, np.array([[10.0, 23.0]]))


@pytest.mark.exercise("conv2d_forward")
def test_two_channels_make_one_map(student):
    """The example by hand: in each of four places, two products from each channel, and the bias 1."""
    first = [[1, 0, 2], [0, 3, 1], [2, 1, 0]]
    second = [[0, 1, 0], [2, 0, 1], [1, 1, 3]]
    x = np.stack([first, second], axis=-1)[np.newaxis].astype("float64")  # (1, 3, 3, 2)
    w = np.zeros((2, 2, 2, 1))
    w[:, :, 0, 0] = [[1, 0], [0, 1]]
    w[:, :, 1, 0] = [[0, -1], [2, 0]]

    got = student.conv2d_forward(x, w, np.array([1.0]))

    assert_close(got, np.array([[8.0, 2.0], [4.0, 5.0]]).reshape(1, 2, 2, 1))


@pytest.mark.exercise("conv2d_forward")
def test_stride_skips_places(student):
    """Windows of one pixel with the weight 10, two columns apart on 1, 2, 3, 4, 5, see 1, 3 and 5."""
    x = np.array([1.0, 2.0, 3.0, 4.0, 5.0]).reshape(1, 1, 5, 1)

    got = student.conv2d_forward(x, np.full((1, 1, 1, 1), 10.0), stride=(1, 2))

    assert_close(got, np.array([10.0, 30.0, 50.0]).reshape(1, 1, 3, 1))


@pytest.mark.exercise("conv2d_forward")
def test_same_adds_zeros_at_the_border(student):
    """Sums of three neighbours of 1, 2, 3, with a zero at either end: 0+1+2, 1+2+3, 2+3+0."""
    x = np.array([1.0, 2.0, 3.0]).reshape(1, 1, 3, 1)

    got = student.conv2d_forward(x, np.ones((1, 3, 1, 1)), padding="same")

    assert_close(got, np.array([3.0, 6.0, 5.0]).reshape(1, 1, 3, 1))


@pytest.mark.exercise("conv2d_forward")
def test_kernel_for_other_channels(student):
    """Filters with slices for two channels do not fit a picture of three: ValueError."""
    with student.raises(ValueError):
        student.conv2d_forward(np.ones((1, 4, 4, 3)), np.ones((2, 2, 2, 5)))


@pytest.mark.exercise("conv2d_backward")
def test_row_of_eight_pixels(student):
    """The row of the text: pixel 2 takes part in two outputs, so its slope is 100 · 1 + 1 · 2 = 102."""
    dx, dw, db = student.conv2d_backward(
        dz=a_map([1, 2, 3]), x=a_map([1, 2, 3, 4, 5, 6, 7, 8]), w=a_kernel([1, 10, 100]), stride=(1, 2)
    )

    assert_close(dx, a_map([1, 10, 102, 20, 203, 30, 300, 0]))
    assert_close(dw, a_kernel([1 * 1 + 2 * 3 + 3 * 5, 1 * 2 + 2 * 4 + 3 * 6, 1 * 3 + 2 * 5 + 3 * 7]))
    assert_close(db, np.array([6.0]))


@pytest.mark.exercise("conv2d_backward")
def test_digits_tell_which_weights_met_a_pixel(student):
    """With every dz equal to 1, each weight met by a pixel adds its own digit: the middle one met all four."""
    dx, dw, db = student.conv2d_backward(
        a_map([1, 1], [1, 1]), a_map([1, 2, 3], [4, 5, 6], [7, 8, 9]), a_kernel([1, 10], [100, 1000])
    )

    assert_close(dx, a_map([1, 11, 10], [101, 1111, 1010], [100, 1100, 1000]))
    assert_close(dw, a_kernel([1 + 2 + 4 + 5, 2 + 3 + 5 + 6], [4 + 5 + 7 + 8, 5 + 6 + 8 + 9]))
    assert_close(db, np.array([4.0]))


@pytest.mark.exercise("conv2d_backward")
def test_pixels_between_windows(student):
    """Windows of 2 with stride 3 read the pixels 0, 1, 3 and 4 of 6: the other two have the slope 0."""
    dx, _, _ = student.conv2d_backward(
        a_map([1, 2]), a_map([5, 5, 5, 5, 5, 5]), a_kernel([1, 10]), stride=(1, 3)
    )

    assert_close(dx, a_map([1, 10, 0, 2, 20, 0]))


@pytest.mark.exercise("conv2d_backward")
def test_added_zero_is_cut_off_again(student):
    """With "same" and stride 2 one zero follows six pixels; the last window's 100 falls on it, and is gone."""
    dx, dw, _ = student.conv2d_backward(
        a_map([1, 1, 1]), a_map([1, 2, 3, 4, 5, 6]), a_kernel([1, 10, 100]), stride=(1, 2), padding="same"
    )

    assert_close(dx, a_map([1, 10, 101, 10, 101, 10]))
    assert_close(dw, a_kernel([1 + 3 + 5, 2 + 4 + 6, 3 + 5 + 0]))


@pytest.mark.exercise("im2col")
def test_four_windows_of_a_small_picture(student):
    """In a picture with the rows 1 2 3, 4 5 6 and 7 8 9, the first window of 2 by 2 holds 1 2 4 5."""
    x = np.arange(1.0, 10.0).reshape(1, 3, 3, 1)

    got = student.im2col(x, (2, 2), (1, 1))

    rows = [[1.0, 2, 4, 5], [2, 3, 5, 6], [4, 5, 7, 8], [5, 6, 8, 9]]
    assert_close(got, np.array(rows).reshape(1, 2, 2, 4))


@pytest.mark.exercise("im2col")
def test_channels_of_a_pixel_stay_together(student):
    """Two pixels side by side, with the channels 1, 10 and 2, 20: one window of both is 1, 10, 2, 20."""
    x = np.array([[1.0, 10.0], [2.0, 20.0]]).reshape(1, 1, 2, 2)

    assert_close(student.im2col(x, (1, 2), (1, 1)), np.array([1.0, 10, 2, 20]).reshape(1, 1, 1, 4))


@pytest.mark.exercise("im2col")
def test_what_comes_back_is_added(student):
    """Four windows of 2 by 2 on 3 by 3 pixels all see the middle, two see an edge, one sees a corner."""
    got = student.col2im(np.ones((1, 2, 2, 4)), (1, 3, 3, 1), (2, 2), (1, 1))

    assert_close(got, np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]).reshape(1, 3, 3, 1))


@pytest.mark.exercise("im2col")
def test_window_wider_than_the_picture(student):
    """A window of four columns does not fit into three: ValueError."""
    with student.raises(ValueError):
        student.im2col(np.ones((1, 3, 3, 1)), (2, 4), (1, 1))


@pytest.mark.exercise("pool2d")
def test_largest_of_each_four(student):
    """By default the windows are 2 by 2 and lie side by side: each of the four keeps its largest number."""
    x = a_map([1, 5, 2, 0], [3, 7, 4, 6], [8, 0, 1, 1], [0, 4, 9, 5])

    assert_close(student.pool2d(x), a_map([7, 6], [8, 9]))


@pytest.mark.exercise("pool2d")
def test_mean_of_each_four(student):
    """The same four windows, averaged: 16/4, 12/4, 12/4 and 16/4."""
    x = a_map([1, 5, 2, 0], [3, 7, 4, 6], [8, 0, 1, 1], [0, 4, 9, 5])

    assert_close(student.pool2d(x, mode="avg"), a_map([4, 3], [3, 4]))


@pytest.mark.exercise("pool2d")
def test_pixel_that_wins_twice_is_paid_twice(student):
    """Of 1, 5, 2, 3 in pairs at stride 1 the 5 wins two windows, and gets 1 + 10; the 3 wins the last."""
    dx = student.pool2d_backward(a_map([1, 10, 100]), a_map([1, 5, 2, 3]), (1, 2), 1, "max")

    assert_close(dx, a_map([0, 11, 0, 100]))


@pytest.mark.exercise("pool2d")
def test_average_shares_alike(student):
    """The same pairs, averaged: half of 1, of 1 + 10, of 10 + 100, and of 100."""
    dx = student.pool2d_backward(a_map([1, 10, 100]), a_map([1, 5, 2, 3]), (1, 2), 1, "avg")

    assert_close(dx, a_map([0.5, 5.5, 55, 50]))


@pytest.mark.exercise("MyConv2D")
def test_two_taps_on_two_pixels(student):
    """The taps 3 and 4 with bias 1, on the pixels 10 and 5: 30 + 20 + 1 = 51."""
    layer = student.MyConv2D(1, (1, 2))
    pixels = np.array([10, 5], "float32").reshape(1, 1, 2, 1)
    layer(pixels)
    layer.set_weights([np.array([3, 4], "float32").reshape(1, 2, 1, 1), np.array([1], "float32")])
    assert_close(layer(pixels), np.full((1, 1, 1, 1), 51, "float32"))


@pytest.mark.exercise("MyConv2D")
def test_normalized_taps_on_two_pixels(student):
    """The norm of (3, 4) is 5, so the taps act as 0.6 and 0.8: 6 + 4, and the bias 1 comes on top: 11."""
    layer = student.MyConv2D(1, (1, 2), normalized=True)
    pixels = np.array([10, 5], "float32").reshape(1, 1, 2, 1)
    layer(pixels)
    layer.set_weights([np.array([3, 4], "float32").reshape(1, 2, 1, 1), np.array([1], "float32")])
    assert_close(layer(pixels), np.full((1, 1, 1, 1), 11, "float32"))


@pytest.mark.exercise("MyConv2D")
def test_four_filters_own_52_weights(student):
    """3 x 2 taps on 2 channels for each of 4 filters, and 4 biases: 12 · 4 + 4 = 52."""
    layer = student.MyConv2D(4, (3, 2))
    layer.build((None, 7, 9, 2))
    assert_equal(layer.count_params(), 52)


@pytest.mark.exercise("MyConv2D")
def test_shape_with_an_unknown_batch(student):
    """Windows of 3 x 2 stand at 5 · 8 places of 7 x 9 pixels, however many pictures there are."""
    layer = student.MyConv2D(4, (3, 2))
    assert_equal(tuple(layer.compute_output_shape((None, 7, 9, 2))), (None, 5, 8, 4))


@pytest.mark.exercise("conv_as_matrix")
def test_three_windows_on_five_pixels(student):
    """The kernel [1, 2, −1] starts at pixels 0, 1 and 2 of 5: three rows, in each one column further right."""
    got = student.conv_as_matrix(np.array([1.0, 2.0, -1.0]), 5)

    want = [[1.0, 2.0, -1.0, 0.0, 0.0], [0.0, 1.0, 2.0, -1.0, 0.0], [0.0, 0.0, 1.0, 2.0, -1.0]]
    assert_close(got, np.array(want))


@pytest.mark.exercise("conv_as_matrix")
def test_stride_two_skips_a_window(student):
    """With stride 2 the windows start at pixels 0 and 2 of 6; one at 4 would need a seventh pixel."""
    got = student.conv_as_matrix(np.array([1.0, 2.0, -1.0]), 6, 2)

    assert_close(got, np.array([[1.0, 2.0, -1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 2.0, -1.0, 0.0]]))


@pytest.mark.exercise("conv_as_matrix")
def test_kernel_longer_than_the_axis(student):
    """Three taps do not fit on 2 pixels: ValueError."""
    with student.raises(ValueError):
        student.conv_as_matrix(np.ones(3), 2)


@pytest.mark.exercise("digit_convnet")
def test_ten_scores_for_each_picture(student):
    """Two pictures of 8 x 8 pixels get ten scores each."""
    model = student.build()
    assert_equal(np.shape(model(np.zeros((2, 8, 8, 1), "float32"))), (2, 10))


@pytest.mark.exercise("digit_convnet")
def test_weights_are_counted(student):
    """Add up the column of `model.summary()`: no more than 30,000."""
    assert student.build().count_params() <= 30_000


@pytest.mark.exercise("digit_convnet")
def test_ten_simple_pictures_are_learned(student):
    """In picture k the pixels of row k (for 8 and 9: of a column) are 16. A net that learns tells them apart."""
    x, y = np.zeros((10, 8, 8, 1), "float32"), np.arange(10)
    for row in range(8):
        x[row, row] = 16
    x[8, :, 2] = x[9, :, 5] = 16
    model = student.build()
    losses = student.train(model, np.repeat(x, 10, axis=0), np.repeat(y, 10), 1).get("history")["loss"]
    assert losses[-1] < losses[0]
