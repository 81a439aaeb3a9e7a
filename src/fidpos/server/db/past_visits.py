"""The visits of a merchant, account by account and in the order of time, for whoever replays them.

Only reads, in one snapshot, as the role that serves: what is another merchant's is not there. The centre has
whole histories, so nobody begins with anything but what their events say. The accounts of one page are in
memory at a time. What waits in quarantine is no visit yet; once replayed from there it is one like any other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import LiteralString
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import AccountId, MemberId, MerchantId
from fidpos.domain.member import Channel, Profile
from fidpos.rules.household import age, anniversaries
from fidpos.rules.programme import Programme
from fidpos.rules.replay.stored import (
    EVERYBODY,
    AccountPast,
    ConsentWord,
    MemberPast,
    Part,
    StoredVisit,
)
from fidpos.server.db import arrays
from fidpos.server.db.consenting import judging
from fidpos.server.db.engine import Database, Limits
from fidpos.server.db.mapping import profile_from_json
from fidpos.server.db.programme_now import programme_at
from fidpos.server.register import NotRegistered
from fidpos.wire.told_visit import told_visit

PAGE = 50
"""Accounts read together; what a larger page holds costs the garbage collector more than it saves."""

LIMITS = Limits(statement_ms=0, idle_ms=0)
"""A replay takes its time between two pages. A transaction that only reads holds up no till."""

_NOBODY = Profile(given_name="", family_name="")
"""Who was erased."""

_SNAPSHOT: LiteralString = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
_TENANT: LiteralString = "SELECT set_config('app.merchant', %s, true)"
_COUNT: LiteralString = "SELECT count(*) FROM visits"
_MERGED: LiteralString = "SELECT merged_into, id FROM members WHERE merged_into IS NOT NULL ORDER BY id"
_ACCOUNTS: LiteralString = """
    SELECT DISTINCT account_id FROM members WHERE merged_into IS NULL AND account_id > %(after)s
        AND (%(of)s = 1 OR (get_byte(uuid_send(account_id), 14) * 256 + get_byte(uuid_send(account_id), 15))
            %% %(of)s = %(number)s)
    ORDER BY account_id LIMIT %(page)s
"""
_MEMBERS: LiteralString = """
    SELECT id, account_id, enrolled_on, profile::text, ARRAY(SELECT jsonb_array_elements_text(labels))
    FROM members WHERE account_id = ANY(%(accounts)s) AND merged_into IS NULL
    ORDER BY account_id, id
"""
_CONSENTS: LiteralString = judging("""
    SELECT w.member_id, w.at, w.channel, COUNTS
    FROM consents w JOIN members m ON m.id = w.member_id WHERE w.member_id = ANY(%(members)s)
    ORDER BY w.at, w.granted DESC
""")
_VISITS: LiteralString = """
    SELECT v.member_id, coalesce(r.body, s.body),
        EXISTS (SELECT FROM visit_voids u WHERE u.visit_id = v.id),
        coalesce(b.ends, false), coalesce(b.amount_minor, 0)
    FROM visits v
    LEFT JOIN journal_rows r ON r.event_id = v.event_id AND NOT r.repeats
    LEFT JOIN server_journal s ON s.event_id = v.event_id
    LEFT JOIN LATERAL (
        SELECT bool_or(ends) AS ends, sum(amount_minor)::bigint AS amount_minor
        FROM visit_refunds WHERE visit_id = v.id
    ) b ON true
    WHERE v.member_id = ANY(%(members)s)
    ORDER BY v.closed_at, v.id
