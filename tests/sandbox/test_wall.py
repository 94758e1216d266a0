"""What a child cannot do, tried from inside the real sandbox; and what it can."""

import os
import socket
from pathlib import Path

import pytest

from autograder.errors import Raised
from autograder.sandbox import doctor
from autograder.sandbox.host import Sandbox


@pytest.fixture(scope="module", params=["own view", "shared view"])
def sandbox(request):
    """Where there is no view of its own, Landlock and seccomp have to hold alone."""
    with Sandbox(view=request.param == "own view") as warm:
        yield warm


@pytest.fixture
def run(sandbox):
    """Run a function body in a child of its own; return its answer, or the name of what it raised."""

    def in_child(body, *args, toolbox="numpy"):
        source = "import os, sys, ctypes, socket, subprocess\ndef probe(*args):\n"
        source += "".join(f"    {line}\n" for line in body.splitlines())
        with sandbox.child(toolbox) as child:
            child.request("cell", 1, source, seconds=20)
            try:
                return child.request("call", None, "probe", args, {}, seconds=20)
            except Raised as raised:
                return raised.name

    return in_child


REFUSED = {
    "open outside": "open('/etc/passwd').read()",
    "list the root": "os.listdir('/')",
    "list home": "os.listdir('/root' if os.path.exists('/root') else '/home')",
    "write to tmp": "open('/tmp/autograder-test', 'w')",
    "make a folder outside": "os.mkdir('/tmp/autograder-test')",
    "link": "os.link('cell_001.py', 'copy')",
    "symlink": "os.symlink('/etc/passwd', 'link')",
    "fifo": "os.mkfifo('pipe')",
    "fork": "os.fork()",
    "exec": "os.execv('/bin/true', ['true'])",
    "spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "run a program": "subprocess.run(['true'])",
    "a TCP socket": "socket.socket()",
    "a UDP socket": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "a UNIX socket": "socket.socket(socket.AF_UNIX)",
    "a netlink socket": "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "kill the parent": "os.kill(os.getppid(), 9)",
    "kill everyone": "os.kill(-1, 9)",
    "kill its group": "os.killpg(0, 9)",
    "a priority": "os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)",
    "an affinity": "os.sched_setaffinity(os.getppid(), {0})",
    "a user": "os.setuid(0) or open('/etc/shadow')",
    "parent memory": "open(f'/proc/{os.getppid()}/mem', 'rb')",
    "parent environment": "open(f'/proc/{os.getppid()}/environ', 'rb')",
    "a memfd": "os.memfd_create('x')",
    "its limits": "__import__('resource').setrlimit(0, (99, 99))",
    "parent limits": "__import__('resource').prlimit(os.getppid(), 0, (1, 1))",
    "a lock on a library": "__import__('fcntl').flock(open(os.__file__), 2)",
}


@pytest.mark.parametrize("what", REFUSED)
def test_child_is_refused(run, what):
    got = run(f"return {REFUSED[what]}")

    assert got in ("PermissionError", "OSError", "FileNotFoundError", "ValueError"), got


SYSCALLS = {
    "ptrace": 101, "process_vm_readv": 310, "unshare": 272, "setns": 308, "mount": 165, "bpf": 321,
    "keyctl": 250, "add_key": 248, "userfaultfd": 323, "perf_event_open": 298, "io_uring_setup": 425,
    "splice": 275, "vmsplice": 278, "shmget": 29, "msgget": 68, "semget": 64, "mq_open": 240,
    "inotify_init1": 294, "fanotify_init": 300, "name_to_handle_at": 303, "personality": 135,
    "pidfd_open": 434, "pidfd_send_signal": 424, "clone3": 435, "landlock_create_ruleset": 444,
    "seccomp": 317, "sendfile": 40, "copy_file_range": 326, "chown": 92, "mknod": 133, "swapon": 167,
    "kexec_load": 246, "finit_module": 313, "setsid": 112, "chroot": 161, "ioperm": 173,
}  # fmt: skip


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of x86-64")
@pytest.mark.parametrize("name", SYSCALLS)
def test_system_call_is_refused(run, name):
    """EPERM or ENOSYS, before the kernel looks at any argument."""
    call = f"libc = ctypes.CDLL(None, use_errno=True)\nr = libc.syscall({SYSCALLS[name]}, 0, 0, 0, 0, 0)\n"
    result, number = run(f"{call}return r, ctypes.get_errno()")

    assert result == -1
    assert number in (1, 38)


