"""Keep thousands of files so deep that no path reaches them, where whoever counts files may not look."""

import os
import time

print("TRIED", flush=True)
_here = os.getcwd()
for _ in range(25):
    os.mkdir("d" * 200)
    os.chdir("d" * 200)
_count = 0
try:
    for _count in range(4200):
        open(str(_count), "w").close()
    time.sleep(0.5)
    print("GOT-THROUGH")
except OSError as _error:
    print(_count, _error)
os.chdir(_here)
