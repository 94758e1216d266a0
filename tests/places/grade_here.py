"""Grade an honest student and a prying one wherever this runs; print what came of it as JSON."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.cli.support import SLUG, copy_course, notebook, run  # noqa: E402

PRYING = """
import os
for place in (@COURSE@, "/etc", "/proc/1", "/"):
    try:
        found = os.listdir(place)
        print("GOT-THROUGH", place, [open(os.path.join(place, name)).read(99) for name in found[:1]])
    except OSError as error:
        print("TRIED", place, type(error).__name__)
try:
    print("GOT-THROUGH", open(os.path.join(@COURSE@, "solutions", "99_mini", "reference.py")).read())
except OSError:
    pass
try:
    os.fork()
    print("GOT-THROUGH fork")
except OSError:
    pass


def double(n):
    if isinstance(n, bool):
        raise TypeError
    return 2 * n
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.chmod(home, 0o755)
        course = copy_course(Path(home) / "course")
        for student, answers in {
            "honest": {},
            "prying": {"double": PRYING.replace("@COURSE@", repr(str(course)))},
        }.items():
            (Path(home) / f"{student}.ipynb").write_text(notebook(course, **answers), encoding="utf-8")
        out = Path(home) / "out"
        done = run("grade", SLUG, home, "--out", out, "--root", course)
        reports = {path.parent.name: json.loads(path.read_text()) for path in out.glob("*/report.json")}
        print(json.dumps({"code": done.returncode, "said": done.stdout + done.stderr, "reports": reports}))


if __name__ == "__main__":
    main()
