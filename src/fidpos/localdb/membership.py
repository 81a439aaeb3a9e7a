"""The rows of a member: enrolled, card linked, consent stated; and erased, by destroying the member's key."""

import secrets
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Delete, Table, bindparam, delete, literal_column, null, select, update

from fidpos.columns import day_to_int, id_from_blob
from fidpos.domain.card import Card
from fidpos.domain.errors import InvalidValue, StoreCorrupt
from fidpos.domain.ids import MemberId
from fidpos.domain.member import Member, MemberStatus
from fidpos.localdb.engine import Connection
from fidpos.localdb.mapping.people import card_row, consent_row, member_row, relative_rows
from fidpos.localdb.origin import Stamp
from fidpos.localdb.statements import insert_if_new, insert_row, sql
from fidpos.localdb.tables import (
    accounts,
    card_counters,
    card_keys,
    cards,
    consents,
    member_keys,
    members,
    relatives,
)
from fidpos.wire.events import CardLinked, CardStatusChanged, ConsentStated, MemberEnrolled
from fidpos.wire.sealed import open_person, open_token

NEW_ACCOUNT = insert_if_new(accounts)
NEW_MEMBER = insert_row(members)
NEW_KEY = insert_row(member_keys)
NEW_RELATIVE = insert_row(relatives)
NEW_CARD = insert_row(cards)
NEW_CONSENT = insert_row(consents)
KEY_OF = sql(select(member_keys.c.key).where(member_keys.c.member_id == bindparam("member")), "member")

_SET_CARD_STATUS = sql(
    update(cards).where(cards.c.id == bindparam("card")).values(status=bindparam("to")), "to", "card"
)
_FORGET_KEY = sql(delete(member_keys).where(member_keys.c.member_id == bindparam("member")), "member")
_FORGET_RELATIVES = sql(delete(relatives).where(relatives.c.member_id == bindparam("member")), "member")
_FORGET_CARDS = sql(delete(cards).where(cards.c.member_id == bindparam("member")), "member")
_WITHOUT_KIND: ColumnElement[str] = literal_column("substr(token, instr(token, ':') + 1)")


def _forget_what_cards_hold(table: Table) -> Delete:
    tokens = select(_WITHOUT_KIND).select_from(cards).where(cards.c.member_id == bindparam("member"))
    return delete(table).where(table.c.card.in_(tokens))


_FORGET_CARD_KEYS = sql(_forget_what_cards_hold(card_keys), "member")
_FORGET_CARD_COUNTERS = sql(_forget_what_cards_hold(card_counters), "member")
_NOBODY_BYTES = 16
_EMPTY: ColumnElement[str] = literal_column("''")
_FORGET = sql(
    update(members)
    .where(members.c.id == bindparam("member"))
    .values(
        number=bindparam("nobody"),
        status=bindparam("left"),
        given_name=_EMPTY,
        family_name=_EMPTY,
        phone=_EMPTY,
        birthday=null(),
        birthday_changed_on=null(),
        birth_year=null(),
        labels=_EMPTY,
        erased_at=bindparam("now"),
        family_first=null(),
        given_first=null(),
        phone_key=null(),
        email=_EMPTY,
        street=_EMPTY,
        postcode=_EMPTY,
        city=_EMPTY,
        email_key=null(),
        merged_into=null(),
    ),
    "nobody",
    "left",
    "now",
    "member",
)


_ERASED = sql(select(members.c.id).where(members.c.erased_at.is_not(None)))


def has_key(connection: Connection, member_id: MemberId) -> bool:
    """Whether the till holds who the member is."""
    return connection.execute(KEY_OF, (member_id.bytes,)).fetchone() is not None


def write_key(connection: Connection, member_id: MemberId, key: bytes) -> None:
    """Keep a new member's own key; before the events that it seals."""
    connection.execute(NEW_KEY, (member_id.bytes, key))


