"""What becomes of honest and less honest answers, through the real sandbox."""

import pytest

from tests.support import outcomes, scores

FULL = {"double": 4, "halve": 4, "make_layer": 2}


def test_reference_gets_everything(grade, answers):
    report = grade(answers)

    assert scores(report) == FULL
    assert report.score == report.max_score == 10


def test_empty_notebook_gets_nothing(grade):
    report = grade("")

    assert report.score == 0
    assert {test.outcome for one in report.exercises for test in one.tests} == {"not_implemented"}


def test_stub_is_not_implemented(grade):
    got = outcomes(grade("def double(n):\n    raise NotImplementedError('later')"), "double")

    assert {test.outcome for test in got.values()} == {"not_implemented"}


ANSWERS = {
    "None": ("None", "failed"),
    "a string": ("'28'", "failed"),
    "a numpy scalar": ("__import__('numpy').int64(2 * n)", "failed"),
    "a float": ("float(2 * n)", "failed"),
    "NaN": ("float('nan')", "failed"),
    "an object": ("object()", "failed"),
    "a lambda": ("(lambda: 2 * n)", "failed"),
    "a generator": ("(2 * n for _ in range(3))", "failed"),
    "a bool": ("True", "failed"),
    "an int subclass": ("type('Evil', (int,), {'__eq__': lambda *a: True})(5)", "failed"),
    "always equal": ("type('Yes', (), {'__eq__': lambda *a: True})()", "failed"),
    "a 10 GB array": ("__import__('numpy').ones(10_000_000_000 // 8)", "raised"),
    "a 100 MB array": ("__import__('numpy').ones(12_500_000)", "failed"),
    "a bottomless list": ("(lambda x: x.append(x) or x)([])", "failed"),
    "an integer of a million digits": ("10 ** 1_000_000", "failed"),
    "input()": ("input()", "raised"),
    "endless recursion": ("(lambda f: f(f))(lambda f: f(f))", "raised"),
    "sys.exit": ("__import__('sys').exit(0)", "raised"),
    "KeyboardInterrupt": ("(_ for _ in ()).throw(KeyboardInterrupt)", "raised"),
    "a skip": ("__import__('unittest').TestCase().skipTest('no')", "raised"),
    "os._exit": ("__import__('os')._exit(0)", "died"),
    "a crash": ("__import__('ctypes').string_at(0)", "died"),
    "a signal to itself": ("__import__('os').kill(__import__('os').getpid(), 9)", "died"),
    "an endless loop": ("[0 for _ in iter(int, 1)]", "timed_out"),
    "a long sleep": ("__import__('time').sleep(60)", "timed_out"),
}


@pytest.mark.parametrize("what", ANSWERS)
def test_answer_of(grade, answers, what):
    """Every odd answer costs its own exercise and nothing else, and has a name."""
    expression, outcome = ANSWERS[what]

    report = grade(answers, f"def double(n):\n    return {expression}")

    assert scores(report) == {**FULL, "double": 0}
    assert outcomes(report, "double")["test_twice_the_number"].outcome == outcome


def test_keras_is_not_in_the_numpy_toolbox(grade, answers):
    report = grade(answers, "import keras\n\ndef double(n):\n    return int(keras.ops.add(n, n))")

    got = outcomes(report, "double")["test_twice_the_number"]
    assert got.outcome == "raised"
    assert "ToolboxError" in got.message
    assert "line 4 of cell number 2: return int(keras.ops.add(n, n))" in got.message


def test_tensors_cross_as_arrays(grade, answers):
    layer = "import keras\n\nclass Mine(keras.layers.Layer):\n    def __init__(self, units):\n"
    layer += "        super().__init__()\n        self.units = units\n"
    layer += "    def build(self, shape):\n        self.w = self.add_weight(shape=(shape[-1], self.units))\n"
    layer += "    def call(self, x):\n        return keras.ops.matmul(x, self.w)\n\n"
    layer += "def make_layer(units):\n    return Mine(units)"

    assert scores(grade(answers, layer))["make_layer"] == 2


