"""Waits for a device without looking at it now and then, and is woken when the wait is to end."""

import os
import select


class Alarm:
    """A pipe beside the device: one thread waits, any other may ring, once and for good."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)

    def ring(self) -> None:
        """End the wait that is, and every later one at once."""
        os.write(self._writer, b"!")

    def is_rung(self, limit_s: float) -> bool:
        """Wait for nothing but the alarm."""
        ready, _, _ = select.select([self._reader], [], [], limit_s)
        return bool(ready)

    def wait(self, descriptor: int, limit_ms: int | None) -> bool | None:
        """Whether the descriptor has something to say, or is gone, within the limit; None once rung."""
        poll = select.poll()
        poll.register(self._reader, select.POLLIN)
        poll.register(descriptor, select.POLLIN)
        ready = {number for number, _ in poll.poll(limit_ms)}
        return None if self._reader in ready else descriptor in ready

    def close(self) -> None:
        """Let go of the pipe, when nobody waits any more."""
        os.close(self._reader)
        os.close(self._writer)
