"""Whatever process of a run is killed, the same command goes on from there, and nothing is lost."""

import pytest

from tests.grading.kills import ROLES, Class


@pytest.fixture(scope="module")
def some(tmp_path_factory):
    return Class(tmp_path_factory.mktemp("class"))


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_killed_process_costs_only_what_was_in_its_hands(some, role):
    """As `python -m tests.grading.kills` does at 50 random moments."""
    assert some.survive(role, role, finished=2) == role
