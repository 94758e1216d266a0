"""A class graded again where there is another device, or where there is one at all."""

from autograder import places, reuse
from autograder.runners.workforce import Workforce
from autograder.sandbox.gpus import Slot
from tests.cli.support import SLUG, spoil

CONFIG = f"assignments/{SLUG}/assignment.toml"


def test_size_regrades_all(graded):
    assert graded.grade(size="gpu").why["ada"] == "--size changed"
    assert graded.grade(size="gpu").why["ada"] == "unchanged"


def test_large_tests_that_were_not_run_are_tried_again_where_they_can_be(graded, monkeypatch):
    """Their data were missing, perhaps; on a machine without a GPU nothing would come of it."""
    large = (
        '@pytest.mark.exercise("halve")\n@pytest.mark.large\n@pytest.mark.points(0)\n'
        'def test_large(student):\n    """Large."""\n    assert student.halve(4.0) == 2\n'
    )
    hidden = graded.root / "solutions" / SLUG / "hidden"
    with (hidden / "test_halve.py").open("a", encoding="utf-8") as file:
        file.write(f"\n\n{large}")
    graded.grade(size="gpu")
    assert graded.report("ada").exercises[1].tests[-1].skipped
    assert graded.grade(size="gpu").unchanged == 3
    monkeypatch.setattr(reuse, "_device", lambda: "@0")
    assert graded.grade(size="gpu").why["ada"] == "--size changed"

    again = graded.grade(size="gpu")

    assert again.why["ada"] == "tests were not run: exercise halve"
    assert graded.graded == {"ada": ["halve"], "bob": ["halve"]}


def keras_on_gpus(graded):
    spoil(graded.root / CONFIG, 'name = "halve"\ntoolbox = "numpy"', 'name = "halve"\ntoolbox = "keras"')
    spoil(graded.root / CONFIG, 'toolbox = "keras"', 'toolbox = "keras"\ndevice = "gpu"')


def test_gpu_part_is_graded_where_there_is_a_gpu_and_the_rest_stays(graded, monkeypatch):
    """A report from a machine without one is completed: as if all had been graded there."""
    keras_on_gpus(graded)
    assert [report.score for report in graded.grade().reports] == [4, 1, None]
    assert graded.grade().unchanged == 3
    monkeypatch.setattr(reuse, "_device", lambda: "@0")
    monkeypatch.setattr(places, "on_device", lambda base: "numpy")

    again = graded.grade()

    assert again.why["ada"] == "device changed: exercise halve"
    assert graded.graded == {"ada": ["halve"], "bob": ["halve"]}
    assert [(report.score, report.max_score) for report in again.reports[:2]] == [(8, 8), (5, 8)]
    graded.grade("fresh")
    assert graded.written(but="reuse.json") == graded.written("fresh", but="reuse.json")


def test_gpu_part_that_could_not_be_run_is_tried_again(graded, monkeypatch):
    """There is a GPU, but TensorFlow could not use it then."""
    keras_on_gpus(graded)
    monkeypatch.setattr(reuse, "_device", lambda: "@0")
    assert graded.grade().reports[0].points_not_run == 4

    assert graded.grade().why["ada"] == "tests were not run: exercise halve"


def test_slots_regrade_what_computes_with_keras(graded, monkeypatch):
    spoil(graded.root / CONFIG, 'name = "halve"\ntoolbox = "numpy"', 'name = "halve"\ntoolbox = "keras"')
    monkeypatch.setattr(places, "toolbox_of", lambda *_: "numpy")
    graded.grade()

    assert graded.grade(by=Workforce(slots=[Slot(0)])).why["bob"] == "device changed: exercise halve"
    assert graded.graded == {"ada": ["halve"], "bob": ["halve"]}
    assert graded.grade(by=Workforce(slots=[Slot(1)])).unchanged == 3
