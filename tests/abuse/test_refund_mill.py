"""Abuse: bought and refunded again and again to mint points; one receipt credited twice."""

from pathlib import Path

from fidpos.domain.ids import RefundId
from fidpos.domain.money import EUR, Money
from fidpos.server.services.refund_elsewhere import settle_refund
from fidpos.till.correction import CorrectionRefusal
from fidpos.till.ports import RecordedVisit
from fidpos.till.refund import RefundRequest, refund_visit
from tests.helpers.centre_acts import bought, enrolled
from tests.helpers.centre_events import Happenings
from tests.helpers.centre_office import LEFT, TILLS, memory_office
from tests.helpers.centre_refund_events import refund_asked
from tests.helpers.correcting_till import CorrectingTill, correcting_till
from tests.helpers.corrections import correction, recorded
from tests.helpers.counter import BERENICE, MALO
from tests.helpers.fake_clock import FakeClock


def refund(till: CorrectingTill, visit: RecordedVisit, minor: int | None = None) -> object:
    amount = None if minor is None else Money(minor, EUR)
    request = RefundRequest(id=RefundId(till.events.new_id()), amount=amount, reason="broken")
    return refund_visit(correction(till.store, till.events), visit, request)


def test_buying_and_refunding_again_and_again_mints_nothing(tmp_path: Path) -> None:
    till = correcting_till("memory", tmp_path)
    before = till.points(BERENICE)

    for minor in (None, 1, 2_500, 4_999) * 2:
        visit_id = till.buy(BERENICE, 5_000)
        refund(till, recorded(till.store, visit_id), minor)
        refund(till, recorded(till.store, visit_id))
        till.clock.advance(86_400)
        till.session.lock()

    assert till.points(BERENICE) == before


def test_points_spent_before_the_refund_are_owed(tmp_path: Path) -> None:
    till = correcting_till("memory", tmp_path)
    earning = till.buy(BERENICE, 50_000)
    till.buy(BERENICE, 1_000, reward=2)
    held = till.points(BERENICE)

    refund(till, recorded(till.store, earning))

    assert till.points(BERENICE) == held - 500


def test_a_reward_is_not_refunded_to_points_by_a_cashier(tmp_path: Path) -> None:
    till = correcting_till("memory", tmp_path)
    visit = recorded(till.store, till.buy(MALO, 3_000, reward=2))
    request = RefundRequest(id=RefundId(till.events.new_id()), reason="broken")

    alone = correction(till.store, till.events, approved_by=None, fresh=True)

    assert refund_visit(alone, visit, request) is CorrectionRefusal.NEEDS_MANAGER


def test_one_receipt_is_credited_once_even_to_two_members(tmp_path: Path) -> None:
    till = correcting_till("memory", tmp_path)
    now = till.clock.now()

    assert isinstance(till.credit(BERENICE, 5_000, now, ticket="4711"), RecordedVisit)
    assert till.credit(BERENICE, 5_000, now, ticket="4711") is CorrectionRefusal.TICKET_USED
    assert till.credit(MALO, 5_000, now, ticket=" 4711 ") is CorrectionRefusal.TICKET_USED


def test_one_purchase_brought_back_to_two_shops_gives_its_points_back_once() -> None:
    with memory_office(FakeClock()) as office:
        told = Happenings(office.clock)
        member = enrolled(office, told)
        visit = bought(office, told, member, amount_minor=2_000, ticket="A17")
        answers = []
        asked_for = ((TILLS[1], refund_asked(told, visit)), (TILLS[2], refund_asked(told, ticket="A17")))
        for till, asked in asked_for:
            office.tell(asked, till_id=till.id)
            with office.unit() as unit:
                answers.append(settle_refund(unit, till, asked, office.clock.now()))

        assert answers == [True, False]
        assert sum(office.held(member.account_id)) == 0


def test_a_purchase_of_another_shop_is_not_refunded_on_a_cashiers_word() -> None:
    with memory_office(FakeClock()) as office:
        told = Happenings(office.clock)
        member = enrolled(office, told)
        visit = bought(office, told, member, amount_minor=2_000)
        asked = refund_asked(told, visit, staff_id=LEFT)
        office.tell(asked, till_id=TILLS[2].id)
        with office.unit() as unit:
            assert not settle_refund(unit, TILLS[2], asked, office.clock.now())

        assert sum(office.held(member.account_id)) == 20


def test_a_cashier_alone_credits_one_ticket_a_day_to_a_member(tmp_path: Path) -> None:
    till = correcting_till("memory", tmp_path)
    till.approved_by = None
    before = till.points(MALO)

    answers = [till.credit(MALO, 49_000, till.clock.now(), ticket=f"X{number}") for number in range(5)]

    assert [isinstance(answer, RecordedVisit) for answer in answers] == [True, False, False, False, False]
    assert set(answers[1:]) == {CorrectionRefusal.NEEDS_MANAGER}
    assert till.points(MALO) == before + 490
