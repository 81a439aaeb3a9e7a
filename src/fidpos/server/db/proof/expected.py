"""What accounts and their members come to by their events alone, as the projection that booked them says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from fidpos.domain.ids import AccountId, LotId, MemberId, TillId, VisitId, VoucherId
from fidpos.domain.voucher import VoucherState
from fidpos.posting.apply import movements
from fidpos.server.books import contra_of_points
from fidpos.server.db.at_hand import AtHand, LotAtHand, VoucherAtHand
from fidpos.server.db.projection import project
from fidpos.server.db.proof.finding import Key
from fidpos.server.db.rows import Rows, Totals
from fidpos.server.db.sinks import Row
from fidpos.server.hold_books import Heard
from fidpos.server.ports import Minting
from fidpos.server.reason import EventRefused
from fidpos.wire.events import VisitClosed, VisitUndone
from fidpos.wire.office_events import (
    LotsExpired,
    PointsAdjusted,
    TierSet,
    VoucherGranted,
    VoucherTakenBack,
)

OfficeMove = LotsExpired | PointsAdjusted | TierSet | VoucherGranted | VoucherTakenBack
"""What the office does to one account and its members."""
AccountEvent = VisitClosed | VisitUndone | OfficeMove

_AT_ANY_TIME = Heard(till_id=TillId(UUID(int=0)), at=datetime.min.replace(tzinfo=UTC))
"""Points depend neither on that nor on the till."""
_CONSUMED, _RELEASED = "consumed", "released"


@dataclass(slots=True, kw_only=True)
class Expected:
    """The sums and states, by the keys of their tables.

    Attributes:
        entries: account, counter, kind, amount, contra, business day, visit, cause, what it reverses.
        uses: count, business day, state.
        lots: counter and what was earned; what became of them stands in `at`.
        standings: every tier that the member was ever told to have; None for none.
        takers: by voucher, the visits that used it.
        impossible: events that nothing makes possible.
    """

    at: AtHand
    entries: dict[UUID, Row] = field(default_factory=dict)
    allocations: dict[tuple[UUID, UUID], int] = field(default_factory=dict)
    balances: dict[tuple[AccountId, str], int] = field(default_factory=dict)
    days: dict[tuple[MemberId, date, str], Totals] = field(default_factory=dict)
    lifetimes: dict[tuple[MemberId, str], Totals] = field(default_factory=dict)
    uses: dict[Row, Row] = field(default_factory=dict)
    lots: dict[LotId, tuple[str, int]] = field(default_factory=dict)
    standings: dict[MemberId, set[Row]] = field(default_factory=dict)
    takers: dict[VoucherId, set[VisitId]] = field(default_factory=dict)
    impossible: list[AccountEvent] = field(default_factory=list)

    def add(self, event: VisitClosed | VisitUndone, rows: Rows) -> None:
        """What one event makes."""
        moves = movements(event)
        self.entries |= {
            entry.id: (
                *(entry.account_id, entry.counter, entry.kind.value, entry.amount),
                *(contra_of_points(entry.kind, entry.amount).value, entry.business_day, entry.visit_id),
                *(entry.cause, entry.reverses),
            )
            for entry in moves.entries
        }
        self.allocations |= {(taken.entry_id, taken.lot_id): taken.amount for taken in moves.allocations}
        for key, amount in rows.balances.items():
            self.balances[key] = self.balances.get(key, 0) + amount
        _add_totals(self.days, rows.days)
        _add_totals(self.lifetimes, rows.lifetimes)
        for member, rule, subject, cause, count, day, *_ in rows.uses:
            self.uses[member, rule, subject, cause] = (count, day, _CONSUMED)
        for use in rows.uses_released & self.uses.keys():
            count, day, _ = self.uses[use]
            self.uses[use] = (count, day, _RELEASED)
        for lot, _ in rows.opened.values():
            self.lots[lot.id] = (lot.counter, lot.earned)
        for member_id, standing in rows.tiers.items():
            self.standings.setdefault(member_id, {(None, None, None)}).add(standing)


def expected(
    accounts: Iterable[AccountId],
    members: dict[MemberId, AccountId],
    events: Sequence[AccountEvent],
    bearers: dict[VoucherId, MemberId],
) -> Expected:
    """Book the events of these accounts once more, in memory.

    Args:
        accounts: all that the events speak of.
        members: of those accounts.
        events: in the order in which they came. What is not possible yet waits, as in the quarantine.
        bearers: vouchers of other members that anybody may use.
    """
    at = AtHand(accounts=set(accounts), members=dict(members))
    for voucher_id, owner in bearers.items():
        at.vouchers[voucher_id] = VoucherAtHand(
            member_id=owner, state=VoucherState.HELD, used_by=None, for_bearer=True
        )
    said = Expected(at=at)
    waiting: Sequence[AccountEvent] = events
    while waiting:
        left = [event for event in waiting if not _booked(said, event)]
        if len(left) == len(waiting):
            said.impossible.extend(left)
            break
        waiting = left
    return said


def _booked(said: Expected, event: AccountEvent) -> bool:
    if isinstance(event, OfficeMove):
        return _moved(said, event)
    try:
        rows, _ = project(said.at, _AT_ANY_TIME, [Minting(event=event)])
    except EventRefused:
        return False
    said.add(event, rows)
    if isinstance(event, VisitClosed):
        for used in event.vouchers_used:
            said.takers.setdefault(used.id, set()).add(event.visit_id)
    return True


def _moved(said: Expected, event: OfficeMove) -> bool:
    match event:
        case LotsExpired() | PointsAdjusted():
            return _entered(said, event)
        case TierSet():
            tier = event.tier
            standing = (tier.code, tier.since, tier.until) if tier is not None else (None, None, None)
            said.standings.setdefault(event.member_id, {(None, None, None)}).add(standing)
            return True
        case VoucherGranted():
            said.at.vouchers[event.voucher.id] = VoucherAtHand(
                member_id=event.member_id,
                state=VoucherState.HELD,
                used_by=None,
                for_bearer=bool(event.voucher.number_digest),
            )
            return True
        case VoucherTakenBack():
            voucher = said.at.vouchers.get(event.voucher_id)
            if voucher is None or voucher.state is VoucherState.CONSUMED:
                return False
            voucher.state = VoucherState.WITHDRAWN
            return True


def _entered(said: Expected, event: LotsExpired | PointsAdjusted) -> bool:
    parts = [(entry, part) for entry in event.entries for part in entry.taken]
    if any(part.lot_id not in said.at.lots for _, part in parts):
        return False
    for entry, part in parts:
        said.at.lots[part.lot_id].remaining -= part.amount
        said.allocations[entry.id, part.lot_id] = part.amount
    for entry in event.entries:
        key = (event.account_id, entry.counter)
        said.balances[key] = said.balances.get(key, 0) + entry.amount
        said.entries[entry.id] = (
            *(event.account_id, entry.counter, entry.kind.value, entry.amount),
            *(contra_of_points(entry.kind, entry.amount).value, event.business_day, None, entry.cause, None),
        )
        if entry.lot is not None:
            said.lots[entry.lot.id] = (entry.counter, entry.amount)
            said.at.lots[entry.lot.id] = LotAtHand(
                account_id=event.account_id,
                earned=entry.amount,
                remaining=entry.amount,
                expires_on=entry.lot.expires_on,
            )
    return True


def _add_totals(sums: dict[Key, Totals], more: dict[Key, Totals]) -> None:
    for key, totals in more.items():
        into = sums.setdefault(key, Totals())
        into.visits += totals.visits
        into.revenue_minor += totals.revenue_minor
        into.points_earned += totals.points_earned
        into.quantity += totals.quantity
