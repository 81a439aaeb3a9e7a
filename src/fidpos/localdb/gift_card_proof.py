"""Proof that gift cards are what the journal tells: its events are replayed, and each row compared.

They are few beside visits, so that states, holds, expiry and every entry are compared as they are, instead of
sums alone. Of a card that the centre knows, the centre says what it holds: what the journal tells of it is
there all the same, and its balance is the sum of its entries.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from fidpos.domain.errors import InvalidValue, StoreCorrupt
from fidpos.domain.gift_card import GiftCard, GiftEntry, GiftHold, HoldState
from fidpos.domain.ids import GiftCardId, GiftEntryId, GiftHoldId
from fidpos.localdb.engine import Connection
from fidpos.localdb.mapping.gift_cards import (
    CARD_COLUMNS,
    ENTRY_COLUMNS,
    HOLD_COLUMNS,
    card_from_row,
    entry_from_row,
    hold_from_row,
)
from fidpos.localdb.statements import sql
from fidpos.posting.gift_card import GiftCardChange, HoldEnd, changed, changes, issued
from fidpos.wire.codec import decode
from fidpos.wire.events import EpochReason, EpochStarted, Event
from fidpos.wire.gift_card_events import GiftCardEvent, GiftCardIssued, GiftCardMailAsked

_FIRST_BYTES = (b'{"type":"gift_card_', b'{"type":"epoch_star')
_TOLD = "SELECT body FROM journal WHERE substr(body, 1, 19) IN (?, ?) ORDER BY seq"
_CARDS = sql(select(*CARD_COLUMNS))
_ENTRIES = sql(select(*ENTRY_COLUMNS))
_HOLDS = sql(select(*HOLD_COLUMNS))
K = TypeVar("K", bound=UUID)
R = TypeVar("R", GiftEntry, GiftHold)

_BROKEN_VALUES = (InvalidValue, ValueError, KeyError, OverflowError, TypeError)
"""What rows that were tampered with can raise on their way to domain values."""


@dataclass(slots=True)
class _Ledger:
    """Gift cards as the journal tells them.

    Attributes:
        given: cards that the centre knows, of which the journal tells a part alone.
        broken: events that cannot be true.
    """

    given: Set[GiftCardId]
    cards: dict[GiftCardId, GiftCard] = field(default_factory=dict)
    entries: dict[GiftEntryId, GiftEntry] = field(default_factory=dict)
    holds: dict[GiftHoldId, GiftHold] = field(default_factory=dict)
    broken: int = 0


def count_gift_contradictions(connection: Connection) -> int:
    """How many gift cards, entries and holds are not those that the journal tells."""
    try:
        cards = {card.id: replace(card, masked="") for card in map(card_from_row, connection.execute(_CARDS))}
        entries = {entry.id: entry for entry in map(entry_from_row, connection.execute(_ENTRIES))}
        holds = {hold.id: hold for hold in map(hold_from_row, connection.execute(_HOLDS))}
    except _BROKEN_VALUES:
        return 1
    given = {card.id for card in cards.values() if card.only_at is None}
    told = _replay(_told(connection), given)
    return (
        told.broken
        + _differences(_but(cards, given), _but(told.cards, given))
        + _differences(_of_others(entries, given), _of_others(told.entries, given))
        + _differences(_of_others(holds, given), _of_others(told.holds, given))
        + sum(entries.get(entry.id) != entry for entry in told.entries.values())
        + sum(hold.id not in holds for hold in told.holds.values())
        + _unequal([cards[each] for each in given], entries.values(), holds.values())
    )


def _told(connection: Connection) -> Iterator[Event | None]:
    for (body,) in connection.execute(_TOLD, _FIRST_BYTES):
        try:
            yield decode(body)
        except StoreCorrupt:
            yield None


def _replay(events: Iterable[Event | None], given: Set[GiftCardId]) -> _Ledger:
    ledger = _Ledger(given)
    for event in events:
        try:
            _apply(ledger, event)
        except (InvalidValue, KeyError):
            ledger.broken += 1
    return ledger


def _apply(ledger: _Ledger, event: Event | None) -> None:
    if isinstance(event, EpochStarted):
        if event.reason is not EpochReason.FIRST:
            _confine(ledger)
        return
    if isinstance(event, GiftCardMailAsked):
        return
    if not isinstance(event, GiftCardEvent):
        raise InvalidValue("no event of a gift card")
    if isinstance(event, GiftCardIssued):
        ledger.cards[event.gift_card_id] = issued(event, masked="")
    for change in changes(event):
        if change.gift_card_id not in ledger.given:
            ledger.cards[change.gift_card_id] = changed(ledger.cards[change.gift_card_id], change)
        if change.entry is not None:
            ledger.entries[change.entry.id] = change.entry
        if change.hold is not None:
            ledger.holds[change.hold.id] = change.hold
        if change.ended is not None and (hold := _ended(ledger, change, change.ended)):
            ledger.holds[hold.id] = hold


def _ended(ledger: _Ledger, change: GiftCardChange, end: HoldEnd) -> GiftHold | None:
    """The hold as it ended; None for one that came from the centre, with its card."""
    hold = ledger.holds.get(end.hold_id)
    if hold is None and change.gift_card_id not in ledger.given:
        raise KeyError(end.hold_id)
    return None if hold is None else replace(hold, state=end.state)


def _confine(ledger: _Ledger) -> None:
    ledger.cards = {card.id: replace(card, only_at=None, held_minor=0) for card in ledger.cards.values()}
    for hold in ledger.holds.values():
        if hold.state is HoldState.HELD:
            ledger.holds[hold.id] = replace(hold, state=HoldState.VOIDED)


def _but(cards: Mapping[GiftCardId, GiftCard], given: Set[GiftCardId]) -> dict[GiftCardId, GiftCard]:
    return {each: card for each, card in cards.items() if each not in given}


def _of_others(rows: Mapping[K, R], given: Set[GiftCardId]) -> dict[K, R]:
    return {key: row for key, row in rows.items() if row.gift_card_id not in given}


def _unequal(cards: Iterable[GiftCard], entries: Iterable[GiftEntry], holds: Iterable[GiftHold]) -> int:
    """Cards that are not what their rows sum up to; holds may promise more than such a card has."""
    total: Counter[GiftCardId] = Counter()
    held: Counter[GiftCardId] = Counter()
    for entry in entries:
        total[entry.gift_card_id] += entry.amount_minor
    for hold in holds:
        held[hold.gift_card_id] += hold.amount_minor if hold.state is HoldState.HELD else 0
    return sum(
        (card.balance_minor, card.held_minor) != (total[card.id], min(held[card.id], total[card.id]))
        for card in cards
    )


def _differences(found: Mapping[K, object], told: Mapping[K, object]) -> int:
    return sum(found.get(key) != told.get(key) for key in found.keys() | told.keys())
