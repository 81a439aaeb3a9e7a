"""A bound on how often something may be done: look-ups of members by name or phone."""

from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Throttle:
    """At most `limit` acts in any `window_s` seconds, counted per key (who acts)."""

    limit: int
    window_s: float
    _acts: dict[object, deque[float]] = field(default_factory=dict)

    def allows(self, key: object, now_s: float) -> bool:
        """Count one act at `now_s` (monotonic), unless it is one too many."""
        acts = self._acts.setdefault(key, deque())
        while acts and acts[0] <= now_s - self.window_s:
            acts.popleft()
        if len(acts) >= self.limit:
            return False
        acts.append(now_s)
        return True
