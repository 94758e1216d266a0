"""What a child says of an exception is cut to size: it may say anything."""

from autograder.errors import MAX_KINDS, MAX_TEXT, Raised


def test_described_exception_is_bounded_in_every_part():
    huge = "x" * (1 << 20)
    raised = Raised.described(huge, ["ValueError"] * 60_000, huge, [(1, 2)] * 60_000)

    assert raised.name == "Exception"
    assert len(raised.kinds) == len(raised.lines) == MAX_KINDS
    assert len(raised.text) == MAX_TEXT


def test_ordinary_exception_is_described_as_it_is():
    raised = Raised.described("MyError", ["ValueError", "Exception"], "too small", [(2, 7)])

    assert str(raised) == "MyError: too small"
    assert raised.kinds == ("ValueError", "Exception")
    assert (raised.lines[0].cell, raised.lines[0].line) == (2, 7)


def test_exception_of_two_kinds_is_neither():
    """`class E(TypeError, ValueError)` would pass for whatever a specification promises."""
    both = Raised.described("E", ["TypeError", "ValueError", "Exception"], "", [])
    one = Raised.described("E", ["ValueError", "Exception"], "", [])

    assert not both.is_a(TypeError)
    assert not both.is_a(ValueError)
    assert one.is_a(ValueError)
    assert not one.is_a(TypeError)
