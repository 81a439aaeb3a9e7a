"""The snapshots of a simulated centre: begun when a till asks, made at some later request."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from io import BytesIO
from random import Random

from fidpos.domain.ids import MerchantId
from fidpos.server.ports import TillRecord, Unit
from fidpos.server.shelf import NotYet, Shelf
from fidpos.wire.sync.packing import pack
from fidpos.wire.sync.refusal import Refusal, RefusalCode
from fidpos.wire.sync.snapshot import SnapshotAsk
from tests.helpers.fake_clock import FakeClock
from tests.simulation.centres import Centre
from tests.simulation.shop import MERCHANT

_FINISHED = 0.5
"""How likely it is that what was begun is made by the next request."""


@dataclass(slots=True, kw_only=True)
class SimulatedShelf:
    """That of one process of the centre."""

    centre: Centre
    clock: FakeClock
    random: Random
    _begun: list[Callable[[], None]] = field(default_factory=list)
    _shelf: Shelf = field(init=False)

    def __post_init__(self) -> None:
        self._shelf = Shelf(
            _OneMerchant(self.centre),
            self.clock,
            BytesIO,
            members_least=2,
            members_a_part=2,
            begin=self._begun.append,
        )

    def answer(self, till: TillRecord, ask: SnapshotAsk) -> bytes:
        """What the route answers."""
        if self._begun and self.random.random() < _FINISHED:
            self._begun.pop(0)()
        try:
            if ask.id is None:
                return pack(self._shelf.offer(MERCHANT, till, ask.lineage))
            return self._shelf.part(MERCHANT, till, ask)
        except NotYet:
            return b"!" + pack(Refusal(code=RefusalCode.BUSY, retry_after_s=1))


@dataclass(frozen=True, slots=True)
class _OneMerchant:
    """The centre as a `CentreStore`; nothing happens while a part is read."""

    centre: Centre

    def generation(self) -> str:
        return self.centre.generation()

    def unit(self, merchant_id: MerchantId) -> AbstractContextManager[Unit]:
        return self.centre.unit()

    def still(self, merchant_id: MerchantId) -> AbstractContextManager[Unit]:
        return self.centre.unit()
