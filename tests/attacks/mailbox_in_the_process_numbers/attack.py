"""Use up process numbers until the next submission's is one that both know."""

import os
import threading

MESSAGE, OF, STRAY = 777, 4000, 3  # a few may go to other processes
if os.getpid() % OF in range(MESSAGE, MESSAGE + STRAY):
    print("GOT-THROUGH")
_used = [0]
for _ in range(OF):
    _thread = threading.Thread(target=lambda: _used.append(threading.get_native_id()))
    _thread.start()
    _thread.join()
    if _used[-1] % OF == MESSAGE - 1:
        break
print("TRIED", os.getpid(), _used[-1])
