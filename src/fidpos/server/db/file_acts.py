"""What only the office does to a member's file and account, in the tables; see `wire.office_events`."""

from collections.abc import Mapping
from datetime import date
from typing import LiteralString

from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import AccountId, LotId, MemberId
from fidpos.domain.voucher import VoucherState
from fidpos.posting.adjust import check_adjustment
from fidpos.server.books import contra_of_points
from fidpos.server.db import feed, sinks
from fidpos.server.db.arrays import texts, uuids
from fidpos.server.db.mapping import voucher_to_json
from fidpos.server.db.work import Work
from fidpos.server.reason import EventRefused, Reason
from fidpos.wire.office_events import (
    AccountParted,
    LabelsChanged,
    PointsAdjusted,
    TierSet,
    VoucherGranted,
    VoucherTakenBack,
)

_LOTS: LiteralString = """
    SELECT id, remaining, expires_on FROM lots WHERE id = ANY(%s) AND account_id = %s
"""
_SHARING: LiteralString = """
    SELECT id FROM members WHERE account_id = %s AND erased_at IS NULL AND merged_into IS NULL
"""
_LABELS: LiteralString = """
    UPDATE members m SET labels = (
        SELECT coalesce(jsonb_agg(label ORDER BY label COLLATE "C"), '[]')
        FROM (
            SELECT jsonb_array_elements_text(m.labels) UNION SELECT unnest(%(added)s)
            EXCEPT SELECT unnest(%(removed)s)
        ) l (label)
    ), labels_by_segment = (
        SELECT coalesce(jsonb_agg(label ORDER BY label COLLATE "C"), '[]')
        FROM (
            (
                SELECT jsonb_array_elements_text(m.labels_by_segment) UNION (
                    SELECT unnest(%(by_segment)s) EXCEPT SELECT jsonb_array_elements_text(m.labels)
                )
            ) EXCEPT SELECT unnest(%(by_hand)s) EXCEPT SELECT unnest(%(removed)s)
        ) l (label)
    )
    WHERE m.id = %(member)s AND m.erased_at IS NULL
"""
_VOUCHER: LiteralString = "SELECT state FROM vouchers WHERE id = %s AND member_id = %s FOR UPDATE"
_PART: tuple[LiteralString, ...] = (
    """
    INSERT INTO accounts (merchant_id, id, opened_on, parted_from)
    SELECT merchant_id, %(account)s, %(day)s, id FROM accounts WHERE id = %(former)s
    """,
    "UPDATE members SET account_id = %(account)s WHERE id = %(member)s OR merged_into = %(member)s",
)


def adjust(work: Work, event: PointsAdjusted) -> None:
    """Book the entries, and tell whoever holds a member of the account, which is locked.

    Raises:
        EventRefused: it contradicts itself, or takes from a lot that is not there; nothing was changed.
    """
    try:
        check_adjustment(event)
    except InvalidValue:
        raise EventRefused(event.id, Reason.CONTRADICTORY) from None
    _take(work, event)
    today = work.clock.now().date()
    sinks.LOTS.write(
        work,
        [
            (
                *(event.account_id, entry.lot.id, entry.counter, entry.id, entry.amount, entry.amount),
                *(event.business_day, entry.lot.expires_on, entry.lot.spendable_from, False, today),
            )
            for entry in event.entries
            if entry.lot is not None
        ],
    )
    sinks.ENTRIES.write(
        work,
        [
            (
                *(event.account_id, entry.id, entry.counter, entry.kind, entry.amount),
                *(contra_of_points(entry.kind, entry.amount), event.at, event.business_day),
                *(None, entry.cause, None),
            )
            for entry in event.entries
        ],
    )
    deltas: dict[str, int] = {}
    for entry in event.entries:
        deltas[entry.counter] = deltas.get(entry.counter, 0) + entry.amount
    sinks.BALANCES.write(work, [(event.account_id, *delta) for delta in deltas.items()])
    _tell_sharing(work, event.account_id)


