"""Leave a process that outlives the submission: forked twice, in a session of its own, signals ignored."""

import os
import signal
import time


def _daemon():
    if os.fork():
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    os.closerange(0, 256)
    time.sleep(60)
    os._exit(0)


try:
    _daemon()
except OSError as _error:
    print(_error)
print("TRIED")
