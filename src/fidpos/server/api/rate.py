"""How often one sender may ask: a bucket of tokens each, filled steadily, emptied by asking."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from fidpos.domain.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Steady requests a second, and how many at once after a pause."""

    per_s: float
    burst: int


TILL_RATE = Rate(per_s=20.0, burst=200)
"""A till that comes back after a week sends its pushes one after the other, as fast as they are answered."""
FIND_RATE = Rate(per_s=0.5, burst=15)
"""Of a till that looks for members whom it does not hold: thirty a minute."""
DOOR_RATE = Rate(per_s=0.2, burst=20)
"""Of one address that pairs tills."""
GUESS_RATE = Rate(per_s=0.5, burst=30)
"""Of one till that asks for gift cards and vouchers which there are not."""
SHOP_GUESS_RATE = Rate(per_s=2.0, burst=120)
"""Of all tills of a shop together: as much as four that guess."""
MERCHANT_GUESS_RATE = Rate(per_s=20.0, burst=1_200)
"""Of all tills of a merchant together: as much as forty that guess."""

_KEPT = 50_000
"""Senders remembered; who has not asked for long has a full bucket anyway."""


class Limiter:
    """Thread-safe; each process counts for itself."""

    def __init__(self, rate: Rate, clock: Clock) -> None:
        self._rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def wait_s(self, sender: Hashable) -> float:
        """Take a token and return 0.0; without one, how many seconds until there is one."""
        now = self._clock.monotonic_s()
        with self._lock:
            tokens = self._tokens(sender, now)
            allowed = tokens >= 1.0
            self._keep(sender, tokens - 1.0 if allowed else tokens, now)
        return 0.0 if allowed else (1.0 - tokens) / self._rate.per_s

    def charge(self, sender: Hashable, tokens: int) -> None:
        """Take so many tokens, even those that are not there yet: what was owed is waited for as well."""
        now = self._clock.monotonic_s()
        with self._lock:
            self._keep(sender, self._tokens(sender, now) - tokens, now)

    def would_wait_s(self, sender: Hashable) -> float:
        """What `wait_s` would return; no token is taken."""
        with self._lock:
            tokens = self._tokens(sender, self._clock.monotonic_s())
        return max(0.0, 1.0 - tokens) / self._rate.per_s

    def _keep(self, sender: Hashable, tokens: float, now: float) -> None:
        self._buckets.pop(sender, None)
        self._buckets[sender] = (tokens, now)
        if len(self._buckets) > _KEPT:
            self._buckets.popitem(last=False)

    def _tokens(self, sender: Hashable, now: float) -> float:
        tokens, at = self._buckets.get(sender, (float(self._rate.burst), now))
        return min(float(self._rate.burst), tokens + (now - at) * self._rate.per_s)
