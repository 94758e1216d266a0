"""Every attack, through the real command line, through nbgrader, and against a grader that is weaker."""

from __future__ import annotations

import os
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import msgspec
import pytest

from tests.attacks import scene, through_nbgrader, weak
from tests.attacks.corpus import WORTH, Attack, Expectation, attacks
from tests.attacks.judge import MAX_GROWTH_MIB, Evidence, fell_short, got_through
from tests.attacks.scene import Ran, Scene

ATTACKS = {attack.name: attack for attack in attacks()}
SECONDS = 900.0
IDLE = Attack("idle", "Do nothing but say so.", "print('TRIED')", Expectation(group="A", beats="in_process"))


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


@pytest.fixture(scope="module")
def graded_without_namespaces(request: pytest.FixtureRequest):
    """The same where the kernel refuses namespaces: Landlock and seccomp alone."""
    launcher = (sys.executable, scene.ROOT / "tests" / "places" / "place.py", "no_namespaces")
    with scene.scene() as here:
        scene.hand_in(here, _chosen(request))
        grader = (*launcher, sys.executable, "-m", "autograder")
        yield here, scene.grade(here, grader=grader, seconds=SECONDS)


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


@pytest.mark.parametrize("run", ["graded", "graded_without_namespaces"])
def test_neighbours_are_graded_as_if_nothing_had_happened(request: pytest.FixtureRequest, run: str):
    here, ran = request.getfixturevalue(run)

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


@pytest.fixture(scope="module")
def nbgraded(request: pytest.FixtureRequest):
    """One run of nbgrader over everybody."""
    with scene.scene() as here:
        scene.hand_in(here, _chosen(request))
        yield here, through_nbgrader.grade(here)


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
    """Every attack against the grader that it beats, two at a time."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {attack.name: pool.submit(weak.defeat, attack) for attack in _chosen(request)}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_succeeds_against_a_weaker_grader(defeats: dict[str, Future[Evidence]], name: str):
    """The positive control: a test that no attack can fail would prove nothing."""
    assert got_through(ATTACKS[name], defeats[name].result()) != []
