"""Who grades: this process (jobs.py), or worker processes on this machine (local.py hands out jobs; forked.py and worker.py are its ends)."""
