"""Every attack, through the real command line, through nbgrader, and against a grader that is weaker."""

from __future__ import annotations

import pytest

from tests.attacks import scene, weak
from tests.attacks.corpus import WORTH, Attack, attacks
from tests.attacks.judge import fell_short, got_through
from tests.attacks.scene import Ran, Scene

ATTACKS = {attack.name: attack for attack in attacks()}
SECONDS = 900.0


def _chosen(request: pytest.FixtureRequest) -> list[Attack]:
    """The attacks that the selected tests are about: `-k` makes the run short."""
    names = {item.callspec.params.get("name") for item in request.session.items if hasattr(item, "callspec")}
    return [attack for name, attack in ATTACKS.items() if name in names]


@pytest.fixture(scope="module")
def graded(request: pytest.FixtureRequest):
    """One run of `autograder grade` over everybody."""
    with scene.scene() as here:
        scene.hand_in(here, _chosen(request))
        yield here, scene.grade(here, seconds=SECONDS)


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_gains_nothing(graded: tuple[Scene, Ran], name: str):
    here, ran = graded
    seen = scene.evidence(here, ATTACKS[name], ran)

    assert got_through(ATTACKS[name], seen) == []
    assert fell_short(ATTACKS[name], seen) == []


def test_neighbours_are_graded_as_if_nothing_had_happened(graded: tuple[Scene, Ran]):
    here, ran = graded

    assert ran.code == 0, ran.output[-2000:]
    assert {student: scene.scores(here, student) for student in scene.NEIGHBOURS} == {
        student: {name: float(worth) for name, worth in WORTH.items()} for student in scene.NEIGHBOURS
    }


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_succeeds_against_a_weaker_grader(name: str):
    """The positive control: a test that no attack can fail would prove nothing."""
    assert got_through(ATTACKS[name], weak.defeat(ATTACKS[name])) != []
