"""Designs that lose or double something: a simulation that does not catch them proves nothing."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from fidpos.domain.ids import TillId
from fidpos.server.ports import LineageHead, Unit
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.hello import HelloAnswer
from fidpos.wire.sync.pull import PullAnswer
from fidpos.wire.sync.push import PushAnswer
from tests.helpers.memory_till import MemoryTill


class Mutant(StrEnum):
    """What is wrong."""

    IDS_FROM_SEQUENCE = "ids_from_sequence"
    """An event's id says till and place, so a restored till makes the ids of others again."""
    HIGH_WATER_MARK = "high_water_mark"
    """Both sides remember how far they are, and not what stands there."""
    ACK_BEFORE_COMMIT = "ack_before_commit"
    """The centre answers, then writes."""


class AnyHash(bytes):
    """Equal to every hash."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 0


Answer = TypeVar("Answer", HelloAnswer, PushAnswer, PullAnswer)


def plain(answer: Answer) -> Answer:
    """The answer with a hash that can be sent."""
    return msgspec.structs.replace(answer, have=Anchor(answer.have.seq, bytes(answer.have.hash)))


class CredulousTill(MemoryTill):
    """Believes every hash."""

    def anchor_at(self, seq: int) -> Anchor | None:
        anchor = super().anchor_at(seq)
        return Anchor(anchor.seq, AnyHash(anchor.hash)) if anchor else None


class CredulousUnit:
    """Believes every hash."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)

    def lineage(self, till_id: TillId, lineage: UUID) -> LineageHead | None:
        found = self._unit.lineage(till_id, lineage)
        if found is None:
            return None
        return replace(found, head=Anchor(found.head.seq, AnyHash(found.head.hash)))

    def newest_known(self, till_id: TillId, anchors: Sequence[Anchor]) -> LineageHead | None:
        plain = [Anchor(anchor.seq, bytes(anchor.hash)) for anchor in anchors]
        return self._unit.newest_known(till_id, plain)

    def hash_at(self, till_id: TillId, lineage: UUID, seq: int) -> bytes | None:
        found = self._unit.hash_at(till_id, lineage, seq)
        return AnyHash(found) if found is not None else None
