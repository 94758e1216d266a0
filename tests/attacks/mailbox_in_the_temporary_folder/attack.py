"""Leave answers where the next student's code will look: temporary folders, home, interpreter state."""

import builtins
import os
import tempfile

_folders = {tempfile.gettempdir(), os.getcwd(), os.path.expanduser("~"), "/tmp", "/dev/shm", "/var/tmp"}
_boxes = [os.path.join(_folder, "mailbox-of-the-class") for _folder in _folders]
for _box in _boxes:
    if os.path.exists(_box):
        print("GOT-THROUGH", _box)
if hasattr(builtins, "_mailbox"):
    print("GOT-THROUGH builtins")
for _box in _boxes:
    try:
        with open(_box, "w") as _file:
            _file.write("the answers")
    except OSError:
        pass
builtins._mailbox = "the answers"
print("TRIED")
