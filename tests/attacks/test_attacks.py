"""Every attack, through the real command line, through nbgrader, and against a grader that is weaker."""

from __future__ import annotations

import os
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Any

import msgspec
import pytest

from tests.attacks import scene, through_nbgrader, weak
from tests.attacks.corpus import WORTH, Attack, Expectation, attacks
from tests.attacks.judge import MAX_GROWTH_MIB, Evidence, fell_short, got_through
from tests.attacks.scene import Ran, Scene

ATTACKS = {attack.name: attack for attack in attacks()}
BETWEEN = [attack.name for attack in ATTACKS.values() if attack.expect.group == "H"]
SECONDS = 900.0
Runs = dict[str, tuple[Scene, Future[Any]]]
IDLE = Attack("idle", "Do nothing but say so.", "print('TRIED')", Expectation(group="A", beats="in_process"))


def _chosen(request: pytest.FixtureRequest) -> list[Attack]:
    """The attacks that the selected tests are about: `-k` makes the run short."""
    names = {item.callspec.params.get("name") for item in request.session.items if hasattr(item, "callspec")}
    return [attack for name, attack in ATTACKS.items() if name in names]


def _without_namespaces(here: Scene) -> Ran:
    launcher = (sys.executable, scene.ROOT / "tests" / "places" / "place.py", "no_namespaces")
    return scene.grade(here, grader=(*launcher, sys.executable, "-m", "autograder"), seconds=SECONDS)


RUNS = {
    "graded": partial(scene.grade, seconds=SECONDS),
    "graded_without_namespaces": _without_namespaces,
    "nbgraded": through_nbgrader.grade,
}


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest):
    """The runs over everybody that the selected tests ask for, begun at once, two at a time."""
    asked = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    begun = {}
    with ExitStack() as stack, ThreadPoolExecutor(os.cpu_count()) as pool:
        for name in [name for name in RUNS if name in asked]:
            here = stack.enter_context(scene.scene())
            scene.hand_in(here, _chosen(request))
            begun[name] = here, pool.submit(RUNS[name], here)
        yield begun


@pytest.fixture(scope="module")
def graded(runs: Runs):
    """One run of `autograder grade`."""
    here, ran = runs["graded"]
    return here, ran.result()


@pytest.fixture(scope="module")
def graded_without_namespaces(runs: Runs):
    """The same where the kernel refuses namespaces: Landlock and seccomp alone."""
    here, ran = runs["graded_without_namespaces"]
    return here, ran.result()


@pytest.fixture(scope="module")
def nbgraded(runs: Runs):
    """One run of nbgrader's own commands."""
    here, ran = runs["nbgraded"]
    return here, ran.result()


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_gains_nothing(graded: tuple[Scene, Ran], name: str):
    here, ran = graded
    seen = scene.evidence(here, ATTACKS[name], ran)
    if seen.report is not None and "shared view" in seen.report.wall:
        pytest.skip("this kernel refuses namespaces: the other run is this one")

    assert got_through(ATTACKS[name], seen) == []
    assert fell_short(ATTACKS[name], seen) == []


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_gains_nothing_without_namespaces(graded_without_namespaces: tuple[Scene, Ran], name: str):
    """It may lose points that it keeps in a view of its own: its disk is watched there, and bounded here."""
    if ATTACKS[name].expect.needs_view:
        pytest.skip("a documented limit: process numbers are the machine's where there are no namespaces")
    here, ran = graded_without_namespaces
    seen = scene.evidence(here, ATTACKS[name], ran)

    assert got_through(ATTACKS[name], seen) == []
    assert seen.report is not None
    assert seen.report.outcome == ATTACKS[name].expect.outcome


@pytest.fixture(scope="module")
def side_by_side(request: pytest.FixtureRequest):
    """One run of two workers, over those who have something to say to another submission."""
    with scene.scene(keras=False) as here:
        scene.hand_in(here, [attack for attack in _chosen(request) if attack.name in BETWEEN])
        yield here, scene.grade(here, workers=2, seconds=SECONDS)


@pytest.mark.parametrize("name", BETWEEN)
def test_attack_reaches_no_other_worker(side_by_side: tuple[Scene, Ran], name: str):
    """What two workers grade at the same time, forked from the same memory, does not meet."""
    here, ran = side_by_side
    seen = scene.evidence(here, ATTACKS[name], ran)
    if ATTACKS[name].expect.needs_view and seen.report is not None and "shared view" in seen.report.wall:
        pytest.skip("a documented limit: process numbers are the machine's where there are no namespaces")

    assert got_through(ATTACKS[name], seen) == []
    assert fell_short(ATTACKS[name], seen) == []


def test_neighbours_are_graded_as_if_nothing_had_happened(
    graded: tuple[Scene, Ran], graded_without_namespaces: tuple[Scene, Ran]
):
    for here, ran in (graded, graded_without_namespaces):
        neighbours_are_well(here, ran)


def neighbours_are_well(here: Scene, ran: Ran) -> None:
    assert ran.code == 0, ran.output[-2000:]
    assert {student: scene.scores(here, student) for student in scene.NEIGHBOURS} == {
        student: {name: float(worth) for name, worth in WORTH.items()} for student in scene.NEIGHBOURS
    }


def test_grader_needs_no_more_memory_than_for_honest_work(graded: tuple[Scene, Ran]):
    """Honest work includes a student who lost every test: the reference, and so Keras, has to run then."""
    with scene.scene() as quiet:
        scene.hand_in(quiet, [replace(IDLE, expect=msgspec.structs.replace(IDLE.expect, base="nothing"))])
        honest = scene.grade(quiet, seconds=SECONDS)

    assert graded[1].peak_mib < honest.peak_mib + MAX_GROWTH_MIB


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_gains_nothing_in_nbgrader(nbgraded: tuple[Scene, through_nbgrader.Graded], name: str):
    here, graded = nbgraded
    seen = through_nbgrader.evidence(here, ATTACKS[name], graded)

    assert got_through(ATTACKS[name], seen) == []
    if ATTACKS[name].expect.outcome == "graded":
        assert through_nbgrader.earned(seen) == ATTACKS[name].scores()


@pytest.mark.parametrize("weakness", ["in_process", *weak.WEAKNESSES])
def test_weaker_grader_does_not_accuse_the_honest(weakness: str):
    """The control of the controls: what it shows of an attack is the attack's doing."""
    idle = replace(IDLE, expect=msgspec.structs.replace(IDLE.expect, beats=weakness))

    assert got_through(idle, weak.defeat(idle)) == []


@pytest.fixture(scope="module")
def defeats(request: pytest.FixtureRequest):
    """Every attack against the grader that it beats, a few at a time: many of them wait."""
    with ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:
        yield {attack.name: pool.submit(weak.defeat, attack) for attack in _chosen(request)}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_succeeds_against_a_weaker_grader(defeats: dict[str, Future[Evidence]], name: str):
    """The positive control: a test that no attack can fail would prove nothing."""
    assert got_through(ATTACKS[name], defeats[name].result()) != []
