"""A table of verdicts becomes a seccomp program: (code, jump if true, jump if false, constant).

Each call is one block: "is it this number? if not, skip the block". Only the low word of an
argument is compared, as the kernel does for these calls; prlimit64's pointer is compared whole.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import chain

from autograder.sandbox.policy import REFUSE, Only, Verdict
from autograder.sandbox.syscalls import Architecture

Instruction = tuple[int, int, int, int]

LOAD, AND, RETURN = 0x20, 0x54, 0x06
IF_EQUAL, IF_AT_LEAST = 0x15, 0x35
RET_ALLOW, RET_ERRNO, RET_KILL = 0x7FFF0000, 0x00050000, 0x80000000
SOMEBODY = 0x7FFFFFFF  # stands for a process that is not there yet; no process has this number
NUMBER_OFFSET, ARCHITECTURE_OFFSET, ARGUMENTS_OFFSET = 0, 4, 16


def assemble(table: dict[str, Verdict], machine: Architecture) -> list[Instruction]:
    """Return the program; names that this architecture does not have are left out."""
    program = [
        (LOAD, 0, 0, ARCHITECTURE_OFFSET),
        (IF_EQUAL, 1, 0, machine.audit),
        (RETURN, 0, 0, RET_KILL),
        (LOAD, 0, 0, NUMBER_OFFSET),
    ]
    if machine.foreign_from is not None:
        program += [(IF_AT_LEAST, 0, 1, machine.foreign_from), (RETURN, 0, 0, RET_KILL)]
    for name, verdict in table.items():
        if name in machine.numbers:
            block = _block(verdict)
            program += [(IF_EQUAL, 0, len(block), machine.numbers[name]), *block]
    return [*program, _answer(REFUSE)]


def packed(program: Sequence[Instruction]) -> bytes:
    """Return a program as the kernel reads it: struct sock_filter after struct sock_filter."""
    return struct.pack("=" + "HBBI" * len(program), *chain.from_iterable(program))


def of_process(code: bytes, pid: int) -> bytes:
    """Return a packed program that was assembled for SOMEBODY as one for a process."""
    return code.replace(struct.pack("=I", SOMEBODY), struct.pack("=I", pid))


def _answer(verdict: Verdict) -> Instruction:
    if verdict.answer is None:
        return (RETURN, 0, 0, RET_ALLOW)
    return (RETURN, 0, 0, RET_ERRNO | verdict.answer)


def _block(verdict: Verdict) -> list[Instruction]:
    return [part for condition in verdict.conditions for part in _demand(condition)] + [_answer(verdict)]


def _demand(condition: Only) -> list[Instruction]:
    """Fall through when the condition holds, refuse otherwise."""
    low = ARGUMENTS_OFFSET + 8 * condition.argument
    steps: list[Instruction] = []
    if condition.bits_set or condition.bits_clear:
        mask = condition.bits_set | condition.bits_clear
        steps += [(LOAD, 0, 0, low), (AND, 0, 0, mask), (IF_EQUAL, 1, 0, condition.bits_set), _answer(REFUSE)]
    if condition.values or condition.masked:
        tests: list[Instruction] = [(IF_EQUAL, 0, 0, value) for value in condition.values]
        for mask, value in condition.masked:
            tests += [(LOAD, 0, 0, low), (AND, 0, 0, mask), (IF_EQUAL, 0, 0, value)]
        ends = len(tests)
        steps.append((LOAD, 0, 0, low))
        for index, (code, _, _, constant) in enumerate(tests):
            steps.append((code, ends - index if code == IF_EQUAL else 0, 0, constant))
        steps.append(_answer(REFUSE))
    if condition.values == (0,):  # a null pointer: the high word must be null as well
        steps += [(LOAD, 0, 0, low + 4), (IF_EQUAL, 1, 0, 0), _answer(REFUSE)]
    return steps
