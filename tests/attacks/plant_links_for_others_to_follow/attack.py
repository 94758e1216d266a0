"""Leave links and odd files under names that the grader may write, read, list or remove."""

import os

_mark = "@MARKS@/plant_links_for_others_to_follow"
for _name in ("cell_001.py", "cell_999.py", "report.json", "feedback.html", "core", "out.json", "sub/link"):
    os.makedirs(os.path.dirname(_name) or ".", exist_ok=True)
    for _plant in (
        lambda name: os.symlink(f"{_mark}-{os.path.basename(name)}", name),
        lambda name: os.link("/proc/self/exe", f"{name}.hard"),
        lambda name: os.mkfifo(f"{name}.pipe"),
        lambda name: os.mknod(f"{name}.device", 0o60600, 0),
    ):
        try:
            if os.path.lexists(_name):
                os.unlink(_name)
            _plant(_name)
            with open(_name, "a") as _file:
                _file.write("through the link")
        except OSError as _error:
            print(_error.errno, end=" ")
print("TRIED")
