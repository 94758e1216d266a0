"""Chance that is secret, different for each submission, and always the same for the same one.

A submission's seed is an HMAC of the course's secret over assignment, version and the digest of
the submitted bytes: a leaked input is worthless to anyone else, and a regrade gives the same
score. A test's seed follows from it and the test's name, so a report's seed replays the test
without the secret.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from autograder.errors import CourseError

SECRET_VARIABLE = "AUTOGRADER_SECRET"
SECRET_BYTES = 32


def course_secret(file: Path) -> bytes:
    """Return the course's secret: from the environment, else from a file made on first use.

    Raises:
        CourseError: the file is there but is no secret, or can be read by others.
    """
    if text := os.environ.get(SECRET_VARIABLE):
        return text.encode()
    if not file.exists():
        with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix=".secret-") as partial:
            partial.write(secrets.token_hex(SECRET_BYTES))
            partial.flush()
            with suppress(FileExistsError):  # another process was faster: its secret counts
                os.link(partial.name, file)
    if not file.is_file():
        raise CourseError(f"{file} should be a file that holds the course's secret")
    if file.stat().st_mode & 0o077:
        raise CourseError(f"{file} can be read by others: chmod 600 it, or set {SECRET_VARIABLE}")
    secret = file.read_bytes().strip()
    if len(secret) < SECRET_BYTES:
        raise CourseError(f"{file} holds {len(secret)} bytes, expected at least {SECRET_BYTES}: remove it")
    return secret


def submission_seed(secret: bytes, *, slug: str, version: int, digest: str) -> str:
    """Return the seed of a submission: 64 hexadecimal digits."""
    return hmac.new(secret, f"{slug}\0{version}\0{digest}".encode(), hashlib.sha256).hexdigest()


def test_seed(submission: str, test: str) -> int:
    """Return the seed of one test (128 bits)."""
    return int.from_bytes(hmac.new(submission.encode(), test.encode(), hashlib.sha256).digest()[:16], "big")


test_seed.__test__ = False  # type: ignore[attr-defined]  # the field's word; not for pytest to collect