def write_member(connection: Connection, event: MemberEnrolled) -> None:
    """The member of the event, whose number and profile their key opens."""
    person = open_person(member_key(connection, event.member_id), event.member_id, event.sealed)
    member = Member(
        id=event.member_id,
        account_id=event.account_id,
        number=person.number,
        profile=person.profile,
        status=MemberStatus.PROVISIONAL if event.provisional else MemberStatus.ACTIVE,
        enrolled_on=event.enrolled_on,
    )
    connection.execute(NEW_ACCOUNT, (event.account_id.bytes, day_to_int(event.enrolled_on)))
    connection.execute(NEW_MEMBER, member_row(member))
    connection.executemany(NEW_RELATIVE, relative_rows(member))


def write_card(connection: Connection, event: CardLinked) -> None:
    """The card of the event, whose token the member's key opens."""
    card = Card(
        id=event.card_id,
        token=open_token(member_key(connection, event.member_id), event.member_id, event.sealed),
        medium=event.medium,
        member_id=event.member_id,
        holder_id=event.holder_id,
        linked_at=event.at,
    )
    connection.execute(NEW_CARD, card_row(card))


def change_card(connection: Connection, event: CardStatusChanged) -> None:
    """The card's new status.

    Raises:
        StoreCorrupt: there is no such card.
    """
    changed = connection.execute(_SET_CARD_STATUS, (event.status.value, event.card_id.bytes))
    if changed.rowcount != 1:
        raise StoreCorrupt("no such card")


def write_consent(connection: Connection, event: ConsentStated) -> None:
    """One more statement; the ones before stay."""
    connection.execute(NEW_CONSENT, consent_row(event))


def erase_member(connection: Connection, member_id: MemberId, stamp: Stamp) -> None:
    """Forget who the member is. What they bought and hold stays, under an id that no longer says who.

    It leads to nobody either, if they were merged: of whoever remains the centre tells by itself.

    Their cards go, with keys and counters that are kept under the same text, and a random number takes the
    place of the member's own, which their printed card shows. A key kept under a UID that no card of a member
    names says nothing of anybody.

    Raises:
        InvalidValue: there is no such member.
    """
    for statement in (_FORGET_CARD_KEYS, _FORGET_CARD_COUNTERS, _FORGET_KEY):
        connection.execute(statement, (member_id.bytes,))
    if not _forget_person(connection, member_id, erased_at=stamp.wall_ts):
        raise InvalidValue("no such member")


def let_go(connection: Connection, member_id: MemberId) -> None:
    """Hold no longer who a member is that this till is not to serve; nothing happens to who is unknown here.

    Their key goes as well: if they are erased one day, nobody tells a till that does not hold them. With
    their state it comes back.
    """
    connection.execute(_FORGET_KEY, (member_id.bytes,))
    _forget_person(connection, member_id, erased_at=None)


def nobodys_number() -> str:
    """A number that no card shows, for who has lost their own."""
    return secrets.token_hex(_NOBODY_BYTES)


def _forget_person(connection: Connection, member_id: MemberId, *, erased_at: int | None) -> bool:
    """Whether there was somebody to forget."""
    for statement in (_FORGET_RELATIVES, _FORGET_CARDS):
        connection.execute(statement, (member_id.bytes,))
    values = (nobodys_number(), MemberStatus.LEFT.value, erased_at, member_id.bytes)
    return connection.execute(_FORGET, values).rowcount == 1


def members_erased(connection: Connection) -> Iterator[MemberId]:
    """Who was erased in this store."""
    return (MemberId(id_from_blob(row[0])) for row in connection.execute(_ERASED))


def member_key(connection: Connection, member_id: MemberId) -> bytes:
    """What opens what is sealed for the member.

    Raises:
        InvalidValue: they were erased, or let go.
    """
    row = connection.execute(KEY_OF, (member_id.bytes,)).fetchone()
    if row is None:
        raise InvalidValue("this member has no key")
    return bytes(row[0])
