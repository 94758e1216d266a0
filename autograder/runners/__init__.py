"""Who grades: this process, workers on this machine, or the actors of a cluster.

workforce.py which of these a run has
jobs.py      what all of them take and give; `here` grades in this process
tasks.py     what is left to give out, and what was lost once
local.py     hands jobs to workers of this machine
forked.py    the near ends of workers; worker.py is the far one
ray.py       hands jobs to actors; actor.py is what lives on a node
"""
