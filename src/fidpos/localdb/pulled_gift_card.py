"""A gift card as the centre says it is now: known to it, and so no longer this till's alone to spend from.

Entries are append-only: those that are new here are added, and what remains to the balance that the centre
says is one adjustment, so that a balance is at every instant the sum of its entries.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, null, select, update

from fidpos.columns import day_or_none, instant_from_int
from fidpos.domain.errors import InvalidValue
from fidpos.domain.gift_card import (
    GiftCard,
    GiftEntry,
    GiftHold,
    GiftMove,
    HoldState,
)
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftCardId, GiftEntryId
from fidpos.localdb.disowned import disown, give_number, stand_in
from fidpos.localdb.engine import Connection
from fidpos.localdb.gift_cards import number_hash
from fidpos.localdb.mapping.gift_cards import card_row, entry_row, hold_row
from fidpos.localdb.origin import Stamp
from fidpos.localdb.own_events import OwnEvents
from fidpos.localdb.statements import insert_if_new, replace_row, sql
from fidpos.localdb.tables import gift_card_keys, gift_cards, gift_entries, gift_holds
from fidpos.posting.gift_card_standing import gift_card_of
from fidpos.posting.rebase import gift_card_rebased
from fidpos.vault.errors import SealBroken
from fidpos.wire.sealed import open_inscription
from fidpos.wire.sync.gift_card_standing import GiftCardStanding, GiftEntryState, GiftHoldState

_WRITE_KEY = replace_row(gift_card_keys)
_NEW_CARD = insert_if_new(gift_cards)
_SET_CARD = sql(
    update(gift_cards)
    .where(gift_cards.c.id == bindparam("card"))
    .values(
        state=bindparam("becomes"),
        balance_minor=bindparam("balance"),
        held_minor=bindparam("held"),
        expires_on=bindparam("until"),
        only_at=null(),
    ),
    "becomes",
    "balance",
    "held",
    "until",
    "card",
)
_NEW_ENTRY = insert_if_new(gift_entries)
_IS_THERE = sql(select(gift_entries.c.id).where(gift_entries.c.id == bindparam("entry")), "entry")
_SUM = sql(
    select(func.sum(gift_entries.c.amount_minor)).where(gift_entries.c.gift_card_id == bindparam("card")),
    "card",
)
_HOLDS = sql(
    select(gift_holds.c.id, gift_holds.c.state).where(gift_holds.c.gift_card_id == bindparam("card")), "card"
)
_NEW_HOLD = insert_if_new(gift_holds)
_SET_HOLD = sql(
    update(gift_holds).where(gift_holds.c.id == bindparam("hold")).values(state=bindparam("becomes")),
    "becomes",
    "hold",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What an adjustment needs: when it is booked, and how its id is made."""

    stamp: Stamp
    new_id: Callable[[], UUID]


def bring_gift_card(
    connection: Connection, standing: GiftCardStanding, own: OwnEvents, booking: Booking
) -> None:
    """Make the state the store's own, with those of the till's events that it does not contain.

    Its number is the card's: another one that was sold here under it loses it.

    Raises:
        InvalidValue: no card can be like this, or its key does not open what stands on it.
    """
    standing = gift_card_rebased(standing, own.about(standing.id))
    number = _number(standing)
    card = gift_card_of(standing, number.masked)
    if not standing.disowned:
        give_number(connection, number, card.id)
    found_by = stand_in(card.id) if standing.disowned else number_hash(number)
    connection.execute(_WRITE_KEY, (card.id.bytes, standing.key))
    connection.execute(_NEW_CARD, card_row(card, found_by, standing.sealed))
    until = day_or_none(card.expires_on)
    connection.execute(
        _SET_CARD, (card.state.value, card.balance_minor, card.held_minor, until, card.id.bytes)
    )
    if standing.disowned:
        disown(connection, card.id)
    for entry in standing.entries:
        connection.execute(_NEW_ENTRY, entry_row(_entry(connection, card.id, entry)))
    _adjust(connection, card, booking)
    _bring_holds(connection, card.id, standing.holds)


def _number(standing: GiftCardStanding) -> GiftCardNumber:
    try:
        return open_inscription(standing.key, standing.id, standing.sealed).number
    except SealBroken as fault:
        raise InvalidValue("a gift card under another's key") from fault


def _entry(connection: Connection, card_id: GiftCardId, state: GiftEntryState) -> GiftEntry:
    """What it takes back is named where it is known; an older one may not be."""
    reverses = state.reverses
    if reverses is not None and connection.execute(_IS_THERE, (reverses.bytes,)).fetchone() is None:
        reverses = None
    return GiftEntry(
        id=state.id,
        gift_card_id=card_id,
        move=state.move,
        amount_minor=state.amount_minor,
        at=state.at,
        business_day=state.business_day,
        ticket=state.ticket,
        visit_id=state.visit_id,
        hold_id=state.hold_id,
        reverses=reverses,
    )


def _adjust(connection: Connection, card: GiftCard, booking: Booking) -> None:
    row = connection.execute(_SUM, (card.id.bytes,)).fetchone()
    total = (row[0] or 0) if row is not None else 0
    if total == card.balance_minor:
        return
    at = instant_from_int(booking.stamp.wall_ts)
    entry = GiftEntry(
        id=GiftEntryId(booking.new_id()),
        gift_card_id=card.id,
        move=GiftMove.ADJUSTED,
        amount_minor=card.balance_minor - total,
        at=at,
        business_day=at.date(),
    )
    connection.execute(_NEW_ENTRY, entry_row(entry))


def _bring_holds(connection: Connection, card_id: GiftCardId, holds: Sequence[GiftHoldState]) -> None:
    """Those that are not named have ended; how, only their entry tells."""
    there: dict[bytes, str] = dict(connection.execute(_HOLDS, (card_id.bytes,)).fetchall())
    held = {hold.id.bytes for hold in holds}
    for hold in holds:
        row = hold_row(
            GiftHold(
                id=hold.id,
                gift_card_id=card_id,
                visit_id=hold.visit_id,
                amount_minor=hold.amount_minor,
                held_at=hold.held_at,
                expires_at=hold.expires_at,
            )
        )
        connection.execute(_NEW_HOLD, row)
        if there.get(hold.id.bytes, HoldState.HELD.value) != HoldState.HELD.value:
            connection.execute(_SET_HOLD, (HoldState.HELD.value, hold.id.bytes))
    for blob, state in there.items():
        if state == HoldState.HELD.value and blob not in held:
            connection.execute(_SET_HOLD, (HoldState.VOIDED.value, blob))
