"""Accounts and their members, a few hundred at a time: what their events come to, beside what the tables say.

However many there are, no more than one page of them is in memory.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import LiteralString
from uuid import UUID

from msgspec import structs
from psycopg import Connection
from psycopg.rows import TupleRow

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import AccountId, MemberId, VisitId, VoucherId
from fidpos.domain.ledger import EntryKind
from fidpos.posting.redirect import Redirects
from fidpos.server.db.proof.expected import AccountEvent, Expected, OfficeMove, expected
from fidpos.server.db.proof.finding import Flaw, Report, Table
from fidpos.server.db.rows import Totals
from fidpos.wire.codec import decode
from fidpos.wire.events import Event, VisitClosed, VisitRefunded, VisitVoided
from fidpos.wire.office_events import (
    AccountsPooled,
    LotsExpired,
    MembersMerged,
    MovedBody,
    OfficeEvent,
    decode_office,
)

PAGE = 200

_PAGE: LiteralString = """
    SELECT id FROM accounts WHERE merchant_id = %(merchant)s AND id > %(after)s AND merged_into IS NULL
    ORDER BY id LIMIT %(page)s
"""
_BESIDE: LiteralString = """
    WITH RECURSIVE joined (id) AS (
        SELECT unnest(%(accounts)s::uuid[])
        UNION
        SELECT CASE WHEN a.id = j.id THEN e.other ELSE a.id END
        FROM joined j
        JOIN accounts a ON a.merchant_id = %(merchant)s
            AND (a.id = j.id OR a.parted_from = j.id OR a.merged_into = j.id)
        CROSS JOIN LATERAL (VALUES (a.parted_from), (a.merged_into)) e (other)
        WHERE a.id <> j.id OR e.other IS NOT NULL
    )
    SELECT a.id FROM joined JOIN accounts a ON a.merchant_id = %(merchant)s AND a.id = joined.id
    WHERE a.merged_into IS NULL
"""
_PARTED: LiteralString = """
    SELECT EXISTS (SELECT FROM accounts WHERE merchant_id = %(merchant)s AND parted_from IS NOT NULL)
"""
_LED_HERE: LiteralString = """
    SELECT id, merged_into FROM accounts
    WHERE merchant_id = %(merchant)s AND merged_into = ANY(%(accounts)s)
"""
_MEMBERS: LiteralString = """
    SELECT id, account_id, tier, tier_since, tier_until, merged_into FROM members
    WHERE merchant_id = %(merchant)s AND account_id = ANY(%(accounts)s)
"""
_EVENTS: LiteralString = """
    WITH mine AS MATERIALIZED (
        SELECT id, event_id FROM visits WHERE merchant_id = %(merchant)s AND member_id = ANY(%(members)s)
    ), told AS MATERIALIZED (
        SELECT 'visits' AS place, id AS row, event_id FROM mine
        UNION ALL
        SELECT 'visit_voids', u.visit_id, u.event_id FROM visit_voids u
        JOIN mine ON u.merchant_id = %(merchant)s AND u.visit_id = mine.id
        UNION ALL
        SELECT 'visit_refunds', u.id, u.event_id FROM visit_refunds u
        JOIN mine ON u.merchant_id = %(merchant)s AND u.visit_id = mine.id
    )
    SELECT told.place, told.row, coalesce(r.body, s.body),
        coalesce(r.received_at, timestamptz 'epoch' + s.wall_ts * interval '1 microsecond') AS came_at
    FROM told
    LEFT JOIN journal_rows r ON r.merchant_id = %(merchant)s AND r.event_id = told.event_id AND NOT r.repeats
        AND r.fate IS DISTINCT FROM 'quarantined'
    LEFT JOIN server_journal s ON s.merchant_id = %(merchant)s AND s.event_id = told.event_id
    ORDER BY came_at, r.till_id, r.seq, s.seq
"""
_OFFICE: LiteralString = """
    SELECT body, timestamptz 'epoch' + wall_ts * interval '1 microsecond' FROM server_journal
    WHERE merchant_id = %(merchant)s AND account_id = ANY(%(accounts)s) ORDER BY seq
