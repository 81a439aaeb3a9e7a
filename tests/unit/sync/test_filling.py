"""A till that has nothing yet is filled from a snapshot, and comes to what the feed would have given it."""

from collections import Counter
from datetime import date

import msgspec
import pytest

from fidpos.domain.ids import MemberId
from fidpos.sync.commands import resync
from fidpos.sync.filling import BEGINNINGS_MAX
from fidpos.sync.ports import CentreAway
from fidpos.sync.session import PULL_PATH
from fidpos.wire.sync.pull import Pull
from fidpos.wire.sync.snapshot import SNAPSHOT_PATH, SnapshotAnswer, SnapshotAsk
from tests.helpers.memory_till import MemoryTill
from tests.helpers.sync_pair import OTHER_TILL, Pair
from tests.simulation.shop import MERCHANT, SHOP

MEMBERS = 7
"""Four parts of two."""


@pytest.fixture
def pair() -> Pair:
    """A centre with members, which another till enrolled; the pair's own till has heard of none."""
    pair = Pair()
    other = pair.new_till(OTHER_TILL)
    for _ in range(MEMBERS):
        pair.counter.enrol(other)
    for _ in range(3 * MEMBERS):
        pair.counter.buy(other)
    pair.settle(pair.started(other))
    pair.shelf = pair.new_shelf()
    return pair


def asked(pair: Pair) -> Counter[str]:
    return Counter(path for path, _ in pair.asked)


def is_told_all(pair: Pair, till: MemoryTill) -> bool:
    return (till.members, till.accounts) == (pair.data.members, pair.data.accounts)


def leave(pair: Pair, member_id: MemberId) -> None:
    """The shop lets go of a member as if it had not enrolled them and not seen them for long."""
    pair.data.own.discard((member_id, SHOP))
    pair.data.seen_on[member_id, SHOP] = date(2000, 1, 1)
    assert pair.centre.let_go(MERCHANT, days=30) == 1


def test_a_new_till_has_everything_from_the_snapshot(pair: Pair) -> None:
    pair.asked.clear()
    pair.settle()

    assert is_told_all(pair, pair.till)
    assert asked(pair)[SNAPSHOT_PATH] == 1 + 4 + 1
    assert pair.till.memory().snapshot is None
    assert pair.till.memory().feed is not None


def test_what_is_no_member_comes_before_the_first_part(pair: Pair) -> None:
    pair.asked.clear()
    pair.settle()

    told = [request for _, request in pair.asked if isinstance(request, Pull | SnapshotAsk)]
    assert isinstance(told[0], SnapshotAsk)
    assert isinstance(told[1], Pull)
    assert told[1].members is False
    assert isinstance(told[2], SnapshotAsk)


def test_a_small_shop_is_told_by_the_feed(pair: Pair) -> None:
    pair.shelf = pair.new_shelf(members_least=MEMBERS + 1)
    pair.settle()

    assert is_told_all(pair, pair.till)
    assert asked(pair)[SNAPSHOT_PATH] == 2


def test_what_changed_while_it_was_filled_is_heard_from_the_feed(pair: Pair) -> None:
    pair.session.push()
    for _ in range(3):
        pair.session.pull()
    other = pair.new_till(OTHER_TILL)
    pair.settle(pair.started(other))
    for _ in range(MEMBERS):
        pair.counter.buy(other)
    pair.settle(pair.started(other))
    pair.settle()

    assert is_told_all(pair, pair.till)


def test_a_till_sells_and_sends_while_it_is_filled(pair: Pair) -> None:
    pair.session.push()
    while pair.session.pull() and pair.till.memory().feed is None:
        pair.counter.buy(pair.till)
        pair.session.push()
    pair.settle()

    assert is_told_all(pair, pair.till)
    assert len(pair.data.events) > 4 * MEMBERS


def test_a_till_that_is_killed_goes_on_with_the_same_part(pair: Pair) -> None:
    pair.session.push()
    for _ in range(4):
        pair.session.pull()
    place = pair.till.memory().snapshot
    pair.asked.clear()
    pair.settle(pair.started(pair.till))

    assert place is not None
    assert place.part == 2
    parts = [ask.part for _, ask in pair.asked if isinstance(ask, SnapshotAsk)]
    assert parts == [2, 3, 4]
    assert is_told_all(pair, pair.till)


def test_a_lost_line_costs_one_request(pair: Pair) -> None:
    turn = iter(range(1_000))

    def lose(path: str) -> None:
        if path == SNAPSHOT_PATH and next(turn) % 2:
            raise CentreAway("lost")

    pair.disturb = lose
    while not is_told_all(pair, pair.till) or pair.till.memory().feed is None:
        try:
            pair.settle()
        except CentreAway:
            continue

    assert asked(pair)[SNAPSHOT_PATH] <= 2 * (1 + 4 + 1)


