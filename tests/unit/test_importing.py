"""Large libraries are imported without what they would only use if it were there."""

import gc
import sys

import pytest

from autograder import importing

LARGE = """
try:
    import optional_to_it
except ImportError:
    optional_to_it = None
import gc
collected = gc.isenabled()
"""


@pytest.fixture
def there(tmp_path, monkeypatch):
    """Two libraries, one of which uses the other if it is there."""
    (tmp_path / "large_one.py").write_text(LARGE, encoding="utf-8")
    (tmp_path / "optional_to_it.py").write_text("there = True", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(importing, "OPTIONAL", ("optional_to_it",))
    yield
    for name in ("large_one", "optional_to_it"):
        sys.modules.pop(name, None)


def test_optional_library_is_absent_for_the_large_one_and_there_for_who_asks(there):
    importing.load(["large_one"])
    import large_one
    import optional_to_it

    assert large_one.optional_to_it is None
    assert optional_to_it.there


def test_optional_library_that_is_asked_for_is_used(there):
    importing.load(["large_one", "optional_to_it.part"])
    import large_one

    assert large_one.optional_to_it.there


def test_optional_library_that_is_loaded_already_stays(there):
    import optional_to_it

    importing.load(["large_one"])

    assert sys.modules["optional_to_it"] is optional_to_it


def test_nothing_is_collected_meanwhile_and_afterwards_again(there):
    importing.load(["large_one", "nowhere_to_be_found"])
    import large_one

    assert not large_one.collected
    assert gc.isenabled()
