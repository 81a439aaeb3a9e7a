"""The machine's own clock."""

import time
from datetime import UTC, datetime


class SystemClock:
    """`domain.clock.Clock` over the operating system."""

    def now(self) -> datetime:
        """The wall clock; it may step."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Seconds since an arbitrary point of this boot."""
        return time.monotonic()
