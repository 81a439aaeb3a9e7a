"""A till's store on disk, with a clock that somebody sets and a centre that is heard when a test says so."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from fidpos.domain.ids import EventId
from fidpos.localdb.heard_out import HeardOutReader
from fidpos.localdb.origin import Origin
from fidpos.localdb.sync_store import LocalSyncStore
from fidpos.wire.events import StaffActed, StaffActKind
from tests.helpers.counter import INES
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_store import new_store
from tests.helpers.store_events import Events

BOOT, NEXT_BOOT = UUID(int=1), UUID(int=2)


class KeptTill:
    """`close` it; each start of the PC is another boot."""

    def __init__(self, path: Path) -> None:
        self.clock = FakeClock()
        self._events = Events(self.clock)
        self.store = new_store(path, self.clock)
        self.boot(BOOT)

    def boot(self, boot: UUID) -> None:
        """The PC was started."""
        self.origin = self.store.origin = Origin(self.clock, boot)
        self.contact = HeardOutReader(self.store.database.reader(), self.origin)
        self.sync = LocalSyncStore(self.store.database, self.origin, self.clock)

    def record(self) -> None:
        """Something happens at the till."""
        self.store.commit(
            StaffActed(
                id=EventId(self._events.new_id()),
                at=self.clock.now(),
                staff_id=INES.id,
                act=StaffActKind.LOCKED,
            )
        )

    def unheard_for(self) -> timedelta:
        return self.contact.unheard_for()

    def close(self) -> None:
        self.sync.close()
        self.store.close()
