"""The visits of a store, account by account and in the order of time, for whoever replays them; only reads.

One account is in memory at a time. What a member did on a visit stands in the event that told it; a visit
that came with a snapshot has none, and only its amount is known. `visit_opening` tells where a replay begins.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.pool import StaticPool

from fidpos.columns import day_from_int, id_from_blob, instant_from_int
from fidpos.domain.basket import BasketLine
from fidpos.domain.consent import Word, counts
from fidpos.domain.ids import AccountId, MemberId, VisitId
from fidpos.domain.member import Member
from fidpos.localdb import queries
from fidpos.localdb.engine import Reader, Row, connect, path_of, pooled
from fidpos.localdb.faults import Fault, translate
from fidpos.localdb.mapping.people import MEMBER_COLUMNS, member_from_row
from fidpos.localdb.reading import StoreReader
from fidpos.localdb.schema import check_current
from fidpos.localdb.statements import sql
from fidpos.localdb.tables import journal, members, visit_refunds, visit_voids, visits
from fidpos.localdb.visit_opening import member_opening, opening_lots
from fidpos.rules.facts import VisitFacts
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
from fidpos.wire.codec import decode
from fidpos.wire.events import EntryBody, VisitRefunded
from fidpos.wire.told_visit import Movement, told_visit

CACHE_KIB = 64 * 1024
"""Accounts are not stored together: what is kept of the pages read is read once."""

_CACHE = f"PRAGMA cache_size = -{CACHE_KIB}"
_SNAPSHOT = "BEGIN"
"""A reading transaction: what is recorded meanwhile is not seen, in no table."""
_COUNT = sql(select(func.count()).select_from(visits))
_MEMBERS = sql(
    select(*MEMBER_COLUMNS)
    .where(members.c.merged_into.is_(None))
    .order_by(members.c.account_id, members.c.id)
)
_MERGED = sql(
    select(members.c.merged_into, members.c.id)
    .where(members.c.merged_into.is_not(None))
    .order_by(members.c.id)
)
_VISITS = sql(
    select(
        visits.c.id,
        visits.c.closed_at,
        visits.c.business_day,
        visits.c.amount_minor,
        visits.c.discount_minor,
        journal.c.body,
        exists().where(visit_voids.c.visit_id == visits.c.id),
        exists().where(visit_refunds.c.visit_id == visits.c.id),
    )
    .join_from(visits, journal, journal.c.seq == visits.c.event_seq, isouter=True)
    .where(visits.c.member_id == bindparam("member"))
    .order_by(visits.c.closed_at, visits.c.id),
    "member",
)


@contextmanager
def open_visit_stream(path: Path, key: bytes) -> Iterator["VisitStream"]:
    """The visits of the store at `path` as they stand now, also beside a till that works on.

    Raises:
        StoreError: missing, refused, damaged, or of another version of the program.
    """
    check_current(path, key)
    engine = pooled(lambda: connect(path, key), StaticPool)
    reader = Reader(engine.raw_connection(), path)
    try:
        for statement in (_CACHE, _SNAPSHOT):
            reader.all(statement)
        yield VisitStream(reader)
    finally:
        reader.close()
        engine.dispose()


class VisitStream:
    """Streams the accounts of one store over a connection of its own; `bootstrap.simulation.VisitSource`."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._reads = StoreReader(reader)
        self._identity = self._reads.identity()

    def programme(self) -> Programme:
        """The programme in force.

        Raises:
            StoreError: see `faults`; or there is none.
        """
        return self._reads.programme()

    def count(self) -> int:
        """How many visits the store holds.

        Raises:
            StoreError: see `faults`.
        """
        row = self._reader.one(_COUNT)
        return row[0] if row is not None else 0

    def accounts(self, part: Part = EVERYBODY) -> Iterator[AccountPast]:
        """Those of the part with at least one visit.

        Raises:
            StoreError: see `faults`.
        """
        merged = self._merged()
        try:
            rows: Iterable[Row] = self._reader.connection.execute(_MEMBERS)
            if part != EVERYBODY:
                rows = (row for row in rows if part.has(AccountId(id_from_blob(row[1]))))
            people = (member_from_row(row, self._household(row)) for row in rows)
            for _, sharing in groupby(people, key=attrgetter("account_id")):
                account = self._account(tuple(sharing), merged)
                if account is not None:
                    yield account
        except Fault as fault:
            raise translate(fault, path_of(self._reader.connection)) from fault

    def _household(self, row: Row) -> list[Row]:
        return self._reader.all(queries.RELATIVES, row[0])

    def _merged(self) -> Mapping[bytes, list[bytes]]:
        """By the id of the member that remains, those who were merged into them."""
        found: dict[bytes, list[bytes]] = {}
        for kept, gone in self._reader.all(_MERGED):
            found.setdefault(kept, []).append(gone)
        return found

    def _account(
        self, sharing: tuple[Member, ...], merged: Mapping[bytes, list[bytes]]
    ) -> AccountPast | None:
        """The account of these members; None when none of them ever came."""
        pasts: dict[MemberId, MemberPast] = {}
        found: list[StoredVisit] = []
        told: dict[str, int] = {}
        for member in sharing:
            blobs = (member.id.bytes, *merged.get(member.id.bytes, ()))
            mine = [visit for blob in blobs for visit in self._visits(member.id, blob, told)]
            if mine:
                first_day = min(visit.facts.business_day for visit in mine)
                pasts[member.id] = self._past(member, first_day)
                found += mine
        if not found:
            return None
        if len(sharing) > 1 or merged:
            found.sort(key=lambda visit: (visit.closed_at, visit.facts.id))
        untold = [visit.facts.business_day for visit in found if visit.labels is None]
        lots = opening_lots(self._reader, sharing[0].account_id, told, min(untold, default=None))
        return AccountPast(members=pasts, lots=lots, visits=found)

    def _past(self, member: Member, first_day: date) -> MemberPast:
        opening = member_opening(self._reader, member.id, first_day)
        return MemberPast(
            id=member.id,
            enrolled_on=member.enrolled_on,
            labels=member.labels,
            anniversaries=anniversaries(member.profile, member.enrolled_on),
            age=partial(age, member.profile),
            consents=tuple([self._judged(word, member) for word in opening.words]),
            tier=opening.tier,
            days=opening.days,
            lifetime=opening.lifetime,
            uses=opening.uses,
        )

    def _judged(self, word: Word, member: Member) -> ConsentWord:
        return ConsentWord(word.at, word.channel, counts(word, member.profile, self._identity.calendar))

    def _visits(self, member_id: MemberId, blob: bytes, told: dict[str, int]) -> Iterator[StoredVisit]:
        """Those of one member, oldest first; what they moved is added to `told`."""
        for row in self._reader.connection.execute(_VISITS, (blob,)):
            *_, body, undone, is_refunded = row
            if body is None:
                yield self._untold(member_id, row)
                continue
            event, refunds = told_visit(body), self._refunds(row[0]) if is_refunded else ()
            if not undone:
                _add_movements(told, event.entries)
                for refund in refunds:
                    _add_movements(told, refund.entries)
            refunded_minor = sum([refund.amount_minor for refund in refunds])
            yield event.stored(member_id, undone=bool(undone), refunded_minor=refunded_minor)

    def _untold(self, member_id: MemberId, row: Row) -> StoredVisit:
        """A visit that came with a snapshot."""
        visit_id, closed_at, business_day, amount_minor, discount_minor, _, undone, _ = row
        at = instant_from_int(closed_at)
        facts = VisitFacts(
            id=VisitId(id_from_blob(visit_id)),
            shop=self._identity.shop_id,
            till=self._identity.till_id,
            at=self._identity.calendar.local(at),
            business_day=day_from_int(business_day),
            lines=(BasketLine(amount_minor=amount_minor),),
        )
        return StoredVisit(
            member=member_id, facts=facts, closed_at=at, undone=bool(undone), discount_minor=discount_minor
        )

    def _refunds(self, visit_id: bytes) -> tuple[VisitRefunded, ...]:
        events = (decode(body) for (body,) in self._reader.all(queries.REFUNDS, visit_id))
        return tuple(event for event in events if isinstance(event, VisitRefunded))


def _add_movements(sums: dict[str, int], entries: Iterable[Movement | EntryBody]) -> None:
    for entry in entries:
        sums[entry.counter] = sums.get(entry.counter, 0) + entry.amount
