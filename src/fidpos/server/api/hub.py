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
        told: how many changes were heard of; whoever looks at the store notes it before.
    """

    def __init__(self) -> None:
        self.stopping = False
        self.told = 0
        self._told_last: dict[UUID, int] = {}
        self._told_all = 0
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
    def watching(self, merchant_id: UUID, since: int) -> Iterator[asyncio.Event]:
        """An event that is set by the merchant's first change after `since`, which was `told` at that time.

        Look at the store between the two, so that nothing that happens meanwhile is missed.
        """
        event = asyncio.Event()
        if self.stopping or max(self._told_all, self._told_last.get(merchant_id, 0)) > since:
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
        self.told += 1
        if merchant_id is None:
            self._told_all = self.told
            woken = [event for events in self._waiting.values() for event in events]
        else:
            self._told_last[merchant_id] = self.told
            woken = list(self._waiting.get(merchant_id, ()))
        for event in woken:
            event.set()
