"""One assignment as the author wrote it: assignment.toml, the handout's cells, the solutions.

Decoding is strict, and a message names the file and the path inside it:
`assignment.toml: Expected `float`, got `str` - at `$.limits.cell_seconds``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from autograder.errors import CourseError, UnknownError

Toolbox = Literal["numpy", "keras"]
Device = Literal["any", "gpu"]
Role = Literal["prose", "provided", "solution", "check", "demo"]
Seconds = Annotated[float, msgspec.Meta(gt=0, le=3600)]
Points = Annotated[float, msgspec.Meta(ge=0, le=10_000)]
Name = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z][A-Za-z0-9_]*\Z", max_length=80)]
SLUG = re.compile(r"[0-9]{2}_[a-z0-9_]+")


class TimeLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Deadlines in seconds of wall time: of one cell, of one call, of all of a submission's code."""

    cell_seconds: Seconds = 10.0
    call_seconds: Seconds = 5.0
    submission_seconds: Seconds = 120.0


class Exercise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One function or class (or some that belong together), what it may import, and what it is worth.

    `device`: "gpu" where it has to compute on a GPU; on a machine that has none it is not run.
    """

    name: Name
    toolbox: Toolbox
    points: Points
    device: Device = "any"
    functions: list[Name] = []

    @property
    def defines(self) -> list[str]:
        """What its solution cell defines: `functions`, by default the function or class of its name."""
        return self.functions or [self.name]


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The contents of assignment.toml."""

    schema: Literal[1]
    version: Annotated[int, msgspec.Meta(ge=1)]
    title: str
    handout: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]+\.py\Z")]
    points: Points
    limits: TimeLimits = TimeLimits()
    large: TimeLimits = TimeLimits(call_seconds=600.0, submission_seconds=1800.0)  # under --size gpu
    exercises: Annotated[list[Exercise], msgspec.Meta(min_length=1)]


@dataclass(frozen=True)
class HandoutCell:
    """One cell of the handout: its id, its role, and its official text."""

    id: str
    role: Role
    source: str


@dataclass(frozen=True)
class Assignment:
    """An assignment's two folders. `solutions` is None where only the student's side is at hand."""

    slug: str
    folder: Path
    solutions: Path | None
    config: Config

    @cached_property
    def cells(self) -> tuple[HandoutCell, ...]:
        """The handout's cells, in order."""
        return read_handout(self.folder / self.config.handout, self.config)

    @property
    def notebook_name(self) -> str:
        """The name of the notebook without its suffix, which is also the handout's."""
        return self.config.handout.removesuffix(".py")

    def exercise(self, name: str) -> Exercise:
        """Return an exercise by name.

        Raises:
            CourseError: there is none of that name.
        """
        for exercise in self.config.exercises:
            if exercise.name == name:
                return exercise
        raise CourseError(f"{self.slug}/assignment.toml announces no exercise {name!r}")

    def hidden(self) -> Path:
        """Return the folder of the hidden tests.

        Raises:
            CourseError: the solutions are not at hand.
        """
        if self.solutions is None or not (self.solutions / "hidden").is_dir():
            raise CourseError(f"{self.slug}: no hidden tests; grading needs solutions/{self.slug}/hidden")
        return self.solutions / "hidden"


