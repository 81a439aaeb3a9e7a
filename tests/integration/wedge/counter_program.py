"""A till's window as a program of its own: a field, a button, a shortcut, a dialog, and the real key feed.

Commands come as JSON lines on standard input; standard output gets a line for each answer and each F5.
"""

import json
import sys
import time
from typing import Any

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from fidpos.domain.card import CardRead, Refusal, RefusedRead
from fidpos.readers.cards.recogniser import Recogniser
from fidpos.readers.decode import CardDecoder
from fidpos.readers.driver import CardIdentity, DeviceStatus, DriverContext, ReadOrigin
from fidpos.readers.drivers.keyboard_wedge.driver import WedgeDriver, create
from fidpos.readers.drivers.keyboard_wedge.trial import WedgeTrial, try_out
from fidpos.readers.keystrokes.keys import Ruling
from fidpos.readers.own_number import NumberLayout
from fidpos.readers.trial import Discovery, TrialContext
from fidpos.ui.key_feed import KeyFeed, KeyStroke


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def now_ms() -> int:
    """The clock by which the X server times keys."""
    return time.monotonic_ns() // 1_000_000 % 2**32


class Till:
    """Takes the part of the reader manager: remembers what is read."""

    def __init__(self) -> None:
        self.frames: list[str] = []
        self.numbers: list[str] = []
        self.refused: list[str] = []
        self.read_at_ms: list[int] = []
        self._decoder = CardDecoder(NumberLayout(merchant_code="1234"))

    def scan(self, frame: bytes, origin: ReadOrigin) -> CardRead | RefusedRead:
        self.frames.append(frame.decode())
        return self._decoder.scan(frame, origin)

    def card(self, found: CardIdentity | Refusal, origin: ReadOrigin) -> CardRead | RefusedRead:
        return self._decoder.card(found, origin)

    def read(self, read: CardRead | RefusedRead) -> None:
        self.read_at_ms.append(now_ms())
        if isinstance(read, CardRead):
            self.numbers.append(read.token.value)
        else:
            self.refused.append(read.reason.value)

    def removed(self, *, driver: str, device: str) -> None:
        pass

    def status(self, status: DeviceStatus) -> None:
        pass


class StallingSink:
    """The real driver, behind a window that can be made to hang for a while at the n-th press."""

    def __init__(self, driver: WedgeDriver | WedgeTrial) -> None:
        self.driver = driver
        self.key_times_ms: list[int] = []
        self.stall_at = 0
        self.stall_s = 0.0

    def offer(self, stroke: KeyStroke) -> Ruling:
        if stroke.pressed:
            self.key_times_ms.append(stroke.timestamp_ms)
            if len(self.key_times_ms) == self.stall_at:
                # As work after a key would: the wait for the next key is running when the window hangs.
                QTimer.singleShot(0, lambda: time.sleep(self.stall_s))
        return self.driver.offer(stroke)

    def expire(self) -> Ruling:
        return self.driver.expire()


class EchoField(QLineEdit):
    """Notes how long after it was hit a key arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.echo_ms: list[int] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        self.echo_ms.append(now_ms() - event.timestamp())
        super().keyPressEvent(event)


class Counter(QWidget):
    """What a screen of the till consists of."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.button = EchoField(), QPushButton("Encaisser")
        self.button.setAutoDefault(True)
        self.clicks = 0
        self.dialog = QDialog(self)
        self.dialog_field, dialog_button = QLineEdit(self.dialog), QPushButton("OK", self.dialog)
        for owner, field, button in (
            (self, self.field, self.button),
            (self.dialog, self.dialog_field, dialog_button),
        ):
            layout = QVBoxLayout(owner)
            layout.addWidget(field)
            layout.addWidget(button)
            button.clicked.connect(self.count_click)
        self.prefix_shortcuts = 0
        QShortcut(QKeySequence("F11"), self).activated.connect(self.count_prefix_shortcut)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.say_marker)
        QShortcut(QKeySequence("F5"), self.dialog).activated.connect(self.say_marker)

    def count_click(self) -> None:
        self.clicks += 1

    def count_prefix_shortcut(self) -> None:
        self.prefix_shortcuts += 1

    def say_marker(self) -> None:
        say(marker=True)

    def clear(self) -> None:
        self.dialog.hide()
        self.field.clear()
        self.dialog_field.clear()
        self.field.echo_ms.clear()
        self.clicks = self.prefix_shortcuts = 0


