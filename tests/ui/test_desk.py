"""Between a key and the picture that it answers, with a real session: only what is on screen is committed.

The desk runs on the thread of the test, so that what a reader presents between two waits is certain to be
unseen when the next key is pressed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from fidpos.domain.card import CardRead, CardToken, Medium, TokenKind, Trust
from fidpos.texts.texts import Texts
from fidpos.till.checkout import CheckoutSession
from fidpos.till.view import CheckoutView, QuestionKind, TillState
from fidpos.ui.background import TillWorker
from fidpos.ui.desk import Desk
from fidpos.ui.gateway import Gateway, OnView, OpenTill
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.models import LockModel, PinModel, Sound
from fidpos.ui.settings import UiSettings
from fidpos.wire.events import VisitClosed
from tests.helpers.counter import (
    BERENICE,
    IDENTITY,
    INES,
    MALO,
    NOUR,
    PAUL,
    PIN,
    TAREK,
    ZOE,
    PlainPins,
    programme,
)
from tests.helpers.fake_clock import FakeClock
from tests.helpers.memory_store import MemoryStore


class Watcher(QObject):
    """Notes the views after the desk has drawn them."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__()
        self.views: list[CheckoutView] = []
        gateway.view_changed.connect(self._on_view)

    @Slot(object)
    def _on_view(self, view: CheckoutView) -> None:
        self.views.append(view)


@dataclass
class Till:
    """A desk on a real session, and what a cashier and a reader do to it."""

    desk: Desk
    gateway: Gateway
    worker: TillWorker
    watcher: Watcher
    store: MemoryStore
    heard: list[Sound]
    qtbot: QtBot
    reads: int = 0

    @property
    def view(self) -> CheckoutView:
        """What is on screen."""
        return self.watcher.views[-1]

    @property
    def closed_minor(self) -> list[int]:
        """Amounts of the visits recorded."""
        return [event.amount_minor for event in self.store.events if isinstance(event, VisitClosed)]

    @property
    def pin_places_filled(self) -> int:
        """Dots of the PIN on the lock screen."""
        assert isinstance(self.desk.screen, LockModel)
        assert isinstance(self.desk.screen.panel, PinModel)
        return self.desk.screen.panel.filled

    def press(self, *keys: Key | str) -> None:
        """Keys that act, or texts letter by letter, faster than any answer."""
        for key in keys:
            for pressed in [Press.of(key)] if isinstance(key, Key) else map(Press.typing, key):
                self.desk.press(pressed)

    def read(self, token: CardToken) -> None:
        """A card is read; nobody has seen yet whose it is."""
        self.reads += 1
        self.gateway.present(
            CardRead(
                driver="test",
                device="one",
                sequence=self.reads,
                monotonic_s=1.0,
                medium=Medium.CHIP,
                form="iso7816/fidpos",
                token=token,
                trust=Trust.COPYABLE,
            )
        )

    def settle(self) -> None:
        """Until the worker has answered everything, the keys that waited for it included."""
        for _ in range(2):
            self._wait_for_the_worker()

    def sign_in(self) -> None:
        self.press("1")
        self.settle()
        self.press(PIN, Key.ENTER)
        self.settle()
        assert self.view.state is TillState.IDLE

    def _wait_for_the_worker(self) -> None:
        answers: list[object] = []
        self.worker.post(lambda: None, answers.append)
        self.qtbot.waitUntil(lambda: bool(answers))


@pytest.fixture
def locked(qapp: object, french: Texts, qtbot: QtBot) -> Iterator[Till]:
    """A till on which nobody is signed in; an Enter may follow a question at once."""
    store, clock, worker = MemoryStore(IDENTITY, programme(), (INES, PAUL, TAREK)), FakeClock(), TillWorker()
    store.load(BERENICE, MALO, NOUR, ZOE)

    def opens(on_view: OnView) -> OpenTill:
        session = CheckoutSession(store, PlainPins(), clock, on_view)
        return OpenTill(session=session, identity=IDENTITY, view=session.view(), close=lambda: None)

    gateway, heard = Gateway(worker, opens), list[Sound]()
    desk = Desk(gateway, french, clock, settings=UiSettings(answer_guard_s=0), play_sound=heard.append)
    till = Till(desk, gateway, worker, Watcher(gateway), store, heard, qtbot)
    worker.start()
    desk.start()
    till.settle()
    yield till
    desk.stop()
    assert gateway.close()


@pytest.fixture
def till(locked: Till) -> Till:
    """A till that waits for a customer."""
    locked.sign_in()
    return locked


def ready(till: Till) -> None:
    """Bérénice and 12,00 are on screen."""
    till.read(BERENICE.cards[0].token)
    till.settle()
    till.press("1200")
    till.settle()
    assert till.view.state is TillState.READY


