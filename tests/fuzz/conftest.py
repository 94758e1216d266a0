"""Hypothesis is set up as for the unit tests."""

from tests.unit import conftest  # noqa: F401  # importing it does so
