"""nbgrader: a course of ours in its layout, and our grading inside its pipeline.

course.py       writes nbgrader_config.py and source/
preprocessor.py takes the place of Execute and SaveAutoGrades in `nbgrader autograde`
exporter.py     lets `nbgrader autograde` get past a file that is not a notebook
entry.py        what a grading run hands over: a report, and the cells it was made from
converter.py    nbgrader's own Autograde, entering such entries as they come
ledger.py       nbgrader's gradebook, opened once and written one student at a time
gradebook.py    a course, and its gradebook
clerk.py        the process that enters reports while others are made
demo.py         a class of notebooks, graded into a gradebook
"""

import sys

# nbformat's jsonschema would build a grammar of international web addresses, most of a second of nbgrader's
# start; it does without where that package is missing, and no notebook has any.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None, which typeshed does not know, means "not to be found"
