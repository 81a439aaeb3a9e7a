"""Abuse: a manager approves what he asked for himself, or what he gains by."""

from dataclasses import replace
from pathlib import Path

import pytest

from fidpos.domain.authority import Authority
from fidpos.domain.errors import InvalidValue
from fidpos.domain.ids import MemberId, RefundId
from fidpos.domain.staff import Staff
from fidpos.till.refund import Refunded, RefundRequest, refund_visit
from fidpos.wire.events import VisitVoided
from tests.helpers.correcting_till import correcting_till
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import BERENICE, INES, MALO, PAUL, TAREK
from tests.helpers.memory_store import MemoryStore


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


def test_a_technician_approves_nothing() -> None:
    with pytest.raises(InvalidValue):
        Authority(asked_by=INES, approved_by=TAREK)
