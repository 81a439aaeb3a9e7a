"""Tills that wait for something to change: they cost one event each, and no thread.

Whoever hears of a change, on a thread of its own, tells the hub; the hub wakes those who wait for that
merchant. A wake is a hint: the store says whether there is anything for this till.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID


class Hub:
    """Belongs to one event loop; `tell` and `stop` may be called from any thread.

    Attributes:
        stopping: nobody is to wait any more.
    """

    def __init__(self) -> None:
        self.stopping = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: dict[UUID, set[asyncio.Event]] = {}

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return sum(map(len, self._waiting.values()))

    def live_in(self, loop: asyncio.AbstractEventLoop) -> None:
        """The loop in which tills wait."""
        self._loop = loop

    @contextmanager
    def watching(self, merchant_id: UUID) -> Iterator[asyncio.Event]:
        """An event that is set by the merchant's next change; look at the store after this, not before."""
        event = asyncio.Event()
        if self.stopping:
            event.set()
        self._waiting.setdefault(merchant_id, set()).add(event)
        try:
            yield event
        finally:
            others = self._waiting[merchant_id]
            others.discard(event)
            if not others:
                del self._waiting[merchant_id]

    def tell(self, merchant_id: UUID | None) -> None:
        """Something of a merchant changed; with None, anything may have."""
        self._soon(merchant_id)

    def stop(self) -> None:
        """Let everybody go at once, and those who come later as well."""
        self.stopping = True
        self._soon(None)

    def _soon(self, merchant_id: UUID | None) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, merchant_id)

    def _wake(self, merchant_id: UUID | None) -> None:
        if merchant_id is None:
            woken = [event for events in self._waiting.values() for event in events]
        else:
            woken = list(self._waiting.get(merchant_id, ()))
        for event in woken:
            event.set()
