"""Stored value set aside on PostgreSQL: `stored_value.Holdings`.

What is read is locked first, in the order in which pushes lock it, and read by a later statement, which sees
what whoever had the lock has written. What a hold costs does not depend on how much ever moved on a card.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from msgspec import structs
from psycopg.rows import TupleRow

from fidpos.domain.gift_card import GiftCardState, HoldState
from fidpos.domain.ids import AccountId, GiftCardId, MemberId, TillId, VisitId, VoucherId
from fidpos.domain.voucher import VoucherState
from fidpos.server.db import feed
from fidpos.server.db.arrays import Column, bigints, blobs, instants, texts, uuids
from fidpos.server.db.gift_card_states import gift_card_states
from fidpos.server.db.mapping import voucher_from_json
from fidpos.server.db.states import NEVER, account_states
from fidpos.server.db.work import Work
from fidpos.server.gift_books import CardBook
from fidpos.server.stored_value import Begun, CardAtCentre, HoldKind, HoldRecord, VoucherAtCentre
from fidpos.wire.sync.gift_card_standing import GiftCardStanding
from fidpos.wire.sync.pull import AccountState

REMEMBERED_FOR = timedelta(days=1)
"""No question is under way for longer than that."""

_LOCK_VISIT: LiteralString = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))"
_IS_CLOSED: LiteralString = "SELECT id FROM visits WHERE id = %s"
_LOCK_ACCOUNTS: LiteralString = """
    SELECT named.id, a.id FROM accounts named JOIN accounts a ON a.id = coalesce(named.merged_into, named.id)
    WHERE named.id = ANY(%s) ORDER BY a.id FOR NO KEY UPDATE OF a
"""
_PROMISED: LiteralString = """
    SELECT subject_id, counter, sum(amount)::bigint FROM reward_holds
    WHERE subject_id = ANY(%s) AND state = 'held' GROUP BY subject_id, counter
"""
_LOCK_GIFT_CARDS: LiteralString = """
    SELECT FROM gift_cards WHERE number_hash = ANY(%s) ORDER BY id FOR UPDATE
"""
_GIFT_CARDS: LiteralString = """
    SELECT g.id, g.number_hash, g.currency, g.grace_days, g.state, g.balance_minor - g.receivable_minor,
        g.expires_on,
        (SELECT coalesce(sum(h.amount_minor), 0)::bigint FROM gift_holds h
         WHERE h.gift_card_id = g.id AND h.state = 'held')
    FROM gift_cards g WHERE g.number_hash = ANY(%s)
"""
_LOCK_VOUCHERS: LiteralString = """
    SELECT FROM vouchers WHERE id = ANY(%s) OR number_digest = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""
