"""The rows of gift cards: made, held, moved, frozen, exactly as `posting.gift_card` spells it out.

What a card becomes is computed from what it is, inside the transaction: there is one writer. A number is
found by its SHA-256, so that no index shows it; its 80 random bits make the hash as hard to guess as itself.
The number, with what stands on the card, is sealed under the card's own key, here and in the journal.
"""

from sqlalchemy import bindparam, literal_column, null, select, update

from fidpos.columns import day_or_none
from fidpos.domain.errors import InvalidValue, StoreCorrupt
from fidpos.domain.gift_card import GiftCard, HoldState
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftCardId
from fidpos.localdb.engine import Connection
from fidpos.localdb.journal import AlreadyThere
from fidpos.localdb.mapping.gift_cards import (
    CARD_COLUMNS,
    HOLD_COLUMNS,
    card_from_row,
    card_row,
    entry_row,
    hold_from_row,
    hold_row,
)
from fidpos.localdb.statements import insert_if_new, sql
from fidpos.localdb.tables import gift_card_keys, gift_cards, gift_entries, gift_holds
from fidpos.posting.gift_card import GiftCardChange, HoldEnd, changed, changes, check_end, issued
from fidpos.till.gift_card_store import GiftCardDraft
from fidpos.wire.gift_card_events import GiftCardEvent, GiftCardIssued
from fidpos.wire.sealed import open_inscription, seal_inscription

GIFT_CARD = sql(select(*CARD_COLUMNS).where(gift_cards.c.id == bindparam("card")), "card")
GIFT_HOLD = sql(select(*HOLD_COLUMNS).where(gift_holds.c.id == bindparam("hold")), "hold")
GIFT_CARD_KEY = sql(
    select(gift_card_keys.c.key).where(gift_card_keys.c.gift_card_id == bindparam("card")), "card"
)
_NEW_CARD = insert_if_new(gift_cards)
_NEW_KEY = insert_if_new(gift_card_keys)
_NEW_ENTRY = insert_if_new(gift_entries)
_NEW_HOLD = insert_if_new(gift_holds)
_END_HOLD = sql(
    update(gift_holds).where(gift_holds.c.id == bindparam("hold")).values(state=bindparam("ended")),
    "ended",
    "hold",
)
_CHANGE = sql(
    update(gift_cards)
    .where(gift_cards.c.id == bindparam("card"))
    .values(
        state=bindparam("becomes"),
        balance_minor=bindparam("balance"),
        held_minor=bindparam("held"),
        expires_on=bindparam("until"),
    ),
    "becomes",
    "balance",
    "held",
    "until",
    "card",
)

_CONFINE = sql(update(gift_cards).values(only_at=null(), held_minor=literal_column("0")))
_LET_GO = sql(
    update(gift_holds)
    .where(gift_holds.c.state == literal_column(f"'{HoldState.HELD.value}'"))
    .values(state=literal_column(f"'{HoldState.VOIDED.value}'"))
)


def issue_event(draft: GiftCardDraft, key: bytes) -> GiftCardIssued:
    """The event that makes the card, what stands on it sealed under `key`."""
    return GiftCardIssued(
        id=draft.event_id,
        at=draft.at,
        gift_card_id=draft.id,
        till_id=draft.till_id,
        staff_id=draft.staff_id,
        vat=draft.terms.vat,
        valid_months=draft.terms.valid_months,
        grace_days=draft.terms.grace_days,
        currency=draft.face.currency.code,
        face_minor=draft.face.minor,
        sealed=seal_inscription(key, draft.id, draft.inscription),
    )


def write_gift_card_key(connection: Connection, gift_card_id: GiftCardId, key: bytes) -> None:
    """Keep a new card's own key; before the event that it seals.

    Raises:
        AlreadyThere: the card has one.
    """
    if connection.execute(_NEW_KEY, (gift_card_id.bytes, key)).rowcount == 0:
        raise AlreadyThere


def write_gift_card(connection: Connection, event: GiftCardIssued) -> None:
    """The draft of the event, whose number its key opens.

    Raises:
        AlreadyThere: the card is there.
        InvalidValue: the card has no key.
        StoreCorrupt: another card has the number.
    """
    key = connection.execute(GIFT_CARD_KEY, (event.gift_card_id.bytes,)).fetchone()
    if key is None:
        raise InvalidValue("this gift card has no key")
    number = open_inscription(key[0], event.gift_card_id, event.sealed).number
    card = issued(event, number.masked)
    if connection.execute(_NEW_CARD, card_row(card, number_hash(number), event.sealed)).rowcount == 0:
        raise AlreadyThere


def change_gift_cards(connection: Connection, event: GiftCardEvent) -> None:
    """What the event does to the cards that it names, inside the caller's transaction.

    Raises:
        AlreadyThere: the entry or the hold is there, or the hold has ended.
        InvalidValue: a card would hold less than nothing, or may not become that.
        StoreCorrupt: there is no such card or hold.
    """
    for change in changes(event):
        _change(connection, change)


def confine_gift_cards(connection: Connection) -> None:
    """After a restore or a fork: what was spent or let go meanwhile only the centre knows.

    So none is spent on this till's word any more, and what was set aside before is not.
    """
    connection.execute(_LET_GO)
    connection.execute(_CONFINE)


def number_hash(number: GiftCardNumber) -> bytes:
    """Under which the store finds the card."""
    return number.digest


def _change(connection: Connection, change: GiftCardChange) -> None:
    if change.hold is not None and connection.execute(_NEW_HOLD, hold_row(change.hold)).rowcount == 0:
        raise AlreadyThere
    if change.entry is not None and connection.execute(_NEW_ENTRY, entry_row(change.entry)).rowcount == 0:
        raise AlreadyThere
    if change.ended is not None:
        _end_hold(connection, change.gift_card_id, change.ended)
    after = changed(_card(connection, change.gift_card_id), change)
    connection.execute(
        _CHANGE,
        (
            after.state.value,
            after.balance_minor,
            after.held_minor,
            day_or_none(after.expires_on),
            after.id.bytes,
        ),
    )


def _end_hold(connection: Connection, gift_card_id: GiftCardId, end: HoldEnd) -> None:
    row = connection.execute(GIFT_HOLD, (end.hold_id.bytes,)).fetchone()
    if row is None:
        raise StoreCorrupt("no such hold")
    hold = hold_from_row(row)
    if hold.state is not HoldState.HELD:
        raise AlreadyThere
    check_end(hold, gift_card_id, end)
    connection.execute(_END_HOLD, (end.state.value, end.hold_id.bytes))


def _card(connection: Connection, gift_card_id: GiftCardId) -> GiftCard:
    row = connection.execute(GIFT_CARD, (gift_card_id.bytes,)).fetchone()
    if row is None:
        raise StoreCorrupt("no such gift card")
    return card_from_row(row)
