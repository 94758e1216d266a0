"""What a call returns that is no data: a tensor becomes its array, any other object is kept by number.

Used on both sides of the seam: by the child for the student's objects, and in the trusted process
for the reference's. Only the number of a kept object and the name of its type travel.
"""

from __future__ import annotations

import sys
from typing import Any

from autograder import wire

MAX_HANDLES = 256


class Handles:
    """The objects kept so far, by number."""

    def __init__(self, *, tensors: bool) -> None:
        """Keep objects; `tensors` says whether a loaded keras is the real one, with tensors to convert."""
        self._tensors = tensors
        self._objects: dict[int, Any] = {}

    def __getitem__(self, handle: wire.Handle) -> Any:
        """Return the object of a handle."""
        return self._objects[handle.number]

    def keep(self, value: Any) -> Any:
        """Return the array of a tensor, and a new handle of anything else.

        Raises:
            WireError: there are MAX_HANDLES already.
        """
        keras: Any = sys.modules.get("keras") if self._tensors else None
        if keras is not None and (keras.ops.is_tensor(value) or isinstance(value, keras.Variable)):
            return keras.ops.convert_to_numpy(value)
        if len(self._objects) >= MAX_HANDLES:
            raise wire.WireError(f"more than {MAX_HANDLES} objects are kept")
        number = len(self._objects) + 1
        self._objects[number] = value
        return wire.Handle(number, identifier(type(value).__name__))

    def revive(self, value: Any) -> Any:
        """Put kept objects back in place of their handles."""
        if type(value) is wire.Handle:
            return self[value]
        if type(value) in (list, tuple):
            return type(value)(self.revive(item) for item in value)
        if type(value) is dict:
            return {key: self.revive(item) for key, item in value.items()}
        return value


def identifier(name: str) -> str:
    """Return a type's name, or "object" where it is none that can travel."""
    return name if name.isidentifier() and name.isascii() and len(name) < 100 else "object"
