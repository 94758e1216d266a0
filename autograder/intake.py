"""Paths on the command line become files to read, one a student, or the reason why there is none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath, PurePosixPath
from tempfile import TemporaryDirectory

from autograder.archives import Member, folded, is_archive, unpack
from autograder.text import visible

SUFFIXES = (".ipynb", ".py")
RESERVED = {"summary.csv"}  # stands beside the students' folders
MAX_NAME_BYTES = 200  # of a copy's name without its suffix


@dataclass(frozen=True)
class Found:
    """A file that should be a student's submission; `fault` says why there is none."""

    student: str
    path: Path
    fault: str = ""


def student_name(text: str) -> str:
    """Return a file's or folder's name as a student's: printable, and safe as the name of a folder."""
    name = visible(text.encode("utf-8", "backslashreplace").decode()).replace("\n", " ").replace("\t", " ")
    return f"_{name}" if name.startswith(".") or name in RESERVED or not name.strip() else name


@dataclass(frozen=True)
class Unreadable:
    """A submission that could not be read, and why."""

    student: str
    reason: str
    our_fault: bool = False


def find(
    paths: Sequence[Path],
    *,
    slug: str,
    notebook: str,
    copies: Path | None = None,
    on_other: Callable[[str], None] = lambda _: None,
) -> list[Found]:
    """List the submissions under some paths.

    Args:
        paths: notebooks, scripts, folders or archives. A folder is in nbgrader's layout
            (`submitted/STUDENT/SLUG/NOTEBOOK.ipynb`) or holds one file a student. So does an
            archive, perhaps with one folder around everything.
        slug: the assignment.
        notebook: the notebook's name without suffix.
        copies: a folder for what is taken out of archives, `STUDENT.ipynb` or `STUDENT.py`; it has
            to stay, since reports say how to replay a test on the file. Without it no archive is opened.
        on_other: hears the name of each file or folder that is passed over: it stands where submissions
            do and is neither one nor the course's own.

    Raises:
        FileNotFoundError: a path does not exist.
        UnreadableError: an archive is refused.
        ValueError: two files belong to the same student, or to names that are the same on some computer.
    """
    found: list[Found] = []
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise FileNotFoundError(f"there is no {path}")
        if path.is_dir():
            found += _in_folder(path, slug, notebook, on_other)
        elif copies is not None and path.is_file() and is_archive(path.name):
            found += _in_archive(path, slug, notebook, copies, on_other)
        else:
            found.append(Found(student_name(path.stem), path))
    demand_distinct(one.student for one in found)
    return found


def demand_distinct(students: Iterable[str]) -> None:
    """Refuse two files of one student: which of them counts is for the instructor to say."""
    seen: dict[str, str] = {}
    for name in students:
        if (key := folded(name)) in seen:
            both = (
                repr(name) if seen[key] == name else f"{seen[key]!r} and {name!r}, on some computers one name"
            )
            raise ValueError(f"two submissions belong to {both}: a student is named by file or folder")
        seen[key] = name


def _in_folder(folder: Path, slug: str, notebook: str, on_other: Callable[[str], None]) -> list[Found]:
    entries = [path for path in sorted(folder.iterdir()) if not _is_ours(path)]
    layout = [path for path in entries if path.is_dir()]
    held = [path for path in layout if _holds(path, slug)]
    for path in entries:
        if path not in layout if held else not _is_theirs(path):
            on_other(path.name)
    if held:
        return [of_student(student_name(path.name), path / slug, notebook) for path in held]
    return [Found(student_name(path.stem), path, _fault(path)) for path in entries if _is_theirs(path)]


def _fault(path: Path) -> str:
    return (
        f"expected a notebook, received an archive, {path.name!r}: unpack it" if is_archive(path.name) else ""
    )


def _holds(folder: Path, slug: str) -> bool:
    """Tell whether a student's folder holds the assignment, or cannot be looked into."""
    try:
        return (folder / slug).is_dir()
    except OSError:
        return True