def test_an_enter_answers_no_question_that_was_not_on_screen(till: Till) -> None:
    ready(till)

    till.read(MALO.cards[0].token)
    till.press(Key.ENTER)
    till.settle()

    assert till.view.member is not None
    assert till.view.member.member_id == BERENICE.member.id
    assert till.view.question is not None
    assert till.view.question.kind is QuestionKind.OTHER_MEMBER
    assert till.closed_minor == []


def test_the_question_is_answered_by_an_enter_once_it_is_on_screen(till: Till) -> None:
    ready(till)
    till.read(MALO.cards[0].token)
    till.press(Key.ENTER)
    till.settle()

    till.press(Key.ENTER)
    till.settle()

    assert till.view.member is not None
    assert till.view.member.member_id == MALO.member.id


def test_an_enter_closes_no_visit_of_a_member_who_was_not_on_screen(till: Till) -> None:
    till.press("1200")
    till.settle()

    till.read(MALO.cards[0].token)
    till.press(Key.ENTER)
    till.settle()

    assert till.closed_minor == []
    assert till.view.state is TillState.READY
    assert till.view.banner is not None
    assert till.view.banner.message.key == "confirm.look_again"
    assert till.heard[-1] is Sound.WARNING
    till.press(Key.ENTER)
    till.settle()
    assert till.closed_minor == [1200]


def test_an_enter_right_behind_the_digits_closes_at_once(till: Till) -> None:
    till.read(BERENICE.cards[0].token)
    till.settle()

    till.press("1200", Key.ENTER)
    till.settle()

    assert till.closed_minor == [1200]


def test_an_enter_that_waited_answers_no_question_that_came_meanwhile(till: Till) -> None:
    ready(till)
    till.read(MALO.cards[0].token)
    till.press(Key.F5, Key.ENTER)
    till.settle()

    assert till.view.member is not None
    assert till.view.member.member_id == BERENICE.member.id
    assert till.view.question is not None
    assert till.heard[-1] is Sound.WARNING


def test_an_enter_that_waited_closes_no_visit_of_a_member_who_came_meanwhile(till: Till) -> None:
    till.press("1200")
    till.settle()

    till.read(MALO.cards[0].token)
    till.press(Key.F8, Key.ENTER)
    till.settle()

    assert till.closed_minor == []
    assert till.view.state is TillState.READY


def test_a_pin_is_not_tried_for_the_colleague_whose_badge_came_meanwhile(locked: Till) -> None:
    locked.press("2")
    locked.settle()
    locked.press(PIN)

    locked.read(CardToken(TokenKind.NUMBER, "9900000000101"))
    locked.press(Key.ENTER)
    locked.settle()

    assert locked.view.state is TillState.LOCKED
    assert locked.view.sign_in is not None
    assert locked.view.sign_in.staff_id == INES.id


def test_digits_typed_for_one_person_are_gone_when_another_is_named(locked: Till) -> None:
    locked.press("2")
    locked.settle()
    locked.press(PIN)
    assert locked.pin_places_filled == len(PIN)

    locked.read(CardToken(TokenKind.NUMBER, "9900000000101"))
    locked.settle()

    assert locked.pin_places_filled == 0


@pytest.fixture
def finding(till: Till) -> Till:
    """The results for `du` are on screen."""
    till.press(Key.F2)
    till.settle()
    till.press("du")
    till.settle()
    assert till.view.found is not None
    assert len(till.view.found) == 4
    return till


def type_on(finding: Till) -> None:
    """The results for `durand zo` are under way; Qt may run between a fixture and its test."""
    finding.press("rand zo")
    finding.heard.clear()


def test_enter_picks_nobody_from_the_results_of_an_earlier_text(finding: Till) -> None:
    type_on(finding)
    finding.press(Key.ENTER)
    assert finding.heard == [Sound.WARNING]
    finding.settle()

    assert finding.view.member is None
    finding.press(Key.ENTER)
    finding.settle()
    assert finding.view.member is not None
    assert finding.view.member.member_id == ZOE.member.id


def test_a_touch_picks_nobody_from_the_results_of_an_earlier_text(finding: Till) -> None:
    type_on(finding)
    finding.desk.pick_line(0)
    assert finding.heard == [Sound.WARNING]
    finding.settle()

    assert finding.view.member is None
    finding.desk.pick_line(0)
    finding.settle()
    assert finding.view.member is not None
    assert finding.view.member.member_id == ZOE.member.id


def test_an_arrow_chooses_nothing_in_the_results_of_an_earlier_text(finding: Till) -> None:
    type_on(finding)
    finding.press(Key.DOWN)
    finding.settle()

    assert finding.heard == [Sound.WARNING]


def test_a_touch_while_another_key_is_being_answered_is_refused_aloud(till: Till) -> None:
    till.press(Key.F2)
    till.settle()
    till.press("du")
    till.settle()
    till.heard.clear()

    till.press(Key.F2)
    till.desk.pick_line(0)
    till.settle()

    assert till.heard == [Sound.WARNING]
    assert till.view.member is None
