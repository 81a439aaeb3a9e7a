"""A centre in memory behind real HTTP on the loopback, with tills whose keys it knows."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from random import Random
from typing import Self
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.ids import MerchantId, TillId, uuid7
from fidpos.domain.staff import Role
from fidpos.server.api.desk import Desk, Gifts
from fidpos.server.api.gate import Gate
from fidpos.server.api.hub import Hub
from fidpos.server.api.metrics import Metrics
from fidpos.server.api.serving import Serving, listening
from fidpos.server.api.sync import SyncRoutes
from fidpos.server.api.workers import Workers
from fidpos.server.app import make_app
from fidpos.server.ports import StaffRecord, TillRecord, TillStatus, Unit
from fidpos.server.shelf import Shelf
from fidpos.sync.client import CentreAddress, HttpCentre, HttpLine
from fidpos.sync.outgoing import Outgoing
from fidpos.sync.session import SyncSession
from fidpos.wire.sync.hello import TillHealth
from fidpos.wire.sync.signature import Signer
from tests.helpers.centre_parent import wait_until
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_centre import Data, MemoryCentre
from tests.helpers.memory_till import MemoryTill
from tests.helpers.sync_pair import DAILY_LIMIT, PROGRAMME
from tests.simulation.shop import CASHIER, MERCHANT, SHOP, Counter


class OneAtATime(MemoryCentre):
    """One transaction at a time, from any thread."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock.now())
        self._one = threading.Lock()

    @contextmanager
    def unit(self, merchant_id: MerchantId) -> Iterator[Unit]:
        with self._one, super().unit(merchant_id) as unit:
            yield unit


class ServedCentre:
    """The centre at work, within its `with`.

    Attributes:
        store: what it keeps.
        hub: where its tills wait.
    """

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.random = Random(1)
        self.counter = Counter(random=self.random, clock=self.clock)
        self.store = OneAtATime(self.clock)
        with self.store.unit(MERCHANT):
            """The merchant exists."""
        self.data.programmes[1] = PROGRAMME
        self.data.people[CASHIER] = StaffRecord(id=CASHIER, role=Role.MANAGER, shops=frozenset({SHOP}))
        self.hub = Hub()
        metrics, workers = Metrics(), Workers(4)
        gate = Gate(self.store, self.clock)
        self.shelf = Shelf(self.store, self.clock, BytesIO, members_least=20, members_a_part=5)
        desk = Desk(
            self.store,
            gate,
            self.clock,
            open_box=lambda _, box: box,
            announce=self.hub.tell,
            gifts=Gifts(shelf=self.shelf),
        )
        app = make_app(
            routes=SyncRoutes(desk, self.hub, workers, metrics).routes(),
            hub=self.hub,
            workers=workers,
            metrics=metrics,
            ready=lambda: None,
        )
        self.metrics = metrics
        self.serving = Serving(app, self.hub, listening("127.0.0.1", 0))
        self._keys: dict[TillId, bytes] = {}

    def __enter__(self) -> Self:
        self.serving.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.serving.__exit__(None, None, None)
        self.shelf.close()

    def counted(self, path: str, outcome: str) -> float:
        """How many requests had this outcome."""
        labels = {"path": path, "outcome": outcome}
        return self.metrics.registry.get_sample_value("fidpos_sync_requests_total", labels) or 0.0

    def await_waiting(self, tills: int) -> None:
        """Until so many tills wait for a change."""
        wait_until(lambda: self.hub.waiting >= tills)

    @property
    def data(self) -> Data:
        return self.store.data[MERCHANT]

    @property
    def address(self) -> CentreAddress:
        return CentreAddress(url=f"http://127.0.0.1:{self.serving.port}")

    def signer(self, number: int) -> Signer:
        """Of the till with this number, which is made known to the centre."""
        till_id = TillId(UUID(int=number))
        if till_id not in self._keys:
            key = Ed25519PrivateKey.generate()
            self._keys[till_id] = key.private_bytes_raw()
            self.data.tills[till_id] = TillRecord(
                id=till_id,
                shop_id=SHOP,
                public_key=key.public_key().public_bytes_raw(),
                daily_limit_minor=DAILY_LIMIT,
            )
        return Signer(merchant_id=MERCHANT, till_id=till_id, private_key=self._keys[till_id])

    def stranger(self) -> Signer:
        """Of a till and a merchant that the centre never heard of."""
        return Signer(
            merchant_id=MerchantId(UUID(int=9)),
            till_id=TillId(UUID(int=9)),
            private_key=Ed25519PrivateKey.generate().private_bytes_raw(),
        )

    def revoke(self, number: int) -> None:
        """The office locks the till."""
        before = self.data.tills[TillId(UUID(int=number))]
        self.data.tills[before.id] = TillRecord(
            id=before.id, shop_id=before.shop_id, public_key=before.public_key, status=TillStatus.REVOKED
        )

    @contextmanager
    def till(self, number: int, address: CentreAddress | None = None) -> Iterator["OnlineTill"]:
        """A till that speaks to it, directly or by way of another address."""
        address = address or self.address
        with HttpLine(address) as line:
            yield OnlineTill(self, line, self.signer(number), address)


class OnlineTill:
    """A till in memory with a line to the centre."""

    def __init__(self, centre: ServedCentre, line: HttpLine, signer: Signer, address: CentreAddress) -> None:
        self.line = line
        self.store = MemoryTill(
            signer.till_id, centre.clock, lambda: uuid7(centre.clock.now(), centre.random.randbytes)
        )
        self.centre = HttpCentre(line, address, signer, centre.clock)
        self.outgoing = Outgoing(seal_box=lambda _, key: key)
        self.session = SyncSession(
            self.store,
            self.centre,
            outgoing=self.outgoing,
            clock=centre.clock,
            health=lambda: TillHealth(software="test", schema_version=1),
        )

    def settle(self) -> None:
        """Until there is nothing to say any more."""
        while self.session.push() or self.session.pull():
            """More."""
