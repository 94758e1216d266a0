"""Readers of the formats we write, by the rules of whoever reads them: each returns shape and words.

A reader raises AssertionError on what would act. Nothing here is shared with the writers.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import Any

import markdown_it

Read = tuple[Any, str]
FORMULA = re.compile(r'[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20]')
PASSIVE = set(
    "html head meta title style body h1 h2 h3 h4 h5 h6 p b br hr ul ol li dl dt dd table thead tbody tr th "
    "td span div code pre em strong del blockquote input a".split()
)
TITLES = {"lang", "charset", "name", "content", "http-equiv", "colspan", "class", "title", "start"}


class Page(HTMLParser):
    """A page's tags in their order, and its words."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.shape: list[Any] = []
        self.words = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in PASSIVE, f"active element: {tag}"
        for name, value in attrs:
            self._passive(tag, name, value or "")
        self.shape.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.shape.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"comment: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"declaration: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"instruction: {data}")

    def _passive(self, tag: str, name: str, value: str) -> None:
        if name == "href":
            assert value.startswith(("#", "http://", "https://")), f"active link: {value}"
        elif name == "id":
            assert not re.fullmatch(r"[\w-]*", value), f"the id of a cell: {value}"
        elif name == "class":
            assert "mermaid" not in value
        elif tag == "input":
            assert (name, value) in (("type", "checkbox"), ("disabled", ""))
        else:
            assert name in TITLES | {"align"} or (tag, name) == ("td", "style"), f"active attribute: {name}"


def visible_characters(source: str) -> None:
    """Demand that nothing acts on a terminal, hides, turns the direction or towers over the line."""
    for char in source:
        assert char in "\n\t" or (ord(char) >= 32 and not 0x7F <= ord(char) <= 0x9F), f"control: {char!r}"
        assert unicodedata.category(char) not in ("Cf", "Cs", "Zl", "Zp"), f"hidden: {char!r}"
    assert "mmmmmmmmm" not in "".join(unicodedata.category(char)[0].lower() for char in source)


def log(source: str) -> Read:
    """A terminal's or a CI's log: no line is a command."""
    visible_characters(source)
    assert commands(source) == []
    return len(source.split("\n")), source


def html(source: str) -> Read:
    got = Page(source)
    visible_characters(got.words)
    return got.shape, got.words


def markdown(source: str) -> Read:
    """Markdown as GitHub shows it, but for the links it finds in words: those must stand in code."""
    shown = markdown_it.MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    shape, words = html(shown.render(source))
    outside = Page(re.sub(r"<code>.*?</code>", "", shown.render(source), flags=re.DOTALL)).words
    assert not re.search(r"[@#]\w|GH-\d|https?:|www\.", outside), outside
    return shape, words


def xml(source: str) -> Read:
    assert "<!DOCTYPE" not in source
    root = ET.fromstring(source.encode())
    words = [word for one in root.iter() for word in (*one.attrib.values(), one.text or "", one.tail or "")]
    return [(one.tag, sorted(one.attrib)) for one in root.iter()], log("\0".join(words).replace("\0", "\n"))[
        1
    ]


def table(source: str) -> Read:
    """CSV, as it is and as a spreadsheet reads it where the semicolon separates."""
    rows = list(csv.reader(io.StringIO(source, newline=""), strict=True))
    log(source.replace("\r\n", "\n"))
    for other in (rows, csv.reader(io.StringIO(source, newline=""), delimiter=";")):
        for cell in (cell for row in other for cell in row):
            assert not FORMULA.match(cell), f"formula: {cell}"
            assert "\n" not in cell or other is not rows
    return [len(row) for row in rows], "\n".join(cell for row in rows for cell in row)


def tree(source: str) -> Read:
    """JSON: the file itself may be shown by a terminal, so characters that act are escaped."""
    log(source)
    data = json.loads(source)
    return _keys(data), "\n".join(_texts(data))


def _keys(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _keys(value) for key, value in data.items()}
    return [_keys(value) for value in data] if isinstance(data, list) else type(data)


def _texts(data: Any) -> list[str]:
    if isinstance(data, str):
        return [data]
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [text for part in parts for text in _texts(part)]


def commands(source: str) -> list[tuple[str, dict[str, str], str]]:
    """What the runner of GitHub Actions obeys in a log: any name, where it knows a few."""
    found = []
    for line in re.split(r"\r\n|\r|\n", source):
        if (newer := line.lstrip().removeprefix("::")) != line.lstrip() and "::" in newer:
            about, data = newer.split("::", 1)
            name, _, given = about.partition(" ")
            pairs = [pair.split("=", 1) for pair in given.split(",") if "=" in pair]
            found.append((name, {key: _decoded(value) for key, value in pairs}, _decoded(data)))
        elif older := re.search(r"##\w*\[([^\]\s]*)", line):
            found.append((older[1], {}, line))
    return found


def _decoded(value: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        value = value.replace(code, char)
    return value


def annotations(source: str) -> Read:
    """Our own commands, and no other."""
    found = commands(source)
    assert len(found) == len(source.splitlines())
    shape = [(name, sorted(properties)) for name, properties, _ in found]
    return shape, "\n".join(text for _, properties, data in found for text in (*properties.values(), data))
