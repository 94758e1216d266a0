"""Look for what the previous student's code left: names, lines, generated files in temporary folders."""

import gc
import itertools
import linecache
import os
import re
import tempfile


def _texts():
    for thing in gc.get_objects():
        if type(thing) is dict and len(thing) < 1000:
            yield from (value for value in list(thing.values()) if type(value) is str)
    for entry in list(linecache.cache.values()):
        yield "".join(entry[2]) if len(entry) > 2 else ""
    above = os.path.dirname(os.getcwd())
    for folder in (above, os.path.dirname(above), tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm"):
        for home, _, names in itertools.islice(os.walk(folder), 200):
            for name in names[:100]:
                try:
                    with open(os.path.join(home, name), errors="replace") as file:
                        yield file.read(1 << 16)
                except OSError:
                    pass


for _text in _texts():
    for _found in re.findall("HIDDEN-CANARY-[0-9a-f]+", _text):
        print("LEAK", _found)
print("TRIED")
