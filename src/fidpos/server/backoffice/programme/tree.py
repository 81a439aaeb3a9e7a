"""A programme as it is written: JSON values that need not be a programme yet, and paths into them.

A path is written `rules.2.when.of.0`, as the names of a form's fields are.
"""

import re
from collections.abc import Mapping, Sequence

Node = object
"""A JSON value."""
Record = dict[str, Node]

_INDEX = re.compile(r"\[(\d+)\]")
_PLACE = re.compile(r"[0-9]{1,6}")


def steps(path: str) -> list[str | int]:
    """The steps of a path; a short number is a place in a list."""
    return [int(step) if _PLACE.fullmatch(step) else step for step in path.split(".") if step]


def at(node: Node, path: str) -> Node:
    """What stands there; None for nothing."""
    for step in steps(path):
        if isinstance(step, int) and isinstance(node, list):
            node = node[step] if step < len(node) else None
        elif isinstance(node, dict):
            node = node.get(str(step))
        else:
            return None
    return node


def with_value(node: Node, path: str, value: Node) -> Node:
    """The same with something else at the path; what leads there is made, nothing is changed in place.

    At the number of a list's items it is added.
    """
    taken = steps(path)
    return _with(node, taken, value)


def without(node: Node, path: str) -> Node:
    """The same without what stands at the path."""
    *before, last = steps(path)
    holder = at(node, ".".join(map(str, before)))
    if isinstance(holder, list) and isinstance(last, int):
        left: Node = [*holder[:last], *holder[last + 1 :]]
    elif isinstance(holder, dict):
        left = {name: value for name, value in holder.items() if name != str(last)}
    else:
        return node
    return _with(node, before, left)


def _with(node: Node, taken: Sequence[str | int], value: Node) -> Node:
    if not taken:
        return value
    first, rest = taken[0], taken[1:]
    if isinstance(first, int):
        items = list(node) if isinstance(node, list) else []
        inner = items[first] if first < len(items) else None
        return [*items[:first], _with(inner, rest, value), *items[first + 1 :]]
    record = dict(node) if isinstance(node, dict) else {}
    return {**record, first: _with(record.get(first), rest, value)}


def record(node: Node) -> Mapping[str, Node]:
    """The node where it is an object, else an empty one."""
    return node if isinstance(node, dict) else {}


def items(node: Node) -> Sequence[Node]:
    """The node where it is a list, else an empty one."""
    return node if isinstance(node, list) else ()


def dotted(path: str) -> str:
    """The path as the codec and the compiler write it, `rules[2].when`, in our writing."""
    return _INDEX.sub(r".\1", path).removeprefix("$").lstrip(".")
