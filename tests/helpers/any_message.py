"""Any message that a till could send, as JSON: made from the message's own type, whatever fields it has.

Ids are drawn from a pool, so that messages speak of things that are there. Some values are of the right type
and absurd (a year 9999, a number of 80 bits, a NUL in a text); with `bent`, some are of another type.
"""

import types
import typing
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin
from uuid import UUID

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec.structs import FieldInfo
from msgspec.structs import fields as struct_fields

from fidpos.wire.sync.command import REPORT_PATH, Report
from fidpos.wire.sync.find import FIND_PATH, Find
from fidpos.wire.sync.hello import Hello
from fidpos.wire.sync.hold import HOLD_PATH, RELEASE_PATH, Hold, Release
from fidpos.wire.sync.pull import Pull
from fidpos.wire.sync.push import Push
from fidpos.wire.sync.refund_fate import FATE_PATH, RefundFatesAsk
from fidpos.wire.sync.refund_quote import QUOTE_PATH, RefundQuoteAsk
from fidpos.wire.sync.snapshot import SNAPSHOT_PATH, SnapshotAsk

Json = SearchStrategy[Any]

MESSAGES: Mapping[str, type[msgspec.Struct]] = {
    "/sync/hello": Hello,
    "/sync/push": Push,
    "/sync/pull": Pull,
    REPORT_PATH: Report,
    SNAPSHOT_PATH: SnapshotAsk,
    HOLD_PATH: Hold,
    RELEASE_PATH: Release,
    FIND_PATH: Find,
    QUOTE_PATH: RefundQuoteAsk,
    FATE_PATH: RefundFatesAsk,
}
"""What a paired till may ask, by its path."""

INTS = st.one_of(
    st.integers(min_value=-3, max_value=1_000),
    st.sampled_from([2**31, 2**63 - 1, -(2**63), 2**63, 2**64, 2**80, -(2**31) - 1]),
)
TEXTS = st.one_of(st.sampled_from(["", "points", "EUR", "a", "\0", "�", "x" * 300]), st.text(max_size=8))
INSTANTS = st.sampled_from(
    [
        "2026-11-22T10:00:00Z",
        "2026-11-22T10:00:00",
        "2026-11-22T10:00:00+14:00",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59-23:59",
    ]
)
DAYS = st.sampled_from(["2026-11-22", "2024-02-29", "0001-01-01", "9999-12-31"])
JUNK: SearchStrategy[Any] = st.sampled_from(
    [None, True, 1.5, -1, "", "no", [], {}, [[[]]], {"type": "no"}, "\0"]
)


def any_of(kind: Any, ids: Sequence[UUID], *, secrets: Sequence[bytes] = (), bent: bool = False) -> Json:
    """Values that encode as `kind`.

    Args:
        kind: the type of a message, or of a part of one.
        ids: what an id is drawn from, beside new ones.
        secrets: the same for bytes, such as digests of numbers.
        bent: now and then a value of another type.
    """
    right = _Maker(ids, secrets, bent=bent).of(kind)
    return st.one_of(right, right, right, right, right, right, right, JUNK) if bent else right


class _Maker:
    def __init__(self, ids: Sequence[UUID], secrets: Sequence[bytes], *, bent: bool) -> None:
        known = st.sampled_from([str(each) for each in ids]) if ids else st.nothing()
        known_bytes = st.sampled_from(secrets) if secrets else st.nothing()
        self._ids = st.one_of(known, known, known, st.uuids(version=4).map(str))
        self._bytes = st.one_of(known_bytes, known_bytes, st.binary(max_size=40))
        self._pools = (ids, secrets)
        self._bent = bent

    def of(self, kind: Any) -> Json:
        if hasattr(kind, "__supertype__"):
            return self.of(kind.__supertype__)
        origin = get_origin(kind)
        if origin is typing.Annotated:
            return self.of(get_args(kind)[0])
        if origin in {Union, types.UnionType}:
            return st.one_of([self.of(each) for each in get_args(kind)])
        if origin in {tuple, list, frozenset}:
            return self._several(kind, origin)
        if origin is dict:
            return st.dictionaries(TEXTS, self._part(get_args(kind)[1]), max_size=2)
        return self._plain(kind)

    def _several(self, kind: Any, origin: Any) -> Json:
        parts = get_args(kind)
        if origin is tuple and (len(parts) != 2 or parts[1] is not Ellipsis):
            return st.tuples(*(self._part(part) for part in parts)).map(list)
        return st.lists(self._part(parts[0]), max_size=3)

    def _plain(self, kind: Any) -> Json:
        if isinstance(kind, type):
            if issubclass(kind, msgspec.Struct):
                return self._struct(kind)
            if is_dataclass(kind):
                return self._dataclass(kind)
            if issubclass(kind, tuple):
                hints = typing.get_type_hints(kind)
                return st.tuples(*(self._part(hint) for hint in hints.values())).map(list)
            if issubclass(kind, Enum):
                return st.sampled_from([each.value for each in kind])
        return self._scalars()[kind]

    def _scalars(self) -> Mapping[Any, Json]:
        return {
            UUID: self._ids,
            bool: st.booleans(),
            int: INTS,
            float: st.floats(allow_nan=False, allow_infinity=False, width=16),
            str: TEXTS,
            bytes: self._bytes.map(lambda raw: b64encode(raw).decode()),
            datetime: INSTANTS,
            date: DAYS,
            type(None): st.none(),
            msgspec.Raw: st.sampled_from([{}, [], 1, "x", {"type": "amount_off", "amount_minor": 5}]),
        }

    def _struct(self, kind: type[msgspec.Struct]) -> Json:
        config, parts = kind.__struct_config__, struct_fields(kind)
        if config.array_like:
            return st.tuples(*(self._part(part.type) for part in parts)).map(list)
        tag = {} if config.tag is None else {config.tag_field or "type": st.just(config.tag)}
        needed = {part.encode_name: self._part(part.type) for part in parts if _is_needed(part)}
        others = {part.encode_name: self._part(part.type) for part in parts if not _is_needed(part)}
        return st.fixed_dictionaries({**tag, **needed}, optional=others)

    def _dataclass(self, kind: type[Any]) -> Json:
        hints = typing.get_type_hints(kind, include_extras=True)
        needed: dict[str, Json] = {}
        others: dict[str, Json] = {}
        for part in fields(kind):
            is_needed = part.default is MISSING and part.default_factory is MISSING
            (needed if is_needed else others)[part.name] = self._part(hints[part.name])
        return st.fixed_dictionaries(needed, optional=others)

    def _part(self, kind: Any) -> Json:
        # Deferred: a part may be large, and is built for those who are drawn.
        ids, secrets = self._pools
        return st.deferred(lambda: any_of(kind, ids, secrets=secrets, bent=self._bent))


def _is_needed(part: FieldInfo) -> bool:
    return part.default is msgspec.NODEFAULT and part.default_factory is msgspec.NODEFAULT
