"""What the counter looks up in a member's file: `till.membership.store.MemberFiles`."""

from collections.abc import Mapping

from sqlalchemy import bindparam, select

from fidpos.domain.card import Card
from fidpos.domain.ids import AccountId, MemberId
from fidpos.domain.member import Channel, Member
from fidpos.localdb import queries
from fidpos.localdb.engine import Reader
from fidpos.localdb.mapping.people import (
    CARD_COLUMNS,
    MEMBER_COLUMNS,
    card_from_row,
    member_from_row,
    word_from_row,
)
from fidpos.localdb.statements import sql
from fidpos.localdb.tables import cards, members
from fidpos.localdb.veil import Veil

_CARDS = sql(
    select(*CARD_COLUMNS)
    .where(cards.c.member_id == bindparam("member"))
    .order_by(cards.c.linked_at, cards.c.id),
    "member",
)
_SHARING = sql(
    select(*MEMBER_COLUMNS)
    .where(members.c.account_id == bindparam("account"), members.c.merged_into.is_(None))
    .order_by(members.c.id),
    "account",
)


class MemberFileReader:
    """Of the till's worker."""

    def __init__(self, reader: Reader, veil: Veil) -> None:
        self._reader = reader
        self._veil = veil

    def cards_of(self, member_id: MemberId) -> tuple[Card, ...]:
        """See `MemberFiles`."""
        return tuple(map(card_from_row, self._reader.all(_CARDS, member_id.bytes)))

    def words_of(self, member_id: MemberId) -> Mapping[Channel, bool]:
        """See `MemberFiles`."""
        rows = self._reader.all(queries.CONSENTS, member_id.bytes)
        return {word.channel: word.granted for word in map(word_from_row, rows)}

    def sharing(self, account_id: AccountId) -> tuple[Member, ...]:
        """See `MemberFiles`."""
        rows = self._reader.all(_SHARING, account_id.bytes)
        return tuple(
            self._veil.over(member_from_row(row, self._reader.all(queries.RELATIVES, bytes(row[0]))))
            for row in rows
        )
