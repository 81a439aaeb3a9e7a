"""Tells a new read from one more of the same, so that a card left behind is never the next customer's."""

from dataclasses import dataclass

from fidpos.domain.card import CardRead, CardToken, Refusal, RefusedRead

REPEAT_WINDOW_S = 1.0
"""A scanner in presentation mode reads a code again and again for as long as it is held out."""


@dataclass(slots=True)
class _Last:
    what: CardToken | Refusal
    at_s: float


class RepeatFilter:
    """Remembers what each device saw last. For one thread.

    Where the driver reports that a card left (presence), the same card counts once until then, even across a
    restart of the driver. Elsewhere the same code counts again once it was out of sight for `window_s`.
    """

    def __init__(self, *, window_s: float = REPEAT_WINDOW_S) -> None:
        self._window_s = window_s
        self._last: dict[tuple[str, str], _Last] = {}

    def is_repeat(self, read: CardRead | RefusedRead, *, presence: bool) -> bool:
        """Whether this was reported before; remembers it either way."""
        key = (read.driver, read.device)
        what = read.token if isinstance(read, CardRead) else read.reason
        before = self._last.get(key)
        self._last[key] = _Last(what, read.monotonic_s)
        if before is None or before.what != what:
            return False
        return presence or read.monotonic_s - before.at_s < self._window_s

    def forget(self, *, driver: str, device: str) -> None:
        """The card left the device: whatever comes next is new."""
        self._last.pop((driver, device), None)
