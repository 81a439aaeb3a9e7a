"""Abuse: a manager approves what he asked for himself, or what he gains by."""

from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.domain.authority import Authority
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import MemberId, RefundId
from fidpos.domain.staff import Role, Staff
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from fidpos.wire.events import VisitVoided
from fidpos.wire.member_events import JoiningAgreed
from tests.helpers.correcting_till import correcting_till
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import (
    BERENICE,
    IDENTITY,
    INES,
    MALO,
    PAUL,
    TAREK,
    Counter,
    person,
    programme,
)
from tests.helpers.fake_clock import FakeClock
from tests.helpers.file_desk import FileDesk
from tests.helpers.memory_store import MemoryStore

SOFIA = person(104, "Sofia", Role.MANAGER)


def of_member(staff: Staff, member_id: MemberId) -> Staff:
    return replace(staff, own_member_id=member_id)


@pytest.mark.parametrize(
    ("asked_by", "approved_by", "doubtful"),
    [
        (INES, PAUL, False),
        (PAUL, None, True),
        (PAUL, PAUL, True),
        (INES, of_member(PAUL, MALO.member.id), False),
        (INES, of_member(PAUL, BERENICE.member.id), True),
        (of_member(INES, BERENICE.member.id), PAUL, True),
    ],
)
def test_approver_requester_and_beneficiary_are_three_or_the_owner_is_told(
    tmp_path: Path, asked_by: Staff, approved_by: Staff | None, doubtful: bool
) -> None:
    till = correcting_till("memory", tmp_path)
    visit = recorded(till.store, till.buy(BERENICE, 5_000))
    request = RefundRequest(id=RefundId(till.events.new_id()), reason="broken")

    work = correction(till.store, till.events, by=asked_by, approved_by=approved_by)
    result = refund_visit(work, visit, request)

    assert isinstance(result, Refunded)
    assert result.event.flagged is doubtful


def test_a_visit_that_a_manager_moves_to_himself_is_flagged(tmp_path: Path) -> None:
    till = correcting_till("memory", tmp_path)
    visit_id = till.buy(BERENICE, 5_000)
    till.approved_by = of_member(PAUL, MALO.member.id)

    till.move(visit_id, MALO)

    assert isinstance(till.store, MemoryStore)
    void = till.store.events[-2]
    assert isinstance(void, VisitVoided)
    assert void.flagged


def agree(desk: FileDesk, approver: Staff) -> None:
    desk.choose(1)
    desk.at.tap_member(BERENICE)
    desk.enter()
    desk.approve(approver)


def agreed(*staff: Staff) -> FileDesk:
    """Malo is to collect with Bérénice, whose card is held out second; Paul says yes."""
    store = MemoryStore(IDENTITY, programme(), (*staff, TAREK))
    store.load(BERENICE, MALO)
    at = Counter(store=store, clock=FakeClock())
    at.sign_in()
    at.tap_member(MALO)
    desk = FileDesk(at)
    desk.begin("together")
    agree(desk, PAUL)
    return desk


@pytest.mark.parametrize("own", [BERENICE.member.id, MALO.member.id])
@pytest.mark.parametrize("gaining", [INES, PAUL])
def test_whoever_pools_their_own_account_is_shown_to_the_owner(gaining: Staff, own: MemberId) -> None:
    people = (of_member(each, own) if each.id == gaining.id else each for each in (INES, PAUL))
    desk = agreed(*people)

    told = desk.last
    assert isinstance(told, JoiningAgreed)
    assert told.flagged


def test_two_strangers_to_the_shop_are_pooled_without_a_doubt() -> None:
    told = agreed(INES, PAUL).last

    assert isinstance(told, JoiningAgreed)
    assert not told.flagged


@pytest.mark.parametrize("own", [BERENICE.member.id, MALO.member.id])
def test_no_manager_pools_their_own_account_where_there_is_another_manager(own: MemberId) -> None:
    desk = agreed(INES, of_member(PAUL, own), SOFIA)
    assert desk.at.said == "banner.not_for_oneself"
    assert not isinstance(desk.last, JoiningAgreed)
    desk.back()
    agree(desk, SOFIA)

    assert isinstance(desk.last, JoiningAgreed)
    assert not desk.last.flagged


def test_a_technician_approves_nothing() -> None:
    with pytest.raises(InvalidValue):
        Authority(asked_by=INES, approved_by=TAREK)
