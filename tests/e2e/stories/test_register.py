"""A cash register beside the till, over real HTTP: its basket is on screen, its ticket is the visit's."""

from collections.abc import Iterator
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from fidpos.bootstrap.clock import SystemClock
from fidpos.link.client import RegisterClient
from fidpos.link.keys import RegisterKeys
from fidpos.link.messages import BasketAsked, Line, TicketTold
from fidpos.settings.till_settings import TillSettings
from fidpos.till.register.standing import TicketStatus
from tests.helpers.real_shop import RealShop, member_id
from tests.helpers.window_counter import ENTER, ESC, F2, F5, SHIFT_F8, WindowCounter, window_counter

COFFEE = "1"
BASKET = BasketAsked(
    currency="EUR",
    amount_minor=1_250,
    lines=(Line(amount_minor=450, article="BREAD"), Line(amount_minor=800, article="TART")),
)


@pytest.fixture
def token(shop: RealShop) -> str:
    """Of a register that was paired."""
    keys, token = RegisterKeys().paired("left", SystemClock().now())
    shop.folder.registers.write_bytes(keys.to_bytes())
    return token


@pytest.fixture
def linked(qtbot: QtBot, shop: RealShop, token: str) -> Iterator[tuple[WindowCounter, RegisterClient]]:
    settings = TillSettings(readers={"simulated": {}}, register_link=True, register_link_port=0)
    with window_counter(qtbot, shop.folder, settings=settings) as till:
        backstage = till.program.backstage
        assert backstage is not None
        client = RegisterClient(url=f"http://127.0.0.1:{backstage.register_port}", token=token)
        yield till.sign_in(), client


def today(till: WindowCounter) -> date:
    with till.store() as store:
        return store.identity().calendar.business_day(till.clock.now())


def test_a_ticket_rung_up_at_the_register_is_on_screen_and_closes_as_the_members_visit(
    linked: tuple[WindowCounter, RegisterClient],
) -> None:
    till, register = linked
    day = today(till)
    till.tap_member(1)
    assert isinstance(register.put(day, "R7", BASKET), TicketTold)
    till.sees_amount("1250").press(F5).sees("Choisissez un avantage").press(COFFEE).sees("Retenu").press(ESC)

    standing = register.look(day, "R7")
    assert isinstance(standing, TicketTold)
    closed = register.close(day, "R7", standing.due_minor)
    till.sees("points →", "Un café")

    assert isinstance(closed, TicketTold)
    assert closed.status is TicketStatus.CLOSED
    assert register.close(day, "R7", standing.due_minor) == closed
    with till.store() as store:
        assert [str(each.id) for each in store.recent_visits(member_id(1), 9)] == [str(closed.visit_id)]


def test_a_ticket_of_the_register_is_found_by_its_number_when_goods_come_back(
    linked: tuple[WindowCounter, RegisterClient],
) -> None:
    till, register = linked
    day = today(till)
    till.tap_member(2)
    register.put(day, "R8", BASKET)
    till.sees_amount("1250").press(ENTER).sees("points →").press(ESC).sees_member("")

    till.press(SHIFT_F8).sees("Quel passage").press(F2).sees("Numéro du ticket").press("R8", ENTER)

    till.sees("Que faut-il corriger", "12,50 €")
