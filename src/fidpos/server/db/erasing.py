"""A person is forgotten: their key is destroyed, and with it all that journals and copies still seal.

What they bought and hold stays, under an id that no longer says who. Their cards stand under a text that no
reader reads.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import LiteralString

from psycopg import Connection
from psycopg.rows import TupleRow

from fidpos.domain.ids import MemberId, MerchantId
from fidpos.server.db.closing import delete_again
from fidpos.server.db.tables.installation import HOUSE

_TENANT: LiteralString = "SELECT set_config('app.merchant', %s, true)"
_FORGET_KEY: LiteralString = "DELETE FROM subject_keys WHERE subject_id = %s"
_THERE: LiteralString = "SELECT FROM members WHERE id = %s AND erased_at IS NULL FOR UPDATE"
_LED_TO: LiteralString = "SELECT id FROM members WHERE merged_into = %s"
_FORGET_CARDS: LiteralString = """
    UPDATE cards SET token = 'erased:' || id, status = 'blocked', holder_id = NULL WHERE member_id = %s
"""
_FORGET: LiteralString = """
    UPDATE members SET number = '', status = 'left', profile = NULL, labels = '[]', labels_by_segment = '[]',
        erased_at = %s, family_first = NULL, given_first = NULL, phone_key = NULL
    WHERE id = %s AND erased_at IS NULL
"""
_FOR_EVER: LiteralString = """
    INSERT INTO erasures (merchant_id, member_id, at)
    SELECT nullif(current_setting('app.merchant', true), '')::uuid, %s, %s
    ON CONFLICT (merchant_id, member_id) DO NOTHING
"""
_SUPPRESS: LiteralString = """
    INSERT INTO suppressions (merchant_id, digest, at)
    SELECT nullif(current_setting('app.merchant', true), '')::uuid, unnest(%s::bytea[]), %s
    ON CONFLICT (merchant_id, digest) DO NOTHING
"""
_ERASED: LiteralString = "SELECT merchant_id, member_id, at FROM erasures"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Erasure:
    """Somebody was forgotten; ids and keyed digests, which say of nobody who they are.

    Attributes:
        suppressed: what they were reached by, see `suppressing`; the table does not say whose that was.
    """

    merchant_id: MerchantId
    member_id: MemberId
    at: datetime
    suppressed: tuple[bytes, ...] = field(default=(), compare=False)


def erase(connection: Connection[TupleRow], member_id: MemberId, at: datetime) -> bool:
    """Forget who the member is, and whoever was merged into them, in the transaction of their merchant.

    Who is not there is forgotten if ever they are enrolled: a till may not have been heard yet.

    The tills are to be told besides, by whoever asks for it.

    Returns:
        Whether the member was there, and not forgotten yet.
    """
    for each in (member_id, *led_to(connection, member_id)):
        connection.execute(_FOR_EVER, [each, at])
        connection.execute(_FORGET_KEY, [each])
        there = connection.execute(_THERE, [each]).fetchone() is not None
        if there:
            connection.execute(_FORGET, [at, each])
            connection.execute(_FORGET_CARDS, [each])
        elif each == member_id:
            return False
    return True


def led_to(connection: Connection[TupleRow], member_id: MemberId) -> tuple[MemberId, ...]:
    """Who was merged into the member."""
    return tuple(MemberId(each) for (each,) in connection.execute(_LED_TO, [member_id]))


def erase_again(connection: Connection[TupleRow], erasures: Iterable[Erasure]) -> int:
    """Whoever was erased since a copy was made is erased in it as well; returns how many were."""
    again = 0
    for erasure in sorted(erasures, key=lambda each: each.merchant_id == HOUSE):
        if erasure.merchant_id == HOUSE:
            # Of the house, whoever is gone is a merchant, who left with everything.
            again += delete_again(connection, erasure.member_id, erasure.at)
            connection.execute(_TENANT, [str(HOUSE)])
            connection.execute(_FOR_EVER, [erasure.member_id, erasure.at])
        else:
            connection.execute(_TENANT, [str(erasure.merchant_id)])
            again += erase(connection, erasure.member_id, erasure.at)
            connection.execute(_SUPPRESS, [list(erasure.suppressed), erasure.at])
    return again


def erased_in(connection: Connection[TupleRow]) -> tuple[Erasure, ...]:
    """Everybody whom the database knows to be erased, by the role that reads everything."""
    return tuple(
        Erasure(merchant_id=MerchantId(merchant), member_id=MemberId(member), at=at)
        for merchant, member, at in connection.execute(_ERASED)
    )
