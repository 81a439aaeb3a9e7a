"""The types of what is read, as data: what the decoder and the JSON Schema both go by.

A shape says what a JSON value must be. It is derived from the annotations alone, so that a new condition or
effect needs no line of codec.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from uuid import UUID

from fidpos.rules.condition import Condition
from fidpos.rules.effect import Effect
from fidpos.rules.fields import Items, Length, Matching, Within
from fidpos.rules.registry import CONDITIONS, EFFECTS

SAFE_INTEGER = 2**53 - 1
"""Largest whole number that every JSON reader keeps exact."""

TAG = "type"
"""Field that names the kind of a condition or an effect."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    low: int = -SAFE_INTEGER
    high: int = SAFE_INTEGER


@dataclass(frozen=True, slots=True)
class Words:
    """A text, without control characters."""

    low: int = 0
    high: int = 1000
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class YesNo:
    """True or false."""


@dataclass(frozen=True, slots=True)
class OneValue:
    """A value of a closed choice."""

    kind: type[Enum]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date, a time of day, an instant or an id, written as text in one way only."""

    parse: Callable[[str], object]
    pattern: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Maybe:
    """The inner shape, or null."""

    inner: "Shape"


@dataclass(frozen=True, slots=True)
class Many:
    """A list; a set when the order means nothing (`unordered`)."""

    inner: "Shape"
    unordered: bool = False
    low: int = 0
    high: int = 10_000


@dataclass(frozen=True, slots=True)
class Keyed:
    """An object whose field names are data, such as codes of counters."""

    key: Words
    inner: "Shape"
    high: int = 1000


@dataclass(frozen=True, slots=True)
class Record:
    """An object with the fields of a class; see `fields_of`."""

    kind: type


@dataclass(frozen=True, slots=True)
class Either:
    """An object of one of several classes, told by the first field of each, which no other one has."""

    kinds: tuple[tuple[str, type], ...]


@dataclass(frozen=True, slots=True)
class Tagged:
    """An object whose field `type` names its class: a condition or an effect."""

    name: str

    @property
    def kinds(self) -> Mapping[str, type]:
        """The classes by the value of that field."""
        return CONDITIONS if self.name == "condition" else EFFECTS


_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}"
_STAMPS: Mapping[type, Stamp] = {
    date: Stamp(date.fromisoformat, _DAY, "a date such as 2026-11-22"),
    time: Stamp(time.fromisoformat, _TIME, "a time such as 07:30"),
    datetime: Stamp(
        datetime.fromisoformat,
        rf"{_DAY}T{_TIME}:[0-9]{{2}}(\.[0-9]{{6}})?[+-]{_TIME}",
        "an instant with its offset such as 2026-11-22T14:32:05+01:00",
    ),
    UUID: Stamp(UUID, r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "an id"),
}

Shape = Whole | Words | YesNo | OneValue | Stamp | Maybe | Many | Keyed | Record | Either | Tagged


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a record; `default` is `dataclasses.MISSING` when it must be given."""

    name: str
    shape: Shape
    default: object


@cache
def fields_of(kind: type) -> tuple[Field, ...]:
    """The fields of a dataclass, in the order in which they are written."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return tuple(
        Field(name=field.name, shape=shape_of(hints[field.name]), default=field.default)
        for field in dataclasses.fields(kind)
    )


def shape_of(annotation: object) -> Shape:
    """What a JSON value for this annotation must be.

    Raises:
        TypeError: the annotation is of a kind that programmes and facts do not use.
    """
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _limited(shape_of(arguments[0]), arguments[1:])
    if origin in {typing.Union, types.UnionType} and arguments[1:] == (types.NoneType,):
        return Maybe(shape_of(arguments[0]))
    if origin is types.UnionType and all(dataclasses.is_dataclass(kind) for kind in arguments):
        return Either(tuple((dataclasses.fields(kind)[0].name, kind) for kind in arguments))
    if origin is tuple and arguments[1:] == (...,):
        return Many(shape_of(arguments[0]))
    if origin is frozenset:
        return Many(shape_of(arguments[0]), unordered=True)
    if origin is Mapping:
        return _keyed(shape_of(arguments[0]), shape_of(arguments[1]))
    if isinstance(annotation, typing.NewType):
        return shape_of(annotation.__supertype__)
    if annotation is Condition:
        return Tagged("condition")
    if annotation is Effect:
        return Tagged("effect")
    if isinstance(annotation, type):
        return _shape_of_class(annotation)
    raise TypeError(f"no shape for {annotation!r}")


def _keyed(key: Shape, inner: Shape) -> Keyed:
    if not isinstance(key, Words):
        raise TypeError(f"{key!r} names no field")
    return Keyed(key, inner)


def _shape_of_class(kind: type) -> Shape:
    if kind is bool:
        return YesNo()
    if issubclass(kind, Enum):
        return OneValue(kind)
    if kind is int:
        return Whole()
    if kind is str:
        return Words()
    if kind in _STAMPS:
        return _STAMPS[kind]
    if dataclasses.is_dataclass(kind):
        return Record(kind)
    raise TypeError(f"no shape for {kind!r}")


def _limited(shape: Shape, limits: Iterable[object]) -> Shape:
    for limit in limits:
        match shape, limit:
            case Whole(), Within(low, high):
                shape = Whole(low, high)
            case Words(pattern=pattern), Length(low, high):
                shape = Words(low, high, pattern)
            case Words(low, high), Matching(pattern):
                shape = Words(low, high, pattern)
            case Many(inner, unordered), Items(low, high):
                shape = Many(inner, unordered, low, high)
            case _:
                raise TypeError(f"{limit!r} does not limit {shape!r}")
    return shape
