"""What an audit has seen of each exercise, recorded beside the reference in audit.json.

An exercise of which nothing has changed since (its tests, its answers, the reference, what is provided,
the libraries) need not be asked again by every run: `--answers changed` asks what changed, and of what was
seen with another engine than today's a quarter, another one with every engine. `--answers all` asks
everything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Literal

import msgspec

from autograder import reuse, variants
from autograder.assignment import Assignment
from autograder.audit.matrix import Matrix, Row
from autograder.calibration import evidence
from autograder.errors import CourseError
from autograder.model import Diagnosis, Outcome, write_whole

FILE = "audit.json"
ASKED_AGAIN = 4  # one exercise of so many
NOT_ITS_OWN = ("engine", "python", "KERAS_BACKEND", "--size")  # of what a report follows from

Name = tuple[variants.Side, str]  # of an answer


class Seen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one right or wrong answer in its own exercise."""

    side: variants.Side
    name: str
    outcomes: dict[str, Outcome]
    diagnosis: Diagnosis | None = None


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """All answers to one exercise, and digests of what that follows from and of the engine that saw it."""

    exercise: str
    key: str
    engine: str
    answers: list[Seen]


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The contents of audit.json."""

    schema: Literal[1] = 1
    exercises: list[Proof]


def keys(assignment: Assignment) -> dict[str, str]:
    """Return, by exercise, a digest of what its rows follow from, but for the engine.

    Raises:
        CourseError: the assignment is broken.
    """
    basis = reuse.basis(assignment, secret=b"", size="cpu")
    common = {name: digest for name, digest in basis.common.items() if name not in NOT_ITS_OWN}
    solutions = assignment.hidden().parent
    trained = solutions / evidence.FILE
    common["calibration"] = trained.read_text(encoding="utf-8") if trained.exists() else ""
    found = {}
    for name, own in basis.exercises.items():
        answers = {
            path.name: path.read_text(encoding="utf-8")
            for path in sorted((solutions / "right" / name).glob("*.py"))
        }
        found[name] = hashlib.sha256(msgspec.json.encode([common, own, answers])).hexdigest()
    return found


def standing(assignment: Assignment) -> dict[str, Proof]:
    """Return the proofs that still hold and whose turn it is not, by exercise.

    Raises:
        CourseError: the file is not a record, or the assignment is broken.
    """
    wanted = keys(assignment)
    return {
        proof.exercise: proof
        for proof in _read(assignment)
        if proof.key == wanted.get(proof.exercise) and not _its_turn(assignment.slug, proof)
    }


def _its_turn(slug: str, proof: Proof) -> bool:
    engine = reuse.engine()
    digest = hashlib.sha256(f"{engine} {slug} {proof.exercise}".encode()).digest()
    return proof.engine != engine and digest[0] % ASKED_AGAIN == 0


def rows(proof: Proof, declared: Mapping[Name, Row]) -> list[Row]:
    """Return the rows of a proof's answers; `declared` has them without what became of them."""
    return [
        msgspec.structs.replace(
            declared[one.side, one.name],
            outcomes={proof.exercise: one.outcomes},
            diagnoses={} if one.diagnosis is None else {proof.exercise: one.diagnosis},
        )
        for one in proof.answers
    ]


def write(assignment: Assignment, matrix: Matrix, *, believed: Collection[str] = ()) -> None:
    """Record the exercises of a matrix in which nothing was found.

    What is known of others stays, as does what was `believed`: rows that came from the record.
    """
    wanted = keys(assignment)
    known = {proof.exercise: proof for proof in _read(assignment)}
    for name in set(matrix.exercises()) - set(believed):
        answers = [_seen(row) for row in matrix.rows if row.exercise == name]
        known[name] = Proof(exercise=name, key=wanted[name], engine=reuse.engine(), answers=answers)
    record = Record(exercises=[known[one.name] for one in assignment.config.exercises if one.name in known])
    raw = msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"
    path = assignment.hidden().parent / FILE
    if not (path.is_file() and path.read_bytes() == raw):
        write_whole(path, raw)


def _seen(row: Row) -> Seen:
    return Seen(
        side="right" if row.side == "right" else "wrong",
        name=row.name,
        outcomes=row.outcomes[row.exercise],
        diagnosis=row.diagnoses.get(row.exercise),
    )


def _read(assignment: Assignment) -> list[Proof]:
    path = assignment.hidden().parent / FILE
    if not path.exists():
        return []
    try:
        return msgspec.json.decode(path.read_bytes(), type=Record).exercises
    except (msgspec.MsgspecError, OSError) as error:
        raise CourseError(f"{assignment.slug}/{FILE}: {error}") from error
