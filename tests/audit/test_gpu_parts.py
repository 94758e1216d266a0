"""An exercise that needs a GPU is not proved on a machine without one: the audit says that, and no more."""

from autograder.audit.judgement import judge
from autograder.audit.matrix import Column, Matrix, Row
from autograder.model import Outcome

PASSED, FAILED, NOT_RUN = Outcome.passed, Outcome.failed, Outcome.not_run


def row(side, name, exercise="", fails=(), *, on_gpu):
    own = FAILED if side in ("wrong", "stub") else PASSED
    outcomes = {
        "cpu_part": {"test_a": FAILED if side == "stub" else PASSED},
        "gpu_part": {"test_b": own if on_gpu else NOT_RUN},
    }
    return Row(side=side, name=name, exercise=exercise, fails=list(fails), outcomes=outcomes)


def findings(*, on_gpu):
    rows = [
        row("stub", "stub", on_gpu=on_gpu),
        row("reference", "reference", on_gpu=on_gpu),
        row("right", "in_another_way", "gpu_part", on_gpu=on_gpu),
        row("wrong", "sign", "gpu_part", ["test_b"], on_gpu=on_gpu),
    ]
    columns = [
        Column(exercise="cpu_part", name="test_a", fact="A.", points=1),
        Column(exercise="gpu_part", name="test_b", fact="B.", points=1 if on_gpu else 0),
    ]
    return [*judge(Matrix(assignment="07_tiny", title="", columns=columns, rows=rows))]


def test_gpu_part_is_not_proved_without_a_gpu():
    (found,) = findings(on_gpu=False)

    assert (found.kind, found.where) == ("course", "hidden/test_gpu_part.py")
    assert found.sentence == "gpu_part needs a GPU, and was not run: audit it on a machine that has one"


def test_gpu_part_is_judged_where_it_was_run():
    """Here a wrong answer lacks its diagnosis, as any would."""
    assert [found.kind for found in findings(on_gpu=True)] == ["diagnosis"]
