"""Text from elsewhere, made safe to look at."""

from __future__ import annotations

import unicodedata

MAX_CHARACTERS = 4000


def visible(text: str, limit: int = MAX_CHARACTERS) -> str:
    """Return a text with control and direction marks made visible, and cut with a notice.

    An escape sequence, a carriage return or a right-to-left mark in a student's text must not act
    on the terminal or page that shows it.
    """
    shown = "".join(char if _harmless(char) else f"\\u{ord(char):04x}" for char in text[:limit])
    return shown if len(text) <= limit else f"{shown}… ({len(text):,} characters)"


def _harmless(char: str) -> bool:
    return (
        char == "\n" or char == "\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )
