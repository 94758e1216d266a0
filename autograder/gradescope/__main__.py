"""What run_autograder calls: `python -m autograder.gradescope SLUG /autograder`."""

from __future__ import annotations

import sys
from pathlib import Path

from autograder.gradescope import station

if __name__ == "__main__":
    sys.exit(station.grade(sys.argv[1], Path(sys.argv[2])))
