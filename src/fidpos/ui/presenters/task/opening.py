"""Which task a key of the checkout opens."""

from fidpos.till.task.acts import TaskKind
from fidpos.till.view import CheckoutView
from fidpos.ui.presenters.console import Console
from fidpos.ui.presenters.keys import Key

_ALWAYS = {
    Key.SHIFT_F3: TaskKind.MEMBER,
    Key.SHIFT_F8: TaskKind.CORRECT,
    Key.F10: TaskKind.SHOP,
    Key.F12: TaskKind.PRINT,
}


def task_of(console: Console, view: CheckoutView, key: Key | None) -> TaskKind | None:
    """The task, or None for a key that opens none."""
    match key:
        case Key.F3:
            return TaskKind.ENROL if view.member is None else TaskKind.MEMBER
        case Key.F7:
            return TaskKind.GIFT_CARDS if console.entry.is_empty else TaskKind.GIFT_CARD_PAYMENT
        case None:
            return None
        case _:
            return _ALWAYS.get(key)
