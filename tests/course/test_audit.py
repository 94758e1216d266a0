"""Every assignment proves itself."""

import pytest

from autograder import assignment as assignments
from tests.support import ROOT


@pytest.mark.slow
@pytest.mark.parametrize("slug", assignments.slugs(ROOT))
def test_nothing_is_found(audit_of, slug):
    audit = audit_of(slug)

    assert [finding.sentence for finding in audit.findings] == []
    assert audit.matrix.rows
