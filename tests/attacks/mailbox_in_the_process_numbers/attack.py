"""Use up process numbers until the next submission's is one that both know."""

import os
import threading

MESSAGE = 777
if os.getpid() % 1000 == MESSAGE:
    print("GOT-THROUGH")
_used = []
for _ in range(1000):
    _thread = threading.Thread(target=lambda: _used.append(threading.get_native_id()))
    _thread.start()
    _thread.join()
    if _used and _used[-1] % 1000 == MESSAGE - 1:
        break
print("TRIED", os.getpid(), _used[-1])
