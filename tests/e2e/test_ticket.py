"""F12 through the real windows, on a printer at the end of a wire: it prints, runs out, holds nobody up."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fidpos.settings.till_settings import PrinterKind, TillSettings
from fidpos.ui.presenters.models import CheckoutModel
from fidpos.ui.presenters.task.models import ReviewModel, TaskModel
from tests.helpers.fake_printer import TcpPrinter
from tests.helpers.real_shop import found_shop
from tests.helpers.window_counter import ENTER, ESC, F12, WindowCounter, window_counter


@pytest.fixture
def printer() -> Iterator[TcpPrinter]:
    with TcpPrinter() as printer:
        yield printer


@pytest.fixture
def counter(qtbot: QtBot, tmp_path: Path, printer: TcpPrinter) -> Iterator[WindowCounter]:
    shop = found_shop(tmp_path / "till", members=2, whole_program=True)
    settings = TillSettings(
        readers={"simulated": {}}, printer=PrinterKind.NETWORK, printer_address=printer.address
    )
    with window_counter(qtbot, shop.folder, settings=settings) as opened:
        yield opened.sign_in()


def task_of(counter: WindowCounter) -> TaskModel | None:
    screen = counter.screen
    return screen.task if isinstance(screen, CheckoutModel) else None


def review_of(counter: WindowCounter) -> ReviewModel:
    """Once the ticket is there to be looked at."""
    counter.sees("Le ticket tel qu'il sera imprimé")
    task = task_of(counter)
    assert task is not None
    assert isinstance(task.body, ReviewModel)
    return task.body


def test_a_ticket_is_looked_at_and_printed(counter: WindowCounter, printer: TcpPrinter) -> None:
    counter.tap_member(1).close_visit("4550").press(F12)
    picture = Path(review_of(counter).picture)
    assert picture.read_bytes().startswith(b"\x89PNG")

    counter.press(ENTER)
    counter.wait(lambda: task_of(counter) is None)

    assert len(printer.trail.tickets) == 1
    assert not printer.trail.strange
    assert not picture.exists()


def test_no_paper_is_said_in_the_task_and_by_the_light_until_there_is_some(
    counter: WindowCounter, printer: TcpPrinter
) -> None:
    counter.tap_member(1).close_visit("4550")
    printer.trail.has_paper = False
    counter.press(F12)
    review_of(counter)
    counter.press(ENTER).sees("Plus de papier dans l'imprimante", "Imprimante : plus de papier")

    printer.trail.has_paper = True
    counter.press(ENTER)
    counter.wait(lambda: task_of(counter) is None)

    counter.sees("Imprimante : prête")
    assert len(printer.trail.tickets) == 1


def test_a_printer_that_stalls_keeps_nobody_from_closing_the_next_visit(
    counter: WindowCounter, printer: TcpPrinter
) -> None:
    counter.tap_member(1).close_visit("4550").sees("Imprimante : prête")
    printer.is_stalled.set()
    counter.press(F12)
    review_of(counter)
    counter.press(ENTER).sees("Impression en cours").press(ESC)
    counter.wait(lambda: task_of(counter) is None)

    counter.press(ESC).tap_member(2).close_visit("1000")

    assert printer.trail.tickets == []
