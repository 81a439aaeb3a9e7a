"""The centre's book of visits on PostgreSQL: `visit_book.VisitBook`, in the transaction of a unit."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import LiteralString

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import AccountId, LotId, MemberId, VisitId, VoucherId
from fidpos.domain.member import TierStanding
from fidpos.posting.prolong import OtherTerm, shorten
from fidpos.posting.standing import TierChange, standing_back
from fidpos.server.db.arrays import uuids
from fidpos.server.db.people import subject_keys
from fidpos.server.db.work import Work
from fidpos.server.visit_book import KnownVisit
from fidpos.wire.codec import decode
from fidpos.wire.events import TermBody, VisitClosed, VisitRefunded, VoucherUseBody

_WHOSE: LiteralString = """
    SELECT k.id, coalesce(r.body, s.body) FROM visits v
    LEFT JOIN journal_rows r ON r.event_id = v.event_id AND NOT r.repeats
    LEFT JOIN server_journal s ON s.event_id = v.event_id
    JOIN members m ON m.id = v.member_id
    JOIN members k ON k.id = coalesce(m.merged_into, m.id)
    WHERE v.id = %s
"""
_REMAINS: LiteralString = "SELECT coalesce(merged_into, id) FROM accounts WHERE id = %s"
_LOCK_ACCOUNT: LiteralString = "SELECT FROM accounts WHERE id = %s FOR NO KEY UPDATE"
_IS_OVER: LiteralString = """
    SELECT EXISTS (SELECT FROM visit_voids WHERE visit_id = %(visit)s)
        OR EXISTS (SELECT FROM visit_refunds WHERE visit_id = %(visit)s AND ends)
"""
_REFUNDS: LiteralString = """
    SELECT coalesce(r.body, s.body) FROM visit_refunds f
    LEFT JOIN journal_rows r ON r.event_id = f.event_id AND NOT r.repeats
    LEFT JOIN server_journal s ON s.event_id = f.event_id
    WHERE f.visit_id = %s ORDER BY f.at, f.id
"""
_LOTS: LiteralString = "SELECT id, remaining FROM lots WHERE id = ANY(%s)"
_TIERS: LiteralString = """
    SELECT h.tier, h.since, h.until, h.visit_id,
        EXISTS (SELECT FROM visit_voids u WHERE u.visit_id = h.visit_id)
        OR EXISTS (SELECT FROM visit_refunds u WHERE u.visit_id = h.visit_id AND u.ends)
    FROM tier_history h WHERE h.member_id = %s ORDER BY h.at, h.event_id
"""
_SPENT: LiteralString = """
    SELECT c.id, coalesce(r.body, s.body) FROM vouchers c
    LEFT JOIN visits u ON u.id = c.used_by
    LEFT JOIN journal_rows r ON r.event_id = u.event_id AND NOT r.repeats
    LEFT JOIN server_journal s ON s.event_id = u.event_id
    WHERE c.id = ANY(%s) AND c.used_by IS NOT NULL ORDER BY c.id
"""
_BESIDE: LiteralString = """
    SELECT coalesce(r.body, s.body),
        EXISTS (SELECT FROM visit_voids u WHERE u.visit_id = v.id)
        OR EXISTS (SELECT FROM visit_refunds u WHERE u.visit_id = v.id AND u.ends)
    FROM members m
    JOIN visits v ON v.member_id = m.id AND v.id <> %(visit)s
    LEFT JOIN journal_rows r ON r.event_id = v.event_id AND NOT r.repeats
    LEFT JOIN server_journal s ON s.event_id = v.event_id
    WHERE m.account_id = %(account)s
"""
_ON_CARDS: LiteralString = """
    SELECT coalesce(sum(-p.amount_minor - coalesce(b.given_back, 0)), 0)::bigint FROM gift_entries p
    LEFT JOIN LATERAL (
        SELECT sum(r.amount_minor) AS given_back FROM gift_entries r
        WHERE r.reverses = p.id AND r.move = 'refunded'
    ) b ON true
    WHERE p.visit_id = ANY(%s) AND p.move = 'spent'
"""
_OF_TICKET: LiteralString = """
    SELECT DISTINCT visit_id FROM tickets
    WHERE ticket = %(number)s AND (%(day)s::date IS NULL OR business_day = %(day)s) ORDER BY visit_id
