"""A till and its centre come together, whatever happened to either."""

from dataclasses import replace

import msgspec
import pytest

from fidpos.sync.ports import CentreAway
from fidpos.wire.events import EpochReason, EpochStarted
from fidpos.wire.sync.anchors import Anchor
from fidpos.wire.sync.hello import HelloAnswer
from fidpos.wire.sync.pull import PullAnswer
from fidpos.wire.sync.push import Push, PushAnswer
from tests.helpers.sync_pair import OTHER_TILL, Pair
from tests.simulation.shop import MERCHANT


def _pushes(pair: Pair) -> list[Push]:
    return [request for _, request in pair.asked if isinstance(request, Push)]


def _epochs(pair: Pair) -> list[EpochReason]:
    return [event.reason for event in pair.till.told.values() if isinstance(event, EpochStarted)]


def test_what_a_till_told_is_at_the_centre() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    pair.settle()
    assert len(pair.data.events) == len(pair.till.rows)
    assert pair.data.members == pair.till.members


def test_what_another_till_told_reaches_this_one() -> None:
    pair = Pair()
    other = pair.new_till(OTHER_TILL)
    pair.counter.buy(other)
    pair.settle(pair.started(other))
    pair.settle()
    assert pair.till.members == other.members
    assert pair.till.accounts == other.accounts


def test_a_till_is_not_sent_what_it_alone_did() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    pair.settle()
    pair.counter.buy(pair.till)
    sent: list[PullAnswer] = []

    def spy(answer: msgspec.Struct) -> msgspec.Struct:
        if isinstance(answer, PullAnswer):
            sent.append(answer)
        return answer

    pair.spoil = spy
    pair.settle()
    assert sent
    assert not [change for answer in sent for change in answer.changes]


def test_the_centre_was_heard_out_where_nothing_changed_too() -> None:
    pair = Pair()
    pair.settle()
    pair.clock.advance(3_600)
    pair.settle()

    assert pair.till.heard_out_at == pair.clock.now()


def test_a_centre_that_has_more_to_say_was_not_heard_out() -> None:
    pair = Pair()
    pair.spoil = lambda answer: (
        msgspec.structs.replace(answer, more=True) if isinstance(answer, PullAnswer) else answer
    )
    while pair.session.push():
        """More."""
    pair.session.pull()

    assert pair.till.heard_out_at is None


def test_a_visit_while_states_are_on_their_way_is_laid_on_top_of_them() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    pair.settle()
    other = pair.new_till(OTHER_TILL)
    elsewhere = pair.started(other)
    pair.settle(elsewhere)
    pair.counter.buy(other)
    pair.settle(elsewhere)

    pair.counter.buy(pair.till)
    pair.session.pull()

    (account,) = pair.till.accounts.values()
    points = sum(
        event.points
        for till in (pair.till, other)
        for event in till.told.values()
        if hasattr(event, "points")
    )
    assert sum(lot.remaining for lot in account.lots) == points


def test_after_a_lost_answer_nothing_counts_twice() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    lost: list[msgspec.Struct] = []

    def lose(answer: msgspec.Struct) -> msgspec.Struct:
        if isinstance(answer, PushAnswer) and not lost:
            lost.append(answer)
            raise CentreAway("lost")
        return answer

    pair.spoil = lose
    with pytest.raises(CentreAway):
        pair.settle()
    pair.settle()
    assert len(_pushes(pair)) == 1, "the hello says that it arrived"
    assert pair.data.members == pair.till.members


def test_a_till_restored_by_the_program_goes_on_in_a_new_lineage() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    backup = pair.till.copy()
    pair.counter.buy(pair.till)
    pair.settle()
    told = len(pair.data.events)

    pair.till = backup
    pair.till.begin_epoch(EpochReason.RESTORED)
    pair.counter.buy(pair.till)
    pair.settle(pair.started(pair.till))

    assert len(pair.data.events) == told + 2, "the lost visit stays, the new epoch and its visit come"
    assert {member.id: member.visits for member in pair.till.members.values()} == {
        member.id: member.visits for member in pair.data.members.values()
    }