"""
_BEARERS: LiteralString = """
    SELECT id, member_id FROM vouchers
    WHERE merchant_id = %(merchant)s AND id = ANY(%(vouchers)s) AND number_digest IS NOT NULL
        AND member_id != ALL(%(members)s)
"""
_ENTRIES: LiteralString = """
    SELECT id, account_id, counter, kind, amount, contra, business_day, visit_id, cause, reverses
    FROM ledger_entries WHERE merchant_id = %(merchant)s AND account_id = ANY(%(accounts)s)
"""
_ALLOCATIONS: LiteralString = """
    SELECT a.entry_id, a.lot_id, a.amount FROM ledger_entries e
    JOIN lot_allocations a ON a.merchant_id = %(merchant)s AND a.entry_id = e.id
    WHERE e.merchant_id = %(merchant)s AND e.account_id = ANY(%(accounts)s)
"""
_BALANCES: LiteralString = """
    SELECT account_id, counter, amount FROM balances
    WHERE merchant_id = %(merchant)s AND account_id = ANY(%(accounts)s)
"""
_LOTS: LiteralString = """
    SELECT id, account_id, counter, earned, remaining, expires_on FROM lots
    WHERE merchant_id = %(merchant)s AND account_id = ANY(%(accounts)s)
"""
_DAYS: LiteralString = """
    SELECT member_id, day, scope, visits, revenue_minor, points_earned, quantity FROM day_aggregates
    WHERE merchant_id = %(merchant)s AND member_id = ANY(%(members)s)
"""
_LIFETIMES: LiteralString = """
    SELECT member_id, scope, visits, revenue_minor, points_earned, quantity FROM lifetimes
    WHERE merchant_id = %(merchant)s AND member_id = ANY(%(members)s)
"""
_USES: LiteralString = """
    SELECT member_id, rule, subject, cause_id, count, business_day, state FROM rule_uses
    WHERE merchant_id = %(merchant)s AND member_id = ANY(%(members)s)
"""
_VOUCHERS: LiteralString = """
    SELECT id, member_id, state, used_by FROM vouchers
    WHERE merchant_id = %(merchant)s AND member_id = ANY(%(members)s)
"""

_VISIT: LiteralString = """
    SELECT coalesce(r.body, s.body) FROM visits v
    LEFT JOIN journal_rows r ON r.merchant_id = v.merchant_id AND r.event_id = v.event_id AND NOT r.repeats
    LEFT JOIN server_journal s ON s.merchant_id = v.merchant_id AND s.event_id = v.event_id
    WHERE v.merchant_id = %(merchant)s AND v.id = %(visit)s
