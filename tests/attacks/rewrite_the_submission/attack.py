"""Rewrite the handed-in notebook after it was loaded, so that the archive shows other code than ran."""

import glob
import linecache

for _cell in glob.glob("cell_*.py"):
    with open(_cell, "w") as _file:
        _file.write("# nothing to see here\n")
linecache.clearcache()
for _notebook in ("@SUBMITTED@/rewrite_the_submission/98_target/target.ipynb", "../target.ipynb"):
    try:
        with open(_notebook, "r+"):  # it could be rewritten now
            print("GOT-THROUGH")
    except OSError:
        pass
print("TRIED")
