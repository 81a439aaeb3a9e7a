"""Commands go to the session on the worker; views and answers come back, in order."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from fidpos.domain.card import Refusal, RefusedRead
from fidpos.domain.errors import StoreFull, StoreNewer
from fidpos.till.view import Shown
from fidpos.ui.background import TillWorker
from fidpos.ui.gateway import UNEXPECTED, Answered, Gateway
from fidpos.ui.presenters.commands import Confirm, Lock, Present
from tests.helpers.sample_views import CLOSED, IDENTITY, IDLE, LIGHTS
from tests.helpers.scripted_session import ScriptedSession

CONFIRM = Confirm(Shown.on(IDLE))


class Listener(QObject):
    """Notes what the gateway says, and on which thread it heard it."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__()
        self.heard: list[object] = []
        self.threads: set[int] = set()
        for signal in (
            gateway.opened,
            gateway.cannot_open,
            gateway.view_changed,
            gateway.lights_changed,
            gateway.answered,
        ):
            signal.connect(self._on_said)

    @Slot(object)
    def _on_said(self, said: object) -> None:
        self.heard.append(said)
        self.threads.add(threading.get_ident())


@pytest.fixture
def session() -> ScriptedSession:
    return ScriptedSession()


@pytest.fixture
def gateway(qapp: object, session: ScriptedSession) -> Iterator[Gateway]:
    worker = TillWorker()
    worker.start()
    gateway = Gateway(worker, session.open)
    yield gateway
    assert gateway.close()


def opened(gateway: Gateway, qtbot: QtBot) -> Listener:
    listener = Listener(gateway)
    gateway.open()
    qtbot.waitUntil(lambda: len(listener.heard) == 2)
    return listener


def test_opening_publishes_the_first_view_and_who_the_till_is(gateway: Gateway, qtbot: QtBot) -> None:
    assert opened(gateway, qtbot).heard == [IDLE, IDENTITY]


def test_a_till_that_became_another_one_is_closed_and_opened_anew(
    gateway: Gateway, session: ScriptedSession, qtbot: QtBot
) -> None:
    listener = opened(gateway, qtbot)
    gateway.reopen()
    qtbot.waitUntil(lambda: len(listener.heard) == 4)

    assert listener.heard[2:] == [IDLE, IDENTITY]
    assert session.closed


def test_a_store_that_cannot_be_opened_is_said_by_its_key(
    gateway: Gateway, session: ScriptedSession, qtbot: QtBot
) -> None:
    listener = Listener(gateway)
    session.opening_error = StoreNewer(found=9)

    gateway.open()
    qtbot.waitUntil(lambda: bool(listener.heard))

    message = listener.heard[0]
    assert getattr(message, "key", "") == "error.store_newer"
    assert getattr(message, "params", {}) == {"found": 9}


def test_the_session_is_asked_on_the_worker_and_heard_on_the_gui_thread(
    gateway: Gateway, session: ScriptedSession, qtbot: QtBot
) -> None:
    listener = opened(gateway, qtbot)

    gateway.post(Lock())
    qtbot.waitUntil(lambda: len(listener.heard) == 3)

    assert len(session.threads) == 1
    assert threading.get_ident() not in session.threads
    assert listener.threads == {threading.get_ident()}


def test_views_come_before_the_answer_to_the_command_that_published_them(
    gateway: Gateway, session: ScriptedSession, qtbot: QtBot
) -> None:
    session.answers["confirm"] = lambda at: at.publish(CLOSED)
    listener = opened(gateway, qtbot)

    gateway.post(CONFIRM)
    qtbot.waitUntil(lambda: len(listener.heard) == 4)

    assert listener.heard[2:] == [CLOSED, Answered(CONFIRM, None)]


def test_an_error_of_ours_comes_back_as_its_sentence(
    gateway: Gateway, session: ScriptedSession, qtbot: QtBot
) -> None:
    def full(at: ScriptedSession) -> None:
        raise StoreFull

    session.answers["confirm"] = full
    listener = opened(gateway, qtbot)

    gateway.post(CONFIRM)
    qtbot.waitUntil(lambda: len(listener.heard) == 3)

    answered = listener.heard[2]
    assert isinstance(answered, Answered)
    assert answered.fault is not None
    assert answered.fault.key == "error.store_full"


def test_any_other_error_is_said_too_and_logged_in_full(
    gateway: Gateway, session: ScriptedSession, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(at: ScriptedSession) -> None:
        raise ZeroDivisionError("by nought")

    session.answers["confirm"] = broken
    listener = opened(gateway, qtbot)

    gateway.post(CONFIRM)
    qtbot.waitUntil(lambda: len(listener.heard) == 3)

    assert listener.heard[2] == Answered(CONFIRM, UNEXPECTED)
    assert "by nought" in caplog.text


def test_readers_present_and_report_from_their_own_threads(
    gateway: Gateway, session: ScriptedSession, qtbot: QtBot
) -> None:
    read = RefusedRead(driver="d", device="one", sequence=1, monotonic_s=0.0, reason=Refusal.BAD_READ)
    listener = opened(gateway, qtbot)

    reader = threading.Thread(target=lambda: (gateway.publish_lights(LIGHTS), gateway.present(read)))
    reader.start()
    reader.join()
    qtbot.waitUntil(lambda: len(listener.heard) == 4)

    assert LIGHTS in listener.heard
    assert Answered(Present(read), None) in listener.heard
    assert listener.threads == {threading.get_ident()}


def test_closing_gives_the_store_back_after_all_that_was_asked(
    gateway: Gateway, session: ScriptedSession, qtbot: QtBot
) -> None:
    opened(gateway, qtbot)

    gateway.post(CONFIRM)

    assert gateway.close()
    assert session.asked == [("confirm", Shown.on(IDLE))]
    assert session.closed


def test_a_command_before_the_store_is_open_does_nothing(
    gateway: Gateway, session: ScriptedSession, qtbot: QtBot
) -> None:
    listener = Listener(gateway)

    gateway.post(CONFIRM)
    qtbot.waitUntil(lambda: bool(listener.heard))

    assert session.asked == []
