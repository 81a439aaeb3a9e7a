"""Fields that a JSON text names twice: our parser would keep the last, another one perhaps the first.

Who publishes a programme must not read other rules than the tills do.
"""

import json
from collections.abc import Iterator

from fidpos.rules.decode import Refused


def refuse_repeated_fields(raw: bytes) -> None:
    """Refuse a text in which an object has two fields of one name; it is JSON, and not deep.

    Raises:
        Refused: with the path of the first such field.
    """
    repeating: dict[int, _Fields] = {}
    made: list[dict[str, object]] = []

    def object_of(fields: _Fields) -> dict[str, object]:
        value = dict(fields)
        if len(value) < len(fields):
            repeating[id(value)] = fields
            made.append(value)  # As long as it lives, no other object has its id.
        return value

    whole = json.loads(raw, object_pairs_hook=object_of)
    for value, steps in _walk(whole, ()) if repeating else ():
        if id(value) in repeating:
            refused = Refused("is there twice")
            refused.steps = [f".{_first_twice(repeating[id(value)])}", *reversed(steps)]
            raise refused


_Fields = list[tuple[str, object]]


def _first_twice(fields: _Fields) -> str:
    seen: set[str] = set()
    for name, _ in fields:
        if name in seen:
            return name
        seen.add(name)
    raise AssertionError("fewer names than fields")


def _walk(value: object, steps: tuple[str, ...]) -> Iterator[tuple[object, tuple[str, ...]]]:
    """A value and everything within it, from the outside in, each with the steps that lead to it."""
    yield value, steps
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _walk(part, (*steps, f".{name}"))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _walk(part, (*steps, f"[{place}]"))