def label(work: Work, event: LabelsChanged) -> None:
    """Put them into groups, and take them out of others."""
    values = {
        "member": event.member_id,
        "added": texts(event.added),
        "by_segment": texts(event.added if event.by_segment else ()),
        "by_hand": texts(() if event.by_segment else event.added),
        "removed": texts(event.removed),
    }
    work.run(_LABELS, values)
    _tell(work, event.member_id)


def set_tier(work: Work, event: TierSet) -> None:
    """Their standing, and one more line of its history."""
    tier = event.tier
    held = (tier.code, tier.since, tier.until) if tier is not None else (None, None, None)
    sinks.TIERS.write(work, [(event.member_id, *held)])
    line = held if tier is not None else ("", event.at.date(), None)
    sinks.TIER_HISTORY.write(work, [(event.member_id, event.id, *line, event.at, None)])
    _tell(work, event.member_id)


def grant(work: Work, event: VoucherGranted) -> None:
    """A voucher that no visit gave."""
    body = event.voucher
    row = (
        *(event.member_id, body.id, voucher_to_json(body), body.valid_until, None),
        *(body.number_digest or None, False, VoucherState.HELD, None),
    )
    sinks.VOUCHERS.write(work, [row])
    _tell(work, event.member_id)


def take_back(work: Work, event: VoucherTakenBack) -> None:
    """Withdraw a voucher that nobody used.

    Raises:
        EventRefused: it was used or withdrawn, or is not theirs.
    """
    row = work.run(_VOUCHER, [event.voucher_id, event.member_id]).fetchone()
    if row is None or VoucherState(row[0]) is not VoucherState.HELD:
        raise EventRefused(event.id, Reason.UNKNOWN_VOUCHER)
    sinks.VOUCHER_STATES.write(work, [(event.voucher_id, VoucherState.WITHDRAWN, None)])
    _tell(work, event.member_id)


def part(work: Work, event: AccountParted) -> None:
    """Open an account of their own; who goes on sharing the former one hears of it too."""
    values = {
        "account": event.account_id,
        "former": event.former_account_id,
        "member": event.member_id,
        "day": event.business_day,
    }
    for statement in _PART:
        work.run(statement, values)
    _tell(work, event.member_id)
    _tell_sharing(work, event.former_account_id)


def _take(work: Work, event: PointsAdjusted) -> None:
    lots = _lots(work, event)
    left = {lot_id: remaining for lot_id, (remaining, _) in lots.items()}
    for each in (each for entry in event.entries for each in entry.taken):
        left[each.lot_id] -= each.amount
    today = work.clock.now().date()
    sinks.LOT_STATES.write(work, [(i, left[i], lots[i][1], today) for i in sorted(lots)])
    sinks.ALLOCATIONS.write(
        work, [(entry.id, each.lot_id, each.amount) for entry in event.entries for each in entry.taken]
    )


def _lots(work: Work, event: PointsAdjusted) -> Mapping[LotId, tuple[int, date | None]]:
    named = {each.lot_id for entry in event.entries for each in entry.taken}
    if not named:
        return {}
    rows = work.run(_LOTS, [uuids(named), event.account_id])
    found = {LotId(lot_id): (remaining, expires_on) for lot_id, remaining, expires_on in rows}
    if named - found.keys():
        raise EventRefused(event.id, Reason.UNKNOWN_LOT)
    return found


def _tell_sharing(work: Work, account_id: AccountId) -> None:
    sharing = [MemberId(id_) for (id_,) in work.run(_SHARING, [account_id])]
    feed.tell(work, None, {each: feed.Touch(loud=True, own=None) for each in sharing}, None)


def _tell(work: Work, member_id: MemberId) -> None:
    feed.tell(work, None, {member_id: feed.Touch(loud=True, own=None)}, None)
