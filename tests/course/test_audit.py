"""Every assignment proves itself."""

import pytest

from autograder import assignment as assignments
from autograder.audit.survival import share
from tests.support import ROOT


@pytest.mark.slow
@pytest.mark.parametrize("slug", assignments.slugs(ROOT))
def test_nothing_is_found(audit_of, slug):
    audit = audit_of(slug)

    assert [finding.sentence for finding in audit.findings] == []
    assert audit.matrix.rows


@pytest.mark.slow
@pytest.mark.parametrize("slug", assignments.slugs(ROOT))
def test_at_least_95_of_100_mutants_are_killed(audit_of, slug):
    audit = audit_of(slug)

    assert {one.exercise for one in audit.mutants} == set(audit.matrix.exercises())
    assert share(audit.mutants) >= 0.95
