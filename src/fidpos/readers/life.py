"""One life of a driver; what the driver does in it runs beside the manager, which waits for a limited time.

A driver may block or leave the program wherever it is called. Then its thread is left alone, a daemon that
ends with the program at the latest, and the other readers go on.
"""

import threading
import time
from collections.abc import Callable

from fidpos.readers.driver import ReaderDriver

DRIVERS_SHARE = 0.9
"""Of the time to close; the rest is for the driver to say that it did not succeed."""


class _Work:
    """A call of the driver, on a thread of its own from now on."""

    def __init__(self, name: str, call: Callable[[], None]) -> None:
        self.error: BaseException | None = None
        self._call = call
        self._is_done = threading.Event()
        self._is_let_go = threading.Event()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def wait(self, limit_s: float) -> bool:
        """Whether it is done, now or within the limit."""
        return self._is_done.wait(limit_s)

    def wait_unless_let_go(self, limit_s: float) -> bool:
        """Whether it is done, now or within the limit, or before `let_go`."""
        self._is_let_go.wait(limit_s)
        return self._is_done.is_set()

    def let_go(self) -> None:
        """Whoever waits unless he is let go waits no longer."""
        self._is_let_go.set()

    def _run(self) -> None:
        try:
            self._call()
        except BaseException as error:  # noqa: BLE001 - the top of a thread: it goes to whoever waits
            self.error = error
        self._is_done.set()
        self._is_let_go.set()


class Life:
    """From `create` to `close`.

    Args:
        name: of the driver, for its threads.
        create: builds the driver.
    """

    def __init__(self, name: str, create: Callable[[], ReaderDriver]) -> None:
        self.driver: ReaderDriver | None = None
        self._name = name
        self._create = create
        self._is_over = False
        self._has_closed_itself = False
        self._beginning = _Work(f"{name} begins", self._begin)
        self._ending: _Work | None = None

    def has_begun(self, limit_s: float) -> bool:
        """Whether it is built and started within the limit.

        Raises:
            BaseException: whatever the driver raised.
        """
        is_done = self._beginning.wait_unless_let_go(limit_s)
        _raise_error_of(self._beginning)
        return is_done

    def wait_no_longer(self) -> None:
        """Let go of whoever waits for it to begin."""
        self._beginning.let_go()

    def has_ended(self, limit_s: float) -> bool:
        """Close the driver, once; whether nothing of it runs any more within the limit.

        Raises:
            BaseException: whatever the driver raised, each time it is asked.
        """
        deadline_s = time.monotonic() + limit_s
        self._is_over = True
        if self._ending is None and self.driver is not None and not self._has_closed_itself:
            self._ending = self._close(self.driver, limit_s * DRIVERS_SHARE)
        if self._ending is not None:
            if not self._ending.wait(limit_s):
                return False
            _raise_error_of(self._ending)
        # What it raised as it began was told then.
        return self._beginning.wait(max(0.0, deadline_s - time.monotonic()))

    def _close(self, driver: ReaderDriver, limit_s: float) -> _Work:
        return _Work(f"{self._name} ends", lambda: driver.close(limit_s))

    def _begin(self) -> None:
        self.driver = driver = self._create()
        if not self._is_over:
            driver.start()
        if self._is_over:
            self._has_closed_itself = True
            driver.close()


def _raise_error_of(work: _Work) -> None:
    if work.error is not None:
        raise work.error
