"""Change what the whole interpreter shares, for whoever is graded next in the same one."""

import builtins
import decimal
import gc
import linecache
import os
import random
import sys
import warnings

import numpy as np

MARK = "/poisoned-by-an-earlier-one"
_signs = {
    "the environment": os.environ.get("POISONED"),
    "builtins": hasattr(builtins, "_poisoned"),
    "the path of imports": MARK in sys.path,
    "modules": MARK in sys.modules,
    "numpy": hasattr(np, "_poisoned"),
    "numpy's errors": np.geterr()["invalid"] == "raise",
    "decimal": decimal.getcontext().prec == 7,
    "files as shown in errors": MARK in linecache.cache,
    "chance": hasattr(random, "_poisoned"),
    "the collector": not gc.isenabled(),
    "warnings": any(found[0] == "error" and found[4] == 7777 for found in warnings.filters),
    "recursion": sys.getrecursionlimit() == 7777,
}
for _name, _sign in _signs.items():
    if _sign:
        print("GOT-THROUGH", _name)
os.environ["POISONED"] = "1"
builtins._poisoned = np._poisoned = random._poisoned = True
sys.path.append(MARK)
sys.modules[MARK] = sys
np.seterr(invalid="raise")
decimal.getcontext().prec = 7
linecache.cache[MARK] = (1, None, ["poison"], MARK)
gc.disable()
warnings.filterwarnings("error", lineno=7777)
sys.setrecursionlimit(7777)
if "tensorflow" in sys.modules:
    import keras

    if keras.config.epsilon() == 7e-7:
        print("GOT-THROUGH keras")
    keras.config.set_epsilon(7e-7)
print("TRIED")
