"""Several threads at one store: a checkout waits for the batch at hand, never for the next one."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from uuid import UUID

import pytest

from fidpos.domain.errors import StoreCorrupt
from fidpos.domain.ids import AccountId, CardId, EntryId, LotId, MemberId
from fidpos.localdb.bulk import load_members
from fidpos.localdb.engine import Connection
from fidpos.localdb.lock import Priority
from fidpos.localdb.recording import record
from fidpos.localdb.snapshot import MemberSnapshot
from fidpos.localdb.store import LocalStore
from fidpos.localdb.verify import verify
from tests.helpers.counter import BERENICE, snapshot, token
from tests.helpers.store_events import Events

PULLED = 400


def many(count: int = PULLED) -> Iterator[MemberSnapshot]:
    for number in range(10_000, 10_000 + count):
        yield snapshot(number, f"Né{number}", card=f"20471{number:08d}", points=number % 7)


def test_a_checkout_goes_before_the_next_batch_of_a_pull(store: LocalStore, events: Events) -> None:
    order: list[str] = []
    writing, go_on = threading.Event(), threading.Event()

    def write_slowly(_: Connection) -> None:
        writing.set()
        assert go_on.wait(60)
        order.append("first batch")

    def pull() -> None:
        store.database.write(Priority.BACKGROUND, write_slowly)

    def pull_more() -> None:
        store.database.write(Priority.BACKGROUND, lambda _: order.append("next batch"))

    def check_out(connection: Connection) -> None:
        order.append("checkout")
        record(connection, events.closed(BERENICE.member), store.origin.stamp())

    with ThreadPoolExecutor(3) as threads:
        pulls = [threads.submit(pull)]
        assert writing.wait(60)
        pulls.append(threads.submit(pull_more))
        until(lambda: store.database.lock.waiting(Priority.BACKGROUND) == 1)
        checkout = threads.submit(store.database.write, Priority.CHECKOUT, check_out)
        until(lambda: store.database.lock.waiting(Priority.CHECKOUT) == 1)
        go_on.set()
        wait([*pulls, checkout], timeout=60)

    assert order == ["first batch", "checkout", "next batch"]


def until(holds: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline_s, "it never came to pass"


def test_visits_close_while_members_are_pulled(store: LocalStore, events: Events) -> None:
    pulling = threading.Thread(target=load_members, args=(store.database, many()))
    closed = []

    pulling.start()
    while pulling.is_alive():
        event = events.closed(BERENICE.member)
        store.commit(event)
        closed.append(event.visit_id)
    pulling.join(60)

    assert closed
    assert all(store.visit(visit_id) is not None for visit_id in closed)
    assert len(store.find_members("ne", PULLED)) == PULLED
    reader = store.database.reader()
    assert verify(reader.connection).holds
    reader.close()


def test_a_reader_sees_a_visit_as_soon_as_it_is_committed(store: LocalStore, events: Events) -> None:
    seen: list[int] = []
    committed, looked = threading.Event(), threading.Event()

    def look() -> None:
        reader = store.database.reader()
        for _ in range(2):
            committed.wait(60)
            seen.append(len(reader.all("SELECT id FROM visits")))
            committed.clear()
            looked.set()
        reader.close()

    looking = threading.Thread(target=look)
    looking.start()
    for _ in range(2):
        store.commit(events.closed(BERENICE.member))
        committed.set()
        assert looked.wait(60)
        looked.clear()
    looking.join(60)

    assert seen == [1, 2]


def test_a_pull_that_was_interrupted_is_taken_up_again(store: LocalStore) -> None:
    assert load_members(store.database, many(30)) == 30

    assert load_members(store.database, many(50)) == 20

    reader = store.database.reader()
    assert verify(reader.connection).holds
    reader.close()


def test_members_of_one_household_share_an_account(store: LocalStore) -> None:
    first = snapshot(20_001, "Paule", card="2047120001", points=30)
    second = snapshot(20_002, "Pierre", card="2047120002", points=12)
    shared = AccountId(UUID(int=1))
    lots = tuple(
        replace(lot, id=LotId(UUID(int=n)), entry_id=EntryId(UUID(int=n)), account_id=shared)
        for n, lot in enumerate((*first.lots, *second.lots), start=1)
    )

    load_members(
        store.database,
        [
            replace(first, member=replace(first.member, account_id=shared), lots=lots[:1]),
            replace(second, member=replace(second.member, account_id=shared), lots=lots[1:]),
        ],
    )

    assert [balance.amount for balance in store.balances(shared)] == [42]
    assert len(store.open_lots(shared, "points")) == 2


def test_a_batch_with_a_fault_is_not_written_at_all(store: LocalStore) -> None:
    stranger = snapshot(30_001, "Une", card="2047130001")
    clash = snapshot(30_002, "Deux", card="x")
    taken = replace(
        clash.cards[0],
        id=CardId(UUID(int=5)),
        token=token(BERENICE.cards[0].token.value),
        member_id=MemberId(clash.member.id),
    )

    with pytest.raises(StoreCorrupt):
        load_members(store.database, [stranger, replace(clash, cards=(taken,))])

    assert store.member(stranger.member.id) is None
    assert store.card(BERENICE.cards[0].token) == BERENICE.cards[0]
