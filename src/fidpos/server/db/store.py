"""The centre's store on PostgreSQL: `ports.CentreStore` under the serving role, bound by row-level security.

Any number of processes may serve one database: what must not happen at once is kept apart by the database's
own locks. Two of them can wait for each other, though seldom; PostgreSQL then ends one of the two, whose till
sends again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

from psycopg import Connection
from psycopg.rows import TupleRow

from fidpos.domain.clock import Clock
from fidpos.domain.ids import MerchantId
from fidpos.rules.codec import programme_from_json
from fidpos.rules.programme import Programme
from fidpos.server.db import arrays, people
from fidpos.server.db.engine import Database
from fidpos.server.db.generation import read_generation
from fidpos.server.db.office import Sign
from fidpos.server.db.unit import PostgresUnit
from fidpos.server.db.work import Work
from fidpos.server.ports import Unit

_PROGRAMMES_MAX = 1_000
"""Versions that are kept decoded, of all merchants."""

_BEGIN: LiteralString = """
    SELECT set_config('app.merchant', %s, true), set_config('enable_seqscan', 'off', true),
        set_config('jit', 'off', true)
"""
"""Whose transaction it is. Statements are planned once, when tables may still be small, and kept when they no
longer are: an index is as quick then, and none of them is worth compiling."""

_BEGIN_READING: LiteralString = """
    SELECT set_config('app.merchant', %s, true), set_config('statement_timeout', %s, true),
        set_config('idle_in_transaction_session_timeout', '0', true),
        set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true),
        set_config('work_mem', '64MB', true)
"""
"""Sums of a hundred thousand members are hashed in memory: on disk they would take twice as long. The office
has few connections."""

_STILL: LiteralString = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


class PostgresCentre:
    """See `ports.CentreStore`; thread-safe.

    Args:
        database: open.
        clock: stamps what is received.
        master_key: of 32 bytes; without it no member can be read.
        sign: signs what the office writes; None for a program that writes nothing of its own.
    """

    def __init__(
        self, database: Database, *, clock: Clock, master_key: bytes, sign: Sign | None = None
    ) -> None:
        self._database = database
        self._sign = sign
        self._clock = clock
        self._master_key = master_key
        self._programmes: dict[tuple[MerchantId, int], Programme] = {}

    def generation(self) -> str:
        """See `db.generation`."""
        with self._database.connection() as connection:
            return read_generation(connection)

    @contextmanager
    def unit(self, merchant_id: MerchantId) -> Iterator[Unit]:
        """A transaction; see `ports.CentreStore.unit`.

        Raises:
            DatabaseError: see `work`.
        """
        with self.work(merchant_id) as work:
            yield self.unit_of(work)

    @contextmanager
    def still(self, merchant_id: MerchantId) -> Iterator[Unit]:
        """A transaction that reads as of one instant; see `ports.CentreStore.still`.

        Raises:
            DatabaseError: see `work`.
        """
        with self.work(merchant_id, still=True) as work:
            yield self.unit_of(work)

    @contextmanager
    def work(self, merchant_id: MerchantId, *, still: bool = False) -> Iterator[Work]:
        """A transaction, for those who need more of it than a unit; `still` is as the method says.

        Raises:
            DatabaseError: the database refused or went away, or another unit was in the way; all is undone,
                and may be tried again.
        """
        with self._database.connection() as connection, _trusted(connection), connection.pipeline():
            arrays.register(connection)
            if still:
                connection.execute(_STILL)
            connection.execute(_BEGIN, [str(merchant_id)])
            yield self._work_of(connection, merchant_id)
            connection.commit()

    @contextmanager
    def reading(self, merchant_id: MerchantId, *, limit_s: float | None = 10.0) -> Iterator[Work]:
        """A transaction that reads much as of one instant: planned by what it asks for, and cut off in time.

        Args:
            merchant_id: whose books.
            limit_s: for each statement; None for as long as it takes.

        Raises:
            DatabaseError: see `work`; also for what takes longer.
        """
        with self._database.connection() as connection:
            arrays.register(connection)
            connection.execute(_STILL)
            connection.execute(_BEGIN_READING, [str(merchant_id), _milliseconds(limit_s)])
            yield self._work_of(connection, merchant_id)
            connection.commit()

    def unit_of(self, work: Work) -> Unit:
        """The unit of a transaction."""
        return PostgresUnit(work, self._programme, self._sign)

    def _work_of(self, connection: Connection[TupleRow], merchant_id: MerchantId) -> Work:
        return Work(
            connection=connection, merchant_id=merchant_id, clock=self._clock, master_key=self._master_key
        )

    def _programme(self, work: Work, version: int) -> Programme | None:
        """A version never changes once it is there, so that it is decoded once."""
        key = (work.merchant_id, version)
        if key not in self._programmes:
            body = people.programme_body(work, version)
            if body is None:
                return None
            if len(self._programmes) >= _PROGRAMMES_MAX:
                self._programmes.clear()
            self._programmes[key] = programme_from_json(body)
        return self._programmes[key]


def _milliseconds(limit_s: float | None) -> str:
    """As PostgreSQL takes it: 0 is without limit."""
    return "0" if limit_s is None else f"{round(limit_s * 1000)}"


@contextmanager
def _trusted(connection: Connection[TupleRow]) -> Iterator[None]:
    """Nobody else gets a connection that was distrusted; see `Work.distrust`."""
    try:
        yield
    finally:
        if connection.prepare_threshold is None:
            connection.close()
