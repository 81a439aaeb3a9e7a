"""Allowances of tills on PostgreSQL: `allowance_books.Allowances`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import LiteralString

from psycopg.rows import TupleRow

from fidpos.domain.ids import AllowanceId, ShopId, TillId
from fidpos.server.allowance_books import Given, ShopRisk
from fidpos.server.db.arrays import uuids
from fidpos.server.db.work import Work
from fidpos.wire.sync.allowance import Allowance, AllowanceKind, SignedAllowance
from fidpos.wire.sync.packing import read

_OF_TILL: LiteralString = """
    SELECT body, signature, renew FROM allowances
    WHERE shop_id = %s AND till_id = %s AND ended_at IS NULL
"""
_LOCK_SHOP: LiteralString = "SELECT FROM shops WHERE id = %s FOR NO KEY UPDATE"
_OF_SHOP: LiteralString = """
    SELECT body, signature, renew FROM allowances WHERE shop_id = %s AND ended_at IS NULL
"""
_GOOD: LiteralString = """
    SELECT id FROM allowances WHERE id = ANY(%s) AND till_id = %s AND used_minor <= amount_minor
"""
_RISK: LiteralString = """
    SELECT m.currency, s.offline_gift_cards_minor, s.offline_rewards_minor,
        ARRAY(SELECT t.id FROM tills t WHERE t.shop_id = s.id AND t.status = 'active')
    FROM shops s JOIN merchants m ON m.merchant_id = s.merchant_id
    WHERE s.id = %s
"""
_GIVE: LiteralString = """
    INSERT INTO allowances (
        merchant_id, id, shop_id, till_id, kind, lineage, heard_seq, amount_minor, body, signature, issued_at,
        expires_at
    ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_ASK_RENEWAL: LiteralString = """
    UPDATE allowances SET renew = true
    WHERE id IN (SELECT id FROM allowances WHERE id = ANY(%s) AND NOT renew FOR NO KEY UPDATE SKIP LOCKED)
"""
_END: LiteralString = "UPDATE allowances SET ended_at = %s WHERE id = ANY(%s)"


class PostgresAllowances:
    """See `allowance_books.Allowances`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def of_till(self, shop_id: ShopId, till_id: TillId) -> Sequence[Given]:
        """By the index of what is given out in the shop."""
        return [_given(row) for row in self._work.run(_OF_TILL, [shop_id, till_id]).fetchall()]

    def of_shop(self, shop_id: ShopId) -> Sequence[Given]:
        """Under a lock on the shop's row."""
        with self._work.connection.pipeline():
            self._work.run(_LOCK_SHOP, [shop_id])
            found = self._work.run(_OF_SHOP, [shop_id])
        return [_given(row) for row in found.fetchall()]

    def overdrawn(self, till_id: TillId, ids: Collection[AllowanceId]) -> frozenset[AllowanceId]:
        """By what was counted with the events."""
        good = {id_ for (id_,) in self._work.run(_GOOD, [uuids(ids), till_id]).fetchall()}
        return frozenset(ids) - good

    def risk(self, shop_id: ShopId) -> ShopRisk:
        """As it stands with the shop."""
        row = self._work.run(_RISK, [shop_id]).fetchone()
        assert row is not None
        currency, gift_cards, rewards, tills = row
        return ShopRisk(
            merchant_id=self._work.merchant_id,
            currency=currency,
            caps_minor={AllowanceKind.GIFT_CARDS: gift_cards, AllowanceKind.REWARDS: rewards},
            tills=frozenset(map(TillId, tills)),
        )

    def give(self, given: Given) -> None:
        """One row."""
        said, signed = given.allowance, given.signed
        values = (
            *(self._work.merchant_id, said.id, said.shop_id, said.till_id, said.kind, said.lineage),
            *(said.heard, said.amount_minor, signed.body, signed.signature, said.issued_at, said.expires_at),
        )
        self._work.run(_GIVE, values)

    def ask_renewal(self, ids: Collection[AllowanceId]) -> None:
        """Without waiting for a till that is just telling what it drew: its own are renewed by that."""
        self._work.run(_ASK_RENEWAL, [uuids(ids)])

    def end(self, ids: Collection[AllowanceId], at: datetime) -> None:
        """The rows stay, for the office."""
        self._work.run(_END, [at, uuids(ids)])


def _given(row: TupleRow) -> Given:
    body, signature, renew = row
    signed = SignedAllowance(body=body, signature=signature)
    return Given(allowance=read(body, Allowance), signed=signed, renew=renew)