class Program:
    """Answers the test's commands; the test sends one at a time."""

    def __init__(self, application: QApplication) -> None:
        self.application = application
        self.counter = Counter()
        self.till = Till()
        self.sink: StallingSink | None = None
        self.discoveries: list[Discovery] = []
        self.feed = KeyFeed(application, lambda: self.sink)
        self.counter.show()
        self.notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, application)
        self.notifier.activated.connect(self.answer)
        QTimer.singleShot(0, lambda: say(ready=True))

    def answer(self) -> None:
        line = sys.stdin.buffer.readline()
        if not line:
            self.application.quit()
            return
        command: dict[str, Any] = json.loads(line)
        match command.pop("do"):
            case "begin":
                self.begin(command["settings"])
            case "calibrate":
                self.calibrate(command["expected"])
            case "discoveries":
                self.say_discoveries()
            case "focus":
                say(window=self.focus(command["what"]))
            case "stall":
                assert self.sink is not None
                self.sink.stall_at, self.sink.stall_s = command["at"], command["seconds"]
                say(ok=True)
            case "report":
                say(**self.report())

    def begin(self, settings: dict[str, Any]) -> None:
        self.counter.clear()
        self.till = Till()
        context = DriverContext(
            name="keyboard_wedge",
            sink=self.till,
            cards=Recogniser(()),
            decoder=self.till,
            monotonic_s=time.monotonic,
        )
        driver = create(settings | {"lengths": tuple(settings["lengths"])}, context)
        driver.start()
        self.sink = StallingSink(driver)
        say(ok=True)

    def calibrate(self, expected: str) -> None:
        """Put a trial in the driver's place; what it finds out is said at once."""
        self.counter.clear()
        self.till = Till()
        self.discoveries = []
        context = TrialContext(
            decoder=self.till, monotonic_s=time.monotonic, on_discovery=self.discoveries.append
        )
        trial = try_out("keyboard", expected, context)
        trial.start()
        self.sink = StallingSink(trial)
        say(ok=True)

    def say_discoveries(self) -> None:
        found = [
            {
                "is_whole": discovery.is_whole,
                "settings": dict(discovery.settings),
                "insights": [insight.key for insight in discovery.insights],
            }
            for discovery in self.discoveries
        ]
        say(discoveries=found)

    def focus(self, what: str) -> int:
        """Give a part of the window the focus, and name the window that needs the keyboard for it."""
        counter = self.counter
        if what == "dialog":
            counter.dialog.open()
            counter.dialog_field.setFocus()
            return int(counter.dialog.winId())
        (counter.field if what == "field" else counter.button).setFocus()
        return int(counter.winId())

    def report(self) -> dict[str, object]:
        assert self.sink is not None
        return {
            "frames": self.till.frames,
            "numbers": self.till.numbers,
            "refused": self.till.refused,
            "text": self.counter.field.text(),
            "dialog_text": self.counter.dialog_field.text(),
            "clicks": self.counter.clicks,
            "prefix_shortcuts": self.counter.prefix_shortcuts,
            "key_times_ms": self.sink.key_times_ms,
            "read_at_ms": self.till.read_at_ms,
            "echo_ms": self.counter.field.echo_ms,
        }


if __name__ == "__main__":
    application = QApplication(sys.argv)
    program = Program(application)
    application.exec()