def find_root(start: Path) -> Path:
    """Return the nearest folder at or above `start` that holds an `assignments` folder.

    Raises:
        UnknownError: there is none.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "assignments").is_dir():
            return folder
    raise UnknownError(
        f"no folder 'assignments' in {start.resolve()} or above it; run inside the course, or use --root"
    )


def slugs(root: Path) -> list[str]:
    """Return the names of all assignments of a course, in teaching order."""
    return sorted(path.parent.name for path in (root / "assignments").glob("*/assignment.toml"))


def load(root: Path, slug: str, *, cells: tuple[HandoutCell, ...] | None = None) -> Assignment:
    """Read an assignment.

    Args:
        root: the course.
        slug: the assignment.
        cells: of its handout, where they are known: what reads them takes a second to import, and 20 MB.

    Raises:
        UnknownError: it does not exist.
        CourseError: it is broken; the text names the file and the place.
    """
    folder = root / "assignments" / slug
    if not SLUG.fullmatch(slug) or not (folder / "assignment.toml").is_file():
        known = ", ".join(slugs(root)) or "none"
        raise UnknownError(f"there is no assignment {slug!r} in {root / 'assignments'}; there are: {known}")
    solutions = root / "solutions" / slug
    found = Assignment(
        slug, folder, solutions if solutions.is_dir() else None, read_config(folder / "assignment.toml")
    )
    if cells is not None:
        vars(found)["cells"] = cells  # where cached_property looks
    return found


def read_config(path: Path) -> Config:
    """Decode assignment.toml strictly."""
    try:
        config = msgspec.toml.decode(path.read_bytes(), type=Config)
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
        raise CourseError(f"{path.parent.name}/{path.name}: {error}") from error
    names = [exercise.name for exercise in config.exercises]
    if len(set(names)) < len(names):
        raise CourseError(f"{path.parent.name}/{path.name}: an exercise stands twice - at `$.exercises`")
    for number, exercise in enumerate(config.exercises):
        if exercise.device == "gpu" and exercise.toolbox == "numpy":
            raise CourseError(
                f"{path.parent.name}/{path.name}: numpy computes on no GPU: expected toolbox keras "
                f"for device gpu, received numpy - at `$.exercises[{number}]`"
            )
    defined = [name for exercise in config.exercises for name in exercise.defines]
    if len(set(defined)) < len(defined):
        raise CourseError(
            f"{path.parent.name}/{path.name}: two exercises define the same function - at `$.exercises`"
        )
    total = sum(exercise.points for exercise in config.exercises)
    if not math.isclose(total, config.points):
        raise CourseError(
            f"{path.parent.name}/{path.name}: the exercises add up to {total:g} points, expected "
            f"{config.points:g} - at `$.points`"
        )
    return config


def read_handout(path: Path, config: Config) -> tuple[HandoutCell, ...]:
    """Read the handout, and demand one solution and one check cell for each exercise, in order."""
    import jupytext  # slow to import, and `autograder --help` does not need it

    where = f"{path.parent.name}/{path.name}"
    try:
        notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    except (OSError, ValueError) as error:
        raise CourseError(f"{where}: {error}") from error
    cells = tuple(_handout_cell(cell, where) for cell in notebook.cells)
    ids = [cell.id for cell in cells]
    if len(set(ids)) < len(ids):
        raise CourseError(f"{where}: a cell id stands twice: {next(i for i in ids if ids.count(i) > 1)!r}")
    solutions = [cell.id for cell in cells if cell.role == "solution"]
    names = [exercise.name for exercise in config.exercises]
    if solutions != names:
        raise CourseError(f"{where}: expected solution cells {names}, received {solutions}")
    checks = [cell.id for cell in cells if cell.role == "check"]
    if checks != (want := [f"check_{name}" for name in names]):
        raise CourseError(f"{where}: expected check cells {want}, received {checks}")
    return cells


def _handout_cell(cell: Any, where: str) -> HandoutCell:
    name = str(cell.metadata.get("id", ""))
    role = cell.metadata.get("role", "prose" if cell.cell_type == "markdown" else "")
    first = (cell.source.splitlines() or ["(empty)"])[0]
    if not re.fullmatch(r"[A-Za-z0-9_\-]+", name):
        raise CourseError(f'{where}: a cell needs an id, `# %% id="…"`: {first!r}')
    if role not in ("prose", "provided", "solution", "check", "demo"):
        raise CourseError(
            f"{where}: cell {name!r} needs a role (provided, solution, check, demo), received {role!r}"
        )
    if (role == "prose") != (cell.cell_type == "markdown"):
        raise CourseError(f"{where}: cell {name!r} of type {cell.cell_type} cannot have the role {role}")
    return HandoutCell(name, role, cell.source)
