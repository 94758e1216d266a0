"""Known answers of a chapter can stand in one notebook: no cell overwrites another exercise's helper."""

import ast
from collections import defaultdict
from itertools import combinations

import pytest

from autograder import assignment as assignments
from autograder import variants
from tests.support import ROOT

# Of two such helpers, the later cell's is everybody's. These few are of old: a name of its own for each
# makes audit and mutants of its chapter stale, so it waits until they are run again anyway.
KNOWN = {
    "01_shapes_and_parameters": {"_whole_number"},
    "03_convolution_layers": {"_kept", "_places"},
}


def helpers(text, own):
    """What some code defines beside the exercise itself: names, and the code that they stand for."""
    for node in ast.parse(text).body:
        for name in variants.bound([node]) - set(own):
            yield name, ast.dump(node)


def at_odds(answers):
    """Names that answers to two exercises use for different code; an answer is exercise, code, own names."""
    found = defaultdict(lambda: defaultdict(set))
    for exercise, text, own in answers:
        for name, code in helpers(text, own):
            found[name][exercise].add(code)
    return {
        name
        for name, codes in found.items()
        for one, other in combinations(codes.values(), 2)
        if len(one | other) > 1
    }


@pytest.mark.parametrize("slug", assignments.slugs(ROOT))
def test_no_answer_overwrites_a_helper_of_another_exercise(slug):
    of = assignments.load(ROOT, slug)
    known = [one for side in variants.SIDES for one in variants.discover(of, side)]

    odd = at_odds((one.exercise, one.code, of.exercise(one.exercise).defines) for one in known)

    assert odd == KNOWN.get(slug, set())


ONE, OTHER = "def _half(x):\n    return x / 2\n", "def _half(x):\n    return x // 2\n"


@pytest.mark.parametrize(
    ("answers", "odd"),
    [
        ([("a", ONE, ["a"]), ("b", OTHER, ["b"])], {"_half"}),
        ([("a", ONE, ["a"]), ("a", OTHER, ["a"]), ("b", ONE, ["b"])], {"_half"}),
        ([("a", ONE, ["a"]), ("b", ONE + "# the same\n", ["b"])], set()),
        ([("a", ONE, ["a"]), ("a", OTHER, ["a"])], set()),
        ([("a", "_N = 1", ["a"]), ("b", "_N = 2", ["b"])], {"_N"}),
        ([("a", "def a(): ...", ["a"]), ("a", "def a(): pass", ["a"])], set()),
    ],
    ids=["different", "different from one of two", "equal", "one exercise", "numbers", "the exercise itself"],
)
def test_names_at_odds_are_found(answers, odd):
    assert at_odds(answers) == odd
