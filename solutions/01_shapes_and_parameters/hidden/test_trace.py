"""Whole stacks, layer by layer: the lecture's nets from hand-made tables, random ones from Keras."""

from itertools import permutations

import keras
import numpy as np
import pytest

from autograder import assert_equal

pytestmark = pytest.mark.exercise("trace")

ALEXNET = [
    {"type": "conv2d", "filters": 96, "kernel": 11, "strides": 4, "padding": 0},
    {"type": "maxpool", "pool": 3, "strides": 2},
    {"type": "conv2d", "filters": 256, "kernel": 5, "padding": 2},
    {"type": "maxpool", "pool": 3, "strides": 2},
    {"type": "conv2d", "filters": 384, "kernel": 3, "padding": 1},
    {"type": "conv2d", "filters": 384, "kernel": 3, "padding": 1},
    {"type": "conv2d", "filters": 256, "kernel": 3, "padding": 1},
    {"type": "maxpool", "pool": 3, "strides": 2},
    {"type": "flatten"},
    {"type": "dense", "units": 4096},
    {"type": "dense", "units": 4096},
    {"type": "dense", "units": 1000},
]
ALEXNET_TABLE = [  # 62,378,344 parameters
    ("conv2d", (55, 55, 96), 34_944),
    ("maxpool", (27, 27, 96), 0),
    ("conv2d", (27, 27, 256), 614_656),
    ("maxpool", (13, 13, 256), 0),
    ("conv2d", (13, 13, 384), 885_120),
    ("conv2d", (13, 13, 384), 1_327_488),
    ("conv2d", (13, 13, 256), 884_992),
    ("maxpool", (6, 6, 256), 0),
    ("flatten", (9216,), 0),
    ("dense", (4096,), 37_752_832),
    ("dense", (4096,), 16_781_312),
    ("dense", (1000,), 4_097_000),
]
TWO_TOWERS = {2: 307_456, 5: 663_936, 6: 442_624}  # layers with two groups; 60,965,224 parameters in all

CLASSIFIER = [{"type": "flatten"}, {"type": "dense", "units": 256}, {"type": "dense", "units": 10}]
CONVNET = [
    {"type": "conv2d", "filters": 32, "kernel": 5},
    {"type": "maxpool", "pool": 2, "strides": 2},
    {"type": "conv2d", "filters": 64, "kernel": 3},
    {"type": "maxpool", "pool": 2, "strides": 2},
    *CLASSIFIER,
]
MLP_TABLE = [("flatten", (784,), 0), ("dense", (256,), 200_960), ("dense", (10,), 2_570)]  # 203,530
CONVNET_TABLE = [  # 431,754
    ("conv2d", (24, 24, 32), 832),
    ("maxpool", (12, 12, 32), 0),
    ("conv2d", (10, 10, 64), 18_496),
    ("maxpool", (5, 5, 64), 0),
    ("flatten", (1600,), 0),
    ("dense", (256,), 409_856),
    ("dense", (10,), 2_570),
]

KERAS = {
    "conv2d": keras.layers.Conv2D,
    "maxpool": keras.layers.MaxPooling2D,
    "avgpool": keras.layers.AveragePooling2D,
    "gap": keras.layers.GlobalAveragePooling2D,
    "flatten": keras.layers.Flatten,
    "dense": keras.layers.Dense,
    "embedding": keras.layers.Embedding,
    "rnn": keras.layers.SimpleRNN,
    "lstm": keras.layers.LSTM,
    "gru": keras.layers.GRU,
}
KERAS_KEY = {"kernel": "kernel_size", "pool": "pool_size"}


def keras_trace(layers, shape):
    """The same stack in Keras, each layer built on the shape the one before it leaves."""
    rows = []
    for spec in layers:
        options = {KERAS_KEY.get(key, key): value for key, value in spec.items() if key != "type"}
        if isinstance(options.get("padding"), int):  # in Keras a layer of its own pads by a count
            padding = keras.layers.ZeroPadding2D(options.pop("padding"))
            shape = padding.compute_output_shape((None, *shape))[1:]
        layer = KERAS[spec["type"]](**options)
        with keras.StatelessScope():  # shapes are all that is asked for
            layer.build((None, *shape))
        shape = layer.compute_output_shape((None, *shape))[1:]
        rows.append((spec["type"], shape, layer.count_params()))
    return rows


def pick(rng, *choices):
    return choices[rng.integers(len(choices))]


def map_stack(rng, head):
    """A random net on images of at least 28 rows and columns, so that every window fits."""
    groups, filters, units = rng.integers(2, 5, size=3).tolist()
    kernel = tuple(rng.choice(np.arange(1, 5), size=2, replace=False).tolist())
    paddings = "valid", "same"
    return [
        {
            "type": "conv2d",
            "filters": groups * filters,
            "kernel": kernel,
            "strides": pick(rng, (1, 2), (2, 1)),
            "padding": pick(rng, 0, 1, 2, *paddings),
        },
        {
            "type": "avgpool",
            "pool": pick(rng, 2, 3, (3, 2)),
            "strides": pick(rng, None, 1, 2, (2, 1)),
            "padding": pick(rng, *paddings),
        },
        {
            "type": "conv2d",
            "filters": groups * units,
            "kernel": 3,
            "groups": groups,
            "padding": pick(rng, 1, *paddings),
            "use_bias": pick(rng, True, False),
        },
        {"type": "maxpool"},
        {"type": head},
        {"type": "dense", "units": units, "use_bias": pick(rng, True, False)},
    ]


