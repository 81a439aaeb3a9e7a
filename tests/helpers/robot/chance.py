"""What the robot does next: anything, but more often what leads somewhere from what is on screen."""

from collections.abc import Callable, Sequence
from random import Random

from fidpos.domain.staff import Role
from fidpos.till.task.view import (
    ApprovalBody,
    FieldKind,
    FormBody,
    ListBody,
    PresentBody,
    ReviewBody,
    TaskView,
)
from fidpos.till.technician.view import Page
from fidpos.till.view import CheckoutView, TillState
from fidpos.ui.presenters.keys import Key
from tests.helpers.counter import PIN
from tests.helpers.robot.gestures import (
    Asked,
    ClockSet,
    Gesture,
    Happening,
    Press,
    Register,
    Tap,
    Touch,
    Waiting,
)

DAY_S = 86_400
_KEYS = tuple(Key)
_WORDS = (
    "a",
    "Dupont",
    "Éloïse",
    "0612345678",
    "lea@example.org",
    "14031985",
    "31022031",
    "T17",
    "4.50",
    "000",
    "😀😀",
    "\u202eolleh",
    "<b>&amp;",
    "'; DROP TABLE visits;--",
    "%s{0}",
    "  ",
    "٣٤",
    "\u0301\u200d",
)
_FITTING = {
    FieldKind.NAME: ("Dupont", "Léa", "Nguyễn", "O'Neil", "Prénom1", "Essai"),
    FieldKind.TEXT: ("Bonne fête", "erreur", "1 rue de la Paix", "75002", "Paris"),
    FieldKind.PHONE: ("0612345678", "0698765432", "+32470123456"),
    FieldKind.EMAIL: ("lea@example.org", "max@example.org"),
    FieldKind.DATE: ("14031985", "01012019", "24122026"),
    FieldKind.NUMBER: ("1", "3", "12"),
    FieldKind.CHOICE: ("1", "2", "3"),
}


