"""The machine's own clock."""

import time
from datetime import UTC, datetime


class SystemClock:
    """`domain.clock.Clock` over the operating system."""

    def now(self) -> datetime:
        """The wall clock; it may step."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Seconds since an arbitrary point of this boot; where the system can tell, sleep counts too."""
        asleep_too = getattr(time, "CLOCK_BOOTTIME", None)
        return time.monotonic() if asleep_too is None else time.clock_gettime(asleep_too)