def sequence_stack(rng, first, second):
    """A random net on sentences: two recurrent layers, of which the first hands on every step."""
    words, features, units, state, classes = rng.choice(np.arange(2, 20), size=5, replace=False).tolist()
    options = {"use_bias": pick(rng, True, False)}
    if first == "gru":
        options["reset_after"] = pick(rng, True, False)
    return [
        {"type": "embedding", "input_dim": words, "output_dim": features},
        {"type": first, "units": units, "return_sequences": True, **options},
        {"type": second, "units": state},
        {"type": "dense", "units": classes},
    ]


@pytest.mark.points(4)
def test_alexnet_table(student):
    """AlexNet's published table comes out row by row, each layer on what the one before it leaves."""
    assert_equal(student.trace(ALEXNET, (227, 227, 3)), ALEXNET_TABLE)


@pytest.mark.points(2)
def test_alexnet_in_two_towers(student):
    """On two GPUs, AlexNet's grouped convolutions see half of the maps: same shapes, fewer weights."""
    layers = [{**layer, "groups": 2} if index in TWO_TOWERS else layer for index, layer in enumerate(ALEXNET)]
    table = [(*row[:2], TWO_TOWERS.get(index, row[2])) for index, row in enumerate(ALEXNET_TABLE)]
    assert_equal(student.trace(layers, (227, 227, 3)), table)


@pytest.mark.points(3)
@pytest.mark.explains("the lecture's comparison, on nets short enough for paper")
def test_digit_nets_of_the_lecture(student):
    """The lecture's convnet has more parameters than its MLP: most sit in the Dense layer after Flatten."""
    assert_equal(student.trace(CLASSIFIER, (28, 28, 1)), MLP_TABLE)
    assert_equal(student.trace(CONVNET, (28, 28, 1)), CONVNET_TABLE)


@pytest.mark.points(4)
def test_map_stacks_agree_with_keras(student, rng):
    """Random nets on images have Keras's shapes and counts, with rectangular windows, groups and defaults."""
    for head in ("flatten", "gap") * 4:
        height, width, channels = rng.integers((28, 28, 1), (41, 41, 4)).tolist()
        layers = map_stack(rng, head)
        got = student.trace(layers, (height, width, channels))
        assert_equal(got, keras_trace(layers, (height, width, channels)))
    assert_equal(student.trace([], (height, width, channels)), [])


@pytest.mark.points(3)
def test_sequence_stacks_agree_with_keras(student, rng):
    """Random nets on sentences have Keras's shapes and counts: only the last state leaves, unless asked."""
    for first, second in permutations(("rnn", "lstm", "gru"), 2):
        layers, steps = sequence_stack(rng, first, second), int(rng.integers(2, 30))
        assert_equal(student.trace(layers, (steps,)), keras_trace(layers, (steps,)))


@pytest.mark.points(2)
def test_dense_acts_on_the_last_axis(student, rng):
    """A Dense layer that is not preceded by Flatten changes the last axis only."""
    layers = [{"type": "dense", "units": 7}, {"type": "dense", "units": 4, "use_bias": False}]
    for rank in (2, 3, 4):
        shape = tuple(rng.integers(2, 9, size=rank).tolist())
        assert_equal(student.trace(layers, shape), keras_trace(layers, shape))


@pytest.mark.points(2)
def test_impossible_layer_is_named(student, rng):
    """A layer that is unknown, incomplete or does not fit its input is a ValueError that names its index."""
    image, sentence, vector = (8, 8, 3), (8, 3), (24,)
    neutral = {  # legal layers that leave their input's shape as it is
        image: {"type": "avgpool", "pool": 1},
        sentence: {"type": "rnn", "units": 3, "return_sequences": True},
        vector: {"type": "flatten"},
    }
    assert_equal(student.trace([neutral[vector]] * 3, vector), [("flatten", vector, 0)] * 3)
    faults = (
        ({"type": "dropout"}, vector),
        ({"type": "gap"}, vector),
        ({"type": "embedding", "input_dim": 9, "output_dim": 5}, sentence),
        ({"type": "conv2d", "filters": 4, "kernel": 3}, sentence),
        ({"type": "lstm", "units": 5}, image),
        ({"type": "conv2d", "kernel": 3}, image),
        ({"type": "dense"}, image),
        ({"type": "maxpool", "pool": 9}, image),
        ({"type": "conv2d", "filters": 4, "kernel": 3, "groups": 2}, image),
    )
    for fault, shape in faults:
        index = int(rng.integers(0, 10))
        layers = [neutral[shape]] * index + [fault, neutral[vector]]
        with student.raises(ValueError, match=rf"\b{index}\b"):
            student.trace(layers, shape)
