"""From JSON values to frozen objects, by shape; what does not fit is refused with its path and a sentence."""

import re
from collections.abc import Callable
from dataclasses import MISSING
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import TypeVar, cast

from fidpos.domain.errors import InvalidValue
from fidpos.rules.shape import (
    TAG,
    Either,
    Keyed,
    Many,
    Maybe,
    OneValue,
    Record,
    Shape,
    Stamp,
    Tagged,
    Whole,
    Words,
    YesNo,
    fields_of,
    shape_of,
)

FAULTS_MAX = 30
"""After so many of them nobody reads on."""
STEP_LENGTH_MAX = 40
"""How much of an unknown field's name is repeated to the reader."""

T = TypeVar("T")
Decode = Callable[[object], object]

_NARROW_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


class Refused(Exception):
    """A value does not fit; `steps` lead to it from the inside out, `further` is what else does not."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.steps: list[str] = []
        self.further: list[Refused] = []

    @property
    def all(self) -> list["Refused"]:
        """This one and those after it."""
        return [self, *self.further]

    def under(self, step: str) -> None:
        """It was met one step further in."""
        for each in self.all:
            each.steps.append(step)

    @property
    def path(self) -> str:
        """Such as `rules[2].when.of[0].bounds`; `$` for the whole."""
        return "".join(reversed(self.steps)).removeprefix(".") or "$"


def decode(raw: object, kind: type[T]) -> T:
    """Make an object of a class, or a tuple of such objects, from a JSON value.

    Raises:
        Refused: the value does not fit; with all its faults, as far as one does not hide another.
    """
    return cast(T, _decoder(shape_of(kind))(raw))


@cache
def _decoder(shape: Shape) -> Decode:
    match shape:
        case Whole():
            return _whole(shape)
        case Words():
            return _words(shape)
        case YesNo():
            return _yes_no
        case OneValue(kind):
            return _one_value(kind)
        case Stamp():
            return _stamp(shape)
        case Maybe(inner):
            return _maybe(inner)
        case Many():
            return _many(shape)
        case Keyed():
            return _keyed(shape)
        case Record(kind):
            return _record(kind)
        case Either(kinds):
            return _either(dict(kinds))
        case Tagged():
            return _tagged(shape)


def _whole(shape: Whole) -> Decode:
    low, high = shape.low, shape.high

    def whole(raw: object) -> int:
        if type(raw) is not int:
            raise Refused("must be a whole number")
        if not low <= raw <= high:
            raise Refused(f"must lie between {low} and {high}")
        return raw

    return whole


def _words(shape: Words) -> Decode:
    low, high = shape.low, shape.high
    matches = re.compile(shape.pattern).fullmatch if shape.pattern is not None else None

    def words(raw: object) -> str:
        if type(raw) is not str:
            raise Refused("must be a text")
        if not low <= len(raw) <= high:
            raise Refused(f"must have {low} to {high} characters")
        if not raw.isprintable() and not raw.translate(_NARROW_SPACES).isprintable():
            raise Refused("must not contain control characters")
        if matches is not None and not matches(raw):
            raise Refused(f"must match {shape.pattern}")
        return raw

    return words


def _yes_no(raw: object) -> bool:
    if type(raw) is not bool:
        raise Refused("must be true or false")
    return raw


def _one_value(kind: type[Enum]) -> Decode:
    members = {member.value: member for member in kind}
    choices = ", ".join(str(value) for value in members)

    def one_value(raw: object) -> Enum:
        if type(raw) not in {str, int} or raw not in members:
            raise Refused(f"must be one of: {choices}")
        return members[raw]

    return one_value


def _stamp(shape: Stamp) -> Decode:
    matches = re.compile(shape.pattern).fullmatch

    def stamp(raw: object) -> object:
        if type(raw) is not str or not matches(raw):
            raise Refused(f"must be {shape.wanted}")
        try:
            return shape.parse(raw)
        except ValueError as error:
            raise Refused(f"must be {shape.wanted}") from error

    return stamp


def _maybe(inner: Shape) -> Decode:
    decode_inner = _decoder(inner)

    def maybe(raw: object) -> object:
        return None if raw is None else decode_inner(raw)

    return maybe


def _many(shape: Many) -> Decode:
    inner = _decoder(shape.inner)
    collect: Callable[[list[object]], object] = frozenset if shape.unordered else tuple

    def many(raw: object) -> object:
        if type(raw) is not list:
            raise Refused("must be a list")
        if not shape.low <= len(raw) <= shape.high:
            raise Refused(f"must have {shape.low} to {shape.high} items")
        items, faults = [], _Faults()
        for index, item in enumerate(raw):
            try:
                items.append(inner(item))
            except Refused as refused:
                faults.keep(refused, f"[{index}]")
        faults.tell()
        return collect(items)

    return many


def _keyed(shape: Keyed) -> Decode:
    key, inner = _decoder(shape.key), _decoder(shape.inner)

    def keyed(raw: object) -> object:
        if type(raw) is not dict:
            raise Refused("must be an object")
        if len(raw) > shape.high:
            raise Refused(f"must have at most {shape.high} fields")
        values: dict[object, object] = {}
        faults = _Faults()
        for name, value in raw.items():
            try:
                values[key(name)] = inner(value)
            except Refused as refused:
                faults.keep(refused, f".{name[:STEP_LENGTH_MAX]}")
        faults.tell()
        return MappingProxyType(values)

    return keyed


def _record(kind: type) -> Decode:
    fields = {field.name: field for field in fields_of(kind)}
    required = [field.name for field in fields.values() if field.default is MISSING]
    decoders: dict[str, Decode] = {}  # Each is made when its field is first met: conditions hold conditions.

    def record(raw: object) -> object:
        if type(raw) is not dict:
            raise Refused("must be an object")
        values: dict[str, object] = {}
        faults = _Faults()
        for name, value in raw.items():
            inner = decoders.get(name)
            if inner is None:
                if name not in fields:
                    faults.keep(Refused("is not a field that is known here"), f".{name[:STEP_LENGTH_MAX]}")
                    continue
                inner = decoders[name] = _decoder(fields[name].shape)
            try:
                values[name] = inner(value)
            except Refused as refused:
                faults.keep(refused, f".{name}")
        for name in required:
            if name not in raw:
                faults.keep(Refused("is missing"), f".{name[:STEP_LENGTH_MAX]}")
        faults.tell()
        try:
            return kind(**values)
        except InvalidValue as error:
            raise Refused(str(error)) from error

    return record


def _either(kinds: dict[str, type]) -> Decode:
    choices = ", ".join(kinds)

    def either(raw: object) -> object:
        if type(raw) is not dict:
            raise Refused("must be an object")
        named = [name for name in kinds if name in raw]
        if len(named) != 1:
            raise Refused(f"must have one of these fields, and no two: {choices}")
        return _decoder(Record(kinds[named[0]]))(raw)

    return either


def _tagged(shape: Tagged) -> Decode:
    kinds = shape.kinds
    choices = ", ".join(kinds)

    def tagged(raw: object) -> object:
        if type(raw) is not dict:
            raise Refused("must be an object")
        tag = raw.get(TAG)
        if type(tag) is not str or tag not in kinds:
            raise _at(TAG, f"must name one of these {shape.name}s: {choices}")
        return _decoder(Record(kinds[tag]))({name: value for name, value in raw.items() if name != TAG})

    return tagged


def _at(name: str, reason: str) -> Refused:
    refused = Refused(reason)
    refused.under(f".{name[:STEP_LENGTH_MAX]}")
    return refused


class _Faults:
    """What does not fit in one object or list."""

    def __init__(self) -> None:
        self._found: list[Refused] = []

    def keep(self, refused: Refused, step: str) -> None:
        """One more; told at once where they are too many."""
        refused.under(step)
        self._found += refused.all
        if len(self._found) >= FAULTS_MAX:
            self.tell()

    def tell(self) -> None:
        """Raise the first with all others after it, if there is any."""
        if self._found:
            first, *others = self._found
            first.further = others
            raise first
