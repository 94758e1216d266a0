"""Sandboxes that share mothers share the memory of what these imported, and nothing else."""

import os
import re
import signal
import time
from pathlib import Path

import pytest

from autograder.errors import OurError
from autograder.sandbox import mother
from autograder.sandbox.host import Sandbox

LOOK = """
import os

def descriptors():
    found = {int(n): f"/proc/self/fd/{n}" for n in os.listdir("/proc/self/fd")}
    return {n: os.readlink(path) for n, path in found.items() if os.path.lexists(path)}

def exists(path):
    return os.path.lexists(path)

def listed(path):
    try:
        return os.listdir(path)
    except OSError:
        return []

def namespaces():
    return {name: os.readlink(f"/proc/self/ns/{name}") for name in ("mnt", "pid", "net", "ipc", "uts")}
"""


@pytest.fixture
def mothers(tmp_path):
    tmp_path.chmod(0o755)
    kept = mother.Mothers(tmp_path)
    yield kept
    kept.close()


@pytest.fixture
def sandboxes(mothers, request):
    """Two at work at the same time, as those of two workers are."""
    view = getattr(request, "param", True)
    with Sandbox(order=mothers.order, view=view) as one, Sandbox(order=mothers.order, view=view) as other:
        yield one, other


@pytest.fixture
def children(sandboxes):
    """One of each sandbox."""
    with sandboxes[0].child("numpy") as one, sandboxes[1].child("numpy") as other:
        for child in (one, other):
            child.request("cell", 1, LOOK, seconds=20)
        yield one, other


def ask(child, name, *args):
    return child.request("call", None, name, args, {}, seconds=20)


def parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def children_of(pid):
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def links(pid):
    try:
        return [os.readlink(path) for path in Path(f"/proc/{pid}/fd").iterdir()]
    except PermissionError:
        pytest.skip("this user may not look at processes in namespaces of their own")


def kill(pid):
    os.kill(pid, signal.SIGKILL)
    state = Path(f"/proc/{pid}/stat")
    while state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] != "Z":
        time.sleep(0.01)


@pytest.mark.parametrize("sandboxes", [True, False], ids=["own view", "shared view"], indirect=True)
def test_child_holds_no_descriptor_but_its_own(children):
    """An empty input and four pipes: nothing of the mother, of a zygote, of the other sandbox."""
    held = [ask(child, "descriptors") for child in children]

    for found in held:
        assert len(found) == 5
        assert found.pop(0) == "/dev/null"
        assert all(re.fullmatch(r"pipe:\[\d+\]", where) for where in found.values())
    assert set(held[0].values()) & set(held[1].values()) == set()


def test_zygote_holds_no_socket_but_its_own(sandboxes):
    held = []
    for sandbox in sandboxes:
        family = [sandbox.zygote("numpy").pid, *children_of(sandbox.zygote("numpy").pid)]
        held.append({where for pid in family for where in links(pid) if where.startswith("socket:")})

    assert [len(sockets) for sockets in held] == [1, 1]
    assert held[0] & held[1] == set()


def test_children_of_two_sandboxes_have_no_namespace_in_common(sandboxes, children):
    if not all(sandbox.zygote("numpy").own_view for sandbox in sandboxes):
        pytest.skip("this kernel or container refuses namespaces")

    one, other = (ask(child, "namespaces") for child in children)

    assert one.keys() == other.keys()
    assert [name for name in one if one[name] == other[name]] == []


@pytest.mark.parametrize("sandboxes", [True, False], ids=["own view", "shared view"], indirect=True)
def test_scratch_of_another_sandbox_cannot_be_read_and_in_a_view_is_not_there(sandboxes, children):
    folders = [next(sandbox.zygote("numpy").root.glob("[0-9]*")) for sandbox in sandboxes]

    for own, child in enumerate(children):
        assert ask(child, "listed", str(folders[own])) != []
        assert ask(child, "listed", str(folders[1 - own])) == []
        if sandboxes[0].zygote("numpy").own_view:
            assert not ask(child, "exists", str(folders[1 - own].parent.parent))


def test_two_sandboxes_have_one_mother(sandboxes):
    assert len({parent(sandbox.zygote("numpy").pid) for sandbox in sandboxes}) == 1


def test_zygote_goes_on_without_its_mother_and_the_next_has_another(sandboxes):
    one, other = sandboxes
    lost = parent(one.zygote("numpy").pid)
    with one.child("numpy") as child:
        child.request("cell", 1, LOOK, seconds=20)
        kill(lost)
        assert ask(child, "exists", "/dev/null")

    for sandbox in (one, other):
        with sandbox.child("numpy") as child:
            child.request("cell", 1, LOOK, seconds=20)
    assert parent(other.zygote("numpy").pid) not in (lost, parent(one.zygote("numpy").pid))


def test_lost_zygote_is_no_loss_of_another_sandbox(sandboxes, children):
    kill(sandboxes[0].zygote("numpy").pid)

    assert ask(children[1], "exists", "/dev/null")
    with sandboxes[0].child("numpy") as child:
        child.request("cell", 1, LOOK, seconds=20)


def test_zygote_leaves_with_its_sandbox_and_the_mother_stays(mothers):
    born = []
    for _ in range(2):
        with Sandbox(order=mothers.order) as sandbox:
            born.append((sandbox.zygote("numpy").pid, parent(sandbox.zygote("numpy").pid)))
        assert not Path(f"/proc/{born[-1][0]}").exists()

    assert born[0][1] == born[1][1]


def test_what_a_mother_dies_of_is_told(sandboxes, monkeypatch):
    monkeypatch.setattr(mother, "PROGRAM", ("-c", "raise ImportError('half of numpy is missing')"))

    with pytest.raises(OurError, match=r"the numpy zygote failed: (.|\n)*half of numpy is missing"):
        sandboxes[0].child("numpy")
