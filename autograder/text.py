"""Text from elsewhere, made safe to look at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

MAX_CHARACTERS = 4000
MAX_ITEMS = 50
MAX_MARKS = 8  # on one letter; no script stacks more
ACTIVE = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
NOT_PLAIN = re.compile(r"[^\n\t -~]+")  # runs of all but what is harmless at a glance
FILLERS = "\u115f\u1160\u3164\uffa0"  # letters, says Unicode, that show nothing
# What a CI's runner obeys in a log: `::name` at the start of a line, `##[name` and the like anywhere.
COMMAND = re.compile(r"^([^\S\n]*)(?=::)|(?<=#)(?=#\w*\[)", re.MULTILINE)


def harmless(char: str) -> bool:
    """Tell whether a character only shows itself: no control, direction mark or half a surrogate."""
    return char in "\n\t" or (unicodedata.category(char) not in ACTIVE and char not in FILLERS)


def python_escape(char: str) -> str:
    """Return a character as Python writes it in ASCII."""
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"


def spelled(text: str, escape: Callable[[str], str] = python_escape) -> str:
    """Return a text with every character that acts or hides spelled out, and no letter under many marks."""

    def spell(run: re.Match[str]) -> str:
        shown, marks = [], 0
        for char in run[0]:
            marks = marks + 1 if unicodedata.category(char).startswith("M") else 0
            shown.append(char if harmless(char) and marks <= MAX_MARKS else escape(char))
        return "".join(shown)

    return NOT_PLAIN.sub(spell, text)


def cut(text: str, limit: int) -> str:
    """Return the beginning of a text, and a notice of how much is left out."""
    left = len(text) - limit
    return text if left <= 0 else f"{text[:limit]}… ({left:,} characters left out)"


def visible(text: str, limit: int = MAX_CHARACTERS) -> str:
    """Return a text that acts on no terminal, page or CI log that shows it, cut with a notice.

    An escape sequence, a carriage return or a right-to-left mark in a student's text is spelled
    out; a line that a CI's runner would take for a command gets a backslash.
    """
    return COMMAND.sub(r"\1\\", spelled(cut(text, limit)))


def one_line(text: str, limit: int = MAX_CHARACTERS) -> str:
    """Return a text as `visible` does, on one line: it cannot forge a line of a log."""
    return visible(text, limit).replace("\n", "\\n").replace("\t", "\\t")


def few(texts: Sequence[str], limit: int = MAX_ITEMS) -> list[str]:
    """Return the first texts of many, and a notice."""
    left = len(texts) - limit
    return [*texts] if left <= 0 else [*texts[:limit], f"… ({left:,} more left out)"]
