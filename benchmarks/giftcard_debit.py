"""giftcard.debit: paying with a gift card online, beside one bare INSERT and its commit on the same disk.

A debit is what a till does: it asks for a hold and pushes the two events that settle it, each request signed,
sent over a kept connection, and durable when it is answered. The centre runs on threads of this process,
which it shares with the clients. Latencies are of one client alone, in turn with the bare insert; rates, of
eight clients on cards of their own, of eight on one card, and of eight connections that insert.
"""

import gc
import statistics
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from http.client import HTTPConnection
from time import perf_counter
from uuid import UUID, uuid4

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import Connection, connect
from psycopg.rows import TupleRow

from benchmarks.cases.centre import Journal, Served, cluster, merchant
from benchmarks.cases.serving import serving
from benchmarks.report import Emit, Figure
from fidpos.domain.gift_card import GiftMove
from fidpos.domain.ids import GiftHoldId, TillId, VisitId, uuid7
from fidpos.server.api.gate import Gate
from fidpos.server.api.rate import Rate
from fidpos.sync.client import CentreAddress
from fidpos.sync.session import PUSH_PATH
from fidpos.wire.sealed import open_inscription
from fidpos.wire.sync.hold import HOLD_PATH, GiftCardClaim, Hold, HoldAnswer
from fidpos.wire.sync.packing import ENCODING, pack, unpack
from fidpos.wire.sync.push import PushAnswer, PushVerdict, SubjectKey
from fidpos.wire.sync.signature import Signer
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import CASHIER, MERCHANT, TILLS
from tests.helpers.fake_clock import FakeClock
from tests.helpers.payer import Sold, payment
from tests.helpers.postgres import CentreDatabase

CLIENTS = 8
ALONE = 300
"""Debits of each kind by one client."""
TOGETHER = 60
"""Debits of each of eight clients."""
ENTRIES = 10_000
WARM_UP = 20
CARD_MINOR = 10_000_000
UNLIMITED = Rate(per_s=1e9, burst=10**9)

Message = msgspec.Struct


def run(emit: Emit) -> None:
    """One merchant, eight tills."""
    with cluster() as running, merchant(running) as made, _serving(made) as clients:
        first = clients[0]
        fresh = [first.sell() for _ in range(ALONE + WARM_UP)]
        old = first.sell()
        first.reload(old, ENTRIES)
        with _bare(made) as connections:
            alone = _alone(first, fresh, old, connections[0])
            for name, at in (("p50", 0.5), ("p99", 0.99)):
                debit, bare = _quantile(alone.fresh, at), _quantile(alone.bare, at)
                emit(Figure(name=f"giftcard.debit.{name}", value=debit, unit="ms", limit=bare))
            emit(
                Figure(
                    name="giftcard.debit.10k_entries",
                    value=_quantile(alone.old, 0.5),
                    unit="ms",
                    limit=_quantile(alone.fresh, 0.5),
                    target="<= 1.1",
                )
            )
            inserts = _rate([lambda c=each: _insert(c) for each in connections])  # type: ignore[misc]  # bound now
        own = [client.sell() for client in clients]
        apart = _rate([_paying(client, card) for client, card in zip(clients, own, strict=True)])
        shared = _rate([_paying(client, own[0]) for client in clients])
        for name, rate in (("8_cards", apart), ("1_card", shared)):
            emit(Figure(name=f"giftcard.debit.{name}", value=rate, unit="debits/s", limit=inserts))


def _paying(client: "_Client", card: Sold) -> Callable[[], None]:
    return lambda: client.debit(card)


@dataclass(frozen=True, slots=True)
class _Times:
    """Milliseconds each took."""

    fresh: Sequence[float]
    old: Sequence[float]
    bare: Sequence[float]


def _alone(client: "_Client", fresh: Sequence[Sold], old: Sold, bare: Connection[TupleRow]) -> _Times:
    """By threes, so that what disturbs the machine disturbs them alike."""
    times: tuple[list[float], list[float], list[float]] = ([], [], [])
    gc.collect()
    gc.disable()
    try:
        for number, card in enumerate(fresh):
            acts = (_paying(client, card), _paying(client, old), lambda: _insert(bare))
            for place in range(len(acts)):
                # Turned round each time: none of them always follows the same one.
                which = (number + place) % len(acts) if number % 2 else (number - place) % len(acts)
                times[which].append(_ms(acts[which]))
    finally:
        gc.enable()
    return _Times(*(each[WARM_UP:] for each in times))


def _ms(act: Callable[[], None]) -> float:
    begun = perf_counter()
    act()
    return (perf_counter() - begun) * 1e3


def _quantile(values: Sequence[float], at: float) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[round(at * 100) - 1]


def _rate(acts: Sequence[Callable[[], None]]) -> float:
    """How many a second all of them do together."""

    def often(act: Callable[[], None]) -> None:
        for _ in range(TOGETHER):
            act()

    with ThreadPoolExecutor(len(acts)) as threads:
        begun = perf_counter()
        list(threads.map(often, acts))
        return len(acts) * TOGETHER / (perf_counter() - begun)


