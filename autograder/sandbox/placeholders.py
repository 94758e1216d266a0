"""Modules outside an exercise's toolbox import as stand-ins; using one says so.

A notebook may import keras at its top though one exercise must do without it. This is courtesy,
not the wall: whoever removes the stand-in finds files that the kernel does not let him read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, MutableSequence, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NoReturn


class ToolboxError(ImportError):
    """A module outside the exercise's toolbox was used."""


class StandIn:
    """A name of an absent module: may be passed on and annotated with, not used."""

    def __init__(self, path: str, toolbox: str) -> None:
        self._path, self._toolbox = path, toolbox

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self._path}.{name}", self._toolbox)

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise ToolboxError(f"{self._path} is not in this exercise's toolbox ({self._toolbox})")

    def _itself(self, _: Any) -> StandIn:
        return self

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        """Let a class stand on it: a notebook's layers are defined in the toolbox without keras too."""
        return (type("Absent", (), {"__new__": lambda *_, **__: self._refuse()}),)

    __call__ = __iter__ = __len__ = __bool__ = __enter__ = __instancecheck__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = __rmatmul__ = _refuse
    __truediv__ = __rtruediv__ = __pow__ = __neg__ = __lt__ = __gt__ = __int__ = __float__ = _refuse
    __setitem__ = __contains__ = _refuse
    __or__ = __ror__ = __getitem__ = _itself  # annotations: `x: tf.Tensor | None`, `NDArray[...]`


class _AbsentModule(ModuleType):
    __path__: MutableSequence[str] = ()  # type: ignore[assignment]  # so that `import keras.layers` goes on to ask the finder

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self.__name__}.{name}", _toolbox_of(self))


def _toolbox_of(module: ModuleType) -> str:
    return str(vars(module)["_toolbox"])


class PlaceholderFinder(MetaPathFinder, Loader):
    """First in sys.meta_path: answers for the absent modules and their submodules."""

    def __init__(self, names: Sequence[str], toolbox: str) -> None:
        self.names, self.toolbox = frozenset(names), toolbox

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Claim a module of one of the names, at any depth."""
        if fullname.partition(".")[0] in self.names:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make the stand-in."""
        module = _AbsentModule(spec.name)
        vars(module)["_toolbox"] = self.toolbox
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


@contextmanager
def without(names: Sequence[str]) -> Iterator[None]:
    """Have installed modules be absent while others are imported, which may use them if they are there."""
    for name in names:
        sys.modules[name] = None  # type: ignore[assignment]  # Python's own way of saying so
    yield
    for name in names:
        del sys.modules[name]


def install(names: Sequence[str], toolbox: str) -> None:
    """Put stand-ins in place of modules that the toolbox did not import, and of our own package."""
    imported = {name.partition(".")[0] for name in sys.modules} - {"autograder"}
    sys.modules.pop("autograder", None)
    sys.meta_path.insert(0, PlaceholderFinder([name for name in names if name not in imported], toolbox))
