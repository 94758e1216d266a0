"""Install a package while being graded, from an index of one's own."""

import runpy
import subprocess
import sys

_index = "http://127.0.0.1:@PORT@/install_a_package_while_graded-"
_options = "--no-deps --no-cache-dir --retries 0 --timeout 1 --disable-pip-version-check"
_command = ("pip", "download", *_options.split(), "-i", _index, "zz-none")


def _in_this_process():
    sys.argv = [*_command]
    runpy.run_module("pip", run_name="__main__", alter_sys=True)


for _attempt in (
    lambda: subprocess.run([sys.executable, "-m", *_command], timeout=2.5, capture_output=True),
    _in_this_process,
):
    try:
        _attempt()
    except (Exception, SystemExit) as _error:
        print(type(_error).__name__, end=" ")
print("TRIED")
