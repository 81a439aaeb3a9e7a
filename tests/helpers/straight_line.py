"""A till's real store and a centre's, with nothing between them: what the till recorded arrives."""

from dataclasses import dataclass
from typing import TypeVar

import msgspec

from fidpos.domain.ids import MerchantId, TillId
from fidpos.localdb.store import LocalStore
from fidpos.localdb.sync_store import LocalSyncStore
from fidpos.server.ports import CentreStore
from fidpos.server.services.hello import greet
from fidpos.server.services.push import take
from fidpos.sync.outgoing import Outgoing
from fidpos.sync.session import SyncSession
from fidpos.wire.sync.hello import Hello, TillHealth
from fidpos.wire.sync.push import Push
from tests.helpers.fake_clock import FakeClock

Answer = TypeVar("Answer", bound=msgspec.Struct)


def push_all(store: LocalStore, centre: CentreStore, clock: FakeClock) -> None:
    """Everything that the store has recorded and the centre does not know."""
    identity = store.identity()
    sync = LocalSyncStore(store.database, store.origin, clock)
    session = SyncSession(
        sync,
        _Line(centre, clock, identity.merchant_id, identity.till_id),
        outgoing=Outgoing(seal_box=lambda _, key: key),
        clock=clock,
        health=lambda: TillHealth(software="test", schema_version=1),
    )
    while session.push():
        """More."""
    sync.close()


@dataclass(frozen=True, slots=True)
class _Line:
    centre: CentreStore
    clock: FakeClock
    merchant_id: MerchantId
    till_id: TillId

    def ask(self, path: str, request: msgspec.Struct, answer: type[Answer], *, wait_s: float = 0.0) -> Answer:
        given = self._serve(request)
        assert isinstance(given, answer)
        return given

    def _serve(self, request: msgspec.Struct) -> msgspec.Struct:
        now = self.clock.now()
        with self.centre.unit(self.merchant_id) as unit:
            till = unit.till(self.till_id)
            assert till is not None
            if isinstance(request, Hello):
                return greet(unit, till, request, generation=self.centre.generation(), now=now)
            assert isinstance(request, Push)
            return take(unit, till, request, now=now, open_box=lambda _, box: box)
