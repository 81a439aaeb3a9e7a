"""The clock and the ids of a story: both follow from what it says, so that it always goes the same way."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from fidpos.domain.ids import uuid7


class StoryClock:
    """Stands still until it is set; `domain.clock.Clock`."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant of the step."""
        return self.at

    def monotonic_s(self) -> float:
        """As far from an arbitrary point as the wall clock: a story never goes back."""
        return self.at.timestamp()


class SteadyIds:
    """The ids of what a step brings about, one after the other."""

    def __init__(self, clock: StoryClock) -> None:
        self._clock = clock
        self._subject = ""
        self._made = 0

    def begin(self, subject: str) -> None:
        """What the next ones follow from."""
        self._subject, self._made = subject, 0

    def __call__(self) -> UUID:
        """The next one."""
        self._made += 1
        return steady_id(self._clock.now(), f"{self._subject}/{self._made}")


def steady_id(at: datetime, subject: str) -> UUID:
    """The id of what is born at that instant under that name."""
    return uuid7(at, lambda count: sha256(subject.encode()).digest()[:count])
