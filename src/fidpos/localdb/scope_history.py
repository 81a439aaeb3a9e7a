"""The history of scopes that a programme names only later, counted from the visits that are stored.

Closing a visit counts the scopes of the programme that computed it. Of a scope that a later version names,
the visits closed before are counted here, in the order of the journal and a few at a time. What was counted
and how far it is are one transaction, so that a till that stops goes on where it was. The caches then hold
what they would, had the scope been named from the start. Nothing of it is journaled: it all follows from what
the journal tells, by evaluating a visit once more on its own facts, under its own programme.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from msgspec import structs
from sqlalchemy import bindparam, func, select, update

from fidpos.domain.errors import StoreCorrupt
from fidpos.localdb import queries
from fidpos.localdb.booking import VOIDED, add_days
from fidpos.localdb.engine import Connection, Database, Reader
from fidpos.localdb.late_sums import keep_late_sums
from fidpos.localdb.lock import Priority
from fidpos.localdb.membership import KEY_OF
from fidpos.localdb.statements import AT_MOST, insert_row, sql
from fidpos.localdb.tables import journal, scope_history, visits
from fidpos.posting.late_counts import late_counts_back, net
from fidpos.rules.codec import facts_together, programme_from_json
from fidpos.rules.counting import count_scopes
from fidpos.rules.engine import CompiledProgramme, compile_programme, evaluate
from fidpos.rules.evaluation import Evaluation
from fidpos.rules.past import DayAggregate
from fidpos.rules.programme import Programme
from fidpos.wire import sealed
from fidpos.wire.codec import decode
from fidpos.wire.events import CountBody, VisitClosed, VisitRefunded

CHUNK = 50
"""Visits counted in one transaction: a checkout waits for no more than that."""

_ROWS = sql(select(scope_history).order_by(scope_history.c.scope))
_HEAD = sql(select(func.max(journal.c.seq)))
_KNOWN = sql(select(scope_history.c.scope).where(scope_history.c.scope == bindparam("name")), "name")
_NEW = insert_row(scope_history)
_EXTEND = sql(
    update(scope_history)
    .where(scope_history.c.scope == bindparam("name"))
    .values(until_seq=bindparam("head")),
    "head",
    "name",
)
_ADVANCE = sql(
    update(scope_history)
    .where(scope_history.c.scope == bindparam("name"), scope_history.c.done_seq == bindparam("was"))
    .values(done_seq=bindparam("now")),
    "now",
    "name",
    "was",
)
_NEXT = sql(
    select(visits.c.id, visits.c.event_seq, journal.c.body)
    .join_from(visits, journal, journal.c.seq == visits.c.event_seq)
    .where(visits.c.event_seq > bindparam("done"), visits.c.event_seq <= bindparam("until"))
    .order_by(visits.c.event_seq)
    .suffix_with(AT_MOST),
    "done",
    "until",
    "rows",
)


class Scope(NamedTuple):
    """A scope whose history is kept: visits up to `done_seq` are counted, those up to `until_seq` will be."""

    name: str
    programme_version: int
    done_seq: int
    until_seq: int


class _Late(NamedTuple):
    """A visit with the counts that it does not tell."""

    event: VisitClosed
    counts: tuple[CountBody, ...]


def plan(connection: Connection, programme: Programme) -> None:
    """Have every visit so far counted for each scope of the programme; in the caller's transaction."""
    row = connection.execute(_HEAD).fetchone()
    head = row[0] if row is not None and row[0] is not None else 0
    for name, _ in compile_programme(programme).counted:
        if connection.execute(_KNOWN, (name,)).fetchone() is None:
            connection.execute(_NEW, (name, programme.version, 0, head))
        else:
            connection.execute(_EXTEND, (head, name))


def plan_in_force(connection: Connection) -> None:
    """The same for the programme in force, if there is one."""
    newest = connection.execute(queries.PROGRAMME_VERSION).fetchone()
    row = connection.execute(queries.PROGRAMME, newest).fetchone() if newest is not None else None
    if row is not None:
        plan(connection, programme_from_json(row[0]))


def count_past(database: Database, is_stopping: Callable[[], bool] = lambda: False) -> None:
    """Count all that is planned and not done, a chunk at a time; may be stopped and begun again at any point.

    Args:
        database: of the store.
        is_stopping: asked before each chunk.

    Raises:
        StoreError: the chunk at hand was not counted, those before were.
    """
    reader = database.reader()
    try:
        late = LateCounts(reader)
        while not is_stopping() and _count_chunk(database, reader, late):
            """A checkout goes first between any two of them."""
    finally:
        reader.close()


