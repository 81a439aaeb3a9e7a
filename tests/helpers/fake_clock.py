"""A clock that goes where a test sends it."""

from datetime import datetime, timedelta

from fidpos.domain.clock import utc


class FakeClock:
    """Wall clock and monotonic clock move together, unless only one of them is set."""

    def __init__(self, start: datetime | None = None) -> None:
        self.wall = start or utc(2026, 11, 20, 9, 30)
        self.ticks_s = 1000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic_s(self) -> float:
        return self.ticks_s

    def advance(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.ticks_s += seconds