def test_file_outside_stays_as_it_is(run, tmp_path):
    """Open to everyone by its mode, and yet out of reach: contents, name, mode and times."""
    file = tmp_path / "canary"
    file.write_text("canary")
    file.chmod(0o666)
    before = file.stat()
    body = """
tries = [lambda p: open(p).read(), lambda p: open(p, 'w'), lambda p: open(p, 'a'), os.remove,
         lambda p: os.truncate(p, 0), lambda p: os.rename(p, 'mine'), lambda p: os.link(p, 'mine'),
         lambda p: os.chmod(p, 0), lambda p: os.utime(p, (0, 0)), lambda p: os.chown(p, 0, 0)]
through = []
for number, attempt in enumerate(tries):
    try:
        attempt(args[0])
        through.append(number)
    except OSError:
        pass
return through"""
    pretended = run(body.strip(), str(file))

    assert set(pretended) <= {7, 8}  # chmod and utime claim success, and do nothing
    assert file.read_text() == "canary"
    assert (file.stat().st_mode, file.stat().st_mtime, file.stat().st_ctime) == (
        before.st_mode, before.st_mtime, before.st_ctime,
    )  # fmt: skip


def test_datagram_cannot_reach_a_named_socket(run, tmp_path):
    """A pair of datagram sockets could send to any path, so addresses are refused."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(str(tmp_path / "s"))
    body = "a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\nreturn a.sendto(b'x', args[0])"

    assert run(body, str(tmp_path / "s")) == "PermissionError"
    listener.close()


def test_prctl_cannot_undo_the_wall(run):
    body = "libc = ctypes.CDLL(None)\nreturn [libc.prctl(n, 0, 0, 0, 0) for n in (1, 4, 23, 36, 38)]"
    assert run(body) == [-1] * 5


def test_hidden_tests_cannot_be_read(run):
    """The whole checkout is out of reach, wherever it lies."""
    root = Path(__file__).resolve().parents[2]
    body = """
found = []
for folder, name in [(args[0] + '/solutions', 'reference.py'), (args[0], 'pyproject.toml')]:
    try:
        found.append(os.listdir(folder))
    except OSError:
        pass
    try:
        found.append(open(os.path.join(folder, name)).read())
    except OSError:
        pass
return found"""
    assert run(body.strip(), str(root)) == []


def test_environment_holds_no_secret(run, monkeypatch):
    """The zygote was exec'd with an environment of its own, so even /proc/self/environ tells nothing."""
    seen = run("return dict(os.environ), open('/proc/self/environ').read()")
    names = set(seen[0]) | {pair.partition("=")[0] for pair in seen[1].split("\0")}

    assert not {name for name in names if "TOKEN" in name or "SECRET" in name or name in ("USER", "PWD")}
    assert "AUTOGRADER_SECRET" not in names


def test_only_pipes_are_open(run):
    body = """
links = []
for number in os.listdir('/proc/self/fd'):
    try:
        links.append(os.readlink(f'/proc/self/fd/{number}'))
    except FileNotFoundError:  # the descriptor that listed the folder
        pass
return links"""
    kinds = [link.partition(":")[0] for link in run(body.strip())]

    assert sorted(kinds) == ["/dev/null", "pipe", "pipe", "pipe", "pipe"]


def test_no_frame_leads_to_the_grader(run):
    body = """
import gc
frame, names = sys._getframe(), []
while frame:
    names.append(frame.f_code.co_filename)
    frame = frame.f_back
texts = [o for o in gc.get_objects() if type(o) is dict and 'assert_equal' in o]
names_of = {m.split('.')[0] for m in sys.modules}
return names, len(texts), sorted(names_of & {'pytest', '_pytest', 'msgspec', 'nbgrader'})"""
    files, found, modules = run(body.strip())

    assert found == 0
    assert modules == []
    assert all("sandbox" in file or "cell_001" in file or "frozen" in file for file in files)


def test_keras_files_cannot_be_read_in_the_numpy_toolbox(run):
    body = """
import importlib.machinery
found = []
for folder in sys.path:
    for name in ('keras', 'tensorflow', 'scipy'):
        try:
            found.append(open(os.path.join(folder, name, '__init__.py')).read(10))
        except OSError:
            pass
return found"""
    assert run(body.strip()) == []


