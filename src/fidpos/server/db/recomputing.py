"""The visits that came since last time, computed again; what differs goes to the office.

Each lineage of a till's journal remembers how far this was done, in the transaction that did it: no visit is
left out or reported twice, however many processes try, and whoever is killed.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import LiteralString
from uuid import UUID, uuid5

from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from fidpos.domain.clock import Clock
from fidpos.domain.errors import InvalidValue, ProgrammeError, StoreCorrupt
from fidpos.domain.ids import MerchantId
from fidpos.rules.codec import facts_together, programme_from_json
from fidpos.rules.engine import CompiledProgramme, compile_programme
from fidpos.rules.facts import Facts
from fidpos.server.db import arrays, people
from fidpos.server.db.engine import Database
from fidpos.server.db.tables import HOUSE
from fidpos.server.db.work import Work
from fidpos.server.services.recompute import Difference, Fuller, fuller, recompute
from fidpos.vault.errors import SealBroken
from fidpos.wire.codec import decode
from fidpos.wire.events import VisitClosed, VisitRefunded, VisitVoided
from fidpos.wire.sealed import unseal

_log = logging.getLogger(__name__)

BATCH = 100
"""Rows of a journal in one transaction; the till's own pushes wait for it."""

_MERCHANTS: LiteralString = "SELECT merchant_id FROM merchants ORDER BY number"
_DUE: LiteralString = """
    SELECT till_id, lineage FROM lineages WHERE recomputed_seq < head_seq
    ORDER BY till_id, lineage LIMIT 1 FOR UPDATE SKIP LOCKED
"""
_ROWS: LiteralString = """
    SELECT r.seq, r.body, NOT r.repeats AND r.fate IS DISTINCT FROM 'quarantined'
    FROM lineages l
    JOIN journal_rows r ON r.till_id = l.till_id AND r.lineage = l.lineage AND r.seq > l.recomputed_seq
    WHERE l.till_id = %s AND l.lineage = %s
    ORDER BY r.seq LIMIT %s
"""
_DONE: LiteralString = "UPDATE lineages SET recomputed_seq = %s WHERE till_id = %s AND lineage = %s"
_NOTHING_LEFT: LiteralString = """
    UPDATE lineages SET recomputed_seq = head_seq WHERE till_id = %s AND lineage = %s
"""
_ELSEWHERE: LiteralString = """
    SELECT EXISTS (SELECT FROM visits WHERE member_id = %s AND closed_at < %s AND till_id != %s)
"""
_EARLIER: LiteralString = """
    WITH mine AS MATERIALIZED (
        SELECT id, event_id FROM visits WHERE member_id = %(member)s AND closed_at < %(at)s
    ), told AS (
        SELECT event_id FROM mine
        UNION ALL SELECT u.event_id FROM visit_voids u JOIN mine ON u.visit_id = mine.id WHERE u.at < %(at)s
        UNION ALL SELECT u.event_id FROM visit_refunds u JOIN mine ON u.visit_id = mine.id WHERE u.at < %(at)s
    )
    SELECT coalesce(r.body, s.body) FROM told
    LEFT JOIN journal_rows r ON r.event_id = told.event_id AND NOT r.repeats
    LEFT JOIN server_journal s ON s.event_id = told.event_id
    WHERE r.body IS NOT NULL OR s.body IS NOT NULL
    ORDER BY coalesce(r.wall_ts, s.wall_ts), r.seq, s.seq
"""
_REVIEW: LiteralString = """
    INSERT INTO reviews (merchant_id, id, kind, till_id, event_id, subject_id, detail, found_at, settled_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (merchant_id, id) DO NOTHING
"""

DIFFERS = "reward_differs"
"""Kind of review: a visit's reward is not what its programme gives on its facts."""
FULLER = "fuller_history"
"""Kind of review that nobody has to settle: what the history of all tills would have given."""


@dataclass(slots=True, kw_only=True)
class Recomputed:
    """What was done.

    Attributes:
        sealed_off: visits that nobody can compute again: their member was erased.
        fuller: those whose reward would have been another one by the history of all tills.
    """

    visits: int = 0
    differing: int = 0
    sealed_off: int = 0
    fuller: int = 0


class _SealedOff(Exception):
    """The member's key is gone, and with it a part of the facts."""


