"""The key feed does with each key what its sink rules, in order and without anyone noticing."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fidpos.ui.key_feed import KeyFeed, KeySink, KeyStroke, _scan_code


@dataclass(frozen=True)
class Ruling:
    deliver: tuple[int, ...] = ()
    swallow: tuple[int, ...] = ()
    wait_ms: int | None = None


@dataclass
class ScriptedSink:
    """Rules as told: `d` delivers the stroke after all that is held, `h` holds it, `s` swallows it."""

    script: deque[str] = field(default_factory=deque)
    wait_ms: int | None = None
    offered: list[KeyStroke] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    expired: int = 0

    def offer(self, stroke: KeyStroke) -> Ruling:
        self.offered.append(stroke)
        match self.script.popleft():
            case "d":
                held, self.held = self.held, []
                return Ruling(deliver=(*held, stroke.serial))
            case "s":
                return Ruling(swallow=(stroke.serial,))
            case _:
                self.held.append(stroke.serial)
                return Ruling(wait_ms=self.wait_ms)

    def expire(self) -> Ruling:
        self.expired += 1
        held, self.held = self.held, []
        return Ruling(deliver=tuple(held))


class Field(QLineEdit):
    """A text field that notes which key presses it got."""

    def __init__(self) -> None:
        super().__init__()
        self.presses: list[tuple[int, bool]] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        self.presses.append((event.timestamp(), Qt.KeyboardModifier.ShiftModifier in event.modifiers()))
        super().keyPressEvent(event)


class Screen(QWidget):
    """A field and a button, as any screen of the till has."""

    def __init__(self) -> None:
        super().__init__()
        self.field = Field()
        self.button = QPushButton("Encaisser")
        self.button.setAutoDefault(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.button)
        self.clicks = 0
        self.button.clicked.connect(self.count_click)

    def count_click(self) -> None:
        self.clicks += 1

    @property
    def window_handle(self) -> QWindow:
        handle = self.windowHandle()
        assert handle is not None
        return handle

    def click(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press and release a key as the window system would."""
        QTest.keyClick(self.window_handle, key, modifiers)


@dataclass
class Counter:
    """The till's window with a feed whose sink can be exchanged."""

    screen: Screen
    feed: KeyFeed
    sink: KeySink | None = None

    def rule(self, script: str, wait_ms: int | None = None) -> ScriptedSink:
        sink = ScriptedSink(deque(script), wait_ms)
        self.sink = sink
        return sink


@pytest.fixture
def counter(qtbot: QtBot, qapp: QApplication) -> Iterator[Counter]:
    screen = Screen()
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitExposed(screen)
    screen.activateWindow()
    screen.field.setFocus()
    counter: Counter
    feed = KeyFeed(qapp, lambda: counter.sink)
    counter = Counter(screen, feed)
    yield counter
    qapp.removeEventFilter(feed)
    feed.deleteLater()


def test_a_delivered_key_reaches_the_field(counter: Counter) -> None:
    sink = counter.rule("dd")

    counter.screen.click(Qt.Key.Key_5)

    assert counter.screen.field.text() == "5"
    assert [stroke.pressed for stroke in sink.offered] == [True, False]


def test_held_keys_reach_the_field_only_when_delivered_unchanged_and_in_order(counter: Counter) -> None:
    sink = counter.rule("hhhhhhdd")

    counter.screen.click(Qt.Key.Key_Exclam, Qt.KeyboardModifier.ShiftModifier)
    counter.screen.click(Qt.Key.Key_B)
    assert counter.screen.field.presses == []
    counter.screen.click(Qt.Key.Key_3)

    assert counter.screen.field.text() == "!b3"
    assert counter.screen.field.presses == [
        (stroke.timestamp_ms, stroke.shift) for stroke in sink.offered if stroke.pressed
    ]


def test_a_swallowed_key_reaches_nothing(counter: Counter) -> None:
    counter.rule("ssss")
    counter.screen.button.setFocus()

    counter.screen.click(Qt.Key.Key_Return)
    counter.screen.click(Qt.Key.Key_Space)

    assert counter.screen.clicks == 0


def test_a_held_enter_presses_the_button_once_when_it_turns_out_to_be_typed(
    qtbot: QtBot, counter: Counter
) -> None:
    sink = counter.rule("hh", wait_ms=1)
    counter.screen.button.setFocus()

    counter.screen.click(Qt.Key.Key_Return)
    assert counter.screen.clicks == 0
    qtbot.waitUntil(lambda: sink.expired == 1)

    assert counter.screen.clicks == 1


def test_each_press_is_offered_once_although_qt_asks_about_shortcuts_first(counter: Counter) -> None:
    sink = counter.rule("dddd")

    counter.screen.click(Qt.Key.Key_7)
    counter.screen.click(Qt.Key.Key_F5)

    assert [stroke.serial for stroke in sink.offered] == [1, 2, 3, 4]


def test_a_delivered_key_triggers_its_shortcut_and_a_swallowed_one_does_not(counter: Counter) -> None:
    triggered: list[str] = []
    shortcut = QShortcut(QKeySequence(Qt.Key.Key_F5), counter.screen)
    shortcut.activated.connect(lambda: triggered.append("F5"))

    counter.rule("ss")
    counter.screen.click(Qt.Key.Key_F5)
    assert triggered == []
    counter.rule("dd")
    counter.screen.click(Qt.Key.Key_F5)

    assert triggered == ["F5"]


