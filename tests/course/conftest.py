"""Every assignment is audited once, as an author would: by the command, in all its processes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import msgspec
import pytest

from autograder.audit import Audit
from tests.cli.support import python
from tests.support import ROOT


@pytest.fixture(scope="session")
def audit_of() -> Callable[[str], Audit]:
    """The audit of an assignment of the real course; mutants are run where their record is stale."""

    @cache
    def of(slug: str) -> Audit:
        command = ("-m", "autograder", "audit", slug, "--format", "json", "--mutants", "changed")
        done = python(*command, cwd=ROOT, seconds=1200)
        assert done.returncode in (0, 1), done.stderr
        (audit,) = msgspec.json.decode(done.stdout, type=list[Audit])
        return audit

    return of
