"""Formulas become MathML, which browsers show by themselves: no script, no font, no network."""

from __future__ import annotations

import re
from typing import Any

from latex2mathml.converter import convert

# The name of a function before its argument, but not within a script or a fraction.
BARE = re.compile(
    r"(?<!<msub>)(?<!<msup>)(?<!<msubsup>)(?<!<mfrac>)"
    r"(<mi>(?:log|exp|sin|cos|tanh)</mi>)(?=<m(?:i|n|frac|sub|sup|row|sqrt|style)[ >])"
)


def setup(app: Any) -> dict[str, bool]:
    """Give Sphinx this way to write formulas."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def formula(tex: str, display: str) -> str:
    """Return MathML, with the thin space that TeX leaves between log and 2."""
    return BARE.sub(r'\1<mspace width="0.167em"/>', convert(tex, display=display))


def _inline(translator: Any, node: Any) -> None:
    from docutils.nodes import SkipNode

    translator.body.append(formula(node.astext(), "inline"))
    raise SkipNode


def _block(translator: Any, node: Any) -> None:
    from docutils.nodes import SkipNode

    translator.body.append(f'<div class="formula">{formula(node.astext(), "block")}</div>')
    raise SkipNode
