"""A till in memory that was paired with a real centre, over real HTTP, and what its counter records."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from random import Random

from fidpos.bootstrap.clock import SystemClock
from fidpos.domain.ids import uuid7
from fidpos.sync.client import CentreAddress, HttpCentre, HttpDoor, HttpLine
from fidpos.sync.commands import Commands, resync
from fidpos.sync.outgoing import Outgoing
from fidpos.sync.pairing import NewTill, new_private_key, pair
from fidpos.sync.pump import Pump
from fidpos.sync.session import SyncSession
from fidpos.sync.status import SyncStatus
from fidpos.sync.tls import not_yet_known
from fidpos.wire.sync.command import CommandKind
from fidpos.wire.sync.hello import TillHealth
from fidpos.wire.sync.pairing import Welcome
from fidpos.wire.sync.pairing_code import PairingCode
from fidpos.wire.sync.signature import Signer
from fidpos.wire.sync.subject_key import seal_subject_key
from tests.helpers.centre_parent import wait_until
from tests.helpers.centre_process import Network
from tests.helpers.memory_till import MemoryTill
from tests.simulation.shop import Counter

DIAGNOSTICS = b"the bundle"


def new_till(name: str = "Till 1") -> NewTill:
    return NewTill(private_key=new_private_key(), name=name, software="test")


def paired(url: str, code: PairingCode, till: NewTill) -> Welcome:
    """Let in by whoever answers there, if it is the centre of the code."""
    address = CentreAddress(url=url)
    with HttpLine(address, not_yet_known()) as line:
        return pair(HttpDoor(line), code, till)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedTill:
    """Its store, its counter, and its sync."""

    store: MemoryTill
    counter: Counter
    line: HttpLine
    session: SyncSession
    outgoing: Outgoing

    def settle(self) -> None:
        """Until there is nothing to say any more."""
        while self.session.push() or self.session.pull():
            """More."""

    def hear(self, holds: Callable[[], bool]) -> None:
        """Settle until it holds: what was committed is told only once nothing older is still being written.

        Others write in the same cluster at the same time, each in a database of its own.
        """

        def is_heard() -> bool:
            self.settle()
            return holds()

        wait_until(is_heard)

    def pump(self, tell: Callable[[SyncStatus], None] = lambda _: None) -> Pump:
        return Pump(
            self.session,
            self.store,
            clock=SystemClock(),
            random=Random(1),
            interrupt=self.line.interrupt,
            tell=tell,
        )


@contextmanager
def paired_till(
    url: str, welcome: Welcome, till: NewTill, *, store: MemoryTill | None = None, seed: int = 1
) -> Iterator[PairedTill]:
    """The till at work, with a fresh store unless it has one."""
    clock, random = SystemClock(), Random(seed)
    address = CentreAddress(url=url, pin=welcome.tls_pin)
    signer = Signer(merchant_id=welcome.merchant_id, till_id=welcome.till_id, private_key=till.private_key)
    store = store or MemoryTill(welcome.till_id, clock, lambda: uuid7(clock.now(), random.randbytes))
    outgoing = Outgoing(seal_box=partial(seal_subject_key, welcome.keys.box))
    with HttpLine(address) as line:
        yield PairedTill(
            outgoing=outgoing,
            store=store,
            counter=Counter(random=random, clock=clock),
            line=line,
            session=SyncSession(
                store,
                HttpCentre(line, address, signer, clock),
                outgoing=outgoing,
                clock=clock,
                health=lambda: TillHealth(software="test", schema_version=1),
                obey=Commands(
                    identity=welcome.keys.identity,
                    merchant_id=welcome.merchant_id,
                    till_id=welcome.till_id,
                    acts={
                        CommandKind.RESYNC: partial(resync, store),
                        CommandKind.SEND_DIAGNOSTICS: lambda: DIAGNOSTICS,
                    },
                ).obey,
            ),
        )


@contextmanager
def at_work(url: str, network: Network, shop: str = "Lyon", seed: int = 1) -> Iterator[PairedTill]:
    """A till of the shop, just paired."""
    till = new_till(f"{shop} {seed}")
    with paired_till(url, paired(url, network.code(shop), till), till, seed=seed) as found:
        yield found


@contextmanager
def pumping(till: PairedTill) -> Iterator[None]:
    """Its sync thread at work."""
    pump = till.pump()
    thread = threading.Thread(target=pump.run)
    thread.start()
    try:
        yield
    finally:
        pump.stop()
        thread.join()
