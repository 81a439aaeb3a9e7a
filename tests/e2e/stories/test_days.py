"""F10 through the real windows: a day that is closed, one that nobody closed, nights the clock changes."""

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytestqt.qtbot import QtBot

from fidpos.domain.clock import ShopCalendar
from fidpos.rules.codec import programme_from_json
from fidpos.wire.day_events import DayClosed
from tests.helpers.fake_clock import FakeClock
from tests.helpers.real_shop import RealShop, found_shop, member_id
from tests.helpers.window_counter import ENTER, ESC, F10, WindowCounter, window_counter

PARIS = ZoneInfo("Europe/Paris")
HOUR_S = 3_600
BAR = b"""{
  "version": 1, "name": "Bar", "currency": "EUR",
  "counters": [{"code": "points", "title": {"fr": "Points", "en": "Points"}}],
  "rules": [
    {"code": "base", "title": {"fr": "Un point par euro", "en": "A point a euro"}, "phase": "earning",
     "effects": [{"type": "earn_per_amount", "counter": "points", "points": 1, "per_minor": 100}]},
    {"code": "small_hours", "title": {"fr": "De 2 h \\u00e0 3 h", "en": "From 2 to 3"}, "phase": "earning",
     "when": {"type": "hours", "start": "02:00", "end": "03:00"},
     "effects": [{"type": "earn_fixed", "counter": "points", "points": 100}]}],
  "rewards": []
}"""
"""Of a place that is open through the night: its days begin at four, and two o'clock is worth more."""


@pytest.fixture
def bar(tmp_path: Path) -> RealShop:
    return found_shop(
        tmp_path / "bar",
        members=4,
        whole_program=True,
        programme=programme_from_json(BAR),
        calendar=ShopCalendar(zone=PARIS, day_starts_at=time(4)),
    )


def opened(qtbot: QtBot, shop: RealShop, at: datetime) -> AbstractContextManager[WindowCounter]:
    """The till at that instant, its clock in the test's hand."""
    return window_counter(qtbot, shop.folder, clock=FakeClock(at.astimezone(UTC)))


def hours_later(counter: WindowCounter, hours: float) -> WindowCounter:
    """The till is locked meanwhile."""
    clock = counter.lock().clock
    assert isinstance(clock, FakeClock)
    clock.advance(hours * HOUR_S)
    return counter.sign_in()


def serve(counter: WindowCounter, member: int, cents: str) -> int:
    """A visit; the points that it earned."""
    counter.tap_member(member).close_visit(cents)
    with counter.store() as store:
        earned = store.recent_visits(member_id(member), 1)[0].points
    counter.press(ESC).sees_member("")
    return earned


def close_day(counter: WindowCounter, *, sales: str = "") -> WindowCounter:
    """From the day's figures on, with what the register says of its sales."""
    counter.sees("Les chiffres de ce terminal").press(ENTER).sees("Champ 1 sur 4")
    if sales:
        counter.press(sales)
    for field in (2, 3, 4):
        counter.press(ENTER).sees(f"Champ {field} sur 4")
    return counter.press(ENTER).sees("Vérifiez, puis Entrée").press(ENTER).sees("Journée clôturée")


def closings(counter: WindowCounter) -> list[DayClosed]:
    """What was closed so far, the latest first."""
    with counter.store() as store:
        return [event for event in store.days.events_backwards(99) if isinstance(event, DayClosed)]


def test_a_day_is_closed_with_the_registers_figures_and_the_head_of_the_journal(
    counter: WindowCounter,
) -> None:
    counter.tap_member(1).close_visit("1250").press(ESC).sees_member("")
    counter.press(F10).sees("Magasin").press("1").sees("1 · 1 client", "12,50 €")

    close_day(counter, sales="5000").sees("Tête du journal")

    (closing,) = closings(counter)
    assert (closing.figures.visits, closing.register.sales_minor, closing.made_up) == (1, 5_000, False)


def test_a_forgotten_closing_is_said_the_next_morning_and_made_up(qtbot: QtBot, bar: RealShop) -> None:
    with opened(qtbot, bar, datetime(2040, 6, 5, 20, 0, tzinfo=PARIS)) as till:
        serve(till.sign_in(), 1, "1000")

        hours_later(till, 13).sees("La journée du", "n'a pas été clôturée")
        serve(till, 2, "2000")
        till.press(F10).sees("Magasin").press("1").sees("mardi 5 juin").press("1")
        close_day(till).press(ENTER)

        (closing,) = closings(till)
        assert (closing.business_day, closing.figures.visits) == (date(2040, 6, 5), 1)
        assert closing.made_up


def test_the_night_the_clocks_go_back_has_two_o_clock_twice_and_stays_one_day(
    qtbot: QtBot, bar: RealShop
) -> None:
    with opened(qtbot, bar, datetime(2040, 10, 28, 1, 30, tzinfo=PARIS)) as till:
        assert serve(till.sign_in(), 1, "1000") == 10
        hours_later(till, 1)
        assert serve(till, 2, "1000") == 110
        hours_later(till, 1)
        assert serve(till, 3, "1000") == 110
        hours_later(till, 1)
        assert serve(till, 4, "1000") == 10

        till.press(F10).sees("Magasin").press("1").sees("samedi 27 octobre", "4 · 4 clients")
        close_day(till).press(ENTER)
        (closing,) = closings(till)
        assert (closing.business_day, closing.figures.visits) == (date(2040, 10, 27), 4)

        hours_later(till, 1)
        serve(till, 1, "1000")
        till.press(F10).sees("Magasin").press("1").sees("dimanche 28 octobre", "1 · 1 client")


def test_the_night_the_clocks_go_forward_has_no_two_o_clock_and_stays_one_day(
    qtbot: QtBot, bar: RealShop
) -> None:
    with opened(qtbot, bar, datetime(2040, 3, 25, 1, 59, tzinfo=PARIS)) as till:
        assert serve(till.sign_in(), 1, "1000") == 10
        hours_later(till, 0.1)
        till.sees("03:05")
        assert serve(till, 2, "1000") == 10

        till.press(F10).sees("Magasin").press("1").sees("samedi 24 mars", "2 · 2 clients")
        close_day(till).press(ENTER)
        (closing,) = closings(till)
        assert (closing.business_day, closing.figures.visits) == (date(2040, 3, 24), 2)
