"""How long to wait before trying again: longer each time, never the same for two tills."""

from random import Random

FIRST_S = 1.0
CAP_S = 300.0
_DOUBLINGS_MAX = 10
_SPREAD = 0.5
"""Of the time a centre names: thousands of tills that were told the same do not come back at once."""


class Backoff:
    """Full jitter: anything between nothing and a bound that doubles with each failure."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._failures = 0

    def succeeded(self) -> None:
        """The next failure is the first again."""
        self._failures = 0

    def failed_s(self, retry_after_s: int | None = None) -> float:
        """Seconds until the next try; never earlier than the centre asked for."""
        bound_s = min(CAP_S, FIRST_S * 2 ** min(self._failures, _DOUBLINGS_MAX))
        self._failures += 1
        waited_s = self._random.uniform(0.0, bound_s)
        if retry_after_s is None:
            return waited_s
        named_s = min(float(retry_after_s), CAP_S)
        return named_s + self._random.uniform(0.0, max(1.0, named_s * _SPREAD))
