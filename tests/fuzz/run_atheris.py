"""Fuzz one target under coverage, by hand: `python tests/fuzz/run_atheris.py wire --seconds 300`.

atheris is no dependency of the project: install it into an environment of its own that sees the
project's packages. What breaks an invariant is left in the folder `--into` as `broken-…`; copy it
under a telling name to corpus/TARGET, where test_fuzz.py replays it, and mend the cause.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAX_BYTES = 4096
SEEDS = 200


def main() -> None:
    """Run one target until an invariant breaks or time is up."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", choices=["wire", "conversation", "notebook", "script", "report"])
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--into", type=Path, default=Path("fuzz-found"), help="folder for what is found")
    options = parser.parse_args()
    try:
        import atheris
    except ImportError:
        sys.exit("run_atheris.py needs atheris, which is not installed: pip install atheris")
    sys.path.insert(0, str(ROOT))
    with atheris.instrument_imports(include=["autograder"]):
        from tests.fuzz import hostile_frames, hostile_notebooks, hostile_reports, targets
    makes: dict[str, Callable[[random.Random], bytes]] = {
        "wire": hostile_frames.frame,
        "conversation": hostile_frames.replied,
        "notebook": hostile_notebooks.notebook,
        "script": hostile_notebooks.script,
        "report": hostile_reports.texts,
    }
    into = options.into / options.target
    into.mkdir(parents=True, exist_ok=True)
    rng = random.Random(options.target)
    for number in range(SEEDS):
        (into / f"seed-{number:03d}").write_bytes(makes[options.target](rng)[:MAX_BYTES])

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        """Change the structure half of the time, or bytes of one part, the lengths kept true."""
        rng = random.Random(seed)
        if options.target in ("wire", "conversation"):
            start = 2 * (options.target == "conversation")
            changed = data[:start] + _frame(rng, data[start:])
        elif options.target == "notebook" and rng.random() < 0.5:
            changed = hostile_notebooks.changed(rng, data)
        else:
            changed = atheris.Mutate(data, most)
        return changed[:most]

    def _frame(rng: random.Random, data: bytes) -> bytes:
        if rng.random() < 0.5 or len(data) < hostile_frames.PREFIX:
            return hostile_frames.belied(rng, data)
        split = hostile_frames.PREFIX + int.from_bytes(data[:4])
        parts = [data[hostile_frames.PREFIX : split], data[split:]]
        which = rng.random() < 0.3
        parts[which] = atheris.Mutate(parts[which], MAX_BYTES // 2)
        return hostile_frames.wire.PREFIX.pack(*map(len, parts)) + b"".join(parts)

    folders = [into, ROOT / "tests" / "fuzz" / "corpus" / options.target]
    flags = [
        f"-max_total_time={options.seconds}",
        f"-max_len={MAX_BYTES}",
        f"-artifact_prefix={into}/broken-",
    ]
    arguments = [sys.argv[0], *(str(folder) for folder in folders if folder.is_dir()), *flags]
    atheris.Setup(arguments, lambda data: targets.TARGETS[options.target](data), custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
