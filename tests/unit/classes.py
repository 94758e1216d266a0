"""A class of reports as `autograder grade` writes them, made without grading: the same for the same seed."""

from __future__ import annotations

import random
from pathlib import Path

from autograder import model
from autograder.model import Diagnosis, ExerciseReport, Outcome, Report, Status, TestReport

EXERCISES = {  # points of each test, and how hard it is, from 0 to 1
    "conv2d": ([6, 4, 5], 0.25),
    "conv2d_backward": ([8, 6, 6], 0.6),
    "pool2d": ([5, 5], 0.2),
    "layer_shapes": ([4, 3, 3], 0.1),
    "small_network": ([5, 10, 10], 0.45),
    "train_digits": ([10, 10], 0.5),
}
FACTS = (
    "Of a picture of ones, every value inside is the sum of the kernel.",
    "A stride that does not divide the width drops the rest.",
    "The gradient with respect to the kernel agrees with finite differences.",
)
WRONG = {
    "conv2d": (
        "kernel_flipped",
        "The kernel is turned by 180 degrees first.",
        "Which way does a layer slide?",
    ),
    "conv2d_backward": ("strides_forgotten", "The backward pass ignores the strides.", "Where do zeros go?"),
    "pool2d": ("mean_of_all", "The mean is over the whole picture.", "How large is one window?"),
    "train_digits": ("labels_shifted", "Labels are shuffled apart from pictures.", "What belongs together?"),
}
NAMES = (
    "Ada Bilal Chiara Dmitri Élodie Farah Gökçe Hanna Ines Jörg Kofi Lê Mei Nour Olu Priya Quinn Rosa".split()
)


def one_test(number: int = 1, worth: float = 4, outcome: str = "passed", **more) -> TestReport:
    """One hidden test; full points if it passed, else none."""
    score = worth if outcome == "passed" else 0.0
    about = {"name": f"test_{number}", "fact": f"Fact {number} holds.", "score": score, "max_score": worth}
    return TestReport(**{**about, "outcome": Outcome(outcome), **more})


def one_exercise(name: str, *tests: TestReport, **more) -> ExerciseReport:
    score, most = sum(test.score for test in tests), sum(test.max_score for test in tests)
    return ExerciseReport(name=name, score=score, max_score=most, tests=list(tests), **more)


def one_report(student: str, *exercises: ExerciseReport, **more) -> Report:
    """A graded report whose score is the sum of its exercises."""
    about = {
        "assignment": "07_tiny",
        "version": 1,
        "outcome": Status.graded,
        "score": sum(one.score for one in exercises),
        "max_score": sum(one.max_score for one in exercises) or 1.0,
    }
    return Report(**{**about, "student": student, "exercises": list(exercises), **more})


def not_graded(student: str, reason: str, **more) -> Report:
    return one_report(student, outcome=Status.not_graded, score=None, reason=reason, **more)


def whole_class(students: int = 60, seed: int = 7, assignment: str = "03_convolution_layers") -> list[Report]:
    """A class of students of different strength; some are not graded, slow, or have nothing yet."""
    chance = random.Random(seed)
    reports = []
    for index in range(students):
        name = f"{NAMES[index % len(NAMES)]} {chr(65 + index // len(NAMES))}."
        if index % 23 == 11:
            reason = "expected a notebook, received an empty file"
            reports.append(not_graded(name, reason, assignment=assignment, max_score=100.0))
            continue
        strength = chance.gauss(0.62, 0.25) if index % 19 != 5 else None
        exercises = [_exercise(chance, one, strength, index) for one in EXERCISES]
        reports.append(one_report(name, *exercises, assignment=assignment, wall="full, Landlock 7, seccomp"))
    return reports


def _exercise(chance: random.Random, name: str, strength: float | None, index: int) -> ExerciseReport:
    points, hard = EXERCISES[name]
    tests = []
    for number, worth in enumerate(points, start=1):
        outcome = "not_implemented"
        if strength is not None:
            ease = strength - hard + 0.35
            others = ["failed"] * 8 + ["raised"] * 3 + ["timed_out"] * (index % 17 == 3)
            outcome = "passed" if chance.random() < ease else chance.choice(others)
        tests.append(one_test(number, worth, outcome, fact=FACTS[number - 1]))
    lost = [test for test in tests if test.outcome is Outcome.failed]
    diagnosis = None
    if name in WRONG and lost and chance.random() < 0.6:
        wrong, title, hint = WRONG[name]
        diagnosis = Diagnosis(kind="named", names=[wrong], title=title, hint=hint, read="2.3 Strides")
        if chance.random() < 0.15:
            diagnosis = Diagnosis(kind="composite", names=[wrong, "padding_on_one_side"])
    seconds = (0.05 if strength is None else chance.lognormvariate(0, 0.25)) * (6 if index % 31 == 8 else 1)
    return one_exercise(name, *tests, diagnosis=diagnosis, seconds=round(seconds, 3))


def write(reports: list[Report], folder: Path) -> Path:
    """Write `folder/NUMBER/report.json` for each."""
    for number, report in enumerate(reports):
        home = folder / f"{number:04}"
        home.mkdir(parents=True)
        model.dump(report, home / "report.json")
    return folder
