"""What is done to many members at once: the choice, and the ids that make a second run change nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import assert_never
from uuid import UUID, uuid5

from fidpos.domain.ids import MemberId, uuid7
from fidpos.domain.member import MemberStatus, TierStanding
from fidpos.rules.programme import Programme
from fidpos.server.services.member_desk import MemberDesk
from fidpos.wire.member_events import StatusReason
from fidpos.wire.office_events import OfficeReason

_IN_MILLISECOND = 80
"""Bits of a UUIDv7 below its milliseconds."""


class BulkKind(StrEnum):
    """What is done to each of them."""

    LABEL_ADD = "label_add"
    LABEL_REMOVE = "label_remove"
    POINTS = "points"
    TIER = "tier"
    BLOCK = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """An action on many.

    Attributes:
        label: that is put on or taken off.
        amount: of points on the programme's first counter.
        tier: code of the standing that they are to have.
    """

    kind: BulkKind
    label: str = ""
    amount: int = 0
    tier: str = ""

    def args(self) -> dict[str, object]:
        """As a job keeps it."""
        return {"kind": self.kind.value, "label": self.label, "amount": self.amount, "tier": self.tier}

    @classmethod
    def read(cls, args: Mapping[str, object]) -> "Bulk":
        """From a job."""
        amount = args["amount"]
        assert isinstance(amount, int)
        return cls(
            kind=BulkKind(str(args["kind"])),
            label=str(args["label"]),
            amount=amount,
            tier=str(args["tier"]),
        )

    def cost_minor(self, members: int, programme: Programme) -> int:
        """What it is worth together; 0 for what costs nothing."""
        if self.kind is not BulkKind.POINTS:
            return 0
        return members * self.amount * programme.counters[0].worth_minor


def act(desk: MemberDesk, bulk: Bulk, member_id: MemberId, programme: Programme) -> bool:
    """Do it to one of them; whether anything was changed.

    Raises:
        NobodyThere: they are forgotten by now.
    """
    match bulk.kind:
        case BulkKind.LABEL_ADD:
            return desk.label(member_id, added=[bulk.label])
        case BulkKind.LABEL_REMOVE:
            return desk.label(member_id, removed=[bulk.label])
        case BulkKind.POINTS:
            desk.give(member_id, programme, programme.counters[0], bulk.amount, OfficeReason.OPERATION)
            return True
        case BulkKind.TIER:
            return _set_tier(desk, member_id, bulk.tier)
        case BulkKind.BLOCK:
            if desk.member(member_id).status is not MemberStatus.ACTIVE:
                return False
            desk.stand(member_id, MemberStatus.BLOCKED, StatusReason.OTHER)
            return True
        case _:
            assert_never(bulk.kind)


def ids_for(job_id: UUID, asked_at: datetime, member_id: MemberId) -> Callable[[], UUID]:
    """The ids that a job makes for a member, the event's first: the same ones whenever it is run.

    They sort with what was made when the job was asked for, as all ids do.
    """
    numbers = count()

    def new_id() -> UUID:
        name = uuid5(job_id, f"{member_id} {next(numbers)}")
        return uuid7(asked_at, lambda n: name.bytes[:n])

    return new_id


def enrolled_after(asked_at: datetime) -> UUID:
    """The least id of somebody who was born after the job was asked for."""
    return UUID(int=(int(asked_at.timestamp() * 1000) + 1) << _IN_MILLISECOND)


def _set_tier(desk: MemberDesk, member_id: MemberId, code: str) -> bool:
    state = desk.member(member_id)
    if (state.tier.code if state.tier is not None else "") == code:
        return False
    tier = TierStanding(code=code, since=desk.day) if code else None
    return desk.set_tier(member_id, tier, OfficeReason.OPERATION)