@dataclass(slots=True, kw_only=True)
class Recomputing:
    """The job; of one thread.

    Attributes:
        database: of the serving role.
        master_key: opens the members' keys.
    """

    database: Database
    clock: Clock
    master_key: bytes = field(repr=False)
    _compiled: dict[tuple[UUID, int], CompiledProgramme] = field(default_factory=dict)

    def run(self, visits_max: int = 50_000) -> Recomputed:
        """Compute what is due, at most about so many visits.

        Raises:
            DatabaseError: it goes on from there next time.
        """
        done = Recomputed()
        for merchant_id in self._merchants():
            while done.visits < visits_max and self._batch(merchant_id, done):
                """More."""
        if done.differing:
            _log.warning("%d rewards differ from what their programme gives", done.differing)
        return done

    def _merchants(self) -> list[MerchantId]:
        with self.database.transaction(HOUSE) as connection:
            return [MerchantId(merchant) for (merchant,) in connection.execute(_MERCHANTS)]

    def _batch(self, merchant_id: MerchantId, done: Recomputed) -> bool:
        with self.database.transaction(merchant_id) as connection:
            place = connection.execute(_DUE).fetchone()
            if place is None:
                return False
            arrays.register(connection)
            work = Work(
                connection=connection,
                merchant_id=merchant_id,
                clock=self.clock,
                master_key=self.master_key,
            )
            rows = connection.execute(_ROWS, [*place, BATCH]).fetchall()
            for event in _visits(rows):
                self._check(work, event, done)
            if rows:
                connection.execute(_DONE, [rows[-1][0], *place])
            else:
                connection.execute(_NOTHING_LEFT, [*place])
        return True

    def _check(self, work: Work, event: VisitClosed, done: Recomputed) -> None:
        done.visits += 1
        try:
            compiled = self._programme(work, event.programme_version)
            facts = _facts(work, event)
            differences = recompute(event, facts, compiled)
        except _SealedOff:
            done.sealed_off += 1
            return
        except (InvalidValue, ProgrammeError, SealBroken) as fault:
            done.differing += 1
            self._report(work, event, DIFFERS, {"unreadable": fault.code})
            return
        if differences:
            done.differing += 1
            self._report(work, event, DIFFERS, _told(differences))
        self._compare(work, event, facts, compiled, done)

    def _compare(
        self, work: Work, event: VisitClosed, facts: Facts, compiled: CompiledProgramme, done: Recomputed
    ) -> None:
        """Only where another till had seen the member before; elsewhere this one knew as much."""
        row = work.run(_ELSEWHERE, [event.member_id, event.at, event.till_id]).fetchone()
        if row is None or not row[0] or not compiled.needs:
            return
        found = work.run(_EARLIER, {"member": event.member_id, "at": event.at})
        earlier = [decode(body) for (body,) in found]
        full = fuller(
            facts,
            compiled,
            [each for each in earlier if isinstance(each, VisitClosed | VisitVoided | VisitRefunded)],
        )
        given = _given(event)
        if full != given:
            done.fuller += 1
            detail = {
                "discount_minor": [given.discount_minor, full.discount_minor],
                "earned": [given.earned, full.earned],
            }
            self._report(work, event, FULLER, detail)

    def _programme(self, work: Work, version: int) -> CompiledProgramme:
        key = (work.merchant_id, version)
        if key not in self._compiled:
            body = people.programme_body(work, version)
            if body is None:
                raise ProgrammeError(f"no version {version}")
            self._compiled[key] = compile_programme(programme_from_json(body))
        return self._compiled[key]

    def _report(self, work: Work, event: VisitClosed, kind: str, detail: object) -> None:
        now = self.clock.now()
        values = (
            *(work.merchant_id, uuid5(event.id, kind), kind, event.till_id, event.id, event.member_id),
            *(Jsonb(detail), now, now if kind == FULLER else None),
        )
        work.run(_REVIEW, values)


def _given(event: VisitClosed) -> Fuller:
    """What the till gave, to compare."""
    earned = sum(
        entry.amount for entry in event.entries if entry.counter == event.counter and entry.amount > 0
    )
    return Fuller(discount_minor=event.discount_minor, earned=earned)


def _visits(rows: Sequence[TupleRow]) -> Iterator[VisitClosed]:
    for _, body, applied in rows:
        try:
            event = decode(body) if applied else None
        except StoreCorrupt:
            continue
        if isinstance(event, VisitClosed):
            yield event


def _facts(work: Work, event: VisitClosed) -> Facts:
    private = b""
    if event.sealed:
        key = people.subject_keys(work, [event.member_id]).get(event.member_id)
        if key is None:
            raise _SealedOff
        private = unseal(key, event.member_id, event.sealed)
    return facts_together(bytes(event.facts), private)


def _told(differences: Sequence[Difference]) -> dict[str, list[str]]:
    return {each.part: [each.told, each.computed] for each in differences}
