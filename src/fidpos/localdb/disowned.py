"""Two gift cards of one number: the centre's keeps it, the one that was sold here under it loses it.

A card printed beforehand can be sold twice while two shops are cut off from each other. The number is that of
the card of which the centre heard first. The other is blocked here, found by no number any more, and told to
the manager until the office has replaced it: then it holds nothing.
"""

from sqlalchemy import ColumnElement, bindparam, case, literal_column, null, select, update

from fidpos.domain.gift_card import GiftCardState
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftCardId
from fidpos.domain.money import Currency, Money
from fidpos.localdb.engine import Connection, Reader
from fidpos.localdb.gift_cards import number_hash
from fidpos.localdb.statements import AT_MOST, sql
from fidpos.localdb.tables import gift_cards
from fidpos.till.day.store import Disowned

_NOBODYS = bytes(16)
"""Begins what stands in place of the hash, the card's id following: no SHA-256 is ever found to begin so."""
_LAST = _NOBODYS + b"\xff" * 16


def _is(state: GiftCardState) -> ColumnElement[bool]:
    return gift_cards.c.state == literal_column(f"'{state.value}'")


def _named(state: GiftCardState) -> ColumnElement[str]:
    return literal_column(f"'{state.value}'")


_OTHER_BEARER = sql(
    select(gift_cards.c.id).where(
        gift_cards.c.number_hash == bindparam("hash"), gift_cards.c.id != bindparam("card")
    ),
    "hash",
    "card",
)
_DISOWN = sql(
    update(gift_cards)
    .where(gift_cards.c.id == bindparam("card"))
    .values(
        number_hash=bindparam("nobodys"),
        only_at=null(),
        state=case(
            (_is(GiftCardState.DRAFT), _named(GiftCardState.VOIDED)),
            (_is(GiftCardState.ACTIVE), _named(GiftCardState.FROZEN)),
            else_=gift_cards.c.state,
        ),
    ),
    "nobodys",
    "card",
)
_DISOWNED = sql(
    select(gift_cards.c.masked, gift_cards.c.balance_minor, gift_cards.c.currency)
    .where(
        gift_cards.c.number_hash.between(bindparam("first"), bindparam("last")),
        gift_cards.c.balance_minor > literal_column("0"),
    )
    .order_by(gift_cards.c.number_hash)
    .suffix_with(AT_MOST),
    "first",
    "last",
    "rows",
)


def stand_in(gift_card_id: GiftCardId) -> bytes:
    """What stands in place of the hash of a number that is another card's."""
    return _NOBODYS + gift_card_id.bytes


def disown(connection: Connection, gift_card_id: GiftCardId) -> None:
    """The card loses its number here, inside the caller's transaction, as it has at the centre."""
    connection.execute(_DISOWN, (stand_in(gift_card_id), gift_card_id.bytes))


def give_number(connection: Connection, number: GiftCardNumber, gift_card_id: GiftCardId) -> None:
    """Whatever other card bears the number here loses it, inside the caller's transaction."""
    for (other,) in connection.execute(_OTHER_BEARER, (number_hash(number), gift_card_id.bytes)).fetchall():
        connection.execute(_DISOWN, (_NOBODYS + other, other))


def disowned(reader: Reader, limit: int) -> tuple[Disowned, ...]:
    """Those that hold money, for `till.day.store.DayStore`."""
    return tuple(
        Disowned(masked=masked, balance=Money(balance_minor, Currency.of(currency)))
        for masked, balance_minor, currency in reader.all(_DISOWNED, _NOBODYS, _LAST, limit)
    )
