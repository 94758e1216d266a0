"""What a child may read and call, checked as data: no kernel is asked."""

from __future__ import annotations

import re
import sys
import sysconfig
from pathlib import Path

import pytest

from autograder.sandbox import policy
from autograder.sandbox.kernel import Right
from autograder.sandbox.policy import FilePolicy, Grant
from autograder.sandbox.syscalls import ARCHITECTURES
from autograder.sandbox.toolbox import TOOLBOXES, named

PID = 4321
STANDARD = Path(sysconfig.get_paths()["stdlib"]).resolve()
PACKAGES = Path(sysconfig.get_paths()["purelib"]).resolve()
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
# The generic header gives these under the name of the call that a 64-bit machine has.
SAME_ON_64_BITS = {"fstatat": "newfstatat"}


@pytest.fixture(scope="module")
def numpy_only() -> FilePolicy:
    return policy.readable(named("numpy"))


@pytest.fixture(scope="module")
def with_keras() -> FilePolicy:
    return policy.readable(named("keras"))


SMALL = FilePolicy((Grant(Path("/usr"), policy.READ), Grant(Path("/data/x"), Right.READ_DIR)))


@pytest.mark.parametrize("path", ["/usr", "/usr/lib", "/usr/lib/python3/os.py"])
def test_grants_reach_beneath(path):
    assert SMALL.allows(Path(path), Right.READ_FILE)
    assert SMALL.allows(Path(path), policy.READ)
    assert not SMALL.allows(Path(path), Right.WRITE_FILE)


@pytest.mark.parametrize("path", ["/", "/usr2", "/usr2/lib", "/us", "/data", "/data/x/y", "usr", "/home/usr"])
def test_nothing_else_is_granted(path):
    assert not SMALL.allows(Path(path), Right.READ_FILE)


def test_rights_come_together():
    assert SMALL.allows(Path("/data/x/y"), Right.READ_DIR)
    assert not SMALL.allows(Path("/data/x/y"), policy.READ)


LIBRARIES = ["keras", "tensorflow", "scipy", "torch", "jax", "sklearn", "h5py", "numpy2", "IPython", "pytest"]


@pytest.mark.parametrize("name", LIBRARIES)
def test_numpy_box_reads_no_library(numpy_only, name):
    for path in (PACKAGES / name / "__init__.py", PACKAGES / f"{name}.py", PACKAGES / f"{name}.libs/a.so"):
        assert not numpy_only.allows(path, Right.READ_FILE)


@pytest.mark.parametrize("box", ["numpy_only", "with_keras"])
def test_boxes_read_what_they_import(request, box):
    grants = request.getfixturevalue(box)
    for path in (STANDARD / "random.py", STANDARD / "lib-dynload", PACKAGES / "numpy" / "__init__.py"):
        assert grants.allows(path, Right.READ_FILE)
    assert grants.allows(Path("/dev/null"), Right.WRITE_FILE)


def test_keras_box_reads_packages(with_keras):
    assert with_keras.allows(PACKAGES / "keras" / "__init__.py", Right.READ_FILE)


def test_keras_box_reads_no_labels(with_keras):
    """scikit-learn brings the digits that hidden tests split, with their labels."""
    assert (PACKAGES / "sklearn").is_dir()
    for path in (PACKAGES / "sklearn", PACKAGES / "sklearn/datasets/data/digits.csv.gz"):
        assert not with_keras.allows(path, Right.READ_FILE)


OUTSIDE = [
    "/",
    "/etc/passwd",
    "/root",
    "/home",
    "/tmp",
    "/proc",
    "/proc/1/environ",
    "/sys",
    "/var",
    "/dev/shm",
]


@pytest.mark.parametrize("box", ["numpy_only", "with_keras"])
def test_boxes_read_nothing_else(request, box):
    grants = request.getfixturevalue(box)
    course = Path(__file__).resolve().parents[2]
    secret = [course / "solutions", course / "tests", course / "solutions" / ".secret", course / "autograder"]
    beside = [Path(f"{STANDARD}2/os.py"), Path(f"{PACKAGES}2/keras/__init__.py"), Path("/usr/lib642/a.so")]
    for path in [*map(Path, OUTSIDE), *secret, *beside]:
        assert not grants.allows(path, Right.READ_FILE), path


@pytest.mark.parametrize("box", ["numpy_only", "with_keras"])
def test_boxes_write_nothing(request, box):
    for grant in request.getfixturevalue(box).grants:
        if grant.path != Path("/dev/null"):
            assert grant.rights & ~policy.READ == 0, grant
        assert grant.path == grant.path.resolve()


def test_scratch_makes_plain_files_only():
    for right in (Right.EXECUTE, Right.MAKE_SYM, Right.MAKE_FIFO, Right.MAKE_SOCK, Right.MAKE_CHAR):
        assert right not in policy.OWN
    assert Right.MAKE_BLOCK not in policy.OWN
    assert Right.REFER not in policy.OWN


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_numbers_match_the_headers(machine):
    if not HEADERS[machine].exists():
        pytest.skip("no kernel headers here")
    text = HEADERS[machine].read_text()
    found = {name: int(value) for name, value in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)\n", text)}
    found |= {new: found[old] for old, new in SAME_ON_64_BITS.items() if old in found}
    newest = max(found.values())
    for name, number in ARCHITECTURES[machine].numbers.items():
        assert found.get(name) == number or number > newest, name


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_numbers_stand_once(machine):
    numbers = ARCHITECTURES[machine].numbers
    assert len(set(numbers.values())) == len(numbers)
    assert set(numbers) <= set(policy.calls(PID, gpu=True)) | {"pivot_root"}  # the zygote's own


