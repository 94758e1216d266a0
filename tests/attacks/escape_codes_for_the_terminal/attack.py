"""Rewrite what the terminal shows: cursor, colours, title, links, clipboard, in every spelling of ESC."""

_codes = (
    "\x1b[2J\x1b[1;1H\x1b[32m16 of 16 graded\x1b[0m",
    "\x1b]0;owned\x07\x1b]8;;http://127.0.0.1/\x07click\x1b]8;;\x07\x1b]52;c;b3duZWQ=\x07",
    "\x9b31m\x9d0;owned\x9c\x90+q\x9c",
    "0 points\r16 points\x08\x08\x7f\x0b\x0c",
    "\u202e001 fo 0\u202c\u2067\u200b",
)
print(*_codes)
print("TRIED")
raise ValueError("".join(_codes))
