"""Every operator of this field, before and after; what else an operator could do to a text is not made."""

from __future__ import annotations

import pytest

from autograder.audit.changes import changes
from autograder.audit.operators import OPERATORS

# operator: text → what it becomes, a line each; nothing where no mutant is made.
TABLE: dict[str, dict[str, str]] = {
    "flip_axis": {
        "y = x[::-1]": "y = x[:]",
        "y = x[a:b]": "y = x[a:b][::-1]",
        "y = x[:, a:b]": "y = x[:, a:b][:, ::-1]\ny = x[::-1, a:b]",
        "y = k[i, 2]": "y = k[::-1][i, 2]",
        "y = x[:, t]": "y = x[:, ::-1][:, t]\ny = x[::-1, t]",
        "y = np.flip(k, axis=0)": "y = k",
        "y = k.reshape(-1, n)": "y = k[::-1].reshape(-1, n)\ny = k[:, ::-1].reshape(-1, n)",
        "y = x[2]": "",
        "x[a:b] = y": "",
    },
    "swap_axes": {
        "y = x[:, i, j]": "y = x[i, :, j]\ny = x[:, j, i]",
        "y = x[i : i + n, j]": "y = x[j, i : i + n]",
        "y = x[i]": "",
    },
    "narrow_axes": {
        "y = x.sum(axis=(1, 2))": "y = x.sum(axis=(2,))\ny = x.sum(axis=(1,))",
        "y = x.sum(axis=1)": "",
    },
    "transpose": {
        "y = a @ b": "y = b @ a\ny = a.T @ b\ny = a @ b.T",
        "y = (a + c) @ b.T": "y = ((b.T)) @ (a + c)\ny = ((a + c).T) @ b.T\ny = (a + c) @ b",
        "y = x.swapaxes(0, 1)": "y = x",
        "y = np.transpose(x, p)": "y = x",
        "y = a * b": "",
    },
    "floor_or_ceil": {
        "y = a // b + 1": "y = -(-a // b) + 1",
        "y = -(-a // b)": "y = a // b",
        "y = a / b": "",
    },
    "other_reduction": {
        "y = x.mean(axis=1)": "y = x.sum(axis=1)",
        "y = np.max(x)": "y = np.min(x)",
        "y = max(a, b)": "y = min(a, b)",
        "y = prod(shape)": "y = sum(shape)",
        "y = math.prod(shape)": "y = sum(shape)",
        "y = math.floor(x)": "y = math.ceil(x)",
        "y = x.mean": "",
        "y = round(x)": "",
    },
    "shift_range": {
        "y = range(n)": "y = range(1, n)\ny = range(n - 1)\ny = range(n + 1)",
        "y = range(1, n + 2)": "y = range(1, n + 2 - 1)\ny = range(1, n + 2 + 1)",
        "y = range(1, 3)": "",
    },
    "shift_slice": {
        "y = x[a:b]": "y = x[a + 1:b]\ny = x[a:b + 1]",
        "y = x[:n]": "y = x[1:n]\ny = x[:n + 1]",
        "y = x[a:]": "y = x[a:-1]\ny = x[a + 1:]",
        "y = x[::2]": "",
    },
    "swap_elements": {
        "i, f, c = split(z)": "f, i, c = split(z)\nc, f, i = split(z)\ni, c, f = split(z)",
        'y = [k["c"], b]': 'y = [b, k["c"]]',
        "(a, b), c = x": "c, (a, b) = x\n(b, a), c = x",
        "a, b = x, y": "b, a = x, y",
        "a, b = 1, 1": "",
        'y = x in ("valid", "same")': "",
        "y = isinstance(x, (int, str))": "",
        "y = x.sum(axis=(0, 1))": "",
        "y = (x, x)": "",
    },
    "swap_values": {
        "T = {'a': 1, 'b': 4}": "T = {'a': 4, 'b': 1}",
        "T = {'a': f, **more}": "",
    },
    "swap_arguments": {
        "y = f(a, g(b), k=c)": "y = f(g(b), a, k=c)",
        "y = max(a, b)": "",
        "y = f(a, 3)": "",
        "y = f(*a, b)": "",
    },
    "drop_addend": {
        "y = a + b + c": "y = a + b\ny = a + c\ny = b + c",
        "y = (a - b) * c": "y = (a) * c\ny = (-b) * c",
        "y = n + 1": "y = 1",
        "y = 'a' + b": "",
    },
    "drop_factor": {
        "y = a * b": "y = a\ny = b",
        "y = (a + b) / n": "y = a + b",
        "y = 2 * a": "y = 2",
        "y = a @ b": "",
    },
    "drop_keyword": {"y = f(x, a=1, b=c)": "y = f(x, b=c)\ny = f(x, a=1)", "y = f(**more)": ""},
    "one_branch": {"y = a if c else b": "y = a\ny = b", "y = a and b": ""},
    "detach_weight": {
        "y = x @ self.kernel": "y = x @ keras.ops.stop_gradient(self.kernel)",
        "y = self.kernel.shape": "",
        "self.kernel = y": "",
    },
    "drop_check": {
        "if n < 0:\n    raise ValueError(n)": "pass",
        "if a:\n    b\nelif n < 0:\n    raise E": "if a:\n    b\nelse: pass",
        "if n < 0:\n    n = 0": "",
    },
    "drop_call": {"rows.append(x)": "pass", "n += 1": "pass", "n = f(x)": ""},
    "other_exception": {
        "raise ValueError(f'{n} is {n + 1}')": "raise TypeError(f'{n} is {n + 1}')",
        "raise TypeError": "raise ValueError",
        "raise RuntimeError('no')": "",
    },
    "narrow_except": {
        "try:\n    f()\nexcept (A, B):\n    pass": "try:\n    f()\nexcept (B,):\n    pass\n"
        "try:\n    f()\nexcept (A,):\n    pass",
        "try:\n    f()\nexcept A as e:\n    pass": "try:\n    f()\nexcept () as e:\n    pass",
        "try:\n    f()\nexcept:\n    pass": "",
    },
    "overwrite": {"dw[i] += x @ y": "dw[i] = x @ y", "n -= a + b": "n = -(a + b)", "n = n + 1": ""},
    "other_update": {"n += a": "n -= a", "n *= a": "n += a", "n @= a": ""},
    "scatter_once": {"np.add.at(dw, ids, dy)": "dw[ids] += dy\ndw[ids] = dy", "np.add(dw, dy)": ""},
    "drop_copy": {"y = x.copy()": "y = x", "y = np.array(x)": "y = x", "y = np.array([1, 2])": ""},
    "drop_activation": {"y = o * np.tanh(c)": "y = o * c", "y = tf.nn.relu(c)": "y = c", "y = f(c)": ""},
    "other_activation": {
        "y = i * np.tanh(g)": "y = i * (1 / (1 + np.exp(-g)))",
        "y = ops.sigmoid(z)": "y = ops.tanh(z)",
        "y = _sigmoid(z)": "y = np.tanh(z)",
        "y = np.exp(z)": "",
    },
    "training_flag": {
        "y = drop(x, training=mode)": "y = drop(x, training=True)\ny = drop(x, training=False)",
        "y = drop(x, training=True)": "",
    },
    "reverse_loop": {
        "for t in range(n):\n    h = f(h, t)": "for t in reversed(range(n)):\n    h = f(h, t)",
        "for t in reversed(xs):\n    n += t": "for t in xs:\n    n += t",
        "for a in xs:\n    n += k\n    k *= a": "for a in reversed(list(xs)):\n    n += k\n    k *= a",
        "for x in xs:\n    rows.append(x)": "for x in reversed(list(xs)):\n    rows.append(x)",
        "y = [f(x) for x in xs]": "y = [f(x) for x in reversed(list(xs))]",
        "for i in range(n):\n    out += w[i] * x[: out.shape[0]]": "",
        "for i in range(n):\n    a = f(i)\n    out[i] = a": "",
        "y = sum(x for x in xs)": "",
    },
}
ROWS = [(name, before, after) for name, rows in TABLE.items() for before, after in rows.items()]


@pytest.mark.parametrize(("name", "before", "after"), ROWS, ids=[f"{name}: {text}" for name, text, _ in ROWS])
def test_operator_makes_these_mutants_and_no_others(name: str, before: str, after: str):
    made = [change.text for change in changes(before) if change.operator == f"field/{name}"]
    assert "\n".join(made) == after


def test_every_operator_is_shown_where_it_acts_and_where_it_does_not():
    assert {f"field/{name}" for name in TABLE} == set(OPERATORS)
    assert [name for name, rows in TABLE.items() if "" not in rows.values()] == []
    assert [name for name, rows in TABLE.items() if not any(rows.values())] == []


def test_every_operator_says_in_one_sentence_what_goes_wrong():
    docs = [operator.__doc__ or "" for operator in OPERATORS.values()]
    assert [doc for doc in docs if "\n" in doc or not doc.endswith((".", ")"))] == []
