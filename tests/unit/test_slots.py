"""What `--gpus` and `--per-gpu` mean on a machine with GPUs 0 and 2."""

import pytest
import typer

from autograder.cli import workforce
from autograder.runners.workforce import Workforce
from autograder.sandbox import gpus


@pytest.fixture(autouse=True)
def two_gpus(monkeypatch):
    monkeypatch.setattr(gpus, "present", lambda: [0, 2])


@pytest.mark.parametrize(
    ("text", "per_gpu", "devices"),
    [
        (None, 1, []),
        ("auto", 1, [0, 2]),
        ("auto", 2, [0, 2, 0, 2]),
        ("2", 3, [2, 2, 2]),
        ("2,0", 1, [0, 2]),
    ],
)
def test_slots_that_are_asked_for(text, per_gpu, devices):
    assert [slot.device for slot in workforce.slots(text, per_gpu)] == devices


SOME = r"expected auto or some of this machine's GPUs \(0, 2\), received"


@pytest.mark.parametrize(
    ("text", "per_gpu", "words"),
    [
        ("1", 1, f"{SOME} '1'"),
        ("x", 1, f"{SOME} 'x'"),
        ("", 1, f"{SOME} ''"),
        ("0,0", 1, f"{SOME} '0,0'"),
        ("0,", 1, f"{SOME} '0,'"),
        ("-1", 1, f"{SOME} '-1'"),
        ("00", 1, f"{SOME} '00'"),
        ("auto", 0, "--per-gpu: expected 1 to 16, received 0"),
        ("auto", 17, "--per-gpu: expected 1 to 16, received 17"),
        (None, 2, "--per-gpu: expected --gpus with it, received 2 alone"),
    ],
)
def test_slots_that_cannot_be(text, per_gpu, words):
    with pytest.raises(typer.BadParameter, match=words):
        workforce.slots(text, per_gpu)


@pytest.mark.parametrize(
    ("workers", "per_gpu", "processes"), [(None, 2, 4), ("3", 2, 3), ("9", 2, 4), ("1", 1, 1)]
)
def test_a_worker_needs_a_slot(workers, per_gpu, processes):
    assert workforce.side_by_side(workers, gpus.slots([0, 2], per_gpu)) == processes


def test_without_gpus_workers_are_as_before():
    assert [workforce.side_by_side(workers, []) for workers in (None, "7")] == [1, 7]


def test_actors_of_a_cluster_share_gpus():
    assert workforce.on_ray("3", "auto", 4, "head:6379") == Workforce(3, "head:6379", (), 4)
    assert workforce.on_ray("auto", None, 1, None) == Workforce(None, "auto", (), 0)


@pytest.mark.parametrize(
    ("gpus", "per_gpu", "words"),
    [
        ("0", 1, "Ray says which; expected auto with --runner ray, received '0'"),
        (None, 2, "expected --gpus with it, received 2 alone"),
        ("auto", 17, "expected 1 to 16, received 17"),
    ],
)
def test_gpus_of_a_cluster_that_cannot_be(gpus, per_gpu, words):
    with pytest.raises(typer.BadParameter, match=words):
        workforce.on_ray(None, gpus, per_gpu, None)
