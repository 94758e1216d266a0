"""Blow up compilers and regular expressions: sources nested without end, a pattern that backtracks."""

import ast
import json
import re

_sources = ("(" * 10**5, "-" * 10**5 + "1", "lambda: " * 10**4 + "1", "a" + "[0]" * 10**5, "9**9" * 10**4)
for _source in _sources:
    for _reader in (lambda text: compile(text, "bomb", "eval"), ast.literal_eval):
        try:
            _reader(_source)
        except Exception as _error:  # a bomb may go off as anything
            print(type(_error).__name__, end=" ")
try:
    json.loads("[" * 10**6)
except Exception as _error:  # a bomb may go off as anything
    print(type(_error).__name__)


def lstm_step(x, h, c, W, U, b):
    print("TRIED", flush=True)
    return re.match("(a+)+b", "a" * 100)
