"""`make attacks`: every attack through `autograder grade`, counted by group; root's also as a user's."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from collections import Counter

from rich.console import Console
from rich.table import Table

from tests.attacks import scene
from tests.attacks.corpus import GROUPS, Attack, attacks
from tests.attacks.judge import fell_short, got_through

SECONDS = 1200.0
AS_USER = "as-an-ordinary-user"
COLUMNS = ("points gained", "canaries", "over time", "other")
PLACE = scene.ROOT / "tests" / "places" / "place.py"


def kind(sentence: str) -> str:
    """Sort one of the judge's sentences into a column."""
    words = {"points": "points gained", "CANARY": "canaries", "hidden": "canaries", "took": "over time"}
    return next((column for word, column in words.items() if word in sentence), "other")


def table(chosen: list[Attack], found: dict[str, list[str]], level: str) -> Table:
    """Count by group what got through."""
    shown = Table(
        "group", "attacks", *COLUMNS, title=f"attacks as {getpass.getuser()}; wall {level}", box=None
    )
    for letter, name in GROUPS.items():
        mine = [attack.name for attack in chosen if attack.expect.group == letter and attack.name in found]
        if mine:
            counts = Counter(kind(sentence) for one in mine for sentence in found[one])
            shown.add_row(f"{letter} {name}", str(len(mine)), *(str(counts[column]) for column in COLUMNS))
    total = Counter(kind(sentence) for sentences in found.values() for sentence in sentences)
    shown.add_row("all", str(len(found)), *(str(total[column]) for column in COLUMNS))
    return shown


def main() -> int:
    """Attack, print the table and whatever got through; return the exit code."""
    chosen = attacks()
    with scene.scene() as here:
        scene.hand_in(here, chosen)
        ran = scene.grade(here, seconds=SECONDS)
        seen = [scene.evidence(here, attack, ran) for attack in chosen]
    pairs = list(zip(chosen, seen, strict=True))
    level = next((one.report.wall for one in seen if one.report and one.report.wall), "none")
    if "own view" in level:
        found = {attack.name: [*got_through(attack, one), *fell_short(attack, one)] for attack, one in pairs}
    else:  # an attacker may lose points here that a bounded disk leaves, and there are documented limits
        found = {
            attack.name: got_through(attack, one) for attack, one in pairs if not attack.expect.needs_view
        }
    console = Console(width=130)
    console.print(table(chosen, found, level))
    for name, sentences in found.items():
        for sentence in sentences:
            console.print(f"{name}: {sentence}", markup=False, soft_wrap=True)
    failed = any(found.values()) or ran.code != 0
    if os.geteuid() == 0 and AS_USER not in sys.argv:
        again = [sys.executable, PLACE, "user", sys.executable, "-m", "tests.attacks", AS_USER]
        failed |= subprocess.run(again, cwd=scene.ROOT, check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
