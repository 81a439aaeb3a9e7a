"""How long to wait before trying again: doubling, up to a limit."""

FIRST_S = 0.25
LIMIT_S = 2.0


class Backoff:
    """The delays of one thing that keeps failing: 0.25 s, 0.5 s, 1 s, 2 s, 2 s, ... until it works again."""

    def __init__(self) -> None:
        self._delay_s = FIRST_S

    def next_s(self) -> float:
        """The delay before the next try."""
        delay_s = self._delay_s
        self._delay_s = min(2 * delay_s, LIMIT_S)
        return delay_s

    def reset(self) -> None:
        """It works: begin again with the shortest delay."""
        self._delay_s = FIRST_S
