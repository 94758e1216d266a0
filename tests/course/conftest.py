"""Every assignment is audited once, whatever asks for it first."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from autograder import audit
from autograder.sandbox.host import Sandbox
from tests.support import ROOT, audit_here


@pytest.fixture(scope="session")
def audit_of(sandbox: Sandbox) -> Callable[[str], audit.Audit]:
    """The audit of an assignment of the real course."""
    return cache(lambda slug: audit_here(ROOT, slug, sandbox))
