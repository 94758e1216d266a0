"""Leave a scratch folder that is hard to remove: folders a thousand deep, shut, oddly named."""

import os

os.mkdir("shut", 0)
with open(os.fsdecode(b"\xff\n\x1b[2J"), "w") as _file:
    _file.write("x")
_here = os.getcwd()
for _ in range(1200):
    os.mkdir("d")
    os.chdir("d")
open("bottom", "w").close()
os.chdir(_here)
print("TRIED")
