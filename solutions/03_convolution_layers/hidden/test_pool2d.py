"""Windows cut one by one, Keras, and central differences on maps without ties; every two sizes differ."""

import keras
import numpy as np
import pytest

from autograder import assert_close, assert_equal

pytestmark = pytest.mark.exercise("pool2d")

MODES = {"max": np.max, "avg": np.mean}
STEP = 1e-5  # of a central difference: far less than two pixels differ by
OVERLAPPING = (((3, 3), (2, 2)), ((3, 3), (1, 1)), ((2, 4), (1, 3)))  # (size, stride)


def distinct(rng, *shape):
    """Return a map in which any two pixels differ by at least 0.1."""
    return rng.permutation(np.prod(shape)).reshape(shape) / 10 - 5


def axis_windows(n, size, stride, padding):
    """Return the pixels of each window along one axis, as slices that end where the axis does."""
    if padding == "valid":
        return [slice(start, start + size) for start in range(0, n - size + 1, stride)]
    outputs = -(-n // stride)
    before = max((outputs - 1) * stride + size - n, 0) // 2
    starts = [stride * output - before for output in range(outputs)]
    return [slice(max(start, 0), start + size) for start in starts]


def pooled(x, size, stride, mode, padding="valid"):
    """Reduce each window of (batch, height, width, channels) in turn."""
    rows, columns = (axis_windows(x.shape[1 + a], size[a], stride[a], padding) for a in (0, 1))
    lines = [[MODES[mode](x[:, row, column], axis=(1, 2)) for column in columns] for row in rows]
    return np.array(lines).transpose(2, 0, 1, 3)


def slopes(x, scale, size, stride, mode):
    """Return how much sum(scale * sin(pooled x)) grows with each pixel; images and channels keep apart."""

    def losses(images):
        y = pooled(images.reshape(-1, *x.shape[1:]), size, stride, mode)
        return (scale * np.sin(y).reshape(-1, *scale.shape)).sum(axis=(1, 2, 3, 4))

    nudges = STEP * np.eye(x.size).reshape(-1, *x.shape)
    return (losses(x + nudges) - losses(x - nudges)).reshape(x.shape) / (2 * STEP)


def assert_all_close(got, want, **tolerance):
    for one_got, one_want in zip(got, want, strict=True):
        assert_close(one_got, one_want, **tolerance)


def shape_of(answer):
    assert type(answer) is np.ndarray
    return answer.shape


def assert_slopes(student, rng, mode):
    """Compare pool2d_backward with central differences of the loss behind it, for overlapping windows."""
    questions, want = [], []
    for size, stride in OVERLAPPING:
        x = distinct(rng, 2, 5, 7, 3)
        y = pooled(x, size, stride, mode)
        scale = rng.normal(size=y.shape)
        questions.append((scale * np.cos(y), x, size, stride, mode))
        want.append(slopes(x, scale, size, stride, mode))

    assert_all_close(student.map("pool2d_backward", questions), want, rtol=1e-6, atol=1e-7)


@pytest.mark.points(2)
def test_windows_may_overlap(student, rng):
    """Windows wider than their step share pixels, and the last of them still lies wholly on the map."""
    questions = [
        (rng.normal(size=(2, 8, 6, 3)), size, stride, mode)
        for size, stride in (*OVERLAPPING, ((5, 2), (2, 3)))
        for mode in MODES
    ]

    assert_all_close(student.map("pool2d", questions), [pooled(*question) for question in questions])


@pytest.mark.points(1)
def test_windows_lie_side_by_side_by_default(student, rng):
    """Without a stride the windows lie edge to edge, forward and back; without a size they are 2 by 2."""
    x, dy = rng.normal(size=(2, 6, 12, 3)), rng.normal(size=(2, 2, 3, 3))
    tiles = np.kron(dy, np.ones((1, 3, 4, 1))) / 12

    got = student.map("pool2d", [(x,), (x, 3), (x, (2, 3), None, "avg")])
    assert_close(got[0], pooled(x, (2, 2), (2, 2), "max"))
    assert_close(got[1], pooled(x, (3, 3), (3, 3), "max"))
    assert_close(got[2], pooled(x, (2, 3), (2, 3), "avg"))
    assert_close(student.pool2d_backward(dy, x, (3, 4), None, "avg"), tiles)


@pytest.mark.points(2)
def test_nothing_outside_is_ever_the_maximum(student, rng):
    """With "same" the maxima of a map of negative numbers are all among its pixels."""
    questions = [
        (distinct(rng, 2, 7, 6, 3) - 50, size, stride, "max", "same")
        for size, stride in (*OVERLAPPING, ((2, 2), (2, 2)), ((5, 4), (2, 3)))
    ]

    assert_all_close(student.map("pool2d", questions), [pooled(*question) for question in questions])


@pytest.mark.points(2)
def test_average_of_a_flat_map_is_flat(student, rng):
    """With "same" the averages of a map of one value are that value up to its corners."""
    values = rng.normal(size=(2, 1, 1, 3))
    x = np.broadcast_to(values, (2, 7, 5, 3)).copy()
    questions, want = [], []
    for size, (down, right) in (*OVERLAPPING, ((2, 2), (2, 2)), ((5, 4), (2, 3))):
        questions.append((x, size, (down, right), "avg", "same"))
        want.append(np.broadcast_to(values, (2, -(-7 // down), -(-5 // right), 3)))

    assert_all_close(student.map("pool2d", questions), want)


@pytest.mark.points(1)
@pytest.mark.explains("that the rules at the border are Keras's, and not ours alone")
def test_maps_that_keras_pools(student, rng):
    """The maps are those of Keras's max and average pooling, for either padding and any steps."""
    pools = {"max": keras.ops.max_pool, "avg": keras.ops.average_pool}
    questions, want = [], []
    for padding in ("valid", "same"):
        for mode in MODES:
            for _ in range(4):
                x = rng.normal(size=(2, *rng.integers(5, 10, 2), 3)).astype("float32")
                size, stride = tuple(rng.integers(1, 5, 2).tolist()), tuple(rng.integers(1, 4, 2).tolist())
                questions.append((x, size, stride, mode, padding))
                want.append(np.asarray(pools[mode](x, size, stride, padding)))

    assert_all_close(student.map("pool2d", questions), want, rtol=1e-4, atol=1e-5)


@pytest.mark.points(2)
def test_maximum_hands_the_gradient_to_its_pixel(student, rng):
    """Where windows overlap, dx of a maximum is how much the loss grows with each pixel."""
    assert_slopes(student, rng, "max")


@pytest.mark.points(1)
def test_average_hands_the_gradient_to_all_its_pixels(student, rng):
    """Where windows overlap, dx of an average is how much the loss grows with each pixel."""
    assert_slopes(student, rng, "avg")


@pytest.mark.points(1)
def test_gradient_is_handed_on_once(student, rng):
    """On maps with many ties, dx sums to what dy sums to, in each image and each channel."""
    x = np.maximum(rng.integers(-6, 3, size=(2, 9, 7, 3)), 0) * 1.0
    questions = []
    for size, stride in (*OVERLAPPING, ((3, 2), (3, 2))):
        for mode in MODES:
            dy = rng.normal(size=pooled(x, size, stride, mode).shape)
            questions.append((dy, x, size, stride, mode))

    for question, dx in zip(questions, student.map("pool2d_backward", questions), strict=True):
        assert_equal(shape_of(dx), x.shape)
        assert_close(dx.sum(axis=(1, 2)), question[0].sum(axis=(1, 2)), rtol=1e-9, atol=1e-9)


@pytest.mark.points(1)
def test_pooling_keeps_the_dtype(student, rng):
    """Maps and gradients in float32 give maps and gradients in float32, and float64 gives float64."""
    for dtype in ("float32", "float64"):
        x, dy = rng.normal(size=(2, 6, 4, 3)).astype(dtype), rng.normal(size=(2, 3, 2, 3)).astype(dtype)
        maps = student.map(
            "pool2d", [(x, 2, 2, mode, padding) for mode in MODES for padding in ("valid", "same")]
        )
        gradients = student.map("pool2d_backward", [(dy, x, 2, 2, mode) for mode in MODES])
        for got, shape in [(one, dy.shape) for one in maps] + [(one, x.shape) for one in gradients]:
            assert_equal([shape_of(got), str(got.dtype)], [shape, dtype])


@pytest.mark.points(1)
def test_impossible_pools_are_refused(student):
    """Impossible shapes, sizes and words raise a ValueError, sizes that are no integers a TypeError."""
    x, dy = np.ones((2, 6, 4, 3)), np.ones((2, 3, 2, 3))
    assert_equal(shape_of(student.pool2d(x, 2, 2, "max", "valid")), dy.shape)
    assert_equal(shape_of(student.pool2d_backward(dy, x, 2, 2, "max")), x.shape)

    for mode in MODES:
        impossible = [
            (x[0], 2, 2),
            (x, 0, 2),
            (x, (2, 0), 2),
            (x, (2, 2, 2), 2),
            (x, (2, 5), 2),
            (x, 2, 0),
            (x, 2, (2,)),
            (x, 2, (2, 2, 2)),
        ]
        student.refuses(ValueError, "pool2d", [(*sizes, mode, "valid") for sizes in impossible])
        student.refuses(ValueError, "pool2d_backward", [(dy, *sizes, mode) for sizes in impossible])
        student.refuses(ValueError, "pool2d", [(x, 2, 2, mode, "full"), (x, 2, 2, mode, 0)])
        unlike = [
            np.ones(shape) for shape in ((1, 3, 2, 3), (2, 1, 2, 3), (2, 3, 1, 3), (2, 3, 2, 1), (3, 2, 3))
        ]
        student.refuses(ValueError, "pool2d_backward", [(wrong, x, 2, 2, mode) for wrong in unlike])
    student.refuses(ValueError, "pool2d", [(x, 2, 2, "sum", "valid")])
    student.refuses(ValueError, "pool2d_backward", [(dy, x, 2, 2, "sum")])
    no_counts = [(x, 2.0, 2), (x, True, 2), (x, 2, 2.0), (x, 2, (2, True))]
    student.refuses(TypeError, "pool2d", [(*sizes, "max", "valid") for sizes in no_counts])
    student.refuses(TypeError, "pool2d_backward", [(dy, *sizes, "avg") for sizes in no_counts])
