"""Read hidden tests, references, the secret and the neighbours' notebooks where they lie on disk."""

import os
import re

for _folder in ("@COURSE@", "@SUBMITTED@", os.getcwd(), "/proc/self/root@COURSE@"):
    for _home, _, _files in os.walk(_folder):
        for _file in _files:
            try:
                with open(os.path.join(_home, _file), "rb") as _open:
                    print(re.findall(rb"HIDDEN-CANARY-[0-9a-f]+", _open.read(1 << 20)))
            except OSError:
                pass
for _known in ("solutions/98_target/reference.py", "solutions/.secret"):
    try:
        print(open(os.path.join("@COURSE@", _known)).read())
    except OSError:
        pass
print("TRIED")
