"""drain.storm: a thousand tills that come back at once, each with visits to send, over real HTTP.

The tills send prepared pushes, one after the other; who is asked to come back does so when it was told, as
tills do. The limit is the rate at which such pushes are taken in within one process, on as many threads as
the centre has. Both take turns on one database.

`.wait` is how long the unluckiest till waited until one of its pushes was taken, however often it was asked
to come back. The limit is how long a round takes in which each till is served once.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from time import perf_counter, time
from uuid import UUID

from psycopg import connect

from benchmarks.cases.centre import Journal, Served
from benchmarks.cases.centre_at_work import Workplace, workplace
from benchmarks.report import Emit, Figure
from fidpos.domain.ids import TillId
from fidpos.server.db.engine import POOL_SIZE
from fidpos.sync.backoff import Backoff
from fidpos.sync.client import CentreAddress
from fidpos.sync.session import PUSH_PATH
from fidpos.wire.sync.packing import ENCODING, pack, unpack
from fidpos.wire.sync.push import Push, PushAnswer, PushVerdict
from fidpos.wire.sync.signature import Signer

TILLS = 1_000
WAVES = 1
PUSHES_EACH = 3
VISITS_A_PUSH = 50
MEMBERS = 5_000
LIMIT_TILLS = 100
"""Whose pushes are taken in within this process, after each wave."""


@dataclass(slots=True, kw_only=True)
class Sender:
    """A till with prepared pushes.

    Attributes:
        waits_s: for each push, until it was taken.
        refusals: how often it was asked to come back.
    """

    signer: Signer
    pushes: Sequence[bytes]
    backoff: Backoff
    waits_s: list[float] = field(default_factory=list)
    refusals: int = 0

    async def send_all(self, url: str, port: int) -> None:
        """One push after the other, on a connection that is kept as long as the centre keeps it."""
        target = CentreAddress(url=url).target("POST", PUSH_PATH)
        line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        for body in self.pushes:
            begun = perf_counter()
            while True:
                line = line or await asyncio.open_connection("127.0.0.1", port)
                headers = self.signer.headers(target, body, int(time())) | {
                    "host": target.authority,
                    "content-encoding": ENCODING,
                    "content-length": str(len(body)),
                }
                head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
                line[1].write(f"POST {PUSH_PATH} HTTP/1.1\r\n{head}\r\n".encode() + body)
                status, answered, answer = await _answer(line[0])
                if status == 200:
                    assert unpack(answer, PushAnswer).verdict is PushVerdict.OK
                    self.backoff.succeeded()
                    break
                self.refusals += 1
                line[1].close()
                line = None
                await asyncio.sleep(self.backoff.failed_s(int(answered.get("retry-after", "1"))))
            self.waits_s.append(perf_counter() - begun)
        if line is not None:
            line[1].close()


def run(emit: Emit) -> None:
    """A wave of tills, then some pushes in this process, and so on."""
    with workplace() as work:
        members = Journal()
        served = Served(work.made, size=POOL_SIZE)
        for push in members.enrolments(MEMBERS):
            served.take(push)
        with connect(work.made.superuser, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        storm_s = limit_s = 0.0
        senders: list[Sender] = []
        with work.process() as centre:
            for wave in range(WAVES):
                tills = _senders(work, members, wave, TILLS)
                begun = perf_counter()
                asyncio.run(_storm(tills, centre.url, centre.port))
                storm_s += perf_counter() - begun
                senders += tills
                limit_s += _taken_s(work, served, members, wave)
        served.close()
    visits = len(senders) * PUSHES_EACH * VISITS_A_PUSH
    limit = WAVES * LIMIT_TILLS * PUSHES_EACH * VISITS_A_PUSH / limit_s
    worst = max(max(each.waits_s) for each in senders)
    emit(Figure(name="drain.storm", value=visits / storm_s, unit="visits/s", limit=limit, target=">= 0.85"))
    emit(
        Figure(
            name="drain.storm.wait", value=worst, unit="s", limit=storm_s / WAVES / PUSHES_EACH, target="<= 2"
        )
    )
    refusals = sum(each.refusals for each in senders)
    emit(Figure(name="drain.storm.refused", value=refusals / len(senders), unit="a till"))


async def _storm(senders: Sequence[Sender], url: str, port: int) -> None:
    async with asyncio.TaskGroup() as all_of_them:
        for sender in senders:
            all_of_them.create_task(sender.send_all(url, port))


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
    fields = (line.partition(":") for line in head[1:] if line)
    headers = {name.lower(): value.strip() for name, _, value in fields}
    return int(head[0].split()[1]), headers, await reader.readexactly(int(headers["content-length"]))


def _senders(work: Workplace, members: Journal, wave: int, count: int) -> list[Sender]:
    ids = [TillId(UUID(int=10_000 + wave * 10_000 + number)) for number in range(count)]
    return [
        Sender(
            signer=signer,
            pushes=[pack(push) for push in _pushes(members, signer.till_id)],
            backoff=Backoff(Random(signer.till_id.int)),
        )
        for signer in work.add_tills(ids)
    ]


def _taken_s(work: Workplace, served: Served, members: Journal, wave: int) -> float:
    """How long this process takes for the pushes of some tills, unpacked like those that come."""
    ids = [TillId(UUID(int=1_000_000 + wave * 10_000 + number)) for number in range(LIMIT_TILLS)]
    work.add_tills(ids)
    bodies = [(till_id, [pack(push) for push in _pushes(members, till_id)]) for till_id in ids]
    begun = perf_counter()
    with ThreadPoolExecutor(POOL_SIZE) as threads:
        for answers in threads.map(lambda each: _take_each(served, *each), bodies):
            assert answers
    return perf_counter() - begun


def _take_each(served: Served, till_id: TillId, bodies: Sequence[bytes]) -> int:
    for body in bodies:
        served.take(unpack(body, Push), till_id)
    return len(bodies)


def _pushes(members: Journal, till_id: TillId) -> list[Push]:
    journal = Journal(till_id)
    journal.members = members.members
    return [journal.visits(VISITS_A_PUSH) for _ in range(PUSHES_EACH)]