def test_every_verdict_has_a_number():
    """A name that is in no table would be refused in silence: a typing error, most likely."""
    known = set().union(*(machine.numbers for machine in ARCHITECTURES.values()))
    assert set(policy.calls(PID)) <= known


FORBIDDEN = """socket connect bind listen accept accept4 sendmsg fork vfork execve execveat ptrace
    process_vm_readv process_vm_writev splice tee vmsplice sendfile copy_file_range shmget shmat msgget
    semget mq_open keyctl add_key request_key bpf perf_event_open userfaultfd inotify_init inotify_init1
    inotify_add_watch fanotify_init flock mount umount2 pivot_root chroot setns unshare link linkat symlink
    symlinkat mknod mknodat chown fchown lchown fchownat personality name_to_handle_at open_by_handle_at
    sched_setaffinity sched_setscheduler sched_setparam sched_setattr setpriority setrlimit truncate setuid
    setgid setresuid setsid setpgid memfd_create tkill rt_sigqueueinfo rt_tgsigqueueinfo kexec_load
    init_module finit_module reboot iopl ioperm modify_ldt syslog quotactl swapon sethostname
    pidfd_send_signal process_madvise vhangup acct""".split()


@pytest.mark.parametrize("name", FORBIDDEN)
def test_dangerous_calls_are_refused(name):
    assert name not in policy.calls(PID)


@pytest.mark.parametrize(
    "name", ["clone", "kill", "tgkill", "prlimit64", "prctl", "ioctl", "fcntl", "socketpair", "sendto"]
)
def test_some_calls_have_conditions(name):
    assert policy.calls(PID)[name].conditions


@pytest.mark.parametrize(
    "name", ["clone3", "io_uring_setup", "landlock_create_ruleset", "seccomp", "openat2"]
)
def test_new_calls_are_absent(name):
    assert policy.calls(PID)[name].answer == 38  # ENOSYS


def test_toolboxes_hide_the_grader():
    assert set(TOOLBOXES) == {"numpy", "keras", "intake"}
    for box in (TOOLBOXES["numpy"], TOOLBOXES["keras"]):  # the intake runs no student's code
        assert {"autograder", "pytest", "nbgrader"} <= set(box.placeholders)
        assert not set(box.imports) & set(box.placeholders)
    assert {"keras", "tensorflow", "scipy", "torch"} <= set(TOOLBOXES["numpy"].placeholders)
    assert "autograder" in sys.modules


GPU_NODES = ("nvidiactl", "nvidia0", "nvidia1", "nvidia-uvm", "nvidia-uvm-tools")


@pytest.fixture
def with_gpus(tmp_path):
    (tmp_path / "dev").mkdir()
    (tmp_path / "proc" / "driver" / "nvidia").mkdir(parents=True)
    for name in GPU_NODES:
        (tmp_path / "dev" / name).touch()
    return tmp_path


def test_toolbox_on_a_gpu_gets_that_device_alone(with_gpus):
    granted = FilePolicy(tuple(policy.on_gpu(1, with_gpus)))

    for name in GPU_NODES:
        right = Right.WRITE_FILE | Right.IOCTL_DEV
        assert granted.allows(with_gpus / "dev" / name, right) == (name != "nvidia0")
    assert granted.allows(with_gpus / "proc" / "driver" / "nvidia" / "version", Right.READ_FILE)
    assert not granted.allows(with_gpus / "proc" / "driver" / "nvidia" / "version", Right.WRITE_FILE)


def test_facts_of_the_driver_are_granted_and_not_mounted(monkeypatch):
    """A view of one's own has a /proc of its own: nothing is mounted where that will be."""
    facts = Grant(Path("/proc/driver"), policy.READ)
    monkeypatch.setattr(policy, "on_gpu", lambda _: [facts])

    assert policy.readable(named("keras@0")).allows(facts.path, Right.READ_FILE)
    assert not [path for path in policy.visible(named("keras@0")) if "/proc" in str(path)]


def test_device_that_is_not_there_is_not_granted(tmp_path):
    assert policy.on_gpu(0, tmp_path) == []


def test_toolbox_on_a_gpu_is_the_same_but_for_the_device():
    plain, third = named("keras"), named("keras@2")

    assert (plain.gpu, third.gpu) == (None, 2)
    assert (plain.environment["CUDA_VISIBLE_DEVICES"], third.environment["CUDA_VISIBLE_DEVICES"]) == ("", "2")
    assert third.address_space_bytes == 0
    assert (third.imports, third.placeholders) == (plain.imports, plain.placeholders)


@pytest.mark.parametrize("name", ["torch", "", "@1", "keras@x"])
def test_unknown_toolbox_is_an_error(name):
    with pytest.raises((KeyError, ValueError)):
        named(name)


def test_gpu_adds_two_calls_and_nothing_else():
    plain, gpu = policy.calls(PID), policy.calls(PID, gpu=True)

    assert {name for name in gpu if gpu[name] != plain.get(name)} == {"ioctl", "memfd_create"}
