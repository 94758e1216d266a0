"""Walk up the call stack from inside a student's function and print every canary that callers hold."""

import re
import sys

_honest = conv_output_length


def conv_output_length(n, kernel, stride=1, padding=0):
    frame, depth = sys._getframe(1), 0
    while frame is not None and depth < 60:
        for scope in (frame.f_locals, frame.f_globals):
            for value in list(scope.values())[:2000]:
                for found in re.findall("HIDDEN-CANARY-[0-9a-f]+", repr(value)[:20_000]):
                    print("LEAK", found)
        frame, depth = frame.f_back, depth + 1
    print("TRIED")
    return _honest(n, kernel, stride, padding)
