"""What the parts of a unit share: its connection, whose it is, what time it is, and the key of keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import LiteralString
from uuid import UUID

from psycopg import Connection, Cursor
from psycopg.rows import TupleRow

from fidpos.domain.clock import Clock
from fidpos.domain.ids import MerchantId, TillId
from fidpos.server.ports import TillRecord
from fidpos.vault import sealing

Values = Sequence[object] | Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One transaction of one merchant, in the driver's pipeline mode.

    What gives no rows is on its way when `run` returns; if it goes wrong, the next that waits tells.

    Attributes:
        master_key: seals the own keys of members and gift cards within the database.
        tills: those that were read in it.
    """

    connection: Connection[TupleRow]
    merchant_id: MerchantId
    clock: Clock
    master_key: bytes = field(repr=False)
    tills: dict[TillId, TillRecord] = field(default_factory=dict)

    def run(self, statement: LiteralString, values: Values = ()) -> Cursor[TupleRow]:
        """One statement; rows of another merchant are not seen by it, whatever it asks for."""
        return self.connection.execute(statement, values)

    def changed(self, statement: LiteralString, values: Values = ()) -> int:
        """How many rows one statement changed, once all that was sent before it is done."""
        with self.connection.pipeline():
            cursor = self.run(statement, values)
        return cursor.rowcount

    def distrust(self) -> None:
        """From here on, nothing relies on what the driver believes to have prepared on this connection.

        It believes so of statements that were sent behind one that was refused, and that PostgreSQL therefore
        never saw (psycopg 3.3, `PrepareManager.maybe_add_to_cache`). The connection ends with the unit.
        """
        self.connection.prepare_threshold = None

    def seal_key(self, subject: UUID, key: bytes) -> bytes:
        """A subject's own key as it is stored."""
        return sealing.seal(self.master_key, key, self._whose(subject))

    def unseal_key(self, subject: UUID, sealed: bytes) -> bytes:
        """A subject's own key.

        Raises:
            SealBroken: the database is not of this master key, or somebody swapped keys in it.
        """
        return sealing.unseal(self.master_key, sealed, self._whose(subject))

    def _whose(self, subject: UUID) -> bytes:
        return self.merchant_id.bytes + subject.bytes
