"""Data sets that are too large to come along: fetched once, held against a checksum, or a local copy.

An exercise's large size (a GPU's) needs MNIST, or a text that the instructor names. A machine that has
neither the network nor a copy says so by NotRun: what needs the data is then not run, which is neither
a failure nor a zero.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autograder.errors import NotRun

FETCH_SECONDS = 30.0  # without a byte
COPY = "AUTOGRADER_MNIST"  # names a local copy
TEXT = "AUTOGRADER_TEXT"  # names a text of the instructor's choice


@dataclass(frozen=True)
class Source:
    """Where a file comes from, and what it must hash to."""

    file: str
    origin: str
    sha256: str


MNIST = Source(
    "mnist.npz",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
    "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
)


@dataclass(frozen=True)
class Images:
    """Pictures (examples, height, width, 1), float32 from 0 to 255, and their classes, int64 from 0 to 9."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def mnist(copy: Path | None = None, *, source: Source = MNIST, cache: Path | None = None) -> Images:
    """Return MNIST: 60,000 digits of 28 x 28 pixels to train on, 10,000 to judge by.

    Args:
        copy: a file of the same format, taken as it is; by default the one that AUTOGRADER_MNIST
            names, if it does.
        source: where the file comes from if there is no copy.
        cache: the folder it is kept in; by default Keras's own.

    Raises:
        NotRun: there is no copy, and the file cannot be fetched; or it is no such file.
    """
    named = os.environ.get(COPY)
    chosen = copy or (Path(named) if named else None) or fetch(source, cache)
    return read(chosen)


def fetch(source: Source, cache: Path | None = None) -> Path:
    """Return the file of a source, fetched unless it is there already.

    Raises:
        NotRun: it cannot be fetched, or hashes to something else.
    """
    import keras  # seconds, and needed here alone

    if cache is not None:
        cache.mkdir(parents=True, exist_ok=True)  # get_file would go to a folder under /tmp instead
    try:
        with contextlib.redirect_stdout(sys.stderr), _patience(FETCH_SECONDS):
            found = keras.utils.get_file(
                source.file,
                source.origin,
                file_hash=source.sha256,
                hash_algorithm="sha256",
                cache_dir=None if cache is None else str(cache),
            )
    except Exception as error:  # get_file raises plain Exceptions for whatever the network does
        raise NotRun(
            f"{source.file} cannot be fetched: {error}. With a copy of it, set {COPY} to its path"
        ) from error
    return Path(found)


def read(file: Path) -> Images:
    """Read a file of MNIST's format: x_train, y_train, x_test and y_test, whole numbers, in one .npz.

    Raises:
        NotRun: it is not there, or of another format.
    """
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as found:
            train, test = _part(found, "train"), _part(found, "test")
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise NotRun(f"{file} is no file of digits as mnist.npz is: {error}") from error
    return Images(*train, *test)


def characters(file: Path | None = None, *, least: int = 10_000) -> np.ndarray:
    """Return the characters of a text as whole numbers from 0, int32, in the order of their code points.

    Args:
        file: the text, in UTF-8; by default the one that AUTOGRADER_TEXT names.
        least: how many characters it must have.

    Raises:
        NotRun: no text is named, or it cannot be read, or is too short.
    """
    named = os.environ.get(TEXT)
    chosen = file or (Path(named) if named else None)
    wanted = f"a text in UTF-8 of at least {least:,} characters"
    if chosen is None:
        raise NotRun(f"no text is named: expected {TEXT} to be the path of {wanted}")
    try:
        text = chosen.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotRun(f"{chosen}: expected {wanted}: {error}") from error
    if len(text) < least:
        raise NotRun(f"{chosen}: expected {wanted}, received {len(text):,}")
    points = np.frombuffer(text.encode("utf-32-le"), "<u4")
    return np.unique(points, return_inverse=True)[1].astype("int32")


def _part(found: Mapping[str, np.ndarray], name: str) -> tuple[np.ndarray, np.ndarray]:
    pictures, classes = found[f"x_{name}"], found[f"y_{name}"]
    if pictures.ndim != 3 or pictures.dtype != np.uint8 or not len(pictures):
        got = f"{pictures.dtype} {pictures.shape}"
        raise ValueError(f"x_{name}: expected uint8 (examples, height, width), received {got}")
    whole = classes.shape == pictures.shape[:1] and classes.dtype.kind in "iu"
    if not whole or classes.min() < 0 or classes.max() > 9:
        raise ValueError(f"y_{name}: expected {len(pictures)} classes from 0 to 9")
    return pictures[..., None].astype("float32"), classes.astype("int64")


@contextlib.contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Bound how long a silent network is waited for: get_file has no such argument."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
