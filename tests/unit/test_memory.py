"""Large blocks go back to the system when they are freed, however many there were before."""

import subprocess
import sys

LADDER = """
from pathlib import Path
from autograder.memory import return_large_blocks

def held():
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024

if {fixed}:
    return_large_blocks()
large = bytearray(30 << 20)
del large  # glibc takes 30 MiB for a usual size from now on
before = held()
large, small = bytearray(20 << 20), [bytes(1000) for _ in range(4000)]
del large
print(held() - before)
"""


def grown_mib(fixed):
    run = [sys.executable, "-c", LADDER.format(fixed=fixed)]
    return float(subprocess.run(run, check=True, capture_output=True, text=True).stdout)


def test_large_block_below_small_ones_goes_back_to_the_system():
    assert grown_mib(False) > 15  # otherwise there is nothing to do on this system
    assert grown_mib(True) < 10