def test_keras_can_be_imported_in_its_own_toolbox(run):
    assert run("import keras\nreturn keras.layers.Dense(3).units", toolbox="keras") == 3


@pytest.mark.parametrize("name", ["keras", "tensorflow", "scipy", "torch", "matplotlib.pyplot", "autograder"])
def test_module_outside_the_toolbox_is_a_stand_in(run, name):
    """It imports, may be named and annotated with, and says what it is when used."""
    body = f"import {name} as m\nx: 'm.Tensor | None' = None\ny = m.a.b\nm.Tensor | None\nreturn m.a.b(3)"
    assert run(body) == "ToolboxError"


def test_class_can_stand_on_a_stand_in(run):
    """A notebook's layers are defined where keras is absent; only making one says so."""
    body = "import keras\nclass Layer(keras.layers.Layer):\n    def call(self, x): return x\n"
    assert run(body + "return Layer.call(None, 3)") == 3
    assert run(body + "return Layer()") == "ToolboxError"


def test_labels_of_data_sets_are_withheld(run):
    """Hidden tests split scikit-learn's digits: where keras is, they are not."""
    asked = "from sklearn.datasets import load_digits\nreturn load_digits().target"
    assert run(asked, toolbox="keras") == "ToolboxError"
    past_the_stand_in = """
found = []
for folder in sys.path:
    for name in ('__init__.py', 'datasets/data/digits.csv.gz'):
        try:
            found.append(open(os.path.join(folder, 'sklearn', name), 'rb').read(10))
        except OSError:
            pass
return found"""
    assert run(past_the_stand_in.strip(), toolbox="keras") == []


def test_scratch_can_be_used(run):
    """The student's own folder is home, temporary folder and working directory."""
    body = """
import shutil, tempfile
os.makedirs('a/b')
open('a/b/x.txt', 'w').write('hello')
shutil.copytree('a', 'c')
shutil.copy2('a/b/x.txt', 'y.txt')
os.rename('y.txt', 'z.txt')
with tempfile.NamedTemporaryFile('w') as file:
    inside = os.path.samefile(os.path.dirname(file.name), os.getcwd())
shutil.rmtree('a')
return inside, open('c/b/x.txt').read(), sorted(os.listdir('.')), os.environ['HOME'] == os.getcwd()"""
    inside, text, names, home = run(body.strip())

    assert (inside, text, home) == (True, "hello", True)
    assert names == ["c", "cell_001.py", "z.txt"]


def test_threads_can_be_used(run):
    body = """
import threading
seen = []
threads = [threading.Thread(target=seen.append, args=(n,)) for n in range(8)]
[t.start() for t in threads]
[t.join() for t in threads]
return sorted(seen)"""
    assert run(body.strip()) == list(range(8))


def test_child_sees_nothing_of_its_sibling(sandbox):
    with sandbox.child("numpy") as first, sandbox.child("numpy") as second:
        first.request("cell", 1, "import os\nhere = os.getcwd()\ndef where(): return here", seconds=5)
        folder = first.request("call", None, "where", (), {}, seconds=5)
        second.request("cell", 1, "import os\ndef look(p): return os.listdir(p)", seconds=5)
        with pytest.raises(Raised, match="Permission"):
            second.request("call", None, "look", (folder,), {}, seconds=5)


def test_doctor_finds_no_hole():
    findings = list(doctor.examine())

    assert [finding.what for finding in findings if finding.needed and not finding.good] == []
    assert sum(finding.what.startswith("cannot") for finding in findings) == len(doctor.DIES)


def test_doctor_sees_a_hole(sandbox, monkeypatch):
    """A probe that is not stopped is reported: here it asks for nothing forbidden."""
    monkeypatch.setattr(doctor, "DIES", {"add": "def probe(): return 1 + 1"})

    findings = list(doctor._walls(sandbox))
    assert [(f.what, f.good) for f in findings if f.what.startswith("cannot")] == [("cannot add", False)]


def test_socketpair_is_no_way_out(run):
    """asyncio needs one; it reaches nobody but its other end."""
    assert run("a, b = socket.socketpair()\na.send(b'x')\nreturn b.recv(1)") == b"x"
    assert hasattr(socket, "AF_UNIX")
