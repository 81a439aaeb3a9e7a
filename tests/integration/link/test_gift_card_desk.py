"""The gift-card desks of two tills, with a real centre between them."""

from collections.abc import Iterator

import pytest

from fidpos.domain.card import CardToken, TokenKind
from fidpos.domain.gift_card import GiftCardState
from fidpos.domain.gift_card_number import GiftCardNumber
from fidpos.till.gift_card_desk.sale import cards_on_sale
from fidpos.till.task.acts import ChooseLine, FillIn, GoOn, OpenTask, TaskKind
from fidpos.till.task.view import ListBody, PresentBody
from fidpos.wire.sync.hold import HOLD_WAIT_S
from tests.helpers.centre_process import CentreProcess, Network
from tests.helpers.fault_proxy import Fault
from tests.helpers.linked_till import LinkedTill, booked
from tests.integration.link.test_gift_card_payment import Tills, balance, flagged, standing
from tests.integration.link.test_stored_value import settle, two_tills

LATEST_S = HOLD_WAIT_S + 10.0


@pytest.fixture
def line() -> list[Fault]:
    return [Fault.NONE]


@pytest.fixture
def tills(
    centre: CentreProcess, network: Network, tmp_path_factory: pytest.TempPathFactory, line: list[Fault]
) -> Iterator[Tills]:
    with two_tills(centre, network, tmp_path_factory.mktemp("tills"), line) as pair:
        yield pair


def step(till: LinkedTill) -> str:
    task = till.view.task
    return task.place.split(".")[1] if task is not None else ""


def choose(till: LinkedTill, key: str) -> None:
    """The line with this title."""
    task = till.view.task
    assert task is not None
    assert isinstance(task.body, ListBody)
    titles = [each.title if isinstance(each.title, str) else each.title.key for each in task.body.lines]
    till.session.in_task(ChooseLine(titles.index(key) + 1))


def fill(till: LinkedTill, **texts: str) -> None:
    for key, text in texts.items():
        till.session.in_task(FillIn(key, text, 1))


def open_desk(till: LinkedTill) -> None:
    till.session.in_task(OpenTask(TaskKind.GIFT_CARDS))


def sell(till: LinkedTill, ticket: str) -> GiftCardNumber:
    """A card of 50 euros, from the key to the hand, and known to the centre."""
    open_desk(till)
    choose(till, "task.gift.home.sell")
    till.session.in_task(ChooseLine(4))
    choose(till, "task.gift.medium.screen")
    fill(till, offered_by="Mamie", message="")
    till.session.in_task(GoOn())
    fill(till, ticket=ticket)
    (sold,) = cards_on_sale(till.store)
    inscription = till.store.inscription(sold.card.id)
    assert inscription is not None
    till.session.in_task(GoOn())
    settle(till)
    return inscription.number


def present(till: LinkedTill, act: str, number: GiftCardNumber) -> None:
    """What is to be done, with which card; the centre has answered."""
    open_desk(till)
    choose(till, f"task.gift.{act}.title")
    till.tap(CardToken(TokenKind.GIFT_CARD, number.canonical))
    till.until(lambda: step(till) != "asking", limit_s=LATEST_S)


def test_a_card_of_one_till_is_replaced_at_another_and_its_number_never_pays_again(
    tills: Tills, network: Network
) -> None:
    first, second = tills
    number = sell(first, "T1")

    present(second, "replace", number)
    choose(second, "task.gift.why.lost")
    choose(second, "task.gift.medium.screen")
    second.session.in_task(ChooseLine(1))
    assert step(second) == "done"
    second.session.in_task(GoOn())
    settle(second)

    first.until(lambda: balance(first, number) == 0)
    lost = first.store.gift_card_by_number(number)
    assert lost is not None
    assert lost.state is GiftCardState.REPLACED
    assert booked(network.place, network.merchant_id).quarantined == 0


def test_a_sale_of_one_till_is_undone_at_another(tills: Tills, network: Network) -> None:
    first, second = tills
    number = sell(first, "T1")

    present(second, "undo", number)
    fill(second, reason="1", ticket="R1")
    settle(second)

    assert standing(network) == (0, 0, 0)
    first.until(lambda: balance(first, number) == 0)
    assert flagged(network) == set()


def test_a_card_of_one_till_is_reloaded_at_another(tills: Tills, network: Network) -> None:
    first, second = tills
    number = sell(first, "T1")

    present(second, "reload", number)
    fill(second, amount="2000")
    fill(second, ticket="T2")
    settle(second)

    assert standing(network) == (7_000, 0, 0)
    first.until(lambda: balance(first, number) == 7_000)


def test_a_look_leaves_nothing_set_aside(tills: Tills, network: Network) -> None:
    first, second = tills
    number = sell(first, "T1")

    present(second, "balance", number)

    assert step(second) == "balance"
    second.until(lambda: standing(network) == (5_000, 0, 0))


def is_silent(till: LinkedTill) -> bool:
    """The centre did not answer, and the screen says so."""
    task = till.view.task
    return task is not None and isinstance(task.body, PresentBody) and not task.body.is_busy


def test_nothing_is_replaced_on_a_dead_line_and_what_nobody_heard_is_let_go(
    tills: Tills, network: Network, line: list[Fault]
) -> None:
    first, second = tills
    number = sell(first, "T1")
    line[0] = Fault.ANSWER_LOST
    open_desk(second)
    choose(second, "task.gift.replace.title")
    second.tap(CardToken(TokenKind.GIFT_CARD, number.canonical))
    second.until(lambda: is_silent(second), limit_s=LATEST_S)
    second.session.in_task(GoOn())
    assert step(second) == "asking"

    line[0] = Fault.NONE
    second.session.back()
    first.until(lambda: standing(network) == (5_000, 0, 0))
