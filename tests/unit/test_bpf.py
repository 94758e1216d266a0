"""The assembled program says what the table says: a small machine runs it on any call there could be."""

from __future__ import annotations

import errno
import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograder.sandbox import bpf, policy
from autograder.sandbox.policy import Only, Verdict
from autograder.sandbox.syscalls import ARCHITECTURES, Architecture

PID = 4321
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
REFUSED = ERRNO | errno.EPERM
TABLE = policy.calls(PID)
MACHINES = list(ARCHITECTURES.values())
PROGRAMS = {machine.name: bpf.assemble(TABLE, machine) for machine in MACHINES}
FOREIGN = [0x40000003, 0x40000028, 0x00000000, 0xFFFFFFFF]  # i386, arm, none, all


def run(program: list[bpf.Instruction], number: int, arch: int, arguments: tuple[int, ...]) -> int:
    """Interpret a program over a little-endian struct seccomp_data, as the kernel would."""
    data = struct.pack("<IIQ6Q", number, arch, 0, *arguments)
    accumulator, at = 0, 0
    while True:
        code, if_true, if_false, constant = program[at]
        at += 1
        match code:
            case 0x20:
                assert constant % 4 == 0
                (accumulator,) = struct.unpack_from("<I", data, constant)
            case 0x54:
                accumulator &= constant
            case 0x15:
                at += if_true if accumulator == constant else if_false
            case 0x35:
                at += if_true if accumulator >= constant else if_false
            case 0x06:
                return constant
            case _:
                pytest.fail(f"an unknown instruction {code:#x}")


def holds(condition: Only, arguments: tuple[int, ...]) -> bool:
    whole = arguments[condition.argument]
    low = whole & 0xFFFFFFFF
    if condition.bits_set & ~low or condition.bits_clear & low:
        return False
    if condition.values == (0,):
        return whole == 0
    masked = any(low & mask == value for mask, value in condition.masked)
    return not (condition.values or condition.masked) or low in condition.values or masked


def wanted(
    machine: Architecture,
    number: int,
    arch: int,
    arguments: tuple[int, ...],
    table: dict[str, Verdict] = TABLE,
) -> int:
    """Read the table itself."""
    if arch != machine.audit or (machine.foreign_from is not None and number >= machine.foreign_from):
        return KILL
    names = {value: name for name, value in machine.numbers.items()}
    verdict = table.get(names.get(number, ""), policy.REFUSE)
    if not all(holds(condition, arguments) for condition in verdict.conditions):
        return REFUSED
    return ALLOW if verdict.answer is None else ERRNO | verdict.answer


MENTIONED = sorted(
    {PID, 0x00010000, 0x10000000, 0x7E020000, 0x003D0F00}
    | {value for verdict in TABLE.values() for condition in verdict.conditions for value in condition.values}
)
WORDS = st.sampled_from(MENTIONED) | st.integers(0, 0xFFFFFFFF)
ARGUMENTS = st.tuples(
    *[st.builds(lambda low, high: low | high << 32, WORDS, st.sampled_from([0, 0, 1, 7]))] * 6
)
CONDITIONAL = sorted(name for name, verdict in TABLE.items() if verdict.conditions)


@st.composite
def calls(draw: st.DrawFn) -> tuple[Architecture, int, int, tuple[int, ...]]:
    machine = draw(st.sampled_from(MACHINES))
    numbers = sorted(machine.numbers.values())
    careful = [machine.numbers[name] for name in CONDITIONAL]
    x32 = st.sampled_from(numbers).map(lambda number: number | 0x40000000)
    number = draw(st.sampled_from(careful) | st.sampled_from(numbers) | st.integers(0, 600) | x32 | WORDS)
    arch = draw(st.just(machine.audit) | st.just(machine.audit) | st.sampled_from(FOREIGN) | WORDS)
    return machine, number, arch, draw(ARGUMENTS)


@given(calls())
@example((ARCHITECTURES["x86_64"], 302, 0xC000003E, (0, 0, 1 << 32, 0, 0, 0)))
def test_program_says_what_the_table_says(call):
    machine, number, arch, arguments = call
    assert run(PROGRAMS[machine.name], number, arch, arguments) == wanted(machine, number, arch, arguments)


GPU_TABLE = policy.calls(PID, gpu=True)
GPU_PROGRAMS = {machine.name: bpf.assemble(GPU_TABLE, machine) for machine in MACHINES}
COMMANDS = st.sampled_from(
    [0x5401, 0x5412, 0xC020462A, 0x462A, 0x4612, 37, 0xFF, 0x100, 0x30000001, 0x30000004]
)


@given(st.sampled_from(MACHINES), COMMANDS | WORDS)
def test_on_a_gpu_the_driver_can_be_asked_too(machine, command):
    arguments = (5, command, 0, 0, 0, 0)
    number = machine.numbers["ioctl"]
    got = run(GPU_PROGRAMS[machine.name], number, machine.audit, arguments)

    assert got == wanted(machine, number, machine.audit, arguments, GPU_TABLE)


