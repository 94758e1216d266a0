"""Data sets for tests: small files, fetched as large ones are."""

import hashlib

from autograder.datasets import Source


def source_of(file, copy, **changes):
    """Where a small file is fetched from, and what it hashes to; `copy` is the variable that names a copy."""
    about = {
        "file": file.name,
        "origin": file.as_uri(),
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
        "copy": copy,
    }
    return Source(**{**about, **changes})