def test_nan_in_an_array_fails(grade, answers):
    report = grade(answers, "def halve(x):\n    y = x / 2\n    y[0, 0] = float('nan')\n    return y")

    got = outcomes(report, "halve")["test_half_of_everything"]
    assert (got.outcome, got.message) == ("failed", "The answer holds NaN or infinity.")


def test_wrong_shape_fails(grade, answers):
    got = outcomes(grade(answers, "def halve(x):\n    return (x / 2).ravel()"), "halve")

    assert got["test_half_of_everything"].message == "The answer has another shape than it should."


def test_list_in_place_of_an_array_fails(grade, answers):
    """A test that cannot even look at the answer blames the answer, since the reference passes it."""
    got = outcomes(grade(answers, "def halve(x):\n    return None"), "halve")

    assert {test.outcome for test in got.values()} == {"failed"}


def test_changed_inputs_change_nothing(grade, answers):
    report = grade(answers, "def halve(x):\n    x *= 0\n    return x")

    assert scores(report)["halve"] == 0


def test_stderr_costs_nothing(grade, answers):
    noisy = "import sys\nf = double\ndef double(n):\n    print('warning', file=sys.stderr)\n    return f(n)"
    report = grade(answers, noisy)

    assert scores(report) == FULL
    assert "warning" in report.stderr


def test_words_of_a_child_that_died_are_kept(grade, answers):
    """A later question is answered by another child; what the first one printed stays in the report."""
    report = grade(answers, "import os\ndef double(n):\n    print('last words')\n    os._exit(1)")

    assert "last words" in report.stdout


def test_flood_of_output_is_cut(grade, answers):
    report = grade(answers, "print('spam' * 5_000_000)")

    assert scores(report) == FULL
    assert len(report.stdout) < 20_000
    assert "bytes left out" in report.stdout


def test_endless_flood_times_out(grade, answers):
    report = grade(answers, "def double(n):\n    while True:\n        print('x' * 1000)")

    assert outcomes(report, "double")["test_bool_is_refused"].outcome == "timed_out"


def test_exception_that_is_everything_is_no_refusal(grade, answers):
    both = "class Both(TypeError, ValueError): pass\nf = double\ndef double(n):\n"
    report = grade(answers, f"{both}    if isinstance(n, bool):\n        raise Both\n    return f(n)")

    assert outcomes(report, "double")["test_bool_is_refused"].outcome == "raised"


def test_first_faulty_case_decides(grade, answers):
    """Cases of one function are one test: right for positive numbers only is not right."""
    report = grade(answers, "def double(n):\n    return abs(2 * n)")

    got = outcomes(report, "double")
    assert got["test_twice_the_number"].score == 0
    assert got["test_agrees_with_the_reference"].score == 1
    assert len(got) == 3


def test_every_test_starts_seeded(grade, answers):
    """Random answers are the same in every test's first draw, for the same submission."""
    dice = "import random, numpy as np\ndef double(n):\n    return (random.random(), np.random.rand())"

    first, second = grade(answers, dice), grade(answers, dice)

    assert first == second


def test_many_cases_are_one_question(sandbox, mini, answers):
    """`map` and `refuses` ask many cases in one message, with the same outcome as one by one."""
    from autograder.attempt import Attempt
    from autograder.errors import Missing, Raised
    from autograder.judging import DidNotRaise
    from autograder.lineup import Lineup
    from autograder.student import LocalStudent, SandboxedStudent
    from autograder.submission import Cell

    attempt = Attempt(sandbox, Lineup((Cell(1, "code", None, answers),), ()), mini.config.limits)
    names: dict = {}
    exec(answers, names)  # noqa: S102  # the reference, in this process
    for student in (SandboxedStudent(attempt), LocalStudent(names)):
        assert student.map("double", [(1,), (2,), (10**30,)]) == [2, 4, 2 * 10**30]
        student.refuses(TypeError, "double", [(True,), (False,)])
        with pytest.raises(DidNotRaise):
            student.refuses(TypeError, "double", [(True,), (1,)])
        with pytest.raises((Raised, TypeError)):
            student.refuses(ValueError, "double", [(True,)])
        with pytest.raises(Missing):
            student.map("triple", [(1,)])
    attempt.close()
