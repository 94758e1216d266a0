"""Grading inside Gradescope: the zip to upload, and what runs in Gradescope's container.

bundle.py    everything that grading needs, in one archive
pins.py      which versions of which libraries go with it
station.py   one submission in the container: /autograder in, results.json out
"""