@contextmanager
def _bare(made: CentreDatabase) -> Iterator[list[Connection[TupleRow]]]:
    """Connections to a table without policies that takes an entry."""
    with ExitStack() as stack:
        connections = [stack.enter_context(connect(made.owner)) for _ in range(CLIENTS)]
        connections[0].execute(
            "CREATE TABLE raw_debits (id uuid PRIMARY KEY, card uuid, amount_minor bigint, at timestamptz)"
        )
        connections[0].commit()
        yield connections


def _insert(connection: Connection[TupleRow]) -> None:
    connection.execute("INSERT INTO raw_debits VALUES (%s, %s, %s, now())", [uuid4(), uuid4(), -100])
    connection.commit()


@dataclass(slots=True, kw_only=True)
class _Client:
    """A till that the centre knows, with a connection of its own."""

    till_id: TillId
    signer: Signer
    address: CentreAddress
    connection: HTTPConnection
    journal: Journal
    served: Served

    def debit(self, card: Sold) -> None:
        """One euro, held and booked."""
        now = self.served.clock.now()
        visit_id, hold_id = VisitId(uuid7(now)), GiftHoldId(uuid7(now))
        claim = GiftCardClaim(
            hold_id=hold_id, number_digest=card.number_digest, wanted_minor=100, currency="EUR"
        )
        asked = Hold(visit_id=visit_id, staff_id=CASHIER, at=now, business_day=now.date(), claims=(claim,))
        answer = unpack(self._send(HOLD_PATH, asked), HoldAnswer)
        assert answer.held[0].granted == 100
        self._push(self.journal.push(payment(card.id, hold_id, visit_id, 100)))

    def sell(self) -> Sold:
        """A new card with a fortune on it."""
        told = Happenings(FakeClock(self.served.clock.now()), seed=uuid4().int)
        issued = msgspec.structs.replace(told.gift_card(CARD_MINOR), till_id=self.till_id)
        key = told.keys[issued.gift_card_id]
        sold = told.moved(issued.gift_card_id, GiftMove.SOLD, CARD_MINOR)
        self._push(self.journal.push([issued, sold], (SubjectKey(subject=issued.gift_card_id, box=key),)))
        number = open_inscription(key, issued.gift_card_id, issued.sealed).number.canonical
        return Sold(id=issued.gift_card_id, number_digest=sha256(number.encode()).digest())

    def reload(self, card: Sold, times: int) -> None:
        """So many entries more."""
        told = Happenings(FakeClock(self.served.clock.now()), seed=uuid4().int)
        for _ in range(times // 500):
            self._push(self.journal.push([told.moved(card.id, GiftMove.RELOADED, 1) for _ in range(500)]))

    def _push(self, push: Message) -> None:
        answer = unpack(self._send(PUSH_PATH, push), PushAnswer)
        assert (answer.verdict, answer.outcomes) == (PushVerdict.OK, ())

    def _send(self, path: str, message: Message) -> bytes:
        body = pack(message)
        created = int(self.served.clock.now().timestamp())
        headers = self.signer.headers(self.address.target("POST", path), body, created)
        self.connection.request("POST", path, body, {**headers, "content-encoding": ENCODING})
        return self.connection.getresponse().read()


@contextmanager
def _serving(made: CentreDatabase) -> Iterator[list[_Client]]:
    """The centre on threads of this process, and tills that it knows."""
    keys = [Ed25519PrivateKey.generate() for _ in range(CLIENTS)]
    ids = [TillId(UUID(int=1_000 + number)) for number in range(CLIENTS)]
    _register(made, dict(zip(ids, keys, strict=True)))
    served = Served(made, size=CLIENTS)
    gate = Gate(served.store, served.clock, rate=UNLIMITED)
    with serving(served, gate, workers=CLIENTS) as port, ExitStack() as stack:
        address = CentreAddress(url=f"http://127.0.0.1:{port}")
        clients = []
        for till_id, key in zip(ids, keys, strict=True):
            connection = HTTPConnection("127.0.0.1", port)
            stack.callback(connection.close)
            clients.append(
                _Client(
                    till_id=till_id,
                    signer=Signer(merchant_id=MERCHANT, till_id=till_id, private_key=key.private_bytes_raw()),
                    address=address,
                    connection=connection,
                    journal=Journal(till_id),
                    served=served,
                )
            )
        yield clients
    served.close()


def _register(made: CentreDatabase, keys: dict[TillId, Ed25519PrivateKey]) -> None:
    records = [
        replace(
            TILLS[0], id=till_id, public_key=key.public_key().public_bytes_raw(), daily_limit_minor=10**15
        )
        for till_id, key in keys.items()
    ]
    with connect(made.superuser, autocommit=True) as connection:
        for till in records:
            connection.execute(
                "INSERT INTO tills (merchant_id, id, shop_id, name, public_key, status, daily_limit_minor)"
                " VALUES (%s, %s, %s, 'T', %s, %s, %s)",
                [MERCHANT, till.id, till.shop_id, till.public_key, till.status, till.daily_limit_minor],
            )
