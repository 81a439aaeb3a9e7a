"""From a key to the session and back to the picture, through the real window."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from fidpos.domain.errors import StoreFull, StoreKeyRefused
from fidpos.domain.money import EUR, Money
from fidpos.texts.texts import Texts
from fidpos.till.view import Message, Shown, TillState
from fidpos.ui.desk import Desk
from fidpos.ui.gateway import Dress
from fidpos.ui.main_window import MainWindow
from fidpos.ui.presenters.keys import Press
from fidpos.ui.presenters.models import CheckoutModel, LockModel, SearchModel, Sound, StartModel
from fidpos.ui.screens.search_panel import Hit
from fidpos.ui.settings import UiSettings
from fidpos.ui.theme import Theme
from fidpos.ui.widgets.icon import Logo
from fidpos.ui.widgets.reward_row import RewardRow
from tests.helpers.fake_clock import FakeClock
from tests.helpers.pictures import png
from tests.helpers.sample_views import (
    CHOSEN,
    CLOSED,
    FINDING,
    FOUND,
    IDENTITY,
    IDLE,
    IN_TROUBLE,
    LOCKED,
    NOW,
    READY,
    RESOURCES,
    STAFF,
    UNUSUAL,
    refused,
)
from tests.helpers.scripted_session import ScriptedSession
from tests.helpers.till_window import Till, publishing, till_window

NO = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def till(dressed: QApplication, french: Texts, qtbot: QtBot) -> Iterator[Till]:
    with till_window(french, qtbot) as opened:
        yield opened


def test_the_window_is_painted_before_the_store_is_open(till: Till) -> None:
    assert isinstance(till.desk.screen, StartModel)
    assert till.window.isVisible()

    till.opened()

    assert isinstance(till.desk.screen, CheckoutModel)


def test_it_says_once_that_it_is_on_screen(dressed: QApplication, till: Till, qtbot: QtBot) -> None:
    window = MainWindow(till.desk, RESOURCES, title="fidpos")
    qtbot.addWidget(window)

    with qtbot.waitSignal(window.painted):
        window.show()


def test_a_store_that_cannot_be_opened_is_said_and_enter_tries_again(till: Till) -> None:
    till.session.opening_error = StoreKeyRefused()
    till.desk.start()
    till.wait(lambda: till.desk.screen != till.window and getattr(till.desk.screen, "failed", False))

    assert isinstance(till.desk.screen, StartModel)
    assert till.desk.screen.code == "store_key_refused"
    assert Sound.ERROR in till.heard

    till.session.opening_error = None
    till.type(Qt.Key.Key_Return)
    till.wait(lambda: isinstance(till.desk.screen, CheckoutModel))


def test_a_till_that_cannot_be_opened_again_leaves_nothing_of_the_one_before(till: Till) -> None:
    till.opened()
    till.session.opening_error = StoreKeyRefused("no")
    till.gateway.reopen()
    till.wait(lambda: isinstance(till.desk.screen, StartModel))
    till.gateway.publish_lights(())
    assert isinstance(till.desk.screen, StartModel)

    till.session.opening_error = None
    till.type(Qt.Key.Key_Return)
    till.wait(lambda: isinstance(till.desk.screen, CheckoutModel))


def test_digits_of_main_block_and_keypad_echo_at_once_and_reach_the_session(till: Till) -> None:
    till.opened()

    till.type("12")
    QTest.keyClick(till.window, Qt.Key.Key_4, Qt.KeyboardModifier.KeypadModifier)
    QTest.keyClick(till.window, Qt.Key.Key_0, Qt.KeyboardModifier.KeypadModifier)

    assert till.typed == "12,40\xa0€"
    assert [amount for _, amount in till.asked(4)] == [Money(cents, EUR) for cents in (1, 12, 124, 1240)]


@pytest.mark.parametrize("enter", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_closes_and_the_display_is_empty_again(till: Till, enter: Qt.Key) -> None:
    till.session.first = READY
    till.session.answers["confirm"] = publishing(CLOSED)
    till.opened()

    till.type(enter)
    till.wait(lambda: till.checkout.banner.title.startswith("+24"))

    assert till.typed == "0,00\xa0€"
    assert Sound.SUCCESS in till.heard


def test_digits_typed_while_a_visit_closes_belong_to_the_next_one(till: Till) -> None:
    release = threading.Event()

    till.session.first = READY
    till.session.answers["confirm"] = publishing(CLOSED, after=release)
    till.opened()

    till.type(Qt.Key.Key_Return, "89")
    assert till.typed == "12,40\xa0€"
    release.set()
    till.wait(lambda: till.typed == "0,89\xa0€")

    assert till.asked(3)[-1] == ("set_amount", Money(89, EUR))


def test_a_second_enter_while_a_visit_closes_is_refused_aloud(till: Till) -> None:
    release = threading.Event()
    till.session.first = READY
    till.session.answers["confirm"] = publishing(UNUSUAL, after=release)
    till.opened()
    till.heard.clear()

    till.type(Qt.Key.Key_Return, Qt.Key.Key_Return)
    release.set()
    till.wait(lambda: till.checkout.primary.label.startswith("Oui"))

    assert till.session.asked == [("confirm", Shown.on(READY))]
    assert Sound.WARNING in till.heard


def test_an_enter_right_after_a_question_appeared_is_no_answer(
    dressed: QApplication, french: Texts, qtbot: QtBot, till: Till
) -> None:
    heard: list[Sound] = []
    settings = UiSettings(answer_guard_s=3600)
    desk = Desk(till.gateway, french, FakeClock(NOW), settings=settings, play_sound=heard.append)
    till.session.first = UNUSUAL
    desk.start()
    qtbot.waitUntil(lambda: isinstance(desk.screen, CheckoutModel))

    QTest.keyClick(MainWindow(desk, RESOURCES, title="t"), Qt.Key.Key_Return)
    desk.stop()

    assert till.session.asked == []
    assert heard[-1] is Sound.WARNING


def test_a_late_answer_is_said_and_the_amount_stays(till: Till) -> None:
    release = threading.Event()
    till.session.first = READY
    till.session.answers["confirm"] = publishing(CLOSED, after=release)
    till.opened()

    till.type(Qt.Key.Key_Return)
    till.wait(lambda: till.checkout.banner.title == "Un instant…")
    assert till.typed == "12,40\xa0€"
    release.set()
    till.wait(lambda: till.checkout.banner.title.startswith("+24"))


def test_an_error_on_the_worker_is_said_and_keeps_the_amount(till: Till) -> None:
    def full(session: ScriptedSession) -> None:
        raise StoreFull

    till.session.first = READY
    till.session.answers["confirm"] = full
    till.opened()

    till.type(Qt.Key.Key_Return)
    till.wait(lambda: "disque est plein" in till.checkout.banner.title)

    assert till.typed == "12,40\xa0€"
    assert till.heard[-1] is Sound.ERROR
    till.session.answers["confirm"] = publishing(CLOSED)
    till.type(Qt.Key.Key_Return)
    till.wait(lambda: till.checkout.banner.title.startswith("+24"))


@pytest.mark.parametrize("error", [StoreFull(), ZeroDivisionError()])
def test_an_error_in_the_middle_of_a_close_leaves_no_key_dead(till: Till, error: Exception) -> None:
    def break_off(session: ScriptedSession) -> None:
        session.publish(replace(READY, state=TillState.CLOSING))
        raise error

    till.session.first = READY
    till.session.answers["confirm"] = break_off
    till.opened()
    till.type(Qt.Key.Key_Return)
    till.wait(lambda: till.checkout.banner.icon == "circle-x")

    assert till.checkout.primary.enabled
    till.session.answers["confirm"] = publishing(CLOSED)
    till.type(Qt.Key.Key_Return)
    till.wait(lambda: till.checkout.banner.title.startswith("+24"))


def test_an_error_from_elsewhere_can_be_reported(till: Till) -> None:
    till.opened()

    for _ in range(3):
        till.desk.report(Message(key="error.unexpected"))

    assert till.checkout.banner.title == "Une erreur inattendue s’est produite"
    assert till.heard == [Sound.ERROR]


def test_function_keys_reach_the_session(till: Till) -> None:
    till.session.first = READY
    till.opened()

    till.type(Qt.Key.Key_F2)
    till.asked(1)
    till.type(Qt.Key.Key_F5)
    till.asked(2)
    till.type(Qt.Key.Key_F8)
    till.asked(3)
    till.type(Qt.Key.Key_F9)

    assert [method for method, _ in till.asked(4)] == ["search", "open_rewards", "void_last", "lock"]


def test_f1_and_esc_open_and_close_the_help(till: Till) -> None:
    till.opened()

    till.type(Qt.Key.Key_F1)
    assert till.checkout.help is not None
    till.type(Qt.Key.Key_Escape)
    assert till.checkout.help is None


def test_a_name_and_a_pin_open_the_till(till: Till) -> None:
    till.session.first = LOCKED
    till.session.answers["choose_staff"] = publishing(replace(LOCKED, sign_in=STAFF[0]))
    till.session.answers["enter_pin"] = publishing(IDLE)
    till.opened()
    assert isinstance(till.desk.screen, LockModel)

    till.type("1", "190426", Qt.Key.Key_Return)
    till.wait(lambda: isinstance(till.desk.screen, CheckoutModel))

    assert till.session.asked == [
        ("choose_staff", STAFF[0].staff_id),
        ("enter_pin", ("190426", STAFF[0].staff_id)),
    ]


def test_nothing_but_the_window_ever_has_the_focus(till: Till) -> None:
    till.opened()
    till.type(Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)

    focusable = [
        widget
        for widget in till.window.findChildren(QWidget)
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
    ]

    assert focusable == []
    assert QApplication.focusWidget() in {till.window, None}


def test_a_space_or_an_enter_presses_no_button(till: Till) -> None:
    till.opened()

    till.type(Qt.Key.Key_Space, Qt.Key.Key_Return)

    assert till.session.asked == []


@pytest.mark.parametrize(
    ("key", "modifiers", "text"),
    [
        (Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier, "\x16"),
        (Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier, "5"),
        (Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier, ""),
        (Qt.Key.Key_F9, Qt.KeyboardModifier.AltModifier, ""),
    ],
)
def test_shortcuts_mean_nothing_at_a_till(
    till: Till, key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str
) -> None:
    till.opened()

    QApplication.sendEvent(till.window, QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text))

    assert till.session.asked == []
    assert till.typed == "0,00\xa0€"


@pytest.mark.parametrize(
    ("key", "text"), [(Qt.Key.Key_5, "5"), (Qt.Key.Key_Return, "\r"), (Qt.Key.Key_F9, "")]
)
def test_a_key_held_down_counts_once(till: Till, key: Qt.Key, text: str) -> None:
    till.opened()

    repeat = QKeyEvent(QEvent.Type.KeyPress, key, NO, text, autorep=True)
    QApplication.sendEvent(till.window, repeat)

    assert till.session.asked == []


def test_backspace_held_down_goes_on(till: Till) -> None:
    till.opened()
    till.type("124")

    for _ in range(2):
        repeat = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Backspace, NO, "\b", autorep=True)
        QApplication.sendEvent(till.window, repeat)

    assert till.typed == "0,01\xa0€"


def test_touching_the_pad_types(till: Till) -> None:
    till.opened()

    for label in ("7", "00"):
        button = next(
            found for found in till.window.findChildren(QAbstractButton) if found.accessibleName() == label
        )
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert till.typed == "7,00\xa0€"


def test_touching_a_reward_chooses_it(till: Till) -> None:
    till.session.first = CHOSEN
    till.opened()
    rows = till.window.findChildren(RewardRow)

    QTest.mouseClick(rows[1], Qt.MouseButton.LeftButton)
    assert till.asked(1) == [("choose_reward", 2)]

    QTest.mouseClick(rows[3], Qt.MouseButton.LeftButton)
    QTest.mouseRelease(rows[0], Qt.MouseButton.LeftButton, NO, QPoint(-50, 0))
    assert till.session.asked == [("choose_reward", 2)]


def test_touching_a_name_chooses_it(till: Till) -> None:
    till.session.first = LOCKED
    till.opened()
    tile = next(
        found
        for found in till.window.findChildren(QAbstractButton)
        if found.accessibleName() == STAFF[1].name
    )

    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)

    assert till.asked(1) == [("choose_staff", STAFF[1].staff_id)]


def test_touching_a_result_picks_the_member(till: Till) -> None:
    till.session.first = FINDING
    till.opened()

    QTest.mouseClick(till.window.findChildren(Hit)[2], Qt.MouseButton.LeftButton)

    assert till.asked(1) == [("pick_member", FOUND[2].member_id)]


def test_letters_search_and_composed_accents_count(till: Till) -> None:
    till.session.first = replace(IDLE, found=())
    till.opened()

    till.type("le")
    composed = QInputMethodEvent()
    composed.setCommitString("ê")
    QApplication.sendEvent(till.window, composed)

    assert [text for _, text in till.asked(3)] == ["l", "le", "leê"]
    column = till.checkout.column
    assert isinstance(column, SearchModel)
    assert column.text == "leê"


def test_accents_are_composed_only_while_letters_are_typed(till: Till) -> None:
    till.session.answers["search"] = publishing(FINDING)
    till.opened()
    assert not till.window.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    till.type(Qt.Key.Key_F2)

    till.wait(lambda: till.window.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled))


def test_lights_change_whatever_is_shown(till: Till) -> None:
    till.opened()

    till.gateway.publish_lights(IN_TROUBLE)

    till.wait(lambda: len(till.checkout.status.lights) == 4)
    assert till.checkout.banner.title.startswith("Lecteur de cartes")


def test_a_reader_newly_in_trouble_is_said_instead_of_what_was_said_before(till: Till) -> None:
    till.session.first = replace(IDLE, banner=refused("bank_card"))
    till.opened()
    assert "bancaire" in till.checkout.banner.title

    till.gateway.publish_lights(IN_TROUBLE)

    till.wait(lambda: till.checkout.banner.title.startswith("Lecteur de cartes"))


def test_each_banner_sounds_once(till: Till) -> None:
    till.session.first = CLOSED
    till.opened()
    till.session.publish(replace(CLOSED, panel=None))
    till.session.publish(replace(CLOSED, state=TillState.IDLE, found=()))
    till.wait(lambda: till.desk.takes_text)

    assert till.heard == [Sound.SUCCESS]


def test_a_larger_screen_shows_the_same_design_larger(till: Till) -> None:
    till.opened()

    till.window.resize(1920, 1080)

    assert Theme.for_size(1920, 1080).scale == pytest.approx(1.4)
    pad = next(
        found
        for found in till.window.findChildren(QAbstractButton)
        if found.accessibleName() == "7" and found.isVisible()
    )
    assert pad.height() == round(64 * 1.4)


def test_a_press_before_the_store_is_open_is_not_kept_for_later(till: Till) -> None:
    till.desk.press(Press.typing("5"))
    till.opened()

    assert till.typed == "0,00\xa0€"


def test_closing_the_window_says_so_and_ends_the_ticking(till: Till, qtbot: QtBot) -> None:
    till.opened()

    with qtbot.waitSignal(till.window.closed):
        till.window.close()


def test_the_platform_is_the_offscreen_one() -> None:
    assert QGuiApplication.platformName() == "offscreen"


def colour_of(logo: Logo) -> QColor:
    return logo.pixmap().toImage().pixelColor(10, 10)


def test_another_card_name_and_another_logo_are_shown_at_once(till: Till, tmp_path: Path) -> None:
    till.opened()
    logo, red = tmp_path / "logo.png", QColor(200, 30, 30)
    logo.write_bytes(png())

    till.gateway.dress(Dress(identity=replace(IDENTITY, card_name="Carte Soleil"), logo=logo))

    till.wait(lambda: "Carte Soleil" in till.checkout.header.place)
    till.wait(lambda: all(colour_of(shown) == red for shown in till.window.findChildren(Logo)))
    logo.unlink()
    till.gateway.dress(Dress(identity=IDENTITY, logo=None))
    till.wait(lambda: "Carte Soleil" not in till.checkout.header.place)
    assert till.window.windowIcon().pixmap(64).toImage().pixelColor(32, 32) != red
