"""Square one-channel maps where a test asks about one axis; AlexNet and Keras for all three."""

from functools import cache

import keras
import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("pool_output_shape")

ALL_RIGHT = {"shape": (6, 6, 1), "pool": 2, "strides": 2, "padding": "valid"}


def changed(*faults):
    return [tuple({**ALL_RIGHT, **fault}.values()) for fault in faults]


@cache
def keras_layer(kind, pool, strides, padding):
    return getattr(keras.layers, kind)(pool, strides, padding)


@pytest.mark.points(2)
def test_pools_lie_side_by_side_by_default(student, rng):
    """Without strides the windows lie edge to edge: a map has as many as whole pools fit along its side."""
    cases, want = [], []
    for pool in (2, 3, 4, 5):
        for left_over in range(pool):
            pools = int(rng.integers(2, 15))
            shape = (pools * pool + left_over, pools * pool + left_over, 1)
            questions = [(shape, pool), (shape,)] if pool == 2 else [(shape, pool)]
            cases += questions
            want += [(pools, pools, 1)] * len(questions)

    assert_equal(student.map("pool_output_shape", cases), want)


@pytest.mark.points(2)
def test_overlapping_pools_must_fit_too(student, rng):
    """Windows wider than their stride overlap, and the last of them still lies wholly on the map."""
    cases, want = [], []
    for stride in (1, 2, 3, 4):
        for wider in (1, 2):
            for left_over in range(stride):
                windows = int(rng.integers(2, 12))
                side = stride + wider + (windows - 1) * stride + left_over
                cases.append(((side, side, 1), stride + wider, stride))
                want.append((windows, windows, 1))

    assert_equal(student.map("pool_output_shape", cases), want)


@pytest.mark.points(1)
def test_rows_come_before_columns(student, rng):
    """Height goes with the first number of a pair and comes out first, width with the second."""
    cases = rng.integers([1, 1, 2, 1], [9, 4, 5, 3], size=(12, 4), endpoint=True).tolist()
    for across, more_down, rows, wider in cases:
        pair, tiles = (rows, rows + wider), (across + more_down, across)  # unlike: no exchange goes unseen
        shape = (tiles[0] * pair[0], tiles[1] * pair[1], 1)
        assert_equal(student.pool_output_shape(shape, pair, pair), (*tiles, 1))


@pytest.mark.points(1)
def test_pooling_keeps_every_channel(student):
    """Pooling works on each map alone: AlexNet's three pools shrink the maps and keep their number."""
    for before, after in (
        ((55, 55, 96), (27, 27, 96)),
        ((27, 27, 256), (13, 13, 256)),
        ((13, 13, 256), (6, 6, 256)),
    ):
        assert_equal(student.pool_output_shape(before, pool=3, strides=2), after)


@pytest.mark.points(1)
@pytest.mark.explains("that the rules are Keras's, and not ours alone")
def test_shapes_of_keras_pooling_layers(student, rng):
    """The shape is that of Keras's MaxPooling2D and AveragePooling2D, for either padding and any strides."""
    cases, want = [], []
    for padding in ("valid", "same"):
        for kind in ("MaxPooling2D", "AveragePooling2D"):
            for _ in range(4):
                shape = tuple(rng.integers([9, 9, 2], [40, 40, 9]).tolist())
                size, step, *pairs = rng.integers([2, 1, 2, 2, 1, 1], [6, 5, 6, 6, 5, 5]).tolist()
                pools, steps = tuple(pairs[:2]), tuple(pairs[2:])
                for pool, strides in ((pools, None), (pools, step), (size, steps)):
                    cases.append((shape, pool, strides, padding))
                    want.append(
                        keras_layer(kind, pool, strides, padding).compute_output_shape((None, *shape))
                    )

    assert_equal(student.map("pool_output_shape", cases), [tuple(shape[1:]) for shape in want])


@pytest.mark.points(1)
def test_impossible_pools_are_refused(student):
    """Impossible sizes, words and pools raise a ValueError, sizes that are no integers a TypeError."""
    assert_equal(student.pool_output_shape(**ALL_RIGHT), (3, 3, 1))

    student.refuses(
        ValueError,
        "pool_output_shape",
        changed(
            {"shape": (6, 6)},
            {"shape": (6, 6, 1, 1)},
            {"shape": (0, 6, 1)},
            {"shape": (6, 6, 0)},
            {"pool": 0},
            {"pool": (2, 2, 2)},
            {"pool": (2, 7)},
            {"strides": (2, 0)},
            {"strides": (2,)},
            {"padding": "full"},
            {"padding": 1},
        ),
    )
    student.refuses(
        TypeError,
        "pool_output_shape",
        changed({"shape": (6.0, 6, 1)}, {"shape": (6, 6, True)}, {"pool": 2.0}, {"strides": (2, True)}),
    )
