"""PySide6 survives a day at the counter.

6.12.0 on Python 3.11 lost a reference to True at each emission and one to None at each void call: it aborted
after some 550 emissions, or some 5,000 calls of setText. Short tests never see that.
"""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from fidpos.ui.background import Outcome, TillWorker

EMISSIONS = 10_000
TEXTS = 50_000


class _Emitter(QObject):
    emitted = Signal(int)


class _Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.received = 0

    @Slot(int)
    def on_emitted(self, number: int) -> None:
        self.received += 1


def test_ten_thousand_emissions_arrive(qapp: object) -> None:
    emitter, receiver = _Emitter(), _Receiver()
    emitter.emitted.connect(receiver.on_emitted)

    for number in range(EMISSIONS):
        emitter.emitted.emit(number)

    assert receiver.received == EMISSIONS


def test_ten_thousand_answers_of_the_worker_arrive(qtbot: QtBot) -> None:
    worker = TillWorker()
    answers: list[Outcome] = []
    worker.start()

    for _ in range(EMISSIONS):
        worker.post(lambda: None, answers.append)
    qtbot.waitUntil(lambda: len(answers) == EMISSIONS, timeout=60_000)

    assert worker.stop()


def test_fifty_thousand_texts_are_shown(qtbot: QtBot) -> None:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    qtbot.addWidget(label)

    for number in range(TEXTS):
        label.setText(str(number))

    assert label.text() == str(TEXTS - 1)
