"""http.ingest and drain.one: what HTTP adds to taking visits in, and what the till's own client adds to that.

http.ingest: pushes that were packed and signed beforehand, over one connection of `http.client`, beside the
same pushes unpacked and taken in within one process. Both take turns along one journal, so each visit is new.

drain.one: a till that sends a long journal by its own sync, beside such prepared requests.
"""

import gc
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from time import perf_counter

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import connect

from benchmarks.cases.centre import Journal, Served, cluster, merchant
from benchmarks.cases.serving import serving
from benchmarks.report import Emit, Figure
from fidpos.server.api.gate import Gate
from fidpos.sync.client import CentreAddress, HttpCentre, HttpLine
from fidpos.sync.session import PUSH_PATH
from fidpos.wire.sync.packing import ENCODING, pack, unpack
from fidpos.wire.sync.push import Push, PushAnswer, PushVerdict
from fidpos.wire.sync.signature import Signer
from tests.helpers.centre_office import MERCHANT, TILL
from tests.helpers.postgres import CentreDatabase

MEMBERS = 2_000
PUSHES = {50: 40, 500: 12}
"""How many of each size, on each side."""
WARM_UP = 2


def run(emit: Emit) -> None:
    """One merchant, one till, one journal; who is next takes the next push."""
    journal = Journal()
    enrolments = list(journal.enrolments(MEMBERS))
    with cluster() as running, merchant(running) as made, _serving(made) as centre:
        for push in enrolments:
            centre.served.take(push)
        for size, count in PUSHES.items():
            pushes = [journal.visits(size) for _ in range(2 * (count + WARM_UP))]
            http_s, process_s = _in_turn(centre.prepared, centre.within, pushes)
            emit(_figure(f"http.ingest.{size}", size, http_s, process_s))
        size = max(PUSHES)
        pushes = [journal.visits(size) for _ in range(2 * (PUSHES[size] + WARM_UP))]
        till_s, http_s = _in_turn(centre.by_till, centre.prepared, pushes)
        emit(_figure("drain.one", size, till_s, http_s))


def _figure(name: str, size: int, value_s: float, limit_s: float) -> Figure:
    return Figure(name=name, value=size / value_s, unit="visits/s", limit=size / limit_s, target=">= 0.95")


Prepare = Callable[[Push], Callable[[], PushAnswer]]
"""Does beforehand what is not measured, and gives what is."""


def _in_turn(value: Prepare, limit: Prepare, pushes: Sequence[Push]) -> tuple[float, float]:
    """Median seconds of a push on each side."""
    times: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    gc.disable()
    try:
        for number, push in enumerate(pushes):
            # By pairs, and turned round each time: neither side always comes second.
            side = (number + number // 2) % 2
            act = (value, limit)[side](push)
            begun = perf_counter()
            answer = act()
            times[side].append(perf_counter() - begun)
            assert answer.verdict is PushVerdict.OK
    finally:
        gc.enable()
    value_s, limit_s = (statistics.median(each[WARM_UP:]) for each in times)
    return value_s, limit_s


@dataclass(frozen=True, slots=True, kw_only=True)
class _Centre:
    served: Served
    address: CentreAddress
    signer: Signer
    connection: HTTPConnection
    till: HttpCentre

    def within(self, push: Push) -> Callable[[], PushAnswer]:
        body = pack(push)
        return lambda: self.served.take(unpack(body, Push))

    def prepared(self, push: Push) -> Callable[[], PushAnswer]:
        body = pack(push)
        created = int(self.served.clock.now().timestamp())
        headers = self.signer.headers(self.address.target("POST", PUSH_PATH), body, created)

        def send() -> PushAnswer:
            self.connection.request("POST", PUSH_PATH, body, {**headers, "content-encoding": ENCODING})
            return unpack(self.connection.getresponse().read(), PushAnswer)

        return send

    def by_till(self, push: Push) -> Callable[[], PushAnswer]:
        return lambda: self.till.ask(PUSH_PATH, push, PushAnswer)


@contextmanager
def _serving(made: CentreDatabase) -> Iterator[_Centre]:
    """The centre on a thread of this process, and a till that it knows."""
    key = Ed25519PrivateKey.generate()
    with connect(made.superuser, autocommit=True) as owner:
        public = key.public_key().public_bytes_raw()
        owner.execute("UPDATE tills SET public_key = %s WHERE id = %s", [public, TILL])
    served = Served(made)
    signer = Signer(merchant_id=MERCHANT, till_id=TILL, private_key=key.private_bytes_raw())
    with serving(served, Gate(served.store, served.clock), workers=2) as port:
        address = CentreAddress(url=f"http://127.0.0.1:{port}")
        with HttpLine(address) as line:
            connection = HTTPConnection("127.0.0.1", port)
            yield _Centre(
                served=served,
                address=address,
                signer=signer,
                connection=connection,
                till=HttpCentre(line, address, signer, served.clock),
            )
            connection.close()
    served.close()
