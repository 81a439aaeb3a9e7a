"""The centre is asked who has a phone, an address or a card, while the cashier types on; nobody waits for it.

Whoever it finds comes with the next pull, like everybody whom the shop holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from fidpos.domain.clock import Clock
from fidpos.till.strangers import AWAITED_S, Abroad
from fidpos.wire.sync.find import Find, FindBy


class Heard(StrEnum):
    """What is known of a question."""

    UNASKED = "unasked"
    """There is no centre, or nothing to ask."""
    WAITING = "waiting"
    NOBODY = "nobody"
    COMING = "coming"
    """Somebody has it, and is on the way."""
    UNANSWERED = "unanswered"
    """The centre is out of reach: what it knows comes to light later."""


@dataclass(slots=True)
class _Asked:
    heard: Heard
    since_s: float


class Elsewhere:
    """The questions of one form; each is asked once.

    Args:
        clock: of the till.
        abroad: None for a till that is alone.
        told: an answer came.
    """

    def __init__(self, clock: Clock, abroad: Abroad | None, told: Callable[[], None]) -> None:
        self._clock = clock
        self._abroad = abroad
        self._told = told
        self._asked: dict[tuple[FindBy, str], _Asked] = {}
        self._is_closed = False

    def ask(self, by: FindBy, text: str) -> None:
        """Ask, unless it was asked before or there is nothing to ask for."""
        if self._abroad is None or not text or (by, text) in self._asked:
            return
        asked = self._asked[by, text] = _Asked(Heard.WAITING, self._clock.monotonic_s())
        self._abroad.finder.find(Find(by=by, text=text), lambda found: self._answered(asked, found))

    def heard(self, by: FindBy, text: str) -> Heard:
        """What is known of it."""
        asked = self._asked.get((by, text))
        return asked.heard if asked is not None else Heard.UNASKED

    @property
    def is_awaited(self) -> bool:
        """Whether somebody should come in the next seconds."""
        now_s = self._clock.monotonic_s()
        return any(
            asked.heard is Heard.COMING and now_s - asked.since_s <= AWAITED_S
            for asked in self._asked.values()
        )

    def close(self) -> None:
        """The form is gone; an answer that still comes is told to nobody."""
        self._is_closed = True

    def _answered(self, asked: _Asked, found: int | None) -> None:
        if self._is_closed:
            return
        if found is None:
            asked.heard = Heard.UNANSWERED
        else:
            asked.heard = Heard.COMING if found else Heard.NOBODY
        asked.since_s = self._clock.monotonic_s()
        self._told()
