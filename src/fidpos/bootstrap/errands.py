"""One thread that does errands in order, for those who may not wait."""

import logging
import queue
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

Errand = Callable[[], None]


class Errands:
    """Begins with the first errand; `stop` once.

    Args:
        name: of the thread.
        on_error: called on the thread with what an errand raised, be it an exit of the program.
    """

    def __init__(self, name: str, on_error: Callable[[BaseException], None]) -> None:
        self._on_error = on_error
        self._waiting: queue.SimpleQueue[Errand | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._has_begun = False
        self._is_stopping = False

    def send(self, errand: Errand) -> None:
        """Do it after all that was sent before. One thread at a time sends."""
        if self._is_stopping:
            return
        if not self._has_begun:
            self._has_begun = True
            self._thread.start()
        self._waiting.put(errand)

    def stop(self, timeout_s: float) -> bool:
        """Finish what was sent, then end; whether it ended in time. What hangs ends with the program."""
        self._is_stopping = True
        if not self._thread.is_alive():
            return True
        self._waiting.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (errand := self._waiting.get()) is not None:
            try:
                errand()
            except BaseException as error:  # noqa: BLE001 - the top of a thread: whatever it is goes to the owner
                self._tell(error)

    def _tell(self, error: BaseException) -> None:
        try:
            self._on_error(error)
        except Exception:
            log.exception("what went wrong with an errand cannot be told")
