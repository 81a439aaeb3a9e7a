"""Members and accounts as tills are sent them: the same as `posting.project` makes of their events.

Two things differ from the sum of all events. What a till does not need is left out: days before the thirteen
months that rules look back, visits beyond the latest twelve, lots and vouchers that nothing can bring back.
What was minted beyond a till's limits (`withheld`) is there, and cannot be spent before `NEVER`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import LiteralString
from uuid import UUID

from msgspec import structs
from psycopg.rows import TupleRow

from fidpos.domain.card import CardStatus, Medium
from fidpos.domain.ids import (
    AccountId,
    CardId,
    ConsentId,
    EntryId,
    LotId,
    MemberId,
    RefundId,
    RelativeId,
    VisitId,
)
from fidpos.domain.member import Channel, MemberStatus, TierStanding
from fidpos.server.db.arrays import uuids
from fidpos.server.db.mapping import profile_from_json, voucher_from_json
from fidpos.server.db.people import subject_keys
from fidpos.server.db.work import Work
from fidpos.wire.sync.pull import (
    AccountState,
    CardState,
    ConsentState,
    LotState,
    MemberState,
    MemberVoucher,
    RefundState,
    RuleUseState,
    SumState,
    VisitState,
)

NEVER = date.max
"""First day on which what is withheld could be spent, until the office releases it."""
DAYS_BACK = 400
"""A little more than thirteen months."""
VISITS_MAX = 12
UNDONE_WITHIN = timedelta(days=90)
"""For how long a till may still undo a visit."""

_MEMBERS: LiteralString = """
    SELECT id, account_id, number, profile::text, status, enrolled_on, tier, tier_since, tier_until,
        ARRAY(SELECT jsonb_array_elements_text(labels)), merged_into
    FROM members WHERE id = ANY(%(ids)s) AND erased_at IS NULL
"""
_CARDS: LiteralString = """
    SELECT member_id, id, token, medium, status, linked_at, holder_id FROM cards
    WHERE member_id = ANY(%(ids)s) AND same_as IS NULL ORDER BY member_id, linked_at, id
"""
_CONSENTS: LiteralString = """
    SELECT DISTINCT ON (member_id, channel) member_id, id, channel, granted, wording, at, sealed IS NOT NULL
    FROM consents WHERE member_id = ANY(%(ids)s) ORDER BY member_id, channel, at DESC, granted, id
"""
_DAYS: LiteralString = """
    SELECT member_id, day, scope, visits, revenue_minor, points_earned, quantity FROM day_aggregates
    WHERE member_id = ANY(%(ids)s) AND day >= %(since)s ORDER BY member_id, day, scope
"""
_LIFETIMES: LiteralString = """
    SELECT member_id, NULL, scope, visits, revenue_minor, points_earned, quantity FROM lifetimes
    WHERE member_id = ANY(%(ids)s) ORDER BY member_id, scope
"""
_USES: LiteralString = """
    SELECT member_id, rule, subject, cause_id, count, business_day, at FROM rule_uses
    WHERE member_id = ANY(%(ids)s) AND state != 'released' ORDER BY member_id, business_day, at, rule, subject
"""
_VOUCHERS: LiteralString = """
    SELECT v.member_id, v.body, v.given_by, v.used_by, v.withheld
    FROM vouchers v LEFT JOIN visits u ON u.id = v.used_by
    WHERE v.member_id = ANY(%(ids)s) AND v.state != 'withdrawn'
        AND (v.valid_until IS NULL OR v.valid_until >= %(undoable)s)
        AND (u.business_day IS NULL OR u.business_day >= %(undoable)s)
    ORDER BY v.member_id, v.id
"""
_VISITS: LiteralString = """
    SELECT m.id, v.id, v.closed_at, v.business_day, v.currency, v.amount_minor, v.discount_minor, v.points,
        EXISTS (SELECT FROM visit_voids u WHERE u.visit_id = v.id) OR coalesce(r.ends, false),
        r.ids, r.amounts
    FROM unnest(%(ids)s) m (id)
    CROSS JOIN LATERAL (
        SELECT * FROM visits WHERE visits.member_id = m.id ORDER BY closed_at DESC, id DESC LIMIT %(latest)s
    ) v
    LEFT JOIN LATERAL (
        SELECT bool_or(ends) AS ends, array_agg(id ORDER BY id) AS ids,
            array_agg(amount_minor ORDER BY id) AS amounts
        FROM visit_refunds WHERE visit_refunds.visit_id = v.id
    ) r ON true
    ORDER BY m.id, v.closed_at DESC, v.id DESC
"""
_ACCOUNTS: LiteralString = "SELECT id, opened_on FROM accounts WHERE id = ANY(%(ids)s)"
_LOTS: LiteralString = """
    SELECT account_id, id, counter, entry_id, earned, remaining, earned_on, expires_on, spendable_from,
        withheld
    FROM lots WHERE account_id = ANY(%(ids)s) AND open ORDER BY account_id, earned_on, id
