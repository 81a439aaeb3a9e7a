"""Snapshots are made once for the tills of a shop, kept for a while, and handed to nobody else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest

from fidpos.domain.errors import FidposError
from fidpos.domain.ids import MerchantId, ShopId, TillId
from fidpos.server.ports import TillRecord, Unit
from fidpos.server.shelf import AGAIN_AFTER, KEPT_FOR, OFFERED_FOR, NotYet, Shelf
from fidpos.wire.sync.packing import Malformed, unpack
from fidpos.wire.sync.snapshot import SnapshotAnswer, SnapshotAsk, SnapshotPart
from tests.helpers.memory_centre import MemoryCentre
from tests.helpers.sync_pair import OTHER_TILL, TILL, Pair
from tests.simulation.shop import MERCHANT, SHOP

LINEAGE = UUID(int=77)
"""Of a till that the centre has never heard."""
HERE = TillRecord(id=TillId(UUID(int=103)), shop_id=SHOP, public_key=b"")
AWAY = TillRecord(id=TillId(UUID(int=104)), shop_id=ShopId(UUID(int=9)), public_key=b"")


class Counting(MemoryCentre):
    """Counts the transactions that read one instant; each may be disturbed."""

    def __init__(self, pair: Pair) -> None:
        super().__init__(pair.clock.now())
        self.data = pair.centre.data
        self.reads = 0
        self.disturb: Callable[[], None] = lambda: None

    @contextmanager
    def still(self, merchant_id: MerchantId) -> Iterator[Unit]:
        self.reads += 1
        self.disturb()
        with super().still(merchant_id) as unit:
            yield unit


class Made:
    """A shelf over five members, whose work is done when a test says so."""

    def __init__(self) -> None:
        self.pair = Pair()
        for _ in range(5):
            self.pair.counter.enrol(self.pair.till)
        self.pair.settle()
        self.store = Counting(self.pair)
        self.files: list[BytesIO] = []
        self.work: list[Callable[[], None]] = []
        self.shelf = Shelf(
            self.store,
            self.pair.clock,
            self._new_file,
            members_least=5,
            members_a_part=2,
            begin=self.work.append,
        )

    def offer(self, till: TillRecord = HERE, lineage: UUID = LINEAGE) -> SnapshotAnswer:
        return self.shelf.offer(MERCHANT, till, lineage)

    def part(
        self, snapshot: UUID | None, part: int, till: TillRecord = HERE, lineage: UUID = LINEAGE
    ) -> SnapshotAnswer:
        assert snapshot is not None
        ask = SnapshotAsk(lineage=lineage, id=snapshot, part=part)
        return unpack(self.shelf.part(MERCHANT, till, ask), SnapshotAnswer)

    def finish(self) -> None:
        while self.work:
            self.work.pop(0)()

    def _new_file(self) -> BytesIO:
        self.files.append(BytesIO())
        return self.files[-1]


@pytest.fixture
def made() -> Made:
    return Made()


def test_a_snapshot_is_offered_before_it_is_made(made: Made) -> None:
    offer = made.offer()

    assert offer.id is not None
    assert offer.cursor is not None
    with pytest.raises(NotYet):
        made.part(offer.id, 0)


def test_its_parts_end_with_the_last(made: Made) -> None:
    offer = made.offer()
    made.finish()

    answers = [made.part(offer.id, number) for number in range(4)]
    assert [bool(answer.box) for answer in answers] == [True, True, True, False]
    assert [answer.ends for answer in answers] == [False, False, False, True]
    assert {answer.id for answer in answers} == {offer.id}


def test_all_tills_of_the_shop_are_handed_the_same(made: Made) -> None:
    first = made.offer()
    made.finish()
    other = TillRecord(id=OTHER_TILL, shop_id=SHOP, public_key=b"")

    assert made.offer(other) == first
    assert len(made.files) == 1


def test_a_till_of_another_shop_is_handed_nothing_of_it(made: Made) -> None:
    offer = made.offer()
    made.finish()

    assert made.part(offer.id, 0, AWAY) == SnapshotAnswer()


def test_a_till_of_another_merchant_is_handed_nothing_of_it(made: Made) -> None:
    offer = made.offer()
    made.finish()
    assert offer.id is not None

    ask = SnapshotAsk(lineage=LINEAGE, id=offer.id)
    answer = made.shelf.part(MerchantId(UUID(int=8)), HERE, ask)
    assert unpack(answer, SnapshotAnswer) == SnapshotAnswer()


def test_a_shop_with_few_members_has_none(made: Made) -> None:
    assert made.offer(AWAY) == SnapshotAnswer()
    assert made.files == []


def test_a_journal_that_the_snapshot_knows_is_offered_it(made: Made) -> None:
    known = TillRecord(id=TILL, shop_id=SHOP, public_key=b"")
    lineage = made.pair.till.head().epoch

    assert made.offer(known, lineage) == made.offer()


def test_a_journal_that_went_on_elsewhere_since_is_offered_a_new_one(made: Made) -> None:
    known = TillRecord(id=TILL, shop_id=SHOP, public_key=b"")
    first = made.offer()
    made.pair.clock.advance(AGAIN_AFTER.total_seconds())

    again = made.offer(known, UUID(int=78))
    assert again.id is not None
    assert again.id != first.id


@pytest.mark.parametrize("till", [HERE, TillRecord(id=TILL, shop_id=SHOP, public_key=b"")])
def test_a_journal_that_went_on_elsewhere_in_the_middle_gets_no_more_parts(
    made: Made, till: TillRecord
) -> None:
    """A till that was restored, and had begun with it in the life before."""
    lineage = made.pair.till.head().epoch if till.id == TILL else LINEAGE
    offer = made.offer(till, lineage)
    made.finish()

    assert made.part(offer.id, 0, till, lineage).box
    assert made.part(offer.id, 1, till, UUID(int=79)) == SnapshotAnswer()
    assert made.offer(till, UUID(int=79)) == SnapshotAnswer()


def test_a_till_that_names_ever_new_journals_does_not_make_the_centre_work_without_end(made: Made) -> None:
    known = TillRecord(id=TILL, shop_id=SHOP, public_key=b"")
    made.offer()

    assert [made.offer(known, UUID(int=80 + n)) for n in range(5)] == [SnapshotAnswer()] * 5
    assert len(made.files) == 1


def test_an_old_snapshot_is_offered_no_more_but_goes_on(made: Made) -> None:
    first = made.offer()
    made.finish()
    made.pair.clock.advance(OFFERED_FOR.total_seconds())

    assert made.offer().id != first.id
    assert made.part(first.id, 0).box


def test_a_snapshot_that_nobody_can_still_need_is_forgotten(made: Made) -> None:
    first = made.offer()
    made.finish()
    made.pair.clock.advance((KEPT_FOR + timedelta(seconds=1)).total_seconds())
    made.offer()

    assert made.part(first.id, 0) == SnapshotAnswer()
    assert made.files[0].closed


def test_one_that_cannot_be_made_is_gone_and_another_is_begun_later(
    made: Made, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise FidposError("the database went away")

    offer = made.offer()
    made.store.disturb = fail
    made.finish()
    made.store.disturb = lambda: None

    assert made.part(offer.id, 0) == SnapshotAnswer()
    assert made.files[0].closed
    assert made.offer() == SnapshotAnswer()
    made.pair.clock.advance(AGAIN_AFTER.total_seconds())
    assert made.offer().id is not None
    assert "could not be made" in caplog.text


def test_a_second_till_that_asks_at_the_same_time_is_asked_to_come_back(made: Made) -> None:
    def ask_too() -> None:
        made.store.disturb = lambda: None
        with pytest.raises(NotYet):
            made.offer()

    made.store.disturb = ask_too

    assert made.offer().id is not None
    assert made.store.reads == 1


def test_nothing_is_left_when_it_is_closed(made: Made) -> None:
    offer = made.offer()
    made.shelf.close()
    made.finish()

    assert made.part(offer.id, 0) == SnapshotAnswer()
    assert all(file.closed for file in made.files)


def test_who_lacks_the_key_reads_nothing(made: Made) -> None:
    offer = made.offer()
    made.finish()

    box = made.part(offer.id, 0).box
    with pytest.raises(Malformed):
        unpack(box, SnapshotPart)
    assert not [member for member in made.pair.data.members.values() if member.key in box]
