"""Who grades: this process (jobs.py), or workers on this machine (local.py, forked.py and worker.py)."""
