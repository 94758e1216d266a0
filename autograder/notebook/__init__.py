"""nbgrader: a course of ours in its layout, and our grading inside its pipeline.

course.py       writes nbgrader_config.py and source/
preprocessor.py takes the place of Execute and SaveAutoGrades in `nbgrader autograde`
exporter.py     lets `nbgrader autograde` get past a file that is not a notebook
gradebook.py    a graded class goes into the gradebook of its course
demo.py         a class of notebooks, graded into a gradebook
"""
