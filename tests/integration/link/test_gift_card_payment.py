"""Gift cards at the checkouts of two tills, with a real centre between them."""

from collections.abc import Iterator

import pytest
from psycopg import connect

from fidpos.domain.authority import Authority
from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.gift_card import HoldState
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.domain.ids import GiftCardId, VisitId
from fidpos.domain.money import EUR, Money
from fidpos.till.gift_card_trade import GiftCardTrade
from fidpos.till.gift_cards import Moved, make_gift_card, sell_gift_cards
from fidpos.till.task.acts import ChooseLine, FillIn, GoOn
from fidpos.wire.sync.allowance import AllowanceKind
from fidpos.wire.sync.hold import HOLD_WAIT_S
from tests.helpers.centre_process import CentreProcess, Network
from tests.helpers.fault_proxy import Fault
from tests.helpers.linked_till import LinkedTill, booked
from tests.helpers.two_merchants import be
from tests.integration.link.test_stored_value import settle, two_tills

Tills = tuple[LinkedTill, LinkedTill]
LATEST_S = HOLD_WAIT_S + 10.0
"""For the machine of the tests, which does ten other things."""


@pytest.fixture
def line() -> list[Fault]:
    return [Fault.NONE]


@pytest.fixture
def tills(
    centre: CentreProcess, network: Network, tmp_path_factory: pytest.TempPathFactory, line: list[Fault]
) -> Iterator[Tills]:
    with two_tills(centre, network, tmp_path_factory.mktemp("tills"), line) as pair:
        yield pair


def sold(till: LinkedTill, minor: int) -> GiftCardNumber:
    """A card that the centre knows."""
    running = till.backstage._running
    assert running is not None
    station = running.session._station
    paul = station.access.staff
    assert paul is not None
    work = GiftCardTrade().work(station, Authority(asked_by=paul))
    card_id = GiftCardId(work.new_id())
    make_gift_card(work, gift_card_id=card_id, face=Money(minor, EUR))
    assert isinstance(sell_gift_cards(work, [card_id], f"S{card_id}"), Moved)
    inscription = till.store.inscription(card_id)
    assert inscription is not None
    settle(till)
    return inscription.number


def place(till: LinkedTill) -> str:
    task = till.view.task
    return task.place.removeprefix("payment.") if task is not None else ""


def present(till: LinkedTill, number: GiftCardNumber, minor: int) -> VisitId:
    """A sale to nobody we know, and the card."""
    till.session.set_amount(Money(minor, EUR))
    till.tap(CardToken(TokenKind.GIFT_CARD, number.canonical))
    visit_id = till.view.visit_id
    assert visit_id is not None
    return visit_id


def answered(till: LinkedTill) -> None:
    till.until(lambda: place(till) != "asking", limit_s=LATEST_S)


def held(till: LinkedTill, visit_id: VisitId) -> int:
    holds = till.store.gift_holds(visit_id)
    return sum(hold.amount_minor for hold in holds if hold.state is HoldState.HELD)


def ticket(till: LinkedTill, number: str) -> str:
    """Enter; what is said then."""
    till.session.in_task(FillIn("ticket", number, 1))
    banner = till.view.banner
    assert banner is not None
    return banner.message.key


def balance(till: LinkedTill, number: GiftCardNumber) -> int | None:
    card = till.store.gift_card_by_number(number)
    return card.balance_minor if card is not None else None


def standing(network: Network) -> tuple[int, int, int]:
    """Balance, what is held and what is owed of the merchant's one gift card."""
    with connect(network.place.database.app) as connection:
        be(connection, network.merchant_id)
        row = connection.execute(
            "SELECT balance_minor, held_minor, receivable_minor FROM gift_cards"
        ).fetchone()
    assert row is not None
    return row


def flagged(network: Network) -> set[str]:
    with connect(network.place.database.app) as connection:
        be(connection, network.merchant_id)
        rows = connection.execute("SELECT reason FROM journal_rows WHERE fate = 'flagged'").fetchall()
    return {reason for (reason,) in rows}


