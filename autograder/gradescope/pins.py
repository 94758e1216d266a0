"""The libraries that the package needs, each in the version that is installed here."""

from __future__ import annotations

from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.errors import OurError

PACKAGE = "keras-workbook"
THERE = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}  # where they are installed


def pinned() -> list[str]:
    """Return `name==version` of everything the package needs, and what that needs in turn.

    What only Linux needs and is not installed here is left to the installer there.

    Raises:
        OurError: the package itself is not installed here, so nobody can tell.
    """
    try:
        needed = _needs(PACKAGE, set())
    except metadata.PackageNotFoundError as error:
        raise OurError(f"{PACKAGE} is not installed here: install it to learn what it needs") from error
    found: dict[str, str] = {}
    while needed:
        requirement = needed.pop()
        name = canonicalize_name(requirement.name)
        if name in found and not requirement.extras:
            continue
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        needed += [
            one for one in _needs(name, requirement.extras) if canonicalize_name(one.name) not in found
        ]
    return [f"{name}=={version}" for name, version in sorted(found.items())]


def _needs(name: str, extras: set[str]) -> list[Requirement]:
    wanted = [Requirement(text) for text in metadata.requires(name) or ()]
    return [one for one in wanted if any(_holds(one, extra) for extra in ("", *extras))]


def _holds(one: Requirement, extra: str) -> bool:
    return one.marker is None or one.marker.evaluate({**THERE, "extra": extra})
