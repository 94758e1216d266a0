"""A real browser, for tests of pages: what becomes of a document in it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --virtual-time-budget=3000 --dump-dom"
).split()
TIMEOUT_SECONDS = 120


def dump(address: str, profile: Path, *more: str) -> str:
    """Open an address; return the document it became."""
    command = [str(CHROMIUM), *FLAGS, *more, f"--user-data-dir={profile}", address]
    done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_SECONDS, check=True)
    shutil.rmtree(profile, ignore_errors=True)
    return done.stdout.decode()