"""


@contextmanager
def open_past_visits(conninfo: str, merchant_id: MerchantId, now: datetime) -> Iterator["PastVisits"]:
    """The visits of a merchant as they stand now, also while tills go on sending more.

    Args:
        conninfo: of the role that serves.
        merchant_id: whose.
        now: decides which programme is in force.

    Raises:
        DatabaseError: the database refused or went away.
    """
    database = Database(conninfo, size=1, limits=LIMITS).open()
    try:
        with database.connection() as connection:
            connection.execute(_SNAPSHOT)
            connection.execute(_TENANT, [str(merchant_id)])
            arrays.register(connection)
            yield PastVisits(connection, now)
    finally:
        database.close()


@dataclass(slots=True)
class _Account:
    """What was read of one account; its visits are decoded when it is its turn."""

    members: dict[MemberId, MemberPast] = field(default_factory=dict)
    visits: list[tuple[MemberId, Sequence[object]]] = field(default_factory=list)

    def past(self) -> AccountPast:
        """Without the members who never came."""
        visits = [_visit(member, row) for member, row in self.visits]
        came = {visit.member for visit in visits}
        members = {member: past for member, past in self.members.items() if member in came}
        return AccountPast(members=members, visits=visits)


class PastVisits:
    """Streams one merchant's accounts over a transaction of its own; `bootstrap.simulation.VisitSource`."""

    def __init__(self, connection: Connection[TupleRow], now: datetime) -> None:
        self._connection = connection
        self._now = now

    def programme(self) -> Programme:
        """The programme in force.

        Raises:
            NotRegistered: the merchant has none.
        """
        found = programme_at(self._connection, self._now)
        if found is None:
            raise NotRegistered("the merchant has no programme", what="programme")
        return found

    def count(self) -> int:
        """How many visits the merchant's tills told."""
        row = self._connection.execute(_COUNT).fetchone()
        return row[0] if row is not None else 0

    def accounts(self, part: Part = EVERYBODY) -> Iterator[AccountPast]:
        """Those of the part with at least one visit.

        Raises:
            StoreCorrupt: a visit is not told by any event.
        """
        merged, after = self._merged(), UUID(int=0)
        while page := self._rows(_ACCOUNTS, {"after": after, "page": PAGE, **part._asdict()}):
            accounts = [AccountId(account) for (account,) in page]
            yield from self._page(accounts, merged)
            after = accounts[-1]

    def _page(
        self, accounts: Sequence[AccountId], merged: Mapping[MemberId, Sequence[MemberId]]
    ) -> Iterator[AccountPast]:
        found = {account: _Account() for account in accounts}
        whose: dict[MemberId, tuple[MemberId, _Account]] = {}
        rows = self._rows(_MEMBERS, {"accounts": arrays.uuids(accounts)})
        words = self._consents([row[0] for row in rows])
        for member_id, account_id, *known in rows:
            member, account = MemberId(member_id), found[account_id]
            account.members[member] = _member(member, known, words.get(member, ()))
            for came in (member, *merged.get(member, ())):
                whose[came] = member, account
        for came, *visit in self._rows(_VISITS, {"members": arrays.uuids(whose)}):
            member, account = whose[came]
            account.visits.append((member, visit))
        yield from (account.past() for account in found.values() if account.visits)

    def _merged(self) -> Mapping[MemberId, Sequence[MemberId]]:
        """By the member that remains, those who were merged into them."""
        found: dict[MemberId, list[MemberId]] = {}
        for kept, gone in self._rows(_MERGED, {}):
            found.setdefault(kept, []).append(gone)
        return found

    def _consents(self, members: Iterable[UUID]) -> Mapping[UUID, Sequence[ConsentWord]]:
        found: dict[UUID, list[ConsentWord]] = {}
        for member, at, channel, granted in self._rows(_CONSENTS, {"members": arrays.uuids(members)}):
            found.setdefault(member, []).append(ConsentWord(at, Channel(channel), granted))
        return found

    def _rows(self, statement: LiteralString, values: Mapping[str, object]) -> list[TupleRow]:
        """In PostgreSQL's own form: as text, each body would come at twice its length."""
        return self._connection.cursor(binary=True).execute(statement, values).fetchall()


def _member(member: MemberId, known: Sequence[object], consents: Sequence[ConsentWord]) -> MemberPast:
    enrolled_on, told, labels = known
    assert isinstance(enrolled_on, date)
    assert isinstance(labels, list)
    profile = profile_from_json(told) if isinstance(told, str) else _NOBODY
    return MemberPast(
        id=member,
        enrolled_on=enrolled_on,
        labels=frozenset(labels),
        anniversaries=anniversaries(profile, enrolled_on),
        age=partial(age, profile),
        consents=tuple(consents),
    )


def _visit(member: MemberId, row: Sequence[object]) -> StoredVisit:
    body, voided, ended, refunded_minor = row
    if not isinstance(body, bytes):
        raise StoreCorrupt(f"no event tells a visit of {member}")
    assert isinstance(refunded_minor, int)
    return told_visit(body).stored(member, undone=bool(voided or ended), refunded_minor=refunded_minor)
