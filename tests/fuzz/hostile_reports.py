"""Texts for reports: those that act somewhere, cut into each other."""

from __future__ import annotations

import random

from tests.unit.hostile_texts import TEXTS

SHORT = tuple(text for text in TEXTS.values() if len(text) < 2000)


def texts(rng: random.Random) -> bytes:
    """Return an input for the reports: up to fourteen texts, with the unit separator between them."""
    return "\x1f".join(_text(rng) for _ in range(rng.randrange(1, 15))).encode("utf-8", "surrogatepass")


def _text(rng: random.Random) -> str:
    text = rng.choice(SHORT)
    for _ in range(rng.randrange(4)):
        here, other = rng.randrange(len(text) + 1), rng.choice(SHORT)
        start = rng.randrange(len(other) + 1)
        text = text[:here] + other[start : start + rng.randrange(1, 40)] + text[here + rng.randrange(4) :]
    return text
