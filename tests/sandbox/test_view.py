"""A view of the machine of its own: what is not granted does not exist; and life without one."""

import os
from pathlib import Path

import pytest

from autograder.errors import Died, Raised
from autograder.sandbox import scratch
from autograder.sandbox.host import Sandbox

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def viewed():
    with Sandbox() as sandbox:
        if not sandbox.zygote("numpy").own_view:
            pytest.skip("this kernel or container refuses namespaces")
        yield sandbox


@pytest.fixture
def run(viewed):
    def in_child(body, *args):
        source = "import os, sys, ctypes\ndef probe(*args):\n" + "".join(
            f"    {one}\n" for one in body.splitlines()
        )
        with viewed.child("numpy") as child:
            child.request("cell", 1, source, seconds=20)
            try:
                return child.request("call", None, "probe", args, {}, seconds=20)
            except Raised as raised:
                return raised.name

    return in_child


@pytest.mark.parametrize(
    "path", [ROOT / "solutions", ROOT / "pyproject.toml", "/etc/passwd", "/home", "/var", "/usr/bin/python3"]
)
def test_path_that_is_not_granted_does_not_exist(run, path):
    assert run("os.stat(args[0])", str(path)) == "FileNotFoundError"


def test_only_its_own_processes_exist(run):
    """The zygote (process 1) and the child."""
    pids = run("return sorted(int(name) for name in os.listdir('/proc') if name.isdigit())")
    assert pids == "PermissionError" or len(pids) <= 3
    assert run("os.stat(f'/proc/{args[0]}')", os.getpid() + 100_000) == "FileNotFoundError"
    assert run("return os.getppid()") == 1


def test_native_code_cannot_be_loaded_from_scratch(run):
    body = """
import shutil
path = sys.modules['_ctypes'].__file__
shutil.copyfile(path, 'own.so')
ctypes.CDLL(os.path.abspath('own.so'))"""
    assert run(body.strip()) == "OSError"


def test_disk_is_bounded_by_size(run):
    body = """
for number in range(100):
    with open(f'f{number}', 'wb') as file:
        file.write(bytes(32 << 20))"""
    assert run(body.strip()) == "OSError"


def test_disk_is_bounded_by_number_of_files(run):
    assert run("for number in range(6000):\n    open(f'f{number}', 'w').close()") == "OSError"


def test_scratch_of_one_child_is_empty_for_the_next(viewed):
    source = (
        "import os\ndef mine():\n    open(str(len(os.listdir('.'))), 'w')\n    return len(os.listdir('.'))"
    )
    for _ in range(2):
        with viewed.child("numpy") as child:
            child.request("cell", 1, source, seconds=5)
            assert child.request("call", None, "mine", (), {}, seconds=5) == 2


def test_each_child_has_a_user_of_its_own_if_root_grades(viewed):
    with viewed.child("numpy") as first, viewed.child("numpy") as second:
        for child in (first, second):
            child.request("cell", 1, "import os\ndef me(): return os.getuid()", seconds=5)
        users = [child.request("call", None, "me", (), {}, seconds=5) for child in (first, second)]
        assert first.wall.own_user == (os.geteuid() == 0)

    assert (len(set(users)) == 2) == (os.geteuid() == 0)


def test_without_a_view_the_wall_stands_and_says_so():
    with Sandbox(view=False) as sandbox, sandbox.child("numpy") as child:
        assert "shared view" in str(child.wall)


def test_view_that_cannot_be_built_is_done_without(viewed, monkeypatch):
    """Namespaces are there, but a mount fails: the next zygote starts without, and the reason is kept."""
    monkeypatch.setattr("autograder.sandbox.host.VIEW", "not-made")

    with Sandbox() as sandbox, sandbox.child("numpy") as child:
        assert not child.wall.own_view
        assert "mount" in sandbox.no_view


FILL = {
    "files": "for number in range(6000):\n    open(f'f{number}', 'w').close()",
    "bytes": "for number in range(9):\n    open(f'f{number}', 'wb').write(bytes(40 << 20))",
    "levels": "for number in range(90):\n    os.mkdir('d')\n    os.chdir('d')",
    "long names": "for number in range(25):\n    os.mkdir('d' * 200)\n    os.chdir('d' * 200)\n"
    "for number in range(6000):\n    open(f'f{number}', 'w').close()",
    "unlinked": "kept = []\nfor number in range(9):\n    kept.append(open('f', 'wb', buffering=0))\n"
    "    kept[-1].write(bytes(40 << 20))\n    os.unlink('f')",
}


@pytest.mark.parametrize("what", FILL)
def test_disk_is_watched_where_it_has_no_bound(what):
    """A busy child that keeps too much is ended, long before its deadline."""
    body = "".join(f"    {line}\n" for line in [*FILL[what].splitlines(), "while True: pass"])
    with Sandbox(view=False) as sandbox, sandbox.child("numpy") as child:
        child.request("cell", 1, f"import os\ndef probe():\n{body}", seconds=20)
        with pytest.raises(Died, match="on disk"):
            child.request("call", None, "probe", (), {}, seconds=60)


def test_quota_looks_at_the_whole_folder_and_follows_no_link(tmp_path, monkeypatch):
    monkeypatch.setattr(scratch, "FILES", 5)
    monkeypatch.setattr(scratch, "LOOK_SECONDS", 0)
    (tmp_path / "mine" / "deep").mkdir(parents=True)
    (tmp_path / "many").mkdir()
    for number in range(9):
        (tmp_path / "many" / str(number)).touch()
    (tmp_path / "mine" / "link").symlink_to(tmp_path / "many")
    quota = scratch.Quota(tmp_path / "mine", os.getpid())
    quota.demand()
    for number in range(4):
        (tmp_path / "mine" / "deep" / str(number)).touch()

    with pytest.raises(Died, match="5 files"):
        quota.demand()


def test_scratch_folder_is_removed_whatever_stands_in_it(tmp_path):
    """Deeper than Python recurses, longer than a path may be, shut, and with a link to elsewhere."""
    folder, elsewhere = tmp_path / "scratch", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    folder.mkdir()
    (folder / "link").symlink_to(elsewhere)
    here = os.open(folder, os.O_RDONLY)
    for number in range(1500):
        os.mkdir("d" * 200, dir_fd=here)
        os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=here))
        inner = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        if number % 100 == 0:
            os.mkdir("shut", 0, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)

    scratch.remove(folder)
    assert not folder.exists()
    assert (elsewhere / "kept").exists()


def test_removing_a_folder_that_has_gone_is_no_error(tmp_path):
    scratch.remove(tmp_path / "gone")
