"""A visit put right from the office: its mirror, and the one in its place by the rules of that day."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from fidpos.domain.clock import utc
from fidpos.domain.ids import MemberId
from fidpos.domain.member import Profile
from fidpos.posting.apply import movements
from fidpos.posting.checks import check_movements
from fidpos.rules.codec import facts_to_json
from fidpos.rules.effects.earn_per_amount import EarnPerAmount
from fidpos.server.services.visit_desk import VisitDesk, VisitFault
from fidpos.server.visit_book import KnownVisit
from fidpos.wire.codec import embed
from fidpos.wire.events import RedemptionBody, VisitClosed, VisitVoided
from fidpos.wire.sync.pull import MemberState
from tests.helpers.centre_events import SOMEBODY, Happenings
from tests.helpers.fake_clock import FakeClock
from tests.unit.rules.build import facts, programme, rule

TOLD = Happenings(FakeClock())
ZOE = TOLD.enrolled()
DESK = VisitDesk(now=utc(2026, 11, 21), day=date(2026, 11, 21), done_by=UUID(int=7), new_id=TOLD.new_id)
PROGRAMME = programme(rule("base", EarnPerAmount(counter="points", per_minor=100, points=1)))


def owner(member_id: MemberId = ZOE.member_id, profile: Profile = SOMEBODY) -> MemberState:
    return MemberState(
        id=member_id,
        account_id=ZOE.account_id,
        key=bytes(32),
        number="1",
        profile=profile,
        enrolled_on=date(2026, 1, 1),
    )


def known(told: VisitClosed, **more: object) -> KnownVisit:
    visit = KnownVisit(
        told=told,
        refunds=(),
        is_over=False,
        member_id=told.member_id,
        account_id=told.account_id,
        lots_hold={},
    )
    return replace(visit, **more)  # type: ignore[arg-type]  # a test's own


@pytest.fixture
def told() -> VisitClosed:
    return TOLD.closed(ZOE, earned=20, facts=embed(facts_to_json(facts(2_000))))


def test_what_it_gave_is_taken_back_and_what_it_cost_given_back(told: VisitClosed) -> None:
    void = DESK.cancel(known(told), "mistake")

    assert isinstance(void, VisitVoided)
    assert [entry.amount for entry in void.entries] == [-20]
    assert void.points == -20
    check_movements(movements(void))


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"is_over": True}, VisitFault.OVER),
        ({"refunds": (TOLD.refunded(TOLD.closed(ZOE), 500, 5),)}, VisitFault.REFUNDED),
    ],
)
def test_what_is_over_or_refunded_is_not_undone(
    told: VisitClosed, more: dict[str, object], fault: VisitFault
) -> None:
    assert DESK.cancel(known(told, **more), "mistake") is fault


def test_another_amount_earns_what_it_would_have_earned(told: VisitClosed) -> None:
    put = DESK.correct(known(told), PROGRAMME, owner(), amount_minor=5_000, reason="mistake")

    assert isinstance(put, tuple)
    void, closed = put
    assert void.replaced_by == closed.visit_id
    assert closed.corrects == told.visit_id
    assert (closed.amount_minor, closed.points) == (5_000, 50)
    assert closed.at == told.at
    check_movements(movements(closed))


def test_another_member_earns_it_and_nothing_is_said_of_a_card(told: VisitClosed) -> None:
    paul = MemberId(TOLD.new_id())
    put = DESK.correct(known(told), PROGRAMME, owner(paul), amount_minor=2_000, reason="mistake")

    assert isinstance(put, tuple)
    void, closed = put
    assert (void.member_id, closed.member_id) == (ZOE.member_id, paul)
    assert closed.points == 20
    assert closed.card_id is None


def test_nothing_is_put_right_that_would_be_the_same(told: VisitClosed) -> None:
    same = DESK.correct(known(told), PROGRAMME, owner(), amount_minor=2_000, reason="mistake")

    assert same is VisitFault.SAME


def test_a_visit_on_which_something_was_spent_is_only_undone() -> None:
    redemption = RedemptionBody(id=TOLD.new_id(), reward="coffee", counter="points", cost=5)  # type: ignore[arg-type]  # any id
    told = TOLD.closed(ZOE, redemptions=(redemption,))
    put = DESK.correct(known(told), PROGRAMME, owner(), amount_minor=5_000, reason="mistake")

    assert put is VisitFault.SPENT


def test_what_is_forgotten_cannot_be_computed_again() -> None:
    told = TOLD.closed(ZOE, sealed=b"gone")
    put = DESK.correct(known(told), PROGRAMME, owner(), amount_minor=5_000, reason="mistake")

    assert put is VisitFault.FORGOTTEN
