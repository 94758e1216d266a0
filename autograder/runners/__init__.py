"""Who grades: this process (jobs.py), workers on this machine (local.py), actors of a cluster (ray.py)."""
