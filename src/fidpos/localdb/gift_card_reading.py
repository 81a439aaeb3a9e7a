"""What the counter reads of gift cards; see `till.gift_card_store.GiftCardStore` for what each one means."""

from datetime import date, datetime

import msgspec
from sqlalchemy import ColumnElement, bindparam, literal_column, or_, select

from fidpos.columns import day_to_int, instant_to_int
from fidpos.domain.errors import StoreCorrupt, StoreError
from fidpos.domain.gift_card import GiftCard, GiftEntry, GiftHold, HoldState, Inscription
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftCardId, GiftHoldId, VisitId
from fidpos.domain.register_ticket import RegisterTicket
from fidpos.domain.visit import VisitDraft
from fidpos.localdb.engine import Reader
from fidpos.localdb.gift_cards import (
    GIFT_CARD,
    GIFT_CARD_KEY,
    GIFT_HOLD,
    number_hash,
)
from fidpos.localdb.mapping.gift_cards import (
    CARD_COLUMNS,
    ENTRY_COLUMNS,
    HOLD_COLUMNS,
    card_from_row,
    entry_from_row,
    hold_from_row,
)
from fidpos.localdb.statements import sql
from fidpos.localdb.tables import gift_cards, gift_entries, gift_holds, gift_sale, paid_tickets
from fidpos.till.gift_card_store import GiftSale
from fidpos.wire.sealed import open_inscription, seal_address

_NOTHING: ColumnElement[str] = literal_column("''")
_HELD: ColumnElement[str] = literal_column(f"'{HoldState.HELD.value}'")

BY_NUMBER = sql(select(*CARD_COLUMNS).where(gift_cards.c.number_hash == bindparam("hash")), "hash")
SEALED = sql(select(gift_cards.c.sealed).where(gift_cards.c.id == bindparam("card")), "card")
ENTRIES = sql(
    select(*ENTRY_COLUMNS)
    .where(gift_entries.c.gift_card_id == bindparam("card"))
    .order_by(gift_entries.c.id),
    "card",
)
ENTRIES_OF_DAY = sql(
    select(*ENTRY_COLUMNS)
    .where(
        gift_entries.c.business_day == bindparam("day"),
        or_(bindparam("any") == _NOTHING, gift_entries.c.ticket == bindparam("document")),
    )
    .order_by(gift_entries.c.id),
    "day",
    "any",
    "document",
)
HOLDS = sql(
    select(*HOLD_COLUMNS).where(gift_holds.c.visit_id == bindparam("visit")).order_by(gift_holds.c.id),
    "visit",
)
STALE_HOLDS = sql(
    select(*HOLD_COLUMNS)
    .where(gift_holds.c.state == _HELD, gift_holds.c.expires_at <= bindparam("now"))
    .order_by(gift_holds.c.expires_at, gift_holds.c.id),
    "now",
)

SALE = sql(select(gift_sale.c.body))
PAID_TICKET = sql(
    select(paid_tickets.c.body).where(
        paid_tickets.c.business_day == bindparam("day"),
        paid_tickets.c.ticket == bindparam("number"),
        paid_tickets.c.register == bindparam("name"),
    ),
    "day",
    "number",
    "name",
)
TICKETS_TO_NOBODY = sql(
    select(paid_tickets.c.body)
    .where(paid_tickets.c.business_day == bindparam("day"), paid_tickets.c.ticket == bindparam("number"))
    .order_by(paid_tickets.c.register),
    "day",
    "number",
)
_sales = msgspec.json.Decoder(GiftSale)
_drafts = msgspec.json.Decoder(VisitDraft)


class GiftCardReader:
    """The reading half for gift cards, over the till worker's read-only connection.

    Every method raises `StoreError` when the store cannot be read.
    """

    def __init__(self, reader: Reader) -> None:
        self._one = reader.one
        self._all = reader.all

    def gift_card(self, gift_card_id: GiftCardId) -> GiftCard | None:
        """By its id."""
        row = self._one(GIFT_CARD, gift_card_id.bytes)
        return None if row is None else card_from_row(row)

    def gift_card_by_number(self, number: GiftCardNumber) -> GiftCard | None:
        """By the hash of its number: no index tells how much of a guess is right."""
        row = self._one(BY_NUMBER, number_hash(number))
        return None if row is None else card_from_row(row)

    def inscription(self, gift_card_id: GiftCardId) -> Inscription | None:
        """Opened with the card's own key."""
        sealed, key = self._one(SEALED, gift_card_id.bytes), self._one(GIFT_CARD_KEY, gift_card_id.bytes)
        return open_inscription(key[0], gift_card_id, sealed[0]) if sealed and key else None

    def seal_address(self, gift_card_id: GiftCardId, address: str) -> bytes:
        """Under the card's own key.

        Raises:
            StoreError: the till has none.
        """
        key = self._one(GIFT_CARD_KEY, gift_card_id.bytes)
        if key is None:
            raise StoreError("this gift card has no key here")
        return seal_address(key[0], gift_card_id, address)

    def gift_entries(self, gift_card_id: GiftCardId) -> tuple[GiftEntry, ...]:
        """One range of an index."""
        return tuple(entry_from_row(row) for row in self._all(ENTRIES, gift_card_id.bytes))

    def gift_entries_of_day(self, day: date, ticket: str = "") -> tuple[GiftEntry, ...]:
        """One range of an index: a day at one till."""
        rows = self._all(ENTRIES_OF_DAY, day_to_int(day), ticket, ticket)
        return tuple(entry_from_row(row) for row in rows)

    def gift_hold(self, hold_id: GiftHoldId) -> GiftHold | None:
        """By its id."""
        row = self._one(GIFT_HOLD, hold_id.bytes)
        return None if row is None else hold_from_row(row)

    def gift_holds(self, visit_id: VisitId) -> tuple[GiftHold, ...]:
        """One range of an index."""
        return tuple(hold_from_row(row) for row in self._all(HOLDS, visit_id.bytes))

    def stale_gift_holds(self, at: datetime) -> tuple[GiftHold, ...]:
        """From a partial index that holds open ones only."""
        return tuple(hold_from_row(row) for row in self._all(STALE_HOLDS, instant_to_int(at)))

    def gift_sale(self) -> GiftSale | None:
        """As `LocalStore.save_gift_sale` wrote it."""
        row = self._one(SALE)
        try:
            return None if row is None else _sales.decode(row[0])
        except msgspec.MsgspecError as fault:
            raise StoreCorrupt(f"unreadable sale of gift cards: {fault}") from fault

    def paid_ticket(self, ticket: RegisterTicket) -> VisitDraft | None:
        """As `LocalStore.keep_paid_ticket` wrote it."""
        row = self._one(PAID_TICKET, day_to_int(ticket.day), ticket.number, ticket.register)
        return None if row is None else _sale_from(row[0])

    def tickets_to_nobody(self, day: date, number: str) -> tuple[VisitDraft, ...]:
        """By the name of their register."""
        return tuple(_sale_from(body) for (body,) in self._all(TICKETS_TO_NOBODY, day_to_int(day), number))


def _sale_from(body: bytes) -> VisitDraft:
    try:
        return _drafts.decode(body)
    except msgspec.MsgspecError as fault:
        raise StoreCorrupt(f"unreadable paid ticket: {fault}") from fault
