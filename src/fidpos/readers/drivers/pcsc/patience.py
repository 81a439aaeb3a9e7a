"""How long the service may keep a call waiting before it counts as hung.

No call of PC/SC has a limit of its own once the service stops answering: a frozen one takes the question and
never returns. Whoever waits therefore says beforehand how long it should take, and another thread looks at
the clock.
"""

import contextlib
import threading
import time
from collections.abc import Iterator

GRACE_S = 0.4
"""What a busy machine may add to an answer."""


class Patience:
    """The call that one thread waits in, as another thread sees it. The clock is the system's own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._due_s: float | None = None

    @contextlib.contextmanager
    def for_up_to(self, seconds: float = 0.0) -> Iterator[None]:
        """Around a call that should take no longer than that."""
        with self._lock:
            self._due_s = time.monotonic() + seconds + GRACE_S
        try:
            yield
        finally:
            with self._lock:
                self._due_s = None

    @property
    def is_over(self) -> bool:
        """Whether the call is overdue."""
        with self._lock:
            return self._due_s is not None and time.monotonic() > self._due_s
