"""Data sets that are too large to come along: fetched once, held against a checksum, or a local copy.

An exercise's large size (a GPU's) needs MNIST, text8, or a text that the instructor names. A machine that
has neither the network nor a copy says so by NotRun: what needs the data is then not run, which is neither
a failure nor a zero.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autograder.errors import NotRun

FETCH_SECONDS = 30.0  # without a byte
TEXT = "AUTOGRADER_TEXT"  # names a text of the instructor's choice


@dataclass(frozen=True)
class Source:
    """Where a file comes from, what it must hash to, and which variable names a local copy."""

    file: str
    origin: str
    sha256: str
    copy: str

    def at_hand(self, copy: Path | None, cache: Path | None) -> Path:
        """Return a copy: the one given, or the one that the environment names, or the fetched file.

        Raises:
            NotRun: there is no copy, and the file cannot be fetched.
        """
        named = os.environ.get(self.copy)
        return copy or (Path(named) if named else None) or fetch(self, cache)


MNIST = Source(
    "mnist.npz",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
    "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    copy="AUTOGRADER_MNIST",
)
TEXT8 = Source(
    "text8.zip",
    "http://mattmahoney.net/dc/text8.zip",
    "a6640522afe85d1963ad56c05b0ede0a0c000dddc9671758a6cc09b7a38e5232",
    copy="AUTOGRADER_TEXT8",
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
    return read(source.at_hand(copy, cache))


@dataclass(frozen=True)
class Text:
    """A text: its words as numbers (length,), int32, and the word that each number stands for.

    The most frequent word is number 0; of equally frequent ones, the one that comes first is before.
    """

    ids: np.ndarray
    words: tuple[str, ...]


def text8(copy: Path | None = None, *, source: Source = TEXT8, cache: Path | None = None) -> Text:
    """Return text8: 17,005,207 words from Wikipedia as it was in 2006, small letters alone (M. Mahoney).

    Args:
        copy: a file of the same format, taken as it is; by default the one that AUTOGRADER_TEXT8
            names, if it does.
        source: where the file comes from if there is no copy.
        cache: the folder it is kept in; by default Keras's own.

    Raises:
        NotRun: there is no copy, and the file cannot be fetched; or it is no such file.
    """
    return read_text(source.at_hand(copy, cache))


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
            f"{source.file} cannot be fetched: {error}. With a copy of it, set {source.copy} to its path"
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


def read_text(file: Path) -> Text:
    """Read a file of text8's format: a .zip that holds text8, words of a to z with a space between them.

    Raises:
        NotRun: it is not there, or of another format.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            raw = archive.read("text8")
    except (OSError, KeyError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile) as error:
        raise NotRun(f"{file} is no text as text8.zip is: {error}") from error
    if odd := re.search(rb"[^a-z ]|\A *\Z", raw):
        found = f"{odd[0][:1]!r} at byte {odd.start():,} of {len(raw):,}"
        raise NotRun(f"{file} is no text as text8.zip is: expected words of a to z, received {found}")
    numbers: dict[bytes, int] = {}
    words = (numbers.setdefault(word[0], len(numbers)) for word in re.finditer(rb"[a-z]+", raw))
    met = np.fromiter(words, "int32")  # in the order in which they are met
    order = np.argsort(-np.bincount(met), kind="stable")
    known = list(numbers)
    return Text(np.argsort(order).astype("int32")[met], tuple(known[one].decode() for one in order))


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