def test_the_wait_ends_with_one_expire(qtbot: QtBot, counter: Counter) -> None:
    sink = counter.rule("hh", wait_ms=5)

    counter.screen.click(Qt.Key.Key_5)
    qtbot.waitUntil(lambda: counter.screen.field.text() == "5")

    assert sink.expired == 1


def test_keys_that_arrive_while_the_wait_ends_are_ruled_about_first(qtbot: QtBot, counter: Counter) -> None:
    sink = counter.rule("hhhh", wait_ms=20)
    counter.screen.click(Qt.Key.Key_5)

    counter.feed._let_keys_in()
    counter.screen.click(Qt.Key.Key_6)
    assert not counter.feed._last_call.isActive()
    qtbot.waitUntil(lambda: counter.screen.field.text() == "56")

    assert sink.expired == 1


def test_when_the_sink_goes_what_it_held_is_delivered_before_the_next_key(counter: Counter) -> None:
    counter.rule("hh")
    counter.screen.click(Qt.Key.Key_5)

    counter.sink = None
    counter.screen.click(Qt.Key.Key_6)

    assert counter.screen.field.text() == "56"


def test_a_sink_that_fails_is_logged_and_loses_no_key(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    counter.rule("hh")

    counter.screen.click(Qt.Key.Key_5)
    counter.screen.click(Qt.Key.Key_6)  # The script has ended: the sink raises.

    assert counter.screen.field.text() == "56"
    assert "the key sink failed" in caplog.text


def test_a_sink_that_fails_at_the_end_of_a_wait_loses_no_key(
    counter: Counter, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink = counter.rule("hh")
    counter.screen.click(Qt.Key.Key_5)
    monkeypatch.setattr(sink, "expire", lambda: 1 / 0)

    counter.feed._expire()

    assert counter.screen.field.text() == "5"
    assert "the key sink failed" in caplog.text


def test_keys_made_by_the_program_itself_are_not_offered(counter: Counter) -> None:
    sink = counter.rule("")
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_5, Qt.KeyboardModifier.NoModifier, "5")

    QCoreApplication.sendEvent(counter.screen.window_handle, event)

    assert counter.screen.field.text() == "5"
    assert sink.offered == []


def test_held_keys_of_a_window_that_is_gone_go_to_the_one_in_focus(qtbot: QtBot, counter: Counter) -> None:
    dialog = Screen()
    dialog.show()
    qtbot.waitExposed(dialog)
    counter.rule("hhdd")
    dialog.click(Qt.Key.Key_5)

    dialog.deleteLater()
    QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    counter.screen.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is not None)
    counter.screen.click(Qt.Key.Key_6)

    assert counter.screen.field.text() == "56"


@pytest.mark.parametrize(
    ("native", "platform", "scan_code"),
    [
        (19, "xcb", 11),
        (19, "wayland", 11),
        (0, "xcb", 0),
        (11, "windows", 11),
        (0x11C, "windows", 96),
        (0x138, "windows", 100),
        (0x148, "windows", 0x148),
        (19, "offscreen", 0),
    ],
)
def test_a_key_has_one_position_on_every_system(native: int, platform: str, scan_code: int) -> None:
    assert _scan_code(native, platform) == scan_code


def stroke_of(feed: KeyFeed, held: Qt.KeyboardModifier, native_code: int, native_held: int) -> KeyStroke:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, held, native_code, 0, native_held, "a")
    return feed._stroke(event, pressed=True)


def test_alt_gr_is_told_apart_from_alt_under_x11(counter: Counter) -> None:
    feed = counter.feed
    feed._platform = "xcb"
    none, alt = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier

    assert stroke_of(feed, none, 38, 0x80).alt_gr
    assert stroke_of(feed, alt, 38, 0x08).alt
    stroke_of(feed, none, 108, 0)  # The right Alt goes down on a layout that has no AltGr.
    right = stroke_of(feed, alt, 38, 0x08)
    assert (right.alt_gr, right.alt) == (True, False)


def test_alt_gr_is_told_apart_from_ctrl_and_alt_under_windows(counter: Counter) -> None:
    feed = counter.feed
    feed._platform = "windows"
    both = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier

    alt_gr = stroke_of(feed, both, 30, 0x42)
    command = stroke_of(feed, Qt.KeyboardModifier.ControlModifier, 30, 0x02)

    assert (alt_gr.alt_gr, alt_gr.alt, alt_gr.command) == (True, False, False)
    assert (command.alt_gr, command.alt, command.command) == (False, False, True)


def test_caps_lock_is_seen_on_each_system(counter: Counter) -> None:
    none = Qt.KeyboardModifier.NoModifier

    for platform, native_held in (("xcb", 0x02), ("windows", 0x100)):
        counter.feed._platform = platform
        assert stroke_of(counter.feed, none, 38, native_held).caps_lock
        assert not stroke_of(counter.feed, none, 38, 0).caps_lock
