"""Fill the disk by files that are each small enough, and its table of files by empty ones."""

import os
import time

print("TRIED", flush=True)
os.mkdir("many")
_count = 0
try:
    for _count in range(4200):
        with open(f"many/{_count}", "wb") as _file:
            _file.write(bytes(64 << 10) if _count < 100 else b"")
    time.sleep(0.5)
    print("GOT-THROUGH")
except OSError as _error:
    print(_count, _error)