def of_student(student: str, folder: Path, notebook: str) -> Found:
    """Return a student's file in their folder, or what stands there instead."""
    try:
        if folder.is_symlink() or folder.parent.is_symlink():  # it may lead to another student's
            return Found(student, folder, "expected the student's own folder, received a link")
        name, fault = _pick([path.name for path in folder.iterdir() if _is_theirs(path)], notebook)
    except OSError as error:
        name, fault = "", f"expected a readable folder, received {folder.name!r}: {error.strerror}"
    return Found(student, folder / name, fault)


def _pick(names: Collection[str], notebook: str) -> tuple[str, str]:
    """Return the file to grade among a student's, or why there is none."""
    for suffix in SUFFIXES:
        if (name := f"{notebook}{suffix}") in names:
            return name, ""
    received = ", ".join(sorted(names)[:5]) or "no notebook"
    cure = "unpack it" if any(map(is_archive, names)) else "rename it"
    return "", f"expected {notebook}.ipynb, received {received}: {cure}"


def _is_theirs(path: PurePath) -> bool:
    """Tell a student's file from whatever else may stand beside it."""
    return not _is_ours(path) and (path.suffix in SUFFIXES or is_archive(path.name))


def _is_ours(path: PurePath) -> bool:
    """Tell the files of the course, or of the system, that may stand beside a student's."""
    tests = path.suffix == ".py" and path.name.startswith(("test_", "conftest"))
    return tests or path.name.startswith(".") or path.name in RESERVED


def _in_archive(
    path: Path, slug: str, notebook: str, copies: Path, on_other: Callable[[str], None]
) -> list[Found]:
    copies.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".unpacked-", dir=copies) as folder:
        members = _without_top(unpack(path, Path(folder), wanted=_is_theirs), slug)
        students = list(_students(members, slug, notebook))
        demand_distinct(student for student, _ in students)  # nothing is kept of an archive that is refused
        for name in _others(members, slug):
            on_other(name)
        return [_kept(student, member, path, copies) for student, member in students]


def _kept(student: str, member: Member, archive: Path, copies: Path) -> Found:
    if member.file is None:
        return Found(student, archive, member.fault or "expected a file, received a folder")
    raw = student.encode()
    stem = student if len(raw) <= MAX_NAME_BYTES else hashlib.sha256(raw).hexdigest()
    return Found(student, member.file.replace(copies / f"{stem}{member.name.suffix}"))


def _without_top(members: list[Member], slug: str) -> list[Member]:
    """Take away the one folder around everything, unless it is a student's."""
    tops = {member.name.parts[0] for member in members}
    if len(tops) > 1 or any(member.name.parts[1:2] == (slug,) for member in members):
        return members
    below = [member for member in members if len(member.name.parts) > 1]
    return [replace(member, name=PurePosixPath(*member.name.parts[1:])) for member in below] or members


def _students(members: list[Member], slug: str, notebook: str) -> Iterator[tuple[str, Member]]:
    """Find each student's file as in a folder, or the fault that takes its place."""
    held: dict[str, dict[str, Member]] = {}
    for member in members:
        if member.name.parts[1:2] == (slug,):
            files = held.setdefault(member.name.parts[0], {})
            if len(member.name.parts) == 3 and _is_theirs(member.name):
                files[member.name.name] = member
    for folder, files in held.items():
        name, fault = _pick(files, notebook)
        yield student_name(folder), files.get(name) or Member(PurePosixPath(folder), fault=fault)
    if not held:
        for member in members:
            if len(member.name.parts) == 1 and _is_theirs(member.name):
                yield student_name(member.name.stem), member


def _others(members: Sequence[Member], slug: str) -> Iterator[str]:
    """Name what is at the top of an archive and is passed over there."""
    held = any(member.name.parts[1:2] == (slug,) for member in members)
    folders = {member.name.parts[0] for member in members if member.folder or len(member.name.parts) > 1}
    for name in dict.fromkeys(member.name.parts[0] for member in members):
        top = PurePosixPath(name)
        if not _is_ours(top) and (name not in folders if held else not _is_theirs(top)):
            yield name