"""


def check_accounts(connection: Connection[TupleRow], merchant_id: UUID, report: Report) -> int:
    """Every account of a merchant; returns how many there are."""
    checked: set[AccountId] = set()
    after, total = UUID(int=0), 0
    while True:
        values = {"merchant": merchant_id, "after": after, "page": PAGE}
        page = [AccountId(id_) for (id_,) in connection.execute(_PAGE, values)]
        if not page:
            return total
        due = _with_parted(connection, merchant_id, [each for each in page if each not in checked])
        checked.update(due if len(due) > len(page) else ())
        _Page(connection, merchant_id, report, due).check()
        total += len(page)
        after = page[-1]


def _with_parted(
    connection: Connection[TupleRow], merchant_id: UUID, page: Sequence[AccountId]
) -> Sequence[AccountId]:
    """With the accounts that members of these had before, or went on to: their visits are booked on both."""
    row = connection.execute(_PARTED, {"merchant": merchant_id}).fetchone()
    if not page or row is None or not row[0]:
        return page
    found = connection.execute(_BESIDE, {"merchant": merchant_id, "accounts": list(page)})
    return [AccountId(id_) for (id_,) in found]


@dataclass(slots=True)
class _Page:
    connection: Connection[TupleRow]
    merchant_id: UUID
    report: Report
    accounts: Sequence[AccountId]
    redirects: Redirects = field(default_factory=Redirects)
    merges: Sequence[MembersMerged] = ()
    pools: Sequence[AccountsPooled] = ()

    def check(self) -> None:
        members = {MemberId(row[0]): row for row in self._read(_MEMBERS, accounts=self.accounts)}
        self.redirects = Redirects(
            members={MemberId(id_): row[5] for id_, row in members.items() if row[5] is not None},
            accounts=dict(self._read(_LED_HERE, accounts=self.accounts)),
        )
        office = list(self._office())
        self.merges = [event for _, event in office if isinstance(event, MembersMerged)]
        self.pools = [event for _, event in office if isinstance(event, AccountsPooled)]
        moves = [(came_at, event) for came_at, event in office if isinstance(event, OfficeMove)]
        came = sorted([*self._events(list(members)), *moves], key=itemgetter(0))
        events = [event for _, event in came]
        said = expected(
            self.accounts,
            {member: AccountId(row[1]) for member, row in members.items()},
            events,
            self._bearers(list(members), events),
        )
        for event in said.impossible:
            self._table("journal_rows").flaw(Flaw.NOT_BOOKED, event.id)
        self._check_accounts(said)
        self._check_members(said, list(members))
        self._check_tiers(said, members)

    def _check_accounts(self, said: Expected) -> None:
        """An account that was merged into another one counts for it, but for what moved between the two."""
        everything = [*self.accounts, *self.redirects.accounts]
        mine = self._read(_ENTRIES, accounts=everything)
        found = {
            row[0]: (self.redirects.account(row[1]), *row[2:]) for row in mine if row[3] != EntryKind.MOVE
        }
        self._table("ledger_entries").compare(said.entries, found)
        moved = {row[0]: tuple(row[1:5]) for row in mine if row[3] == EntryKind.MOVE}
        self._table("ledger_entries").compare(dict(map(_move, self._moves())), moved)
        mine = self._read(_ALLOCATIONS, accounts=everything)
        self._table("lot_allocations").compare(said.allocations, {row[:2]: row[2] for row in mine})
        mine = self._read(_BALANCES, accounts=everything)
        self._table("balances").compare(said.balances, self._summed(mine), nothing=0)
        left = {row[:2]: row[2] for row in mine if row[0] in self.redirects.accounts}
        self._table("balances").compare({}, left, nothing=0)
        lots = {
            lot_id: (lot.account_id, *said.lots[lot_id], lot.remaining, lot.expires_on)
            for lot_id, lot in said.at.lots.items()
        }
        mine = self._read(_LOTS, accounts=self.accounts)
        self._table("lots").compare(lots, {row[0]: tuple(row[1:]) for row in mine})

    def _moves(self) -> Iterator[tuple[MovedBody, AccountId, UUID, int]]:
        events: tuple[MembersMerged | AccountsPooled, ...] = (*self.merges, *self.pools)
        for event in events:
            for body in event.moved:
                yield body, event.gone_account_id, body.out_id, -body.amount
                yield body, event.account_id, body.in_id, body.amount

    def _summed(self, balances: Iterable[TupleRow]) -> dict[tuple[AccountId, str], int]:
        sums: dict[tuple[AccountId, str], int] = {}
        for account, counter, amount in balances:
            key = (self.redirects.account(account), counter)
            sums[key] = sums.get(key, 0) + amount
        return sums

    def _office(self) -> Iterator[tuple[datetime, OfficeEvent]]:
        """What the office did to these accounts; what nobody can read, `journals` says."""
        everything = [*self.accounts, *self.redirects.accounts]
        for body, came_at in self._read(_OFFICE, accounts=everything):
            with suppress(StoreCorrupt):
                event = decode_office(body)
                yield came_at, self._read_now(event) if isinstance(event, OfficeMove) else event

    def _read_now(self, event: OfficeMove) -> OfficeMove:
        """For those who remain of those whom it names."""
        account_id = self.redirects.account(event.account_id)
        if isinstance(event, LotsExpired):
            return structs.replace(event, account_id=account_id)
        return structs.replace(event, account_id=account_id, member_id=self.redirects.member(event.member_id))

    def _check_members(self, said: Expected, members: Sequence[MemberId]) -> None:
        nothing = Totals().row
        mine = self._read(_DAYS, members=members)
        days = {key: totals.row for key, totals in said.days.items()}
        self._table("day_aggregates").compare(days, {row[:3]: row[3:] for row in mine}, nothing=nothing)
        mine = self._read(_LIFETIMES, members=members)
        lifetimes = {key: totals.row for key, totals in said.lifetimes.items()}
        self._table("lifetimes").compare(lifetimes, {row[:2]: row[2:] for row in mine}, nothing=nothing)
        mine = self._read(_USES, members=members)
        self._table("rule_uses").compare(said.uses, {row[:4]: row[4:] for row in mine})
        self._check_vouchers(said, members)

    def _check_vouchers(self, said: Expected, members: Sequence[MemberId]) -> None:
        """A voucher that two visits used, or somebody else's visit, is with one of them."""
        table = self._table("vouchers")
        stored = {row[0]: tuple(row[1:]) for row in self._read(_VOUCHERS, members=members)}
        told: dict[VoucherId, tuple[object, ...]] = {}
        for voucher_id, voucher in said.at.vouchers.items():
            if voucher.member_id not in said.at.members:
                continue
            found = stored.get(voucher_id)
            disputed = len(said.takers.get(voucher_id, ())) > 1
            elsewhere = (
                voucher.for_bearer and found is not None and self._used_elsewhere(said, found[2], voucher_id)
            )
            if found is not None and found[0] == voucher.member_id and (disputed or elsewhere):
                told[voucher_id] = found
            else:
                told[voucher_id] = (voucher.member_id, voucher.state.value, voucher.used_by)
        table.compare(told, stored)

    def _used_elsewhere(self, said: Expected, used_by: object, voucher_id: VoucherId) -> bool:
        if not isinstance(used_by, UUID) or VisitId(used_by) in said.at.visits:
            return False
        values = {"merchant": self.merchant_id, "visit": used_by}
        row = self.connection.execute(_VISIT, values).fetchone()
        event = _decoded(row[0]) if row is not None else None
        return isinstance(event, VisitClosed) and voucher_id in {used.id for used in event.vouchers_used}

    def _check_tiers(self, said: Expected, members: dict[MemberId, TupleRow]) -> None:
        """Events that waited in the quarantine were applied later than they came: any told standing does."""
        table = self._table("members")
        for event in self.merges:
            if event.tier is not None:
                standing = (event.tier.code, event.tier.since, event.tier.until)
                kept = self.redirects.member(event.kept_id)
                said.standings.setdefault(kept, {(None, None, None)}).add(standing)
        for member_id, row in members.items():
            told = said.standings.get(member_id, {(None, None, None)})
            if tuple(row[2:5]) not in told and member_id not in self.redirects.members:
                table.flaw(Flaw.DIFFERS, member_id, told=sorted(map(str, told))[-1], found=tuple(row[2:5]))

    def _events(self, members: Sequence[MemberId]) -> Iterator[tuple[datetime, AccountEvent]]:
        for place, row, body, came_at in self._read(_EVENTS, members=members):
            event = _decoded(body)
            read = self.redirects.read(event) if event is not None else None
            if isinstance(read, VisitClosed | VisitVoided | VisitRefunded):
                yield came_at, read
            else:
                self._table(place).flaw(Flaw.NOT_TOLD, row)

    def _bearers(
        self, members: Sequence[MemberId], events: Sequence[AccountEvent]
    ) -> dict[VoucherId, MemberId]:
        used = [use.id for event in events if isinstance(event, VisitClosed) for use in event.vouchers_used]
        if not used:
            return {}
        return {
            VoucherId(voucher): MemberId(owner)
            for voucher, owner in self._read(_BEARERS, members=members, vouchers=used)
        }

    def _read(self, statement: LiteralString, **lists: Sequence[UUID]) -> list[TupleRow]:
        return self.connection.execute(statement, {"merchant": self.merchant_id, **lists}).fetchall()

    def _table(self, name: str) -> Table:
        return Table(merchant_id=self.merchant_id, name=name, report=self.report)


def _move(moved: tuple[MovedBody, AccountId, UUID, int]) -> tuple[UUID, tuple[object, ...]]:
    body, account_id, entry_id, amount = moved
    return entry_id, (account_id, body.counter, EntryKind.MOVE.value, amount)


def _decoded(body: bytes | None) -> Event | None:
    """The event; None where there is none, or none any more: `journals` says what is wrong with it."""
    try:
        return decode(body) if body is not None else None
    except StoreCorrupt:
        return None
