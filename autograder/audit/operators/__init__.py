"""The mistakes of this field as mutation operators: what a student of deep learning would get wrong.

An operator looks at one node of a linked tree and yields edits: nodes, and what takes the place of
each; changes.py writes them into the text, with parentheses where they are needed.
What cosmic-ray makes already (other numbers, other comparisons, `not`, a loop without a round) is
left to it, and so is what would behave as one of its mutants does.

nodes.py      what operators ask of a tree
arrays.py     which way round, which axis, how far: axes, products, reductions, windows
belonging.py  what belongs together: gates, addends, arguments, branches, states, weights
flow.py       what happens at all, and when: checks, updates, copies, flags, loops
"""

from __future__ import annotations

from autograder.audit.operators import arrays, belonging, flow
from autograder.audit.operators.nodes import Edit, Operator

__all__ = ["OPERATORS", "Edit", "Operator"]

OPERATORS: dict[str, Operator] = {
    f"field/{operator.__name__}": operator
    for operator in (
        arrays.flip_axis,
        arrays.swap_axes,
        arrays.narrow_axes,
        arrays.transpose,
        arrays.floor_or_ceil,
        arrays.other_reduction,
        arrays.shift_range,
        arrays.shift_slice,
        belonging.swap_elements,
        belonging.swap_values,
        belonging.swap_arguments,
        belonging.drop_addend,
        belonging.drop_factor,
        belonging.drop_keyword,
        belonging.one_branch,
        belonging.detach_weight,
        flow.drop_check,
        flow.drop_call,
        flow.other_exception,
        flow.narrow_except,
        flow.overwrite,
        flow.other_update,
        flow.scatter_once,
        flow.drop_copy,
        flow.drop_activation,
        flow.other_activation,
        flow.training_flag,
        flow.reverse_loop,
    )
}