class LateCounts:
    """What visits hold of scopes that were named after they were closed. Belongs to its reader's thread."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._compiled: dict[int, CompiledProgramme] = {}

    def told(
        self, event: VisitClosed, seq: int, scopes: Iterable[Scope], refunds: Sequence[VisitRefunded] = ()
    ) -> tuple[VisitClosed, tuple[VisitRefunded, ...]]:
        """The visit at `seq` and its refunds, as told had `scopes` been named from the start."""
        done = [scope for scope in scopes if seq <= scope.done_seq]
        late = self.counts(event, done) if done else ()
        if not late:
            return event, tuple(refunds)
        backs = late_counts_back(event, refunds, late)
        return (
            structs.replace(event, counts=(*event.counts, *late)),
            tuple(
                structs.replace(refund, counts=(*refund.counts, *back))
                for refund, back in zip(refunds, backs, strict=True)
            ),
        )

    def scopes(self) -> list[Scope]:
        """All of them, as far as they are counted."""
        return [Scope(*row) for row in self._reader.all(_ROWS)]

    def counts(self, event: VisitClosed, scopes: Iterable[Scope]) -> tuple[CountBody, ...]:
        """What the visit holds of these scopes and does not tell.

        Nothing once its member was erased, and nothing of a visit that does not count.
        """
        if event.withheld:
            return ()
        own = self._programme(event.programme_version)
        tells = {name for name, _ in own.counted} | {count.scope for count in event.counts}
        missing: dict[int, set[str]] = {}
        for scope in scopes:
            if scope.name not in tells:
                missing.setdefault(scope.programme_version, set()).add(scope.name)
        return tuple(self._derived(event, own, missing)) if missing else ()

    def _derived(
        self, event: VisitClosed, own: CompiledProgramme, missing: dict[int, set[str]]
    ) -> Iterable[CountBody]:
        private = self._unsealed(event)
        if private is None:
            return
        facts = facts_together(bytes(event.facts), private)
        evaluation = Evaluation(programme_version=event.programme_version, amount_minor=event.amount_minor)
        if event.discount_minor:
            evaluation = evaluate(own, facts)
        for version, names in missing.items():
            for count in count_scopes(self._programme(version), facts, evaluation):
                if count.scope in names:
                    yield CountBody(
                        scope=count.scope,
                        visits=count.visits,
                        revenue_minor=count.revenue_minor,
                        quantity=count.quantity,
                        lines=count.lines,
                    )

    def _unsealed(self, event: VisitClosed) -> bytes | None:
        if not event.sealed:
            return b""
        row = self._reader.one(KEY_OF, event.member_id.bytes)
        return None if row is None else sealed.unseal(row[0], event.member_id, event.sealed)

    def _programme(self, version: int) -> CompiledProgramme:
        if version not in self._compiled:
            row = self._reader.one(queries.PROGRAMME, version)
            if row is None:
                raise StoreCorrupt(f"the store has no version {version} of the programme")
            self._compiled[version] = compile_programme(programme_from_json(row[0]))
        return self._compiled[version]


def _count_chunk(database: Database, reader: Reader, late: LateCounts) -> bool:
    """Whether anything was left to do."""
    pending = [scope for scope in late.scopes() if scope.done_seq < scope.until_seq]
    if not pending:
        return False
    done, until = pending[0].done_seq, pending[0].until_seq
    group = [scope for scope in pending if (scope.done_seq, scope.until_seq) == (done, until)]
    found: list[_Late] = []
    rows = reader.all(_NEXT, done, until, CHUNK)
    for _, _, body in rows:
        event = decode(body)
        assert isinstance(event, VisitClosed)
        found.append(_Late(event, late.counts(event, group)))
    reached = rows[-1][1] if len(rows) == CHUNK else until
    names = [scope.name for scope in group]
    database.write(
        Priority.BACKGROUND, lambda connection: _book(connection, found, names, was=done, now=reached)
    )
    return True


def _book(
    connection: Connection, found: Sequence[_Late], names: Sequence[str], *, was: int, now: int
) -> None:
    """Add what is left of these visits; nothing, when somebody else has done so."""
    advanced = [connection.execute(_ADVANCE, (now, name, was)).rowcount for name in names]
    if not any(advanced):
        return
    if not all(advanced):
        raise StoreCorrupt("the history of a scope was counted apart from the others")
    for event, counts in found:
        visit = event.visit_id.bytes
        if counts and connection.execute(VOIDED, (visit,)).fetchone() is None:
            left = net(counts, late_counts_back(event, _refunds(connection, visit), counts))
            days = [_day(event, count) for count in left]
            add_days(connection, event.member_id, days)
            keep_late_sums(connection, event.member_id, days)


def _refunds(connection: Connection, visit: bytes) -> list[VisitRefunded]:
    events = (decode(body) for (body,) in connection.execute(queries.REFUNDS, (visit,)).fetchall())
    return [event for event in events if isinstance(event, VisitRefunded)]


def _day(event: VisitClosed, count: CountBody) -> DayAggregate:
    return DayAggregate(
        day=event.business_day,
        visits=count.visits,
        revenue_minor=count.revenue_minor,
        quantity=count.quantity,
        scope=count.scope,
    )