@pytest.mark.parametrize(
    ("command", "gpu"), [(0xC020462A, True), (0x30000001, True), (0x5412, False), (0x5401, True)]
)
def test_terminals_stay_closed_on_a_gpu(command, gpu):
    machine = ARCHITECTURES["x86_64"]
    got = run(GPU_PROGRAMS["x86_64"], machine.numbers["ioctl"], machine.audit, (5, command, 0, 0, 0, 0))

    assert (got == ALLOW) == gpu


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_every_number_is_decided(machine):
    for number in range(700):
        for arguments in ((0,) * 6, (PID,) * 6, (0x003D0F00,) * 6, (1,) * 6):
            got = run(PROGRAMS[machine.name], number, machine.audit, arguments)
            assert got == wanted(machine, number, machine.audit, arguments)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
@pytest.mark.parametrize("arch", [*FOREIGN, 0xC000003D, 0xC000003F, 0xC00000B6])
def test_foreign_architectures_are_killed(machine, arch):
    for number in (0, 1, 39, 59, 0x40000000, 0xFFFFFFFF):
        assert run(PROGRAMS[machine.name], number, arch, (0,) * 6) == KILL


@pytest.mark.parametrize("number", [0x40000000, 0x40000027, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF])
def test_x32_numbers_are_killed(number):
    assert run(PROGRAMS["x86_64"], number, 0xC000003E, (0,) * 6) == KILL


X86 = ARCHITECTURES["x86_64"].numbers
THREAD = 0x003D0F00  # what pthread_create asks
CASES = {
    "thread": ("clone", (THREAD,), ALLOW),
    "fork": ("clone", (17,), REFUSED),
    "thread in a namespace": ("clone", (THREAD | 0x10000000,), REFUSED),
    "thread with high bits": ("clone", (THREAD | 1 << 40,), ALLOW),
    "own signal": ("kill", (PID, 9), ALLOW),
    "group signal": ("kill", (0, 9), REFUSED),
    "everyone": ("kill", (2**32 - 1, 9), REFUSED),
    "own limits": ("prlimit64", (0, 7, 0, 1234), ALLOW),
    "own limits by number": ("prlimit64", (PID, 7, 0, 1234), ALLOW),
    "new limits": ("prlimit64", (0, 7, 1234, 0), REFUSED),
    "new limits far away": ("prlimit64", (0, 7, 1 << 32, 0), REFUSED),
    "other's limits": ("prlimit64", (PID + 1, 7, 0, 1234), REFUSED),
    "terminal question": ("ioctl", (1, 0x5401), ALLOW),
    "terminal question with high bits": ("ioctl", (1, 0x5401 | 1 << 32), ALLOW),
    "typing for others": ("ioctl", (1, 0x5412), REFUSED),
    "typing with high bits": ("ioctl", (1, 0x5412 | 1 << 32), REFUSED),
    "lock": ("fcntl", (3, 6), REFUSED),
    "unix pair": ("socketpair", (1,), ALLOW),
    "internet pair": ("socketpair", (2,), REFUSED),
    "to the other end": ("sendto", (3, 1234, 1, 0, 0, 0), ALLOW),
    "to an address": ("sendto", (3, 1234, 1, 0, 1 << 32, 16), REFUSED),
    "mode": ("chmod", (), ERRNO),
    "clone3": ("clone3", (), ERRNO | errno.ENOSYS),
    "attribute": ("setxattr", (), ERRNO | errno.EOPNOTSUPP),
    "read": ("read", (), ALLOW),
}


@pytest.mark.parametrize(("name", "arguments", "want"), CASES.values(), ids=CASES.keys())
def test_known_calls(name, arguments, want):
    padded = (*arguments, *(0,) * (6 - len(arguments)))
    assert run(PROGRAMS["x86_64"], X86[name], 0xC000003E, padded) == want


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_program_fits_the_kernel(machine):
    program = PROGRAMS[machine.name]
    assert len(program) <= 4096
    for at, (code, if_true, if_false, constant) in enumerate(program):
        assert 0 <= constant <= 0xFFFFFFFF
        assert 0 <= if_true < 256
        assert 0 <= if_false < 256
        assert at + 1 + max(if_true, if_false) < len(program) or code == 0x06


def test_many_values_jump_right():
    table = {"read": Verdict((Only(2, values=tuple(range(5, 60))), Only(3, bits_set=1)))}
    program = bpf.assemble(table, ARCHITECTURES["x86_64"])
    for value in range(70):
        want = ALLOW if 5 <= value < 60 else REFUSED
        assert run(program, 0, 0xC000003E, (0, 0, value, 1, 0, 0)) == want
        assert run(program, 0, 0xC000003E, (0, 0, value, 0, 0, 0)) == REFUSED


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
@pytest.mark.parametrize("gpu", [False, True])
@pytest.mark.parametrize("pid", [1, PID, (1 << 22) - 1])
def test_program_for_somebody_becomes_that_of_a_process(machine, gpu, pid):
    """A zygote assembles once; its children fill in their own numbers."""
    program = bpf.packed(bpf.assemble(policy.calls(bpf.SOMEBODY, gpu=gpu), machine))

    assert bpf.of_process(program, pid) == bpf.packed(bpf.assemble(policy.calls(pid, gpu=gpu), machine))