"""


class PostgresVisitBook:
    """See `visit_book.VisitBook`; of one thread."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def visit(self, visit_id: VisitId) -> KnownVisit | None:
        """Looked up again once the account is locked: the member may have been merged just then."""
        before = self._whose(visit_id)
        if before is None:
            return None
        self._work.run(_LOCK_ACCOUNT, [before[1]])
        now = self._whose(visit_id)
        assert now is not None
        member_id, account_id, told = now
        self._work.run(_LOCK_ACCOUNT, [account_id])
        lots = [entry.lot.id for entry in told.entries if entry.lot is not None]
        held = self._work.run(_LOTS, [uuids(lots)])
        return KnownVisit(
            told=told,
            refunds=tuple(self._refunds(visit_id)),
            is_over=self._is_over(visit_id),
            member_id=member_id,
            account_id=account_id,
            lots_hold={LotId(id_): remaining for id_, remaining in held},
            tier_back=self._tier_back(member_id, told) if told.tier is not None else None,
            terms_back=self._terms_back(account_id, told) if told.terms else (),
            vouchers_spent=tuple(self._spent(told)),
            on_cards_minor=self._on_cards_minor(told),
            key=subject_keys(self._work, [told.member_id]).get(told.member_id),
        )

    def of_ticket(self, number: str, day: date | None) -> Sequence[VisitId]:
        """By the index of numbers."""
        found = self._work.run(_OF_TICKET, {"number": number, "day": day})
        return [VisitId(id_) for (id_,) in found]

    def _whose(self, visit_id: VisitId) -> tuple[MemberId, AccountId, VisitClosed] | None:
        row = self._work.run(_WHOSE, [visit_id]).fetchone()
        if row is None:
            return None
        told = _closed(row[1])
        # Whoever collects alone by now left what they had earned before with the others.
        account = self._work.run(_REMAINS, [told.account_id]).fetchone()
        assert account is not None
        return MemberId(row[0]), AccountId(account[0]), told

    def _is_over(self, visit_id: VisitId) -> bool:
        row = self._work.run(_IS_OVER, {"visit": visit_id}).fetchone()
        return row is not None and bool(row[0])

    def _refunds(self, visit_id: VisitId) -> Iterator[VisitRefunded]:
        for (body,) in self._work.run(_REFUNDS, [visit_id]).fetchall():
            event = decode(body)
            if not isinstance(event, VisitRefunded):
                raise StoreCorrupt(f"no journal tells of a refund of visit {visit_id}")
            yield event

    def _tier_back(self, member_id: MemberId, told: VisitClosed) -> TierStanding | None:
        history: list[TierChange] = []
        gone: set[VisitId] = set()
        for code, since, until, caused_by, is_gone in self._work.run(_TIERS, [member_id]):
            visit_id = VisitId(caused_by) if caused_by is not None else None
            standing = TierStanding(code=code, since=since, until=until) if code else None
            history.append(TierChange(standing=standing, visit_id=visit_id))
            if visit_id is not None and is_gone:
                gone.add(visit_id)
        return standing_back(history, told.visit_id, gone=gone, day=told.business_day)

    def _terms_back(self, account_id: AccountId, told: VisitClosed) -> tuple[TermBody, ...]:
        rows = self._work.run(_BESIDE, {"visit": told.visit_id, "account": account_id}).fetchall()
        others = (
            OtherTerm(term=term, stands=not is_gone) for body, is_gone in rows for term in _closed(body).terms
        )
        return shorten(told.terms, others)

    def _on_cards_minor(self, told: VisitClosed) -> int:
        """A card that paid names the first of the visits that stood for the purchase."""
        purchase = [told.visit_id]
        while told.corrects is not None:
            before = self._whose(told.corrects)
            if before is None:
                break
            told = before[2]
            purchase.append(told.visit_id)
        row = self._work.run(_ON_CARDS, [uuids(purchase)]).fetchone()
        assert row is not None
        return int(row[0])

    def _spent(self, told: VisitClosed) -> Iterator[VoucherUseBody]:
        given = [each.id for each in told.vouchers]
        for id_, body in self._work.run(_SPENT, [uuids(given)]).fetchall() if given else ():
            voucher_id = VoucherId(id_)
            uses = _closed(body).vouchers_used if body is not None else ()
            unknown = VoucherUseBody(id=voucher_id)
            yield next((use for use in uses if use.id == voucher_id), unknown)


def _closed(body: bytes) -> VisitClosed:
    event = decode(body)
    if not isinstance(event, VisitClosed):
        raise StoreCorrupt("no journal tells of a visit")
    return event
