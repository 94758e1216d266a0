"""Leave a configuration and caches where Keras, Matplotlib, CUDA and others look for theirs."""

import json
import os
import tempfile

_home = os.path.expanduser("~")
_folders = {os.environ.get(_name) for _name in ("KERAS_HOME", "MPLCONFIGDIR", "XDG_CACHE_HOME", "TMPDIR")}
_folders |= {os.path.join(_home, _name) for _name in (".keras", ".nv/ComputeCache", ".cache", ".triton")}
for _folder in filter(None, _folders):
    _file = os.path.join(_folder, "keras.json")
    try:
        if os.path.exists(_file) and "poisoned" in open(_file).read():
            print("GOT-THROUGH", _folder)
        os.makedirs(_folder, exist_ok=True)
        if _folder.startswith(os.path.realpath(tempfile.gettempdir())):
            with open(_file, "w") as _open:
                json.dump({"floatx": "float16", "poisoned": True}, _open)
    except OSError:
        pass
print("TRIED")
