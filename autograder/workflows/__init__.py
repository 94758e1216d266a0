"""Workflows for a forge's CI: public tests where students are, hidden tests where they are not.

    DIR/student/       goes into the repository that students get, beside the released folders
    DIR/instructor/    goes into the instructors' private repository, beside assignments/ and solutions/

A workflow in a repository that a student controls can be changed by that student, and whatever it is
given can be read: it gets no hidden test and no secret. The instructors' one fetches notebooks as
data in one job, with the token that reads repositories, and grades in another, which does not have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder import __version__
from autograder import assignment as assignments
from autograder.errors import UnknownError

Forge = Literal["github", "gitlab"]
Runner = Literal["gpu", "cpu"]

STUDENT = {"github": ".github/workflows/check.yml", "gitlab": ".gitlab-ci.yml"}
INSTRUCTOR = {"github": ".github/workflows/grade.yml", "gitlab": ".gitlab-ci.yml"}
FETCH, ROSTER = "ci/fetch_submissions.sh", "ci/submissions.csv"
HEADER = "student,repository\n"

_environment = Environment(
    loader=PackageLoader("autograder.workflows"),
    undefined=StrictUndefined,
    variable_start_string="@{",  # braces and brackets mean something to the forges and to bash
    variable_end_string="}@",
    block_start_string="[%",
    block_end_string="%]",
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    autoescape=False,  # YAML and a script; what is filled in are slugs, file names and a version
)


def write(root: Path, folder: Path, forge: Forge, runner: Runner) -> Iterator[Path]:
    """Write the workflows of a course; a list of submissions that is there already is left alone.

    Yields:
        The files written.

    Raises:
        UnknownError: the course has no assignment.
    """
    chosen = [assignments.load(root, slug) for slug in assignments.slugs(root)]
    if not chosen:
        raise UnknownError(f"no assignment in {root / 'assignments'}")
    about = {
        "assignments": [(one.slug, f"{one.notebook_name}.ipynb") for one in chosen],
        "gpu": runner == "gpu",
        "version": __version__,
        "forge": forge,
    }
    for name, template in {
        f"student/{STUDENT[forge]}": f"{forge}_student.yml.j2",
        f"instructor/{INSTRUCTOR[forge]}": f"{forge}_instructor.yml.j2",
        f"instructor/{FETCH}": "fetch_submissions.sh.j2",
    }.items():
        yield _written(folder / name, _environment.get_template(template).render(about))
    if not (roster := folder / "instructor" / ROSTER).exists():
        yield _written(roster, HEADER)


def _written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
