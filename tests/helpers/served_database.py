"""A centre on PostgreSQL behind real HTTP on the loopback, and the till of a merchant that sends it anything.

The till has its real key; every request of it is well signed, whatever stands in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Self
from uuid import UUID

import httpx
import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fidpos.domain.ids import MerchantId, ShopId, StaffId, TillId
from fidpos.domain.staff import Role
from fidpos.rules.codec import programme_to_json
from fidpos.rules.programme import Programme
from fidpos.server.api.desk import Desk
from fidpos.server.api.gate import Gate
from fidpos.server.api.hub import Hub
from fidpos.server.api.metrics import Metrics
from fidpos.server.api.rate import Rate
from fidpos.server.api.serving import Serving, listening
from fidpos.server.api.sync import SyncRoutes
from fidpos.server.api.workers import Workers
from fidpos.server.app import make_app
from fidpos.server.configuration import Person
from fidpos.server.db.engine import Database
from fidpos.server.db.register import PostgresRegister
from fidpos.server.db.store import PostgresCentre
from fidpos.server.register import Merchant, Shop, Till
from fidpos.sync.client import CentreAddress
from fidpos.wire.sync.signature import Signer
from tests.helpers.centre_office import MASTER_KEY, signed
from tests.helpers.fake_clock import FakeClock
from tests.helpers.postgres import CentreDatabase, centre_database
from tests.helpers.sync_pair import PROGRAMME

US = MerchantId(UUID(int=0xA0))
OUR_SHOP = ShopId(UUID(int=0xA1))
OUR_TILL = TillId(UUID(int=0xA2))
OUR_CASHIER = StaffId(UUID(int=0xA3))
OURS = (US, OUR_SHOP, OUR_TILL, OUR_CASHIER)
DAILY_LIMIT = 10_000

_THREADS = 2
_ENDLESS = Rate(per_s=1e6, burst=10**6)
"""Nobody is told to come back later: each request is to be answered for what it is."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back: the message unpacked, or the refusal."""

    status: int
    body: bytes

    @property
    def json(self) -> object:
        return msgspec.json.decode(self.body)

    @property
    def code(self) -> str:
        """Of a refusal; empty for a success."""
        return str(msgspec.json.decode(self.body)["code"]) if self.status != 200 else ""


@dataclass(slots=True)
class ServedDatabase:
    """The centre at work, within its `with`."""

    made: CentreDatabase
    clock: FakeClock
    programme: Programme = PROGRAMME
    metrics: Metrics = field(default_factory=Metrics)
    private_key: bytes = bytes(range(32))
    store: PostgresCentre = field(init=False)
    workers: Workers = field(init=False)
    paths: set[str] = field(init=False)
    _database: Database = field(init=False)
    _serving: Serving = field(init=False)
    _client: httpx.Client = field(init=False)

    def __enter__(self) -> Self:
        self._database = Database(self.made.app, size=_THREADS).open()
        self.store = PostgresCentre(self._database, clock=self.clock, master_key=MASTER_KEY, sign=signed)
        self._found()
        hub, self.workers = Hub(), Workers(_THREADS)
        gate = Gate(self.store, self.clock, rate=_ENDLESS)
        desk = Desk(self.store, gate, self.clock, open_box=lambda _, box: box, announce=hub.tell)
        routes = SyncRoutes(desk, hub, self.workers, self.metrics).routes()
        self.paths = {route.path for route in routes}
        app = make_app(
            routes=routes,
            hub=hub,
            workers=self.workers,
            metrics=self.metrics,
            ready=self._database.check,
        )
        self._serving = Serving(app, hub, listening("127.0.0.1", 0))
        self._serving.__enter__()
        self._client = httpx.Client(timeout=60)
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        self._serving.__exit__(None, None, None)
        self._database.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._serving.port}"

    def ask(self, path: str, message: object) -> Answered:
        """What our till is answered to a message, given as JSON."""
        return self.send(path, zstandard.ZstdCompressor().compress(msgspec.json.encode(message)))

    def send(self, path: str, body: bytes) -> Answered:
        """What our till is answered to these bytes."""
        # Whoever guesses numbers must wait: this long, the next guess is free.
        self.clock.advance(2)
        signer = Signer(merchant_id=US, till_id=OUR_TILL, private_key=self.private_key)
        target = CentreAddress(url=self.url).target("POST", path)
        headers = signer.headers(target, body, int(self.clock.now().timestamp()))
        answer = self._client.post(
            f"{self.url}{path}", content=body, headers={"content-encoding": "zstd", **headers}
        )
        return Answered(answer.status_code, answer.content)

    def counted(self, path: str) -> dict[str, float]:
        """Requests so far, by what became of them."""
        return {
            sample.labels["outcome"]: sample.value
            for family in self.metrics.registry.collect()
            for sample in family.samples
            if sample.name == "fidpos_sync_requests_total" and sample.labels["path"] == path
        }

    def publish(self, programme: Programme) -> None:
        """A version that is in force from now on."""
        with self._database.transaction(US) as connection:
            connection.execute(
                "INSERT INTO programmes (merchant_id, version, body, since) VALUES (%s, %s, %s, %s)",
                [US, programme.version, programme_to_json(programme), self.clock.now()],
            )

    def _found(self) -> None:
        """Our merchant, with one shop, one till, one cashier and a programme."""
        now = self.clock.now()
        public_key = Ed25519PrivateKey.from_private_bytes(self.private_key).public_key()
        with PostgresRegister(self._database, self.clock).pages(US) as pages:
            pages.add_merchant(Merchant(id=US, name="Us", code="1", card_name="Us", currency="EUR"))
            pages.add_shop(Shop(id=OUR_SHOP, name="Ours", zone="Europe/Paris", opens_on=date(2026, 1, 1)))
            till = Till(
                id=OUR_TILL,
                shop_id=OUR_SHOP,
                name="Ours",
                public_key=public_key.public_bytes_raw(),
                daily_limit_minor=DAILY_LIMIT,
                paired_at=now,
            )
            pages.add_till(till)
            pages.configuration.put_staff(
                Person(id=OUR_CASHIER, name="A", role=Role.MANAGER, pin_hash="", shops=frozenset({OUR_SHOP})),
                now,
            )
        self.publish(self.programme)


@contextmanager
def served_database(programme: Programme = PROGRAMME) -> Iterator[ServedDatabase]:
    """On a database of its own, where nobody else is."""
    with centre_database() as made, ServedDatabase(made, FakeClock(), programme) as served:
        yield served