_VOUCHERS: LiteralString = """
    SELECT v.id, v.member_id, v.body, v.state, v.withheld,
        EXISTS (SELECT FROM reward_holds h WHERE h.subject_id = v.id AND h.state = 'held')
    FROM vouchers v WHERE v.id = ANY(%s) OR v.number_digest = ANY(%s)
"""
_KNOWN: LiteralString = """
    SELECT id, 'gift_card', gift_card_id, '', amount_minor, till_id, visit_id, held_at, expires_at, state
    FROM gift_holds WHERE id = ANY(%(ids)s)
    UNION ALL
    SELECT id, kind, subject_id, counter, amount, till_id, visit_id, held_at, expires_at, state
    FROM reward_holds WHERE id = ANY(%(ids)s)
"""
_RELEASED: LiteralString = "SELECT id FROM released_holds WHERE id = ANY(%s)"
_ADD_MONEY: LiteralString = """
    INSERT INTO gift_holds
        (merchant_id, gift_card_id, id, amount_minor, till_id, visit_id, held_at, expires_at, state, untold)
    SELECT %s, r.*, 'held', true FROM unnest(%s, %s, %s, %s, %s, %s, %s) r
"""
_ADD: LiteralString = """
    INSERT INTO reward_holds
        (merchant_id, kind, subject_id, counter, id, amount, till_id, visit_id, held_at, expires_at, state)
    SELECT %s, r.*, 'held' FROM unnest(%s, %s, %s, %s, %s, %s, %s, %s, %s) r
"""
_COUNT: LiteralString = """
    UPDATE gift_cards g SET held_minor = least(g.balance_minor, (
        SELECT coalesce(sum(h.amount_minor), 0) FROM gift_holds h
        WHERE h.gift_card_id = g.id AND h.state = 'held'
    ))
    WHERE g.id = ANY(%s)
"""
_LOCK_CARDS: LiteralString = "SELECT FROM gift_cards WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
_OF_VISIT: LiteralString = """
    SELECT id, gift_card_id FROM gift_holds
    WHERE id = ANY(%s) AND till_id = %s AND visit_id = %s AND untold AND state = 'held'
"""
_LAPSE_MONEY: LiteralString = """
    UPDATE gift_holds SET state = 'lapsed' WHERE id = ANY(%s) AND state = 'held'
"""
_LAPSE_OF_VISIT: LiteralString = """
    UPDATE reward_holds SET state = 'lapsed'
    WHERE id = ANY(%s) AND till_id = %s AND visit_id = %s AND state = 'held'
"""
_REMEMBER: LiteralString = """
    INSERT INTO released_holds (merchant_id, id, released_at) SELECT %s, r.id, %s FROM unnest(%s) r (id)
    WHERE NOT EXISTS (SELECT FROM gift_holds h WHERE h.id = r.id)
        AND NOT EXISTS (SELECT FROM reward_holds h WHERE h.id = r.id)
    ON CONFLICT (merchant_id, id) DO NOTHING
"""
_PAST_MONEY: LiteralString = """
    SELECT id, gift_card_id FROM gift_holds WHERE state = 'held' AND expires_at < %s
"""
_LAPSE_PAST: LiteralString = """
    UPDATE reward_holds SET state = 'lapsed' WHERE state = 'held' AND expires_at < %s
"""
_FORGET: LiteralString = "DELETE FROM released_holds WHERE released_at < %s"