class Chance:
    """Draws gestures; the same seed on the same screens draws the same ones.

    Args:
        seed: of this walk.
        cards: names of the drawer's cards.
        numbers: of gift cards, to be typed.
    """

    def __init__(self, seed: int, cards: Sequence[str], numbers: Sequence[str]) -> None:
        self._random = Random(seed)
        self._cards = tuple(cards)
        self._numbers = tuple(numbers)
        self._plan: list[Gesture] = []

    def next(self, view: CheckoutView) -> Gesture:
        """The next gesture, with this on screen."""
        if self._random.random() < 0.1:
            return self._around()
        if view.staff is None:
            self._plan.clear()
            return self._at_the_lock(view)
        if view.technician is not None and self._random.random() < 0.1:
            return Press((Key.F9,))
        if view.task is not None and self._random.random() < 0.85:
            return self._in_task(view.task)
        if not self._plan and view.state is TillState.IDLE and self._random.random() < 0.7:
            self._plan = self._intention()
        if self._plan and self._random.random() < 0.9:
            return self._plan.pop(0)
        if view.question is not None and self._random.random() < 0.6:
            return Press((Key.ENTER,))
        if view.state is TillState.READY and self._random.random() < 0.5:
            return Press((Key.ENTER,))
        return self._one_of(
            (20, self._amount),
            (20, self._tap),
            (22, self._function_key),
            (10, self._enter),
            (8, self._any_keys),
            (6, self._letters),
            (6, self._touch),
            (6, lambda: Press((Key.ESCAPE,))),
            (2, lambda: Press((Key.F9,))),
        )

    def _one_of(self, *ways: tuple[int, Callable[[], Gesture]]) -> Gesture:
        (chosen,) = self._random.choices([way for _, way in ways], [weight for weight, _ in ways])
        return chosen()

    def _intention(self) -> list[Gesture]:
        """What a cashier has in mind when nobody is being served; it may well be thwarted."""
        enter = Press((Key.ENTER,))
        intentions: tuple[list[Gesture], ...] = (
            [self._member(), self._amount(), enter, enter],
            [self._amount(), self._member(), enter, enter],
            [self._member(), self._amount(), Press((Key.F5, "1", Key.ENTER)), enter, enter],
            [self._amount(), Press((Key.F7,))],
            [self._member(), self._amount(), Press((Key.F7,))],
            [Press((Key.F7,))],
            [Press((Key.F3,))],
            [self._member(), Press((Key.F3,))],
            [Press((Key.F8,)), enter],
            [self._member(), Press((Key.F4, Key.SHIFT_F8))],
            [Press((Key.SHIFT_F8,))],
            [Press((Key.F10,))],
            [Press((Key.F12,))],
        )
        return self._random.choice(intentions)

    def _around(self) -> Gesture:
        """What happens beside the keyboard."""
        return self._one_of(
            (30, self._register),
            (6, lambda: self._random.choice(tuple(Happening))),
            (12, lambda: Happening.READER_PLUGGED),
            (8, lambda: Happening.DISK_HAS_ROOM),
            (8, lambda: Happening.PAPER_IN),
            (6, lambda: Happening.PRINTER_GOES_ON),
            (4, lambda: Happening.STAFF_FORGIVEN),
            (4, self._clock),
            (4, lambda: Waiting(self._random.choice((1, 5, 60, 400)))),
        )

    def _at_the_lock(self, view: CheckoutView) -> Gesture:
        """Mostly somebody signs in, and mostly as one who serves."""
        if self._random.random() < 0.15:
            return self._one_of((1, self._any_keys), (1, self._touch), (1, self._tap))
        pin = PIN if self._random.random() < 0.9 else self._random.choice(("111111", "48", PIN + "1"))
        if view.sign_in is not None:
            return Press((pin, Key.ENTER))
        place = self._random.choices((1, 2, 3), (60, 35, 5))[0]
        return Press((str(place), pin, Key.ENTER))

    def _in_task(self, task: TaskView) -> Gesture:
        if self._random.random() < 0.07:
            return Press((Key.ESCAPE,))
        others = [key.key for key in task.keys if key.is_open]
        if others and self._random.random() < 0.15:
            return Press((Key(self._random.choice(others)),))
        match task.body:
            case ApprovalBody(named=named):
                pin = PIN if self._random.random() < 0.9 else "222222"
                return Press((pin, Key.ENTER) if named is not None else ("1", pin, Key.ENTER))
            case FormBody():
                return self._in_form(task.body)
            case ListBody(lines=lines):
                return self._in_list([place for place, line in enumerate(lines, 1) if line.is_open])
            case PresentBody(is_busy=False) if self._random.random() < 0.5:
                return Tap(self._random.choice([card for card in self._cards if card.startswith("gift")]))
            case PresentBody():
                return self._tap()
            case ReviewBody():
                return self._enter()

    def _in_list(self, may_choose: list[int]) -> Gesture:
        if not may_choose:
            return Press((Key.ESCAPE,))
        return Press((str(self._random.choice(may_choose[:9])),))

    def _in_form(self, body: FormBody) -> Gesture:
        if self._random.random() < 0.15:
            return Press((self._random.choice((Key.UP, Key.DOWN, Key.TAB, Key.BACKTAB, Key.BACKSPACE)),))
        field = body.fields[body.at] if 0 <= body.at < len(body.fields) else None
        if field is None or (field.fault is None and self._random.random() < (0.9 if field.text else 0.3)):
            return Press((Key.ENTER,))
        cleared = (Key.BACKSPACE,) * len(field.text)
        is_odd = self._random.random() < 0.15
        typed = self._random.choice(_WORDS) if is_odd else self._fitting(field.kind)
        return Press((*cleared, typed, Key.ENTER))

    def _fitting(self, kind: FieldKind) -> str:
        if kind is FieldKind.AMOUNT:
            return str(self._random.choice((1_000, 2_000, self._random.randrange(1, 9_999))))
        if kind is FieldKind.PHONE and self._random.random() < 0.8:
            return f"063998{self._random.randrange(10_000):04d}"
        if kind is FieldKind.CODE:
            ticket = f"T{self._random.randrange(1, 60)}"
            return self._random.choice((ticket, ticket, *self._numbers))
        return self._random.choice(_FITTING[kind])

    def _amount(self) -> Gesture:
        minor = self._random.randrange(1, 200_000 if self._random.random() < 0.1 else 5_000)
        return Press((str(minor),))

    def _enter(self) -> Gesture:
        return Press((Key.ENTER,) * self._random.choice((1, 1, 1, 1, 2, 12)))

    def _member(self) -> Gesture:
        return Tap(self._random.choice([card for card in self._cards if card.startswith("member")]))

    def _tap(self) -> Gesture:
        return Tap(self._random.choice(self._cards), takes_away=self._random.random() < 0.9)

    def _function_key(self) -> Gesture:
        keys = (Key.F2, Key.F3, Key.F4, Key.F5, Key.F6, Key.F7, Key.F8, Key.F10, Key.F12, Key.SHIFT_F8)
        return Press((self._random.choice(keys),))

    def _any_keys(self) -> Gesture:
        count = self._random.randrange(1, 8)
        return Press(tuple(self._random.choice((*_KEYS, *"0123456789", "a", "+")) for _ in range(count)))

    def _letters(self) -> Gesture:
        return Press((self._random.choice(_WORDS),))

    def _touch(self) -> Gesture:
        return Touch(self._random.randrange(1_000), self._random.randrange(1_000))

    def _clock(self) -> Gesture:
        by_s = self._random.choice((-7_200, -60, 60, 3_600, DAY_S // 2, DAY_S, DAY_S))
        return ClockSet(by_s)

    def _register(self) -> Gesture:
        asks = self._random.choices(tuple(Asked), (10, 3, 8, 2, 2))[0]
        return Register(asks, ticket=self._random.randrange(1, 30), minor=self._random.randrange(0, 9_000))


def is_at_rest(view: CheckoutView) -> bool:
    """Whether nothing lies open: the counter waits for the next customer, or for somebody to sign in.

    A technician's counter is their desk, which they leave by locking it.
    """
    if view.state is TillState.LOCKED:
        return view.sign_in is None
    if view.technician is not None:
        is_their_own = view.staff is not None and view.staff.role is Role.TECHNICIAN
        return is_their_own and view.technician.page is Page.DEVICES
    opened = (view.task, view.question, view.panel, view.found, view.new_card)
    return view.state is TillState.IDLE and view.visit_id is None and all(each is None for each in opened)
