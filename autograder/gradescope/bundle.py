"""The archive that is uploaded to Gradescope: scripts, our sources, one assignment with its hidden tests.

It is the instructor's: Gradescope unpacks it into /autograder/source of an image that students never
see, and their code runs there behind the wall. The same course gives the same bytes.
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

import autograder
from autograder import parcel
from autograder.assignment import Assignment
from autograder.batch import SECRET_FILE, secret_of
from autograder.errors import CourseError
from autograder.gradescope.pins import pinned
from autograder.seeds import SECRET_BYTES

SCRIPTS = ("setup.sh", "run_autograder")  # the names that Gradescope asks for
WHEN = (1980, 1, 1, 0, 0, 0)  # a zip wants a date, and ours is not to change
PACKAGE = Path(autograder.__file__).parent

_environment = Environment(
    loader=PackageLoader("autograder.gradescope"),
    undefined=StrictUndefined,
    keep_trailing_newline=True,
    autoescape=False,  # shell scripts; what is filled in is a slug and a version
)


def write(assignment: Assignment, path: Path) -> int:
    """Write the archive, whole or not at all; return its size in bytes.

    Raises:
        CourseError: there are no hidden tests, or the course's secret is too short to be kept in a file.
        OurError: the package is not installed here.
    """
    partial = path.with_name(f".{path.name}.partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, mode in _members(assignment):
            info = zipfile.ZipInfo(name, WHEN)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    partial.replace(path)
    return path.stat().st_size


def _members(assignment: Assignment) -> Iterator[tuple[str, bytes, int]]:
    """Yield name, content and permissions of each member."""
    secret = secret_of(assignment)
    if len(secret) < SECRET_BYTES:
        raise CourseError(f"the course's secret has {len(secret)} bytes, expected at least {SECRET_BYTES}")
    for name in SCRIPTS:
        minor = f"3.{sys.version_info.minor}"
        text = _environment.get_template(f"{name}.j2").render(slug=assignment.slug, minor=minor)
        yield name, text.encode(), 0o100755
    yield "requirements.txt", "".join(f"{line}\n" for line in pinned()).encode(), 0o100644
    yield f"solutions/{SECRET_FILE}", secret, 0o100600
    for tree in (parcel.tree(PACKAGE, "autograder"), parcel.files(assignment)):
        yield from ((name, content, 0o100644) for name, content in tree)
