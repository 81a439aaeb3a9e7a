"""wire.bytes: bytes that a visit takes on its way to the centre, with the history that it was computed from.

Visits are closed by the till's own code and pushed as the till pushes them. The limit is the same content as
tersely as it can be put without knowing what it means: names of fields said once, ids as 16 bytes, instants
and days as numbers, sealed bytes as they are, in msgpack, packed with Zstandard at the same level.
"""

import base64
import re
from collections.abc import Mapping
from datetime import date, datetime
from random import Random
from uuid import UUID

import msgspec
import zstandard

from benchmarks.cases.store import WallClock, store_of
from benchmarks.report import Emit, Figure
from benchmarks.till_checkout import MEMBERS, Shop
from fidpos.localdb.sync_store import LocalSyncStore
from fidpos.sync.outgoing import Outgoing
from fidpos.wire.sync.packing import pack
from fidpos.wire.sync.push import Push

VISITS = {1: 20, 50: 10, 500: 4}
"""Visits in a push, and how many pushes of that size are weighed."""
TARGET = "<= 1.1"
_LEVEL = 3

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4}){6,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def run(emit: Emit) -> None:
    """Weigh the same pushes both ways."""
    random = Random(3)
    with store_of(MEMBERS) as store:
        shop, sync = Shop(store), LocalSyncStore(store.database, store.origin, WallClock())
        for size, count in VISITS.items():
            weighed = [_weighed(shop, sync, size, random) for _ in range(count)]
            value, limit = (sum(each) / size / count for each in zip(*weighed, strict=True))
            emit(Figure(name=f"wire.bytes.{size}", value=value, unit="bytes", limit=limit, target=TARGET))
        sync.close()


def _weighed(shop: Shop, sync: LocalSyncStore, size: int, random: Random) -> tuple[int, int]:
    """Bytes of a push of so many visits, as it is sent and as it might be."""
    head = sync.head()
    for _ in range(size):
        shop.close(random)
    push = Outgoing(lambda _, key: key, rows_max=size).next(sync, head.anchor, head.epoch)
    assert len(push.rows) == size
    return len(pack(push)), len(_terse(push))


def _terse(push: Push) -> bytes:
    names: dict[tuple[str, ...], int] = {}
    content = _shortened(msgspec.json.decode(msgspec.json.encode(push)), names)
    terse = msgspec.msgpack.encode([list(map(list, names)), content])
    return zstandard.ZstdCompressor(level=_LEVEL).compress(terse)


def _shortened(value: object, names: dict[tuple[str, ...], int]) -> object:
    """The value without the names of its fields: each set of names is written down once, in `names`."""
    match value:
        case Mapping():
            of = names.setdefault(tuple(value), len(names))
            return [of, *(_shortened(each, names) for each in value.values())]
        case list():
            return [_shortened(each, names) for each in value]
        case str():
            return _as_bytes(value)
        case _:
            return value


def _as_bytes(text: str) -> object:
    """What the text stands for, where that is shorter."""
    if _UUID.fullmatch(text):
        return UUID(text).bytes
    if _INSTANT.fullmatch(text):
        return int(datetime.fromisoformat(text).timestamp() * 1_000_000)
    if _DAY.fullmatch(text):
        return date.fromisoformat(text).toordinal()
    if _BASE64.fullmatch(text):
        return base64.b64decode(text)
    return text
