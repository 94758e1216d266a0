"""One page about a class, for its instructor, from the reports of a grading run.

finding.py    report.json by report.json: read, or named as damaged
measures.py   shares, correlations, spreads and histograms of plain numbers; None where undefined
survey.py     many Reports become the figures of one assignment
attention.py  the students to look at, and the rule that finds them
plots.py      figures drawn as SVG; no text of a student reaches them
page.py       all of it as one self-contained page
"""
