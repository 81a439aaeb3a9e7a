"""server.waiting: a thousand tills of one shop that wait for a change, on one process of the centre.

Its memory with all of them waiting, and how long after a visit at one of them the last one has heard of it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.cases.store import WallClock
from benchmarks.report import Emit, Figure
from fidpos.bootstrap.centre import open_centre
from fidpos.domain.ids import MerchantId, ShopId, TillId, uuid7
from fidpos.server.db.store import PostgresCentre
from fidpos.server.register import Till
from fidpos.server.services.push import take
from fidpos.sync.client import CentreAddress, HttpCentre, HttpLine
from fidpos.sync.outgoing import Outgoing
from fidpos.sync.session import PULL_PATH, SyncSession
from fidpos.wire.sync.anchors import START
from fidpos.wire.sync.hello import TillHealth
from fidpos.wire.sync.packing import ENCODING, pack, unpack
from fidpos.wire.sync.pull import PULL_WAIT_MAX_S, Pull, PullAnswer
from fidpos.wire.sync.signature import Signer
from fidpos.wire.sync.subject_key import seal_subject_key
from tests.helpers.centre_process import CentrePlace, CentreProcess, centre_place
from tests.helpers.memory_till import MemoryTill
from tests.simulation.shop import Counter

TILLS = 1_000
AT_ONCE = 250
"""Of those that begin to wait: more than the centre's queue holds would be asked to come back."""
_UNITS = {"kB": 1024}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A till in memory, and whose requests it signs."""

    store: MemoryTill
    signer: Signer
    outgoing: Outgoing

    def speak(self, url: str) -> None:
        """Record a visit of a new member and send it."""
        Counter(random=Random(1), clock=WallClock()).buy(self.store)
        address = CentreAddress(url=url)
        with HttpLine(address) as line:
            session = SyncSession(
                self.store,
                HttpCentre(line, address, self.signer, WallClock()),
                outgoing=self.outgoing,
                clock=WallClock(),
                health=lambda: TillHealth(software="bench", schema_version=1),
            )
            while session.push():
                """More."""


def run(emit: Emit) -> None:
    """Each till's first row is taken in beforehand; then all of them wait at once."""
    with centre_place() as place:
        tills = _known_tills(place)
        with CentreProcess(place) as centre:
            memory, wake_s = asyncio.run(_all_wait(centre, tills))
    emit(Figure(name="server.waiting.memory", value=memory / 1e6, unit="MB", target="<= 300"))
    emit(Figure(name="server.waiting.wake", value=wake_s * 1e3, unit="ms", target="<= 2000"))


def _known_tills(place: CentrePlace) -> list[Waiting]:
    with open_centre(place.folder, place.environment) as centre:
        now = centre.clock.now()
        with place.operator() as operator:
            merchant = operator.add_merchant("M", code="1234", card_name="Club", currency="EUR")
            shop = operator.add_shop(merchant.number, "Lyon", zone="Europe/Paris", closes_on=None)
        signers = [_signer(merchant.id, now) for _ in range(TILLS)]
        with centre.register.pages(merchant.id) as pages:
            for signer in signers:
                pages.add_till(_till(signer, shop.id, now))
        store = PostgresCentre(centre.database, clock=centre.clock, master_key=centre.keyring.master)
        outgoing = Outgoing(seal_box=partial(seal_subject_key, centre.keyring.public.box))
        stores = [_store(signer.till_id) for signer in signers]
        with store.unit(merchant.id) as unit:
            for each in stores:
                till = unit.till(each.till_id)
                assert till is not None
                push = outgoing.next(each, START, each.head().epoch)
                take(unit, till, push, now=now, open_box=centre.keyring.open_box)
        return [
            Waiting(store=each, signer=signer, outgoing=outgoing)
            for each, signer in zip(stores, signers, strict=True)
        ]


def _till(signer: Signer, shop_id: ShopId, now: datetime) -> Till:
    key = Ed25519PrivateKey.from_private_bytes(signer.private_key).public_key()
    return Till(
        id=signer.till_id,
        shop_id=shop_id,
        name="Till",
        public_key=key.public_bytes_raw(),
        daily_limit_minor=1_000_000,
        paired_at=now,
    )


def _store(till_id: TillId) -> MemoryTill:
    clock = WallClock()
    return MemoryTill(till_id, clock, lambda: uuid7(clock.now()))


def _signer(merchant_id: MerchantId, now: datetime) -> Signer:
    key = Ed25519PrivateKey.generate().private_bytes_raw()
    return Signer(merchant_id=merchant_id, till_id=TillId(uuid7(now)), private_key=key)


async def _all_wait(centre: CentreProcess, tills: Sequence[Waiting]) -> tuple[float, float]:
    """Bytes of the process with all of them waiting, and seconds until the last has heard of a visit."""
    first, *others = tills
    polls: list[asyncio.Future[PullAnswer]] = []
    for start in range(0, len(others), AT_ONCE):
        polls += [asyncio.ensure_future(_poll(centre, till)) for till in others[start : start + AT_ONCE]]
        while await asyncio.to_thread(_waiting, centre) < len(polls):
            await asyncio.sleep(0.1)
    memory = _memory(centre.pid)
    begun = perf_counter()
    await asyncio.to_thread(first.speak, centre.url)
    heard = await asyncio.gather(*polls)
    assert all(answer.changes for answer in heard)
    return memory, perf_counter() - begun


async def _poll(centre: CentreProcess, till: Waiting) -> PullAnswer:
    """A long poll on a connection of its own, as a till's is."""
    pull = Pull(lineage=till.store.head().epoch, after=till.store.memory().feed, wait_s=PULL_WAIT_MAX_S)
    body = pack(pull)
    target = CentreAddress(url=centre.url).target("POST", PULL_PATH)
    headers = till.signer.headers(target, body, int(datetime.now(UTC).timestamp())) | {
        "host": target.authority,
        "content-encoding": ENCODING,
        "content-length": str(len(body)),
        "connection": "close",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    reader, writer = await asyncio.open_connection("127.0.0.1", centre.port)
    writer.write(f"POST {PULL_PATH} HTTP/1.1\r\n{head}\r\n".encode() + body)
    answer = await reader.read(-1)
    writer.close()
    return unpack(answer.partition(b"\r\n\r\n")[2], PullAnswer)


def _waiting(centre: CentreProcess) -> float:
    lines = httpx.get(f"{centre.url}/metrics").text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("fidpos_sync_waiting "))


def _memory(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    _, size, unit = next(line.split() for line in lines if line.startswith("VmRSS:"))
    return int(size) * _UNITS[unit]
