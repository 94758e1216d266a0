"""A check cell hands over whatever the public tests of its exercise ask for."""

import ast

import pytest

from autograder import assignment as assignments
from tests.support import ROOT

OF_THE_TESTS = {"map", "raises", "refuses"}  # what any student has


def asked(node):
    """The names that a public test asks the student for, and the exercise it is about."""
    exercise = next(
        one.args[0].value for one in node.decorator_list if getattr(one.func, "attr", "") == "exercise"
    )
    names = {
        part.attr
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "student"
    }
    return exercise, names - OF_THE_TESTS


@pytest.mark.parametrize("slug", assignments.slugs(ROOT))
def test_check_hands_over_all_that_is_asked_for(slug):
    of = assignments.load(ROOT, slug)
    tree = ast.parse((of.folder / "test_public.py").read_text(encoding="utf-8")).body
    handed = {
        cell.id.removeprefix("check_"): {one.id for one in ast.parse(cell.source).body[0].value.args}
        for cell in of.cells
        if cell.role == "check"
    }

    missing = [
        (exercise, names - handed[exercise])
        for node in tree
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for exercise, names in [asked(node)]
        if names - handed[exercise]
    ]

    assert missing == []
