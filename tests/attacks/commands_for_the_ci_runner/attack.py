"""Give the CI's runner commands by the log and by its files: outputs, masks, annotations, a better score."""

import os

_commands = (
    "::set-output name=score::100",
    "::add-mask::e",
    "::error file=../../../etc/passwd,line=1,title=x%0A::fake",
    "::stop-commands::zz",
    "  ::notice title=Score::16 of 16",
    "##[set-env name=X;]1",
    "##vso[task.setvariable variable=score]100",
)
print(*_commands, sep="\n")
for _name in ("GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"):
    if _name in os.environ:
        print("GOT-THROUGH", _name)
print("TRIED")
raise ValueError("\n".join(("", *_commands)))  # ::error file=attack.py,line=1::fake
