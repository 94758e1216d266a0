"""Who grades: this process (jobs.py), or worker processes on this machine (local.py, worker.py)."""
