"""Formulas look in a browser as TeX sets them."""

import pytest

pytest.importorskip("latex2mathml", reason="the extra book is not installed")

from autograder.book.mathml import formula

SPACE = '<mspace width="0.167em"/>'


@pytest.mark.parametrize("tex", [r"5 \log 2", r"\log p", r"\log \tfrac12", r"\tanh x_t", r"\frac{\log 2}{3}"])
def test_functions_keep_a_distance_from_their_argument(tex):
    assert formula(tex, "inline").count(SPACE) == 1


@pytest.mark.parametrize(
    "tex", [r"\log(2)", r"\log", r"\log_2", r"x^{\exp}", r"\frac\log 2", r"lo g", r"2 x"]
)
def test_nothing_else_is_set_apart(tex):
    assert SPACE not in formula(tex, "block")
