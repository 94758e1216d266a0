"""Who grades: what `--workers`, `--gpus`, `--per-gpu`, `--runner` and `--address` ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from autograder.cli.arguments import CORES
from autograder.cli.printing import say
from autograder.sandbox import gpus as devices
from autograder.sandbox.gpus import Slot

if TYPE_CHECKING:
    from autograder.runners.workforce import Workforce

MAX_WORKERS = 1024
MAX_PER_GPU = 16


def _workers(text: str) -> int:
    """Return how many processes are asked for: a number, or `auto` for one a core."""
    if text == "auto":
        return CORES
    if text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= MAX_WORKERS:
        return int(text)
    raise typer.BadParameter(f"expected auto or a number from 1 to {MAX_WORKERS}, received {text!r}")


def here(workers: str | None, gpus: str | None, per_gpu: int, address: str | None) -> Workforce:
    """Return the processes of this machine that are asked for."""
    from autograder.runners.workforce import Workforce

    if address is not None:
        raise typer.BadParameter("--address is that of a Ray cluster: it goes with --runner ray")
    places = slots(gpus, per_gpu)
    return Workforce(workers=side_by_side(workers, places), slots=places)


def on_ray(workers: str | None, gpus: str | None, per_gpu: int, address: str | None) -> Workforce:
    """Return the actors of a cluster that are asked for: by default as many as it has room for."""
    from autograder.runners.workforce import Workforce

    _demand_sharers(per_gpu, gpus)
    if gpus not in (None, "auto"):
        raise typer.BadParameter(
            f"--gpus: Ray says which; expected auto with --runner ray, received {gpus!r}"
        )
    return Workforce(
        workers=None if workers in (None, "auto") else _workers(str(workers)),
        address=address or "auto",
        per_gpu=per_gpu if gpus else 0,
    )


def slots(text: str | None, per_gpu: int) -> list[Slot]:
    """Return the slots of the GPUs that are asked for: numbers of this machine's, or `auto` for all."""
    _demand_sharers(per_gpu, text)
    here = devices.present()
    known = f"auto or some of this machine's GPUs ({', '.join(map(str, here)) or 'it has none'})"
    if text is None:
        return []
    if text == "auto":
        if not here:
            say("this machine has no GPU: graded on the CPU, and what needs one is not run")
        return devices.slots(here, per_gpu)
    chosen = [number for number in here if str(number) in text.split(",")]
    if len(chosen) < len(text.split(",")):
        raise typer.BadParameter(f"--gpus: expected {known}, received {text!r}")
    return devices.slots(chosen, per_gpu)


def _demand_sharers(per_gpu: int, gpus: str | None) -> None:
    if not 1 <= per_gpu <= MAX_PER_GPU:
        raise typer.BadParameter(f"--per-gpu: expected 1 to {MAX_PER_GPU}, received {per_gpu}")
    if per_gpu != 1 and gpus is None:
        raise typer.BadParameter(f"--per-gpu: expected --gpus with it, received {per_gpu} alone")


def side_by_side(workers: str | None, slots: list[Slot]) -> int:
    """Return how many processes grade: as many as are asked for, of GPUs' slots all but no more."""
    if workers is None:
        return len(slots) or 1
    asked = _workers(workers)
    if slots and asked > len(slots):
        say(f"{len(slots)} workers, not {asked}: one for each slot of a GPU (--per-gpu makes more)")
        return len(slots)
    return asked
