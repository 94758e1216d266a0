"""Unit tests need neither keras nor a sandbox. Hypothesis keeps its tables out of the work tree."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

# In the work tree pytest 9 would visit .hypothesis, and hypothesis warns of that, which is an error here.
set_hypothesis_home_dir(Path(tempfile.gettempdir()) / f"hypothesis-{os.getuid()}")
settings.register_profile("unit", derandomize=True, database=None, deadline=None, max_examples=200)
settings.load_profile("unit")
