"""Every assignment is audited once, as an author would: by the command, in all its processes."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from functools import cache

import msgspec
import pytest

from autograder.audit import Audit
from tests.cli.support import python
from tests.support import ROOT


@pytest.fixture(scope="session")
def audit_of(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Callable[[str], Audit]:
    """The audit of an assignment of the real course; of what is on record, only a part is done again.

    Where tests run in several processes, the first that asks makes it and the others wait for it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if hasattr(request.config, "workerinput") else base

    @cache
    def of(slug: str) -> Audit:
        file = shared / f"audit of {slug}.json"
        with file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not file.exists():
                file.write_text(made(slug), encoding="utf-8")
        (audit,) = msgspec.json.decode(file.read_bytes(), type=list[Audit])
        return audit

    return of


def made(slug: str) -> str:
    command = ("-m", "autograder", "audit", slug, "--format", "json")
    command += ("--answers", "changed", "--mutants", "changed")
    done = python(*command, cwd=ROOT, seconds=1200)
    assert done.returncode in (0, 1), done.stderr
    return str(done.stdout)
