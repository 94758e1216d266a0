"""One notebook cell becomes one code object, notebook magics left out.

Imported by the child and by students' own checks, so the standard library alone.
"""

from __future__ import annotations

from types import CodeType


def compile_cell(source: str, file: str) -> tuple[CodeType, list[int]]:
    """Compile a cell, leaving out notebook magics and shell lines.

    A line is left out only where Python itself stops at it and it starts with %, ! or ? (or ends
    with ?), so that strings and continued expressions stay whole. A cell that starts with %%time
    or the like loses that line; one in another language (%%bash) is left out whole.

    Returns:
        The code object, and the numbers of the lines left out.
    """
    lines = source.split("\n")
    dropped: list[int] = []
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        here = lines[first].split()[0] in ("%%time", "%%timeit", "%%capture", "%%prun")
        dropped = [first + 1] if here else list(range(first + 1, len(lines) + 1))
        if not here:
            return compile("", file, "exec"), dropped
    while True:
        try:
            return compile("\n".join(dropped_out(source, dropped)), file, "exec"), dropped
        except SyntaxError as error:
            line = error.lineno or 0
            if not 1 <= line <= len(lines) or line in dropped or not _is_magic(lines[line - 1]):
                raise
            dropped.append(line)


def _is_magic(line: str) -> bool:
    text = line.strip()
    return text.startswith(("%", "!", "?")) or text.endswith("?")


def dropped_out(source: str, dropped: list[int]) -> list[str]:
    """Return the lines of a cell without those left out, their numbers kept.

    A magic becomes `pass`, which may be all a block has; a line in another language becomes empty.
    """
    lines = source.split("\n")
    for number in dropped:
        line = lines[number - 1]
        lines[number - 1] = line[: len(line) - len(line.lstrip())] + "pass" if _is_magic(line) else ""
    return lines
