"""Many Reports become the figures of one assignment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from autograder.classreport import measures
from autograder.classreport.measures import Histogram, Spread
from autograder.model import Diagnosis, ExerciseReport, Outcome, Report, Status, TestReport

PERCENT = 100.0
WRONG = (Outcome.passed, Outcome.failed)  # what is no outcome "other than wrong"
Pairs = list[tuple[Report, ExerciseReport]]


@dataclass(frozen=True)
class Exercise:
    """How a class did in one exercise. Shares are from 0 to 1; None where there is nothing to tell.

    `part` is the share of students with some of its points, but not all; `unnamed` counts those whose
    answers are wrong, or raise, in no way that is known. `devices` are those it ran on, with how many
    students.
    """

    name: str
    students: int
    mean: float | None
    full: float | None
    part: float | None
    none: float | None
    discrimination: float | None
    unnamed: int
    seconds: Spread | None
    devices: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Test:
    """How many lost one hidden test, of `students` it was put to; `skipped` counts the others."""

    __test__ = False  # a hidden test, none of pytest's

    exercise: str
    name: str
    fact: str
    students: int
    lost: int
    skipped: int

    @property
    def share(self) -> float | None:
        """The share that lost it."""
        return measures.share(self.lost, self.students)


@dataclass(frozen=True)
class Misconception:
    """A known wrong answer, and how many gave it: alone, or with another in the same exercise."""

    exercise: str
    name: str
    title: str
    hint: str
    alone: int
    combined: int


@dataclass(frozen=True)
class Happening:
    """An outcome other than wrong: to how many students and tests it came, and in which exercises."""

    outcome: Outcome
    students: int
    tests: int
    exercises: tuple[tuple[str, int], ...]


class Survey:
    """The figures of one assignment.

    Args:
        reports: of one assignment, at least one.
    """

    def __init__(self, reports: Sequence[Report]) -> None:
        self.reports = sorted(reports, key=lambda report: report.student)
        self.graded = [report for report in self.reports if report.outcome is Status.graded]
        self.not_graded = [report for report in self.reports if report.outcome is not Status.graded]
        self.assignment = self.reports[0].assignment
        self.versions = sorted({report.version for report in self.reports})
        self.names = list(dict.fromkeys(one.name for report in self.graded for one in report.exercises))

    @cached_property
    def most(self) -> float:
        """What can be reached, in points; 100 (percent) where the reports disagree."""
        found = {report.max_score for report in self.graded or self.reports}
        return found.pop() if len(found) == 1 else PERCENT

    @property
    def unit(self) -> str:
        """What scores are counted in."""
        return "points" if len({report.max_score for report in self.graded}) < 2 else "percent"

    @cached_property
    def scores(self) -> list[float]:
        """The score of each graded student, in `unit`."""
        if self.unit == "points":
            return [report.score or 0.0 for report in self.graded]
        return [PERCENT * ((report.score or 0.0) / report.max_score) for report in self.graded]

    @cached_property
    def median(self) -> float | None:
        """The median score."""
        return measures.median(self.scores)

    @cached_property
    def mean(self) -> float | None:
        """The mean score."""
        return measures.mean(self.scores)

    @cached_property
    def summary(self) -> list[tuple[str, float | None]]:
        """The scores in a few numbers, each with its name."""
        low, high = measures.quartiles(self.scores)
        return [
            ("highest", max(self.scores, default=None)),
            ("upper quartile", high),
            ("median", self.median),
            ("lower quartile", low),
            ("lowest", min(self.scores, default=None)),
            ("mean", self.mean),
            ("standard deviation", measures.deviation(self.scores)),
        ]

    @property
    def full(self) -> int:
        """How many have full marks."""
        return self.histogram.counts[-1]

    @cached_property
    def histogram(self) -> Histogram:
        """How the scores are distributed."""
        return measures.histogram(self.scores, self.most)

    @cached_property
    def exercises(self) -> list[Exercise]:
        """Each exercise, in the order of the reports."""
        return [self._exercise(name) for name in self.names]

    def _exercise(self, name: str) -> Exercise:
        ran = [pair for pair in self._pairs[name] if not pair[1].points_not_run]
        mine, ones = [report for report, _ in ran], [one for _, one in ran]
        shares = [one.score / one.max_score for one in ones if one.max_score]
        full = sum(share >= 1 - 1e-9 for share in shares)
        none = sum(share == 0 for share in shares)
        rests = [sum(one.score for one in report.exercises if one.name != name) for report in mine]
        return Exercise(
            name=name,
            students=len(ones),
            mean=measures.mean(shares),
            full=measures.share(full, len(shares)),
            part=measures.share(len(shares) - full - none, len(shares)),
            none=measures.share(none, len(shares)),
            discrimination=measures.correlation([one.score for one in ones], rests),
            unnamed=sum(map(_unnamed, ones)),
            seconds=measures.spread([one.seconds for one in ones if one.seconds]),
            devices=tuple(Counter(one.device for one in ones if one.device).most_common()),
        )

    @cached_property
    def _pairs(self) -> dict[str, Pairs]:
        """Each exercise's report, with the whole that it is part of."""
        pairs: dict[str, Pairs] = {name: [] for name in self.names}
        for report in self.graded:
            for one in report.exercises:
                pairs[one.name].append((report, one))
        return pairs

    @cached_property
    def tests(self) -> list[Test]:
        """Each hidden test, by exercise, the most often lost first."""
        return [test for name in self.names for test in sorted(self._tests(name), key=lambda one: -one.lost)]

    def _tests(self, name: str) -> list[Test]:
        found: dict[str, list[TestReport]] = defaultdict(list)
        for _, one in self._pairs[name]:
            for test in one.tests:
                found[test.name].append(test)
        return [
            Test(
                exercise=name,
                name=test,
                fact=results[-1].fact,
                students=sum(not result.skipped for result in results),
                lost=sum(result.lost for result in results),
                skipped=sum(result.skipped for result in results),
            )
            for test, results in found.items()
        ]

    @cached_property
    def misconceptions(self) -> list[Misconception]:
        """The known wrong answers that were given, the most frequent first."""
        counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        words: dict[tuple[str, str], Diagnosis] = {}
        for name in self.names:
            for _, one in self._pairs[name]:
                if one.diagnosis is None:
                    continue
                for wrong in one.diagnosis.names:
                    counts[name, wrong][one.diagnosis.kind] += 1
                    if one.diagnosis.kind == "named":
                        words[name, wrong] = one.diagnosis
        found = [
            Misconception(
                exercise=exercise,
                name=wrong,
                title=words[exercise, wrong].title if (exercise, wrong) in words else "",
                hint=words[exercise, wrong].hint if (exercise, wrong) in words else "",
                alone=count["named"],
                combined=count["composite"],
            )
            for (exercise, wrong), count in counts.items()
        ]
        return sorted(found, key=lambda one: (-one.alone, -one.combined, one.exercise, one.name))

    @cached_property
    def happenings(self) -> list[Happening]:
        """What else became of tests than passed or wrong, in the order of Outcome."""
        return [one for outcome in Outcome if outcome not in WRONG for one in self._happening(outcome)]

    def _happening(self, outcome: Outcome) -> list[Happening]:
        counts = {
            name: [sum(test.outcome is outcome for test in one.tests) for _, one in pairs]
            for name, pairs in self._pairs.items()
        }
        tests = sum(map(sum, counts.values()))
        if not tests:
            return []
        students = sum(
            any(test.outcome is outcome for one in report.exercises for test in one.tests)
            for report in self.graded
        )
        where = [(name, sum(map(bool, count))) for name, count in counts.items() if any(count)]
        return [Happening(outcome, students, tests, tuple(sorted(where, key=lambda one: -one[1])))]

    @cached_property
    def reasons(self) -> list[tuple[str, int]]:
        """Why submissions were not graded, the most frequent reason first."""
        return Counter(report.reason for report in self.not_graded).most_common()

    @cached_property
    def walls(self) -> list[tuple[str, int]]:
        """What the submissions were graded behind, and how many behind each."""
        return Counter(report.wall for report in self.graded if report.wall).most_common()

    @cached_property
    def seconds(self) -> Spread | None:
        """How long a submission took, all its exercises together."""
        return measures.spread([took for report in self.graded if (took := seconds_of(report))])

    @cached_property
    def not_run(self) -> list[tuple[str, int]]:
        """Exercises with points that could not be earned where they were graded: for how many students."""
        return Counter(
            one.name for report in self.graded for one in report.exercises if one.points_not_run
        ).most_common()

    @cached_property
    def large(self) -> tuple[int, int]:
        """Of the tests that are worth nothing and need a device: how many ran, how many did not."""
        ones = [one for report in self.graded for one in report.exercises if not one.points_not_run]
        tests = [test for one in ones for test in one.tests]
        ran = sum(test.max_score == 0 and not test.skipped for test in tests)
        return ran, sum(test.skipped for test in tests)


def _unnamed(one: ExerciseReport) -> bool:
    answered = any(test.outcome in (Outcome.failed, Outcome.raised) for test in one.tests)
    return answered and one.diagnosis is None


def seconds_of(report: Report) -> float:
    """Return how long a submission took, all its exercises together; 0 if nobody looked."""
    return sum(one.seconds for one in report.exercises)


def by_assignment(reports: Sequence[Report]) -> list[Survey]:
    """Return the surveys of all assignments among some reports."""
    found: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        found[report.assignment].append(report)
    return [Survey(found[name]) for name in sorted(found)]