def test_a_snapshot_that_is_gone_is_begun_anew(pair: Pair) -> None:
    pair.session.push()
    for _ in range(4):
        pair.session.pull()
    pair.shelf = pair.new_shelf()
    pair.settle()

    assert is_told_all(pair, pair.till)
    assert pair.till.memory().snapshot is None


def test_with_another_snapshot_what_is_no_member_is_heard_again(pair: Pair) -> None:
    """It may have changed between the two, and the feed goes on after the second."""
    pair.session.push()
    for _ in range(4):
        pair.session.pull()
    pair.shelf = pair.new_shelf()
    pair.asked.clear()
    pair.settle()

    rest = [request for _, request in pair.asked if isinstance(request, Pull) and not request.members]
    assert len(rest) == 1
    assert rest[0].after is None


def test_a_snapshot_that_is_gone_each_time_gives_way_to_the_feed(pair: Pair) -> None:
    def forget(path: str) -> None:
        pair.shelf = pair.new_shelf()

    pair.disturb = forget
    pair.settle()

    assert is_told_all(pair, pair.till)
    offers = [ask for _, ask in pair.asked if isinstance(ask, SnapshotAsk) and ask.id is None]
    assert len(offers) == BEGINNINGS_MAX + 1 + 1


@pytest.mark.parametrize("part", [0, 2])
def test_a_part_that_does_not_open_gives_way_to_the_feed(pair: Pair, part: int) -> None:
    boxes = 0

    def spoil(answer: msgspec.Struct) -> msgspec.Struct:
        nonlocal boxes
        if isinstance(answer, SnapshotAnswer) and answer.box:
            boxes += 1
            if boxes == part + 1:
                return SnapshotAnswer(id=answer.id, box=answer.box[:-1] + bytes([answer.box[-1] ^ 1]))
        return answer

    pair.spoil = spoil
    pair.settle()

    assert boxes == part + 1
    assert is_told_all(pair, pair.till)
    assert pair.till.memory().snapshot is None


def test_a_part_of_another_snapshot_is_refused(pair: Pair) -> None:
    strange: list[bytes] = []

    def exchange(answer: msgspec.Struct) -> msgspec.Struct:
        if isinstance(answer, SnapshotAnswer) and answer.box:
            strange.append(answer.box)
            return SnapshotAnswer(id=answer.id, box=strange[0])
        return answer

    pair.spoil = exchange
    pair.settle()

    assert len(strange) == 2
    assert is_told_all(pair, pair.till)


def test_a_till_whose_journal_went_on_elsewhere_in_the_middle_finds_out(pair: Pair) -> None:
    """A clone has sent a row of the same lineage, and the snapshot contains it."""
    pair.counter.buy(pair.till)
    pair.session.push()
    clone = pair.till.copy()
    pair.counter.buy(clone)
    pair.settle(pair.started(clone))
    pair.shelf = pair.new_shelf()
    with pytest.raises(CentreAway):
        pair.settle()
    pair.settle()

    assert is_told_all(pair, pair.till)
    assert pair.till.head().epoch != clone.head().epoch


def test_a_till_that_has_heard_the_feed_never_asks_for_a_snapshot(pair: Pair) -> None:
    pair.settle()
    pair.asked.clear()
    pair.settle(pair.started(pair.till))

    assert asked(pair)[SNAPSHOT_PATH] == 0
    assert asked(pair)[PULL_PATH] == 1


def test_a_till_that_hears_everything_again_lets_go_whom_its_shop_has_left(pair: Pair) -> None:
    pair.settle()
    gone = min(pair.till.members)
    leave(pair, gone)
    pair.shelf = pair.new_shelf()
    resync(pair.till)

    pair.settle(pair.started(pair.till))

    assert pair.till.members.keys() == pair.data.members.keys() - {gone}


def test_a_till_that_is_to_hear_everything_again_in_the_middle_of_a_fill_hears_the_feed(pair: Pair) -> None:
    pair.session.push()
    for _ in range(4):
        pair.session.pull()
    resync(pair.till)
    pair.asked.clear()

    pair.settle()

    assert is_told_all(pair, pair.till)
    assert asked(pair)[SNAPSHOT_PATH] == 0
    assert pair.till.memory().snapshot is None


def test_who_was_in_a_snapshot_that_is_gone_and_has_left_since_is_let_go(pair: Pair) -> None:
    pair.session.push()
    for _ in range(4):
        pair.session.pull()
    gone = min(pair.till.members)
    leave(pair, gone)
    pair.shelf = pair.new_shelf()

    pair.settle()

    assert pair.till.members.keys() == pair.data.members.keys() - {gone}
