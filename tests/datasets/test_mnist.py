"""A small file of MNIST's format: read from a copy, fetched with its checksum, refused otherwise."""

from __future__ import annotations

import inspect

import keras
import numpy as np
import pytest

from autograder import datasets
from autograder.datasets import MNIST, mnist
from autograder.errors import NotRun
from tests.datasets.support import source_of


def small(folder, name="small.npz", **changes):
    """A file with 20 pictures to train on and 10 to test, of 28 x 28 pixels."""
    rng = np.random.default_rng(1)
    arrays = {}
    for part, count in (("train", 20), ("test", 10)):
        arrays[f"x_{part}"] = rng.integers(256, size=(count, 28, 28), dtype=np.uint8)
        arrays[f"y_{part}"] = rng.integers(10, size=count, dtype=np.uint8)
    arrays |= changes
    np.savez_compressed(folder / name, **{key: one for key, one in arrays.items() if one is not None})
    return folder / name


@pytest.fixture(autouse=True)
def no_copy(monkeypatch):
    monkeypatch.delenv(MNIST.copy, raising=False)


def test_copy_is_read(tmp_path):
    file = small(tmp_path)

    found = mnist(file)

    with np.load(file) as raw:
        assert np.array_equal(found.x_train[..., 0], raw["x_train"])
        assert np.array_equal(found.y_test, raw["y_test"])
    assert (found.x_train.shape, found.x_test.shape) == ((20, 28, 28, 1), (10, 28, 28, 1))
    assert (found.x_train.dtype, found.y_train.dtype) == (np.float32, np.int64)


def test_environment_names_a_copy(tmp_path, monkeypatch):
    monkeypatch.setenv(MNIST.copy, str(small(tmp_path)))

    assert len(mnist().x_train) == 20


def test_file_is_fetched_once(tmp_path):
    file = small(tmp_path)
    source = source_of(file, MNIST.copy)

    first = mnist(source=source, cache=tmp_path / "cache")
    file.unlink()
    again = mnist(source=source, cache=tmp_path / "cache")

    assert np.array_equal(first.x_train, again.x_train)


def test_other_bytes_are_refused(tmp_path):
    source = source_of(small(tmp_path), MNIST.copy, sha256="0" * 64)

    with pytest.raises(NotRun, match=f"small.npz cannot be fetched.*{MNIST.copy}"):
        mnist(source=source, cache=tmp_path / "cache")


def test_unreachable_origin_is_no_failure(tmp_path):
    source = source_of(small(tmp_path), MNIST.copy, origin=(tmp_path / "gone.npz").as_uri())

    with pytest.raises(NotRun, match="cannot be fetched"):
        mnist(source=source, cache=tmp_path / "cache")


ODD = {
    "no labels": {"y_test": None},
    "floats": {"x_train": np.zeros((20, 28, 28))},
    "colours": {"x_train": np.zeros((20, 28, 28, 3), np.uint8)},
    "nothing": {"x_train": np.zeros((0, 28, 28), np.uint8), "y_train": np.zeros(0, np.uint8)},
    "too few labels": {"y_train": np.zeros(19, np.uint8)},
    "an eleventh class": {"y_train": np.full(20, 10, np.uint8)},
    "pickled objects": {"y_train": np.array([{}] * 20)},
}


@pytest.mark.parametrize("what", ODD)
def test_other_format_is_refused(tmp_path, what):
    with pytest.raises(NotRun, match=r"is no file of digits as mnist.npz is"):
        mnist(small(tmp_path, **ODD[what]))


def test_single_array_is_refused(tmp_path):
    np.save(tmp_path / "one.npy", np.zeros(3))

    with pytest.raises(NotRun, match=r"one\.npy"):
        mnist(tmp_path / "one.npy")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"<html>Not found</html>"])
def test_broken_file_is_refused(tmp_path, content):
    (tmp_path / "broken.npz").write_bytes(content)

    with pytest.raises(NotRun, match=r"broken\.npz"):
        mnist(tmp_path / "broken.npz")


def test_absent_copy_is_refused(tmp_path):
    with pytest.raises(NotRun, match=r"absent\.npz"):
        mnist(tmp_path / "absent.npz")


def test_checksum_is_that_of_keras():
    """Keras fetches the same file for its own loader."""
    assert datasets.MNIST.sha256 in inspect.getsource(keras.datasets.mnist.load_data)


def test_net_of_the_deck_fits_the_pictures(tmp_path):
    """Bardak's net for 28 x 28 pixels has 431,754 weights."""
    layers = keras.layers
    net = keras.Sequential(
        [
            keras.Input(mnist(small(tmp_path)).x_train.shape[1:]),
            layers.Rescaling(1 / 255),
            layers.Conv2D(32, 5, activation="relu"),
            layers.MaxPooling2D(2, strides=2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2, strides=2),
            layers.Flatten(),
            layers.Dense(256, activation="relu"),
            layers.Dense(10),
        ]
    )

    assert net.count_params() == 431_754