"""


def member_states(work: Work, ids: Collection[MemberId]) -> list[MemberState]:
    """Those who are there, in the order in which they were asked for."""
    today = work.clock.now().date()
    values = {
        "ids": uuids(ids),
        "since": today - timedelta(days=DAYS_BACK),
        "undoable": today - UNDONE_WITHIN,
        "latest": VISITS_MAX,
    }
    with work.connection.pipeline():
        members = work.run(_MEMBERS, values)
        cards = work.run(_CARDS, values)
        consents = work.run(_CONSENTS, values)
        days = work.run(_DAYS, values)
        lifetimes = work.run(_LIFETIMES, values)
        uses = work.run(_USES, values)
        vouchers = work.run(_VOUCHERS, values)
        visits = work.run(_VISITS, values)
    keys = subject_keys(work, ids)
    parts: Sequence[Mapping[UUID, Sequence[TupleRow]]] = [
        _by_first(each.fetchall()) for each in (cards, consents, days, lifetimes, uses, vouchers, visits)
    ]
    found = {row[0]: row for row in members if row[0] in keys}
    return [_member(found[i], keys[i], [part.get(i, ()) for part in parts]) for i in ids if i in found]


def account_states(work: Work, ids: Collection[AccountId]) -> list[AccountState]:
    """Those that are there, in the order in which they were asked for."""
    values = {"ids": uuids(ids)}
    with work.connection.pipeline():
        accounts = work.run(_ACCOUNTS, values)
        lots = work.run(_LOTS, values)
    opened: dict[UUID, date] = dict(accounts.fetchall())
    of = _by_first(lots.fetchall())
    return [
        AccountState(id=i, opened_on=opened[i], lots=tuple(map(_lot, of.get(i, ()))))
        for i in ids
        if i in opened
    ]


def _by_first(rows: Iterable[TupleRow]) -> dict[UUID, Sequence[TupleRow]]:
    return {key: tuple(group) for key, group in groupby(rows, key=itemgetter(0))}


def _member(row: TupleRow, key: bytes, parts: Sequence[Sequence[TupleRow]]) -> MemberState:
    id_, account_id, number, profile, status, enrolled_on, tier, since, until, labels, merged_into = row
    cards, consents, days, lifetimes, uses, vouchers, visits = parts
    if merged_into is not None:
        # Their sums stay in the tables, and are nothing.
        days = lifetimes = ()
    return MemberState(
        id=MemberId(id_),
        account_id=AccountId(account_id),
        key=key,
        number=number,
        profile=profile_from_json(profile),
        status=MemberStatus(status),
        enrolled_on=enrolled_on,
        tier=TierStanding(code=tier, since=since, until=until) if tier is not None else None,
        labels=tuple(labels),
        merged_into=MemberId(merged_into) if merged_into is not None else None,
        cards=tuple(map(_card, cards)),
        consents=tuple(map(_consent, consents)),
        days=tuple(SumState(*sums) for _, *sums in days),
        lifetime=tuple(SumState(*sums) for _, *sums in lifetimes),
        uses=tuple(map(_use, uses)),
        vouchers=tuple(map(_voucher, vouchers)),
        visits=tuple(map(_visit, visits)),
    )


def _card(row: TupleRow) -> CardState:
    _, id_, token, medium, status, linked_at, holder_id = row
    return CardState(
        id=CardId(id_),
        token=token,
        medium=Medium(medium),
        status=CardStatus(status),
        linked_at=linked_at,
        holder_id=RelativeId(holder_id) if holder_id is not None else None,
    )


def _consent(row: TupleRow) -> ConsentState:
    _, id_, channel, granted, wording, at, by_parent = row
    return ConsentState(
        id=ConsentId(id_),
        channel=Channel(channel),
        granted=granted,
        wording=wording,
        at=at,
        by_parent=by_parent,
    )


def _use(row: TupleRow) -> RuleUseState:
    _, rule, subject, cause_id, count, business_day, at = row
    return RuleUseState(
        rule=rule, subject=subject, cause_id=cause_id, count=count, business_day=business_day, at=at
    )


def _voucher(row: TupleRow) -> MemberVoucher:
    _, body, given_by, used_by, withheld = row
    voucher = voucher_from_json(body)
    return MemberVoucher(
        voucher=structs.replace(voucher, valid_from=NEVER) if withheld else voucher,
        given_by=VisitId(given_by) if given_by is not None else None,
        used_by=VisitId(used_by) if used_by is not None else None,
    )


def _visit(row: TupleRow) -> VisitState:
    _, id_, closed_at, business_day, currency, amount_minor, discount_minor, points, *undone = row
    voided, refund_ids, amounts = undone
    refunds = zip(refund_ids or (), amounts or (), strict=True)
    return VisitState(
        id=VisitId(id_),
        closed_at=closed_at,
        business_day=business_day,
        currency=currency,
        amount_minor=amount_minor,
        discount_minor=discount_minor,
        points=points,
        voided=voided,
        refunds=tuple(RefundState(id=RefundId(id_), amount_minor=minor) for id_, minor in refunds),
    )


def _lot(row: TupleRow) -> LotState:
    _, id_, counter, entry_id, earned, remaining, earned_on, expires_on, spendable_from, withheld = row
    return LotState(
        id=LotId(id_),
        counter=counter,
        entry_id=EntryId(entry_id),
        earned=earned,
        remaining=remaining,
        earned_on=earned_on,
        expires_on=expires_on,
        spendable_from=NEVER if withheld else spendable_from,
    )