def test_of_two_tills_that_race_for_one_card_one_wins(tills: Tills, network: Network) -> None:
    first, second = tills
    number = sold(first, 5_000)
    visits = [present(till, number, 5_000) for till in tills]
    for till in tills:
        answered(till)
    won = [held(till, visit_id) for till, visit_id in zip(tills, visits, strict=True)]
    assert sorted(won) == [0, 5_000]
    winner, loser = (first, second) if won[0] else (second, first)

    assert place(winner) == "ticket"
    assert place(loser) == "cards"
    task = loser.view.task
    assert task is not None
    assert task.problem is not None
    assert task.problem.key == "gift_card.unusable"
    assert ticket(winner, "T1") == "payment.paid"
    settle(winner)
    assert standing(network) == (0, 0, 0)


def test_a_visit_paid_by_card_is_one_visit_at_the_centre_and_undone_it_is_none(
    tills: Tills, network: Network
) -> None:
    first, second = tills
    number = sold(first, 5_000)
    member = second.enrol("Dupont")
    second.attach(member)
    present(second, number, 3_000)
    answered(second)
    assert ticket(second, "T1").startswith("banner.visit_closed")
    settle(second)
    assert standing(network) == (2_000, 0, 0)
    assert booked(network.place, network.merchant_id).quarantined == 0
    first.until(lambda: first.points(member) == 30)
    first.until(lambda: balance(first, number) == 2_000)

    second.session.void_last()
    settle(second)
    assert standing(network) == (5_000, 0, 0)
    first.until(lambda: balance(first, number) == 5_000)
    first.until(lambda: first.points(member) == 0)


def test_a_sale_to_nobody_is_taken_by_the_centre_without_its_visit(tills: Tills, network: Network) -> None:
    first, second = tills
    number = sold(first, 5_000)
    present(second, number, 3_000)
    answered(second)
    assert ticket(second, "T1") == "payment.paid"
    settle(second)

    found = booked(network.place, network.merchant_id)
    assert (found.visits, found.quarantined) == (0, 0)
    assert standing(network) == (2_000, 0, 0)


def test_what_is_given_up_can_be_spent_elsewhere_at_once(tills: Tills) -> None:
    first, second = tills
    number = sold(first, 5_000)
    present(second, number, 5_000)
    answered(second)
    second.session.back()
    second.session.back()
    settle(second)
    visit_id = present(first, number, 5_000)
    answered(first)

    assert held(first, visit_id) == 5_000


def test_two_tills_that_are_alone_with_one_card_overdraw_it_by_what_the_allowance_lets_them(
    tills: Tills, network: Network, line: list[Fault]
) -> None:
    first, second = tills
    number = sold(first, 5_000)
    second_known = present(second, number, 100)
    answered(second)
    assert held(second, second_known) == 100
    assert ticket(second, "T0") == "payment.paid"
    settle(second)
    first.until(lambda: balance(first, number) == 4_900)
    second.until(lambda: balance(second, number) == 4_900)
    second.until(lambda: second.store.stored_value.allowance(AllowanceKind.GIFT_CARDS) is not None)

    line[0] = Fault.REQUEST_LOST
    alone = present(second, number, 4_900)
    answered(second)
    assert place(second) == "unanswered"
    second.session.in_task(ChooseLine(1))
    assert held(second, alone) == 4_900
    assert ticket(second, "T1") == "payment.paid"

    present(first, number, 3_000)
    answered(first)
    assert ticket(first, "T1b") == "payment.paid"
    settle(first)
    line[0] = Fault.NONE
    settle(second)

    assert standing(network) == (0, 0, 3_000)
    assert "overspent" in flagged(network)
    first.until(lambda: balance(first, number) == 0)


def test_on_a_dead_line_the_customer_may_pay_the_rest_otherwise(tills: Tills, line: list[Fault]) -> None:
    first, second = tills
    number = sold(first, 5_000)
    line[0] = Fault.ANSWER_LOST
    visit_id = present(second, number, 3_000)
    answered(second)
    assert place(second) == "unanswered"
    second.session.in_task(ChooseLine(3))
    assert place(second) == "cards"
    second.session.in_task(GoOn())

    assert place(second) == "cards"
    assert held(second, visit_id) == 0
