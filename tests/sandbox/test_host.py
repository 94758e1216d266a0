"""Deadlines, deaths and hostile replies, from the trusted side."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder import wire
from autograder.errors import Died, NotData, OurError, Raised, TimedOut
from autograder.sandbox import conversation, kernel
from autograder.sandbox.conversation import Log
from autograder.sandbox.host import Sandbox


@pytest.fixture
def child(sandbox):
    with sandbox.child("numpy") as one:
        yield one


def call(child, source, *args, seconds=10.0):
    child.request("cell", 1, source, seconds=10)
    return child.request("call", None, "f", args, {}, seconds=seconds)


def test_answer_comes_back(child):
    assert call(child, "def f(x, y): return {'sum': x + y}", 2, 3) == {"sum": 5}


def test_handle_is_called_and_read(child):
    child.request("cell", 1, "class Box:\n    n = 7\n    def add(self, m): return self.n + m", seconds=5)
    box = child.request("call", None, "Box", (), {}, seconds=5)

    assert box == wire.Handle(1, "Box")
    assert child.request("call", box, "add", (3,), {}, seconds=5) == 10
    assert child.request("get", box, "n", seconds=5) == 7


def test_missing_name_is_a_lookup_error(child):
    with pytest.raises(LookupError, match="nothing"):
        child.request("call", None, "nothing", (), {}, seconds=5)


def test_exception_tells_kind_and_line(child):
    with pytest.raises(Raised) as caught:
        call(child, "class Odd(ValueError): pass\n\ndef f():\n    raise Odd('why')")

    assert (caught.value.name, caught.value.text) == ("Odd", "why")
    assert caught.value.kinds[0] == "ValueError"
    assert (caught.value.lines[-1].cell, caught.value.lines[-1].line) == (1, 4)


def test_hostile_exception_is_only_a_name(child):
    source = "class Evil(Exception):\n    def __str__(self): raise SystemExit\n\ndef f(): raise Evil"
    with pytest.raises(Raised) as caught:
        call(child, source)

    assert (caught.value.name, caught.value.text) == ("Evil", "")


def test_busy_child_is_killed_at_the_deadline(child):
    began = time.monotonic()
    with pytest.raises(TimedOut):
        call(child, "def f():\n    while True: pass", seconds=0.5)

    assert time.monotonic() - began < 3
    assert child.ending.status == -9


def test_sleep_in_c_is_killed_at_the_deadline(child):
    with pytest.raises(TimedOut):
        call(child, "import ctypes\ndef f(): ctypes.CDLL(None).sleep(60)", seconds=0.5)


def test_ignored_signals_change_nothing(child):
    source = (
        "import signal\nfor n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\ndef f():\n    while True: pass"
    )
    with pytest.raises(TimedOut):
        call(child, source, seconds=0.5)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import os\ndef f(): os._exit(3)", "exited with 3"),
        ("import ctypes\ndef f(): ctypes.string_at(0)", "signal 11"),
        ("import os\ndef f(): os.abort()", "running out of memory"),
        ("import os\ndef f(): os.closerange(3, 1000)", "process"),
    ],
)
def test_death_has_a_cause(child, source, message):
    with pytest.raises(Died, match=message):
        call(child, source)


def test_large_answer_stays_inside(child):
    with pytest.raises(NotData, match="too large"):
        call(child, "import numpy as np\ndef f(): return np.ones(10_000_000)")


def test_child_serves_after_a_refused_answer(child):
    with pytest.raises(NotData):
        call(child, "def f(n): return 10 ** n", 100_000)

    assert child.request("call", None, "f", (2,), {}, seconds=5) == 100


FRAMES = {
    "noise": "os.write(w, os.urandom(64))",
    "a huge header": "os.write(w, struct.pack('!II', 2**32 - 1, 0))",
    "a huge body": "os.write(w, struct.pack('!II', 2, 2**31))",
    "an answer for another question": "send([999, 'ok', 1])",
    "an unknown word": "send([n, 'score', 100])",
    "not a list": "send('ok')",
    "a forged wall": "send([0, 'wall', {'landlock': 99, 'own_user': True, 'own_view': True, 'leaks': []}])",
    "pickle magic": "os.write(w, b'\\x80\\x04\\x95')",
    "half a frame": "os.write(w, b'\\x00\\x00\\x00\\x10\\x00\\x00\\x00\\x00[')",
    "strange lines": "send([n, 'raised', 'X', ['ValueError', 'int', 7], 'text', [[1], 'a', [1, 2, 3]]])",
}


@pytest.mark.parametrize("what", FRAMES)
def test_forged_reply(sandbox, what):
    """A child that writes its own frames loses the call at most; the trusted side stays whole."""
    source = f"""
