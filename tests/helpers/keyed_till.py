"""A till at which somebody presses keys: the session, and the console between it and the keyboard."""

from fidpos.domain.money import EUR
from fidpos.till.checkout import CheckoutSession
from fidpos.ui.presenters.amount_entry import AmountEntry, AmountStyle
from fidpos.ui.presenters.commands import perform
from fidpos.ui.presenters.console import Console, follow
from fidpos.ui.presenters.keys import Key, Press
from fidpos.ui.presenters.press import press


class KeyedTill:
    """Each press is answered before the next one.

    Attributes:
        presses: so far.
        refused: presses that meant nothing where they were made.
    """

    def __init__(self, session: CheckoutSession) -> None:
        self.presses = 0
        self.refused = 0
        self._session = session
        blank = Console(entry=AmountEntry(currency=EUR, style=AmountStyle.CENTS))
        self._console = follow(blank, session.view(), settled=True)

    def key(self, key: Key) -> None:
        self._press(Press.of(key))

    def type(self, text: str) -> None:
        for sign in text:
            self._press(Press.typing(sign))

    def _press(self, pressed: Press) -> None:
        self.presses += 1
        step = press(self._console, self._session.view(), pressed)
        self.refused += step.refused
        if step.command is not None:
            perform(self._session, step.command)
        self._console = follow(step.console, self._session.view(), settled=True)
