"""Read the memory, environment and open files of the processes above, through /proc."""

import os
import re

_canary = re.compile(rb"HIDDEN-CANARY-[0-9a-f]+")


def _parts(pid, most=1 << 28):
    for name in ("environ", "cmdline", *(f"fd/{number}" for number in range(3, 30))):
        try:
            if name[:2] != "fd" or os.path.isfile(f"/proc/{pid}/{name}"):
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    yield file.read(1 << 20)
        except OSError:
            pass
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            low, high = (int(end, 16) for end in line.split()[0].split("-"))
            if line.split()[1].startswith("rw") and most > 0:
                most -= high - low
                try:
                    memory.seek(low)
                    yield memory.read(min(high - low, 1 << 25))
                except (OSError, ValueError):
                    pass


def _parent(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("PPid"))


_pid = os.getppid()
for _ in range(3):
    try:
        for _part in _parts(_pid):
            for _found in set(_canary.findall(_part)):
                print("LEAK", _found)
        _pid = _parent(_pid)
    except OSError:
        break
print("TRIED")