import os, struct, json
def send(value):
    def enc(v):
        return (["int", str(v)] if type(v) is int else ["list", [enc(i) for i in v]] if type(v) is list
                else ["str", len(v)] if type(v) is str else [str(v)] if type(v) is bool
                else ["dict", [enc(p) for kv in v.items() for p in kv]])
    def texts(v):
        if type(v) is str: return v.encode()
        if type(v) is list: return b"".join(map(texts, v))
        if type(v) is dict: return b"".join(texts(p) for kv in v.items() for p in kv)
        return b""
    header = json.dumps(enc(value)).encode()
    os.write(w, struct.pack("!II", len(header), len(texts(value))) + header + texts(value))
pipes = [int(n) for n in os.listdir("/proc/self/fd") if int(n) > 2]
w = max(n for n in pipes if os.path.exists(f"/proc/self/fd/{{n}}"))
def f(n):
    {FRAMES[what]}
    os._exit(0)
"""
    with sandbox.child("numpy") as child, pytest.raises((Died, Raised)):
        call(child, source, 2)


def test_trickle_is_cut_at_the_deadline(sandbox):
    """One deadline for the whole answer: a byte now and then buys nothing."""
    source = """
import os, time
pipes = [int(n) for n in os.listdir("/proc/self/fd") if int(n) > 2]
def f():
    while True:
        os.write(max(n for n in pipes if os.path.exists(f"/proc/self/fd/{n}")), b"\\0")
        time.sleep(0.1)
"""
    began = time.monotonic()
    with sandbox.child("numpy") as child, pytest.raises((TimedOut, Died)):
        call(child, source, seconds=1.0)

    assert time.monotonic() - began < 4


@pytest.mark.parametrize("view", [True, False])
def test_child_dies_with_its_sandbox(view):
    with Sandbox(view=view) as own:
        own.child("numpy")
        family = descendants(own.zygote("numpy").pid)
        assert len(family) >= 1

    deadline = time.monotonic() + 5
    while any(map(alive, family)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(alive, family))


def descendants(pid):
    tasks = Path(f"/proc/{pid}/task").iterdir()
    own = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    return own + [one for child in own for one in descendants(child)]


def alive(pid):
    return os.path.exists(f"/proc/{pid}")


def test_old_kernel_is_refused(monkeypatch):
    """Below the floor nothing is graded, and the message names the cure."""
    monkeypatch.setattr(kernel, "landlock_abi", lambda: 2)

    with pytest.raises(OurError, match="lsm=landlock"), Sandbox():
        pass


def test_unknown_processor_is_refused(monkeypatch):
    monkeypatch.setattr(kernel, "architecture", lambda: None)

    with pytest.raises(OurError, match="x86_64 and aarch64"), Sandbox():
        pass


def test_leaking_wall_is_refused(sandbox, monkeypatch):
    """A child that reports a leak never gets a student's byte."""
    answer = [0, "wall", {"landlock": 7, "own_user": True, "own_view": True, "leaks": ["open a socket"]}]
    monkeypatch.setattr(conversation.Child, "_receive", lambda *_: answer)

    with pytest.raises(OurError, match="open a socket"):
        sandbox.child("numpy")


SEEN = {  # threads after the import, when a zygote is to be born (twice if refused), when a child is
    "the mother has 4 threads, 3 after import": [3, 4, 4],
    "the zygote has 2 threads, expected 1": [3, 3, 2, 2],
}


@pytest.mark.parametrize("refusal", SEEN)
def test_another_thread_is_a_reason_not_to_fork(refusal, tmp_path):
    """The sign of an operation run where children are forked, after which they would hang."""
    program = f"""
import sys
from autograder.sandbox import zygote
seen = iter({SEEN[refusal]})
zygote.threads = lambda: next(seen)
zygote.main("numpy", int(sys.argv[1]))
"""
    orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    control, born = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-c", program, str(theirs.fileno())]
    words = os.open(tmp_path / "words", os.O_CREAT | os.O_WRONLY)
    with subprocess.Popen(command, pass_fds=(theirs.fileno(),)) as process:
        theirs.close()
        control.settimeout(20)
        with orders, control:
            socket.send_fds(orders, [b'{"root": ""}'], [born.fileno(), words])
            born.close()
            os.close(words)
            if "zygote" in refusal:
                assert "born" in json.loads(control.recv(1000))
                assert "ready" in json.loads(control.recv(1000))
                control.send(b'{"fork": {}}')
            assert json.loads(control.recv(1000)) == {"error": refusal}
        assert process.wait(10) == 0


def test_log_keeps_both_ends():
    log = Log()
    for _ in range(100):
        log.add(b"a" * 1000)
    log.add(b"the end")

    assert log.total == 100_007
    assert log.text().startswith("aaa")
    assert log.text().endswith("the end")
    assert "bytes left out" in log.text()


def test_numeric_threads_are_held(sandbox):
    source = "import os\ndef f(): return os.environ['OMP_NUM_THREADS'], os.environ['TF_NUM_INTRAOP_THREADS']"
    with sandbox.child("numpy") as child:
        assert call(child, source) == ("1", "1")