class PostgresHoldings:
    """See `stored_value.Holdings`."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def begin(self, visit_id: VisitId, ids: Collection[UUID]) -> Begun:
        """By a lock on the visit's name, since there is no row of it yet."""
        with self._work.connection.pipeline():
            self._work.run(_LOCK_VISIT, [str(visit_id)])
            closed = self._work.run(_IS_CLOSED, [visit_id])
            held = self._work.run(_KNOWN, {"ids": uuids(ids)})
            released = self._work.run(_RELEASED, [uuids(ids)])
        return Begun(
            is_closed=closed.fetchone() is not None,
            records={row[0]: _record(row) for row in held.fetchall()},
            overtaken=frozenset(id_ for (id_,) in released.fetchall()),
        )

    def accounts(self, ids: Collection[AccountId]) -> Mapping[AccountId, AccountState]:
        """As tills are sent them."""
        if not ids:
            return {}
        remaining: dict[AccountId, AccountId] = dict(self._work.run(_LOCK_ACCOUNTS, [uuids(ids)]).fetchall())
        found = {state.id: state for state in account_states(self._work, set(remaining.values()))}
        return {named: found[remains] for named, remains in remaining.items()}

    def promised(self, ids: Collection[AccountId]) -> Mapping[tuple[AccountId, str], int]:
        """By the index of what is held."""
        found = self._work.run(_PROMISED, [uuids(ids)]).fetchall() if ids else ()
        return {(AccountId(account), counter): amount for account, counter, amount in found}

    def gift_cards(self, digests: Collection[bytes]) -> Mapping[bytes, CardAtCentre]:
        """By the index of numbers."""
        if not digests:
            return {}
        with self._work.connection.pipeline():
            self._work.run(_LOCK_GIFT_CARDS, [blobs(digests)])
            found = self._work.run(_GIFT_CARDS, [blobs(digests)])
        return {row[1]: _card(row) for row in found.fetchall()}

    def vouchers(self, ids: Collection[VoucherId], digests: Collection[bytes]) -> Sequence[VoucherAtCentre]:
        """By the keys of vouchers and of their numbers."""
        if not (ids or digests):
            return ()
        values = [uuids(ids), blobs(digests)]
        with self._work.connection.pipeline():
            self._work.run(_LOCK_VOUCHERS, values)
            found = self._work.run(_VOUCHERS, values)
        return [_voucher(row) for row in found.fetchall()]

    def add(self, records: Sequence[HoldRecord]) -> None:
        """What a card holds less is counted at once, under the lock that `gift_cards` took."""
        money = [each for each in records if each.kind is HoldKind.GIFT_CARD]
        others = [each for each in records if each.kind is not HoldKind.GIFT_CARD]
        if money:
            cards = uuids(each.subject_id for each in money)
            self._work.run(_ADD_MONEY, [self._work.merchant_id, cards, *_columns(money)])
            self._work.run(_COUNT, [cards])
        if others:
            subjects = uuids(each.subject_id for each in others)
            named = (texts(each.kind for each in others), subjects, texts(each.counter for each in others))
            self._work.run(_ADD, [self._work.merchant_id, *named, *_columns(others)])

    def standings(self, ids: Collection[GiftCardId]) -> Mapping[GiftCardId, GiftCardStanding]:
        """With what was just held."""
        return {state.id: state for state in gift_card_states(self._work, ids)} if ids else {}

    def release(self, till_id: TillId, visit_id: VisitId, ids: Collection[UUID]) -> int:
        """What a journal told already is the journal's to release."""
        theirs = [uuids(ids), till_id, visit_id]
        released = self._let_go(self._work.run(_OF_VISIT, theirs).fetchall())
        released += self._work.changed(_LAPSE_OF_VISIT, theirs)
        self._work.run(_REMEMBER, [self._work.merchant_id, self._work.clock.now(), uuids(ids)])
        return released

    def lapse(self, before: datetime) -> int:
        """Whoever made them, and forget which questions were overtaken long ago."""
        held = self._work.run(_PAST_MONEY, [before]).fetchall()
        lapsed = self._let_go(held)
        lapsed += self._work.changed(_LAPSE_PAST, [before])
        self._work.run(_FORGET, [before - REMEMBERED_FOR])
        return lapsed

    def _let_go(self, held: Sequence[TupleRow]) -> int:
        """Holds on gift cards, each with its card; those that somebody settled meanwhile stay."""
        if not held:
            return 0
        cards = uuids({card for _, card in held})
        self._work.run(_LOCK_CARDS, [cards])
        lapsed = self._work.changed(_LAPSE_MONEY, [uuids(hold for hold, _ in held)])
        self._work.run(_COUNT, [cards])
        feed.tell_of_gift_cards(self._work, None, {GiftCardId(card): True for _, card in held}, None)
        return lapsed


def _columns(records: Sequence[HoldRecord]) -> tuple[Column, ...]:
    return (
        uuids(each.id for each in records),
        bigints([each.amount for each in records]),
        uuids(each.till_id for each in records),
        uuids(each.visit_id for each in records),
        instants(each.held_at for each in records),
        instants(each.expires_at for each in records),
    )


def _card(row: TupleRow) -> CardAtCentre:
    id_, _, currency, grace_days, state, total, expires_on, promised = row
    book = CardBook(
        state=GiftCardState(state), total_minor=total, promised_minor=promised, expires_on=expires_on
    )
    return CardAtCentre(id=GiftCardId(id_), currency=currency, grace_days=grace_days, book=book)


def _voucher(row: TupleRow) -> VoucherAtCentre:
    id_, member_id, raw, state, withheld, promised = row
    body = voucher_from_json(raw)
    return VoucherAtCentre(
        id=VoucherId(id_),
        member_id=MemberId(member_id),
        body=structs.replace(body, valid_from=NEVER) if withheld else body,
        state=VoucherState(state),
        promised=promised,
    )


def _record(row: TupleRow) -> HoldRecord:
    id_, kind, subject, counter, amount, till, visit, held_at, expires_at, state = row
    return HoldRecord(
        id=id_,
        kind=HoldKind(kind),
        subject_id=subject,
        counter=counter,
        amount=amount,
        till_id=TillId(till),
        visit_id=VisitId(visit),
        held_at=held_at,
        expires_at=expires_at,
        state=HoldState(state),
    )