def test_a_till_put_back_behind_its_back_finds_out_at_the_first_contact() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    backup = pair.till.copy()
    pair.counter.buy(pair.till)
    pair.settle()

    pair.till = backup
    pair.counter.buy(pair.till)
    pair.settle(pair.started(pair.till))

    assert _epochs(pair) == [EpochReason.FIRST, EpochReason.FORKED]
    assert pair.till.members == pair.data.members


def test_of_two_machines_with_one_journal_the_second_one_begins_a_lineage_of_its_own() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    pair.settle()
    clone = pair.till.copy()
    pair.counter.buy(pair.till)
    pair.settle()
    pair.counter.buy(clone)
    pair.settle(pair.started(clone))
    pair.settle()

    assert EpochReason.FORKED not in _epochs(pair)
    assert clone.members == pair.till.members == pair.data.members
    assert sum(len(member.visits) for member in clone.members.values()) == 3


def test_a_restored_centre_is_told_again_what_it_lost() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    pair.settle()
    dump = pair.data.copy()
    pair.counter.buy(pair.till)
    pair.settle()

    pair.centre.data[MERCHANT] = dump
    pair.settle()

    assert len(pair.data.events) == len(pair.till.rows)
    assert pair.data.members == pair.till.members


def test_an_acknowledgement_of_a_row_that_is_not_ours_is_not_believed() -> None:
    pair = Pair()

    def forge(answer: msgspec.Struct) -> msgspec.Struct:
        if isinstance(answer, PushAnswer):
            return msgspec.structs.replace(answer, have=Anchor(answer.have.seq, bytes(32)))
        return answer

    pair.spoil = forge
    with pytest.raises(CentreAway):
        pair.settle()
    assert pair.session.have is None


def test_a_centre_that_claims_foreign_rows_of_a_fresh_lineage_is_not_believed() -> None:
    pair = Pair()

    def forge(answer: msgspec.Struct) -> msgspec.Struct:
        if isinstance(answer, HelloAnswer):
            return msgspec.structs.replace(answer, have=Anchor(1, bytes(32)))
        return answer

    pair.spoil = forge
    with pytest.raises(CentreAway):
        pair.settle()
    assert _epochs(pair).count(EpochReason.FORKED) == 1, "one epoch, not one for each try"


def test_a_row_edited_on_the_tills_disk_is_found_and_does_not_stop_the_others() -> None:
    pair = Pair()
    pair.settle()
    for _ in range(3):
        pair.counter.buy(pair.till)
    broken = len(pair.till.rows) - 1
    row, hash_ = pair.till.rows[broken - 1]
    edited = row.body.replace(b'"amount_minor":', b'"amount_minor":9')
    assert edited != row.body
    pair.till.rows[broken - 1] = (replace(row, body=edited), hash_)
    pair.settle()
    assert [waiting.row.seq for waiting in pair.data.quarantine.values()] == [broken]
    assert len(pair.data.events) == len(pair.till.rows)


def test_half_as_many_rows_go_after_a_failure_and_more_again_after_success() -> None:
    pair = Pair()
    for _ in range(20):
        pair.counter.buy(pair.till)
    session = pair.started(pair.till, rows_max=8)
    session.hello()

    def fail(path: str) -> None:
        if path.endswith("push"):
            raise CentreAway("lost")

    pair.disturb = fail
    for _ in range(2):
        with pytest.raises(CentreAway):
            session.push()
    pair.disturb = lambda _: None
    pair.asked.clear()
    pair.settle(session)
    assert [len(push.rows) for push in _pushes(pair)][:3] == [2, 4, 8]


def test_rows_count_as_offered_before_they_leave() -> None:
    pair = Pair()
    pair.counter.buy(pair.till)
    session = pair.started(pair.till, rows_max=2)
    session.hello()
    seen: list[int] = []

    def lose(path: str) -> None:
        seen.append(pair.till.offered)
        raise CentreAway(path)

    pair.disturb = lose
    with pytest.raises(CentreAway):
        session.push()

    assert seen == [2]
    assert len(pair.till.rows) > 2


def test_the_centres_clock_is_learnt_with_the_first_hello() -> None:
    pair = Pair()

    def late(answer: msgspec.Struct) -> msgspec.Struct:
        if isinstance(answer, HelloAnswer):
            pair.clock.advance(2)
        return answer

    pair.spoil = late
    pair.session.hello()
    assert pair.session.offset is not None
    assert pair.session.offset.total_seconds() == -1
