"""What a command's exit code means, and leaving with one that says why."""

from __future__ import annotations

from enum import IntEnum

from autograder.cli.printing import complain


class ExitCode(IntEnum):
    """What the exit code of every command means."""

    #: everything was done (every submission graded, or told why it could not be read)
    OK = 0
    #: `grade --strict`: some submission lost points or was not graded; `check`: a public test fails;
    #: `release --check`: a release is stale; `audit`: something does not hold;
    #: `calibrate`: a threshold leaves too little room
    LOST_POINTS = 1
    #: Ctrl-C; reports and values written so far are complete
    INTERRUPTED = 2
    #: our failure or the author's: the wall could not be built, a hidden test is broken
    OUR_FAILURE = 3
    #: the command was used wrongly
    MISUSE = 4
    #: nothing to do was found
    NOTHING_FOUND = 5


def give_up(error: Exception, code: ExitCode) -> ExitCode:
    """Say what went wrong, and return the code to leave with."""
    complain(error)
    return code
