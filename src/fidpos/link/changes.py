"""The changes of the till, numbered, for registers that wait for the next one."""

import asyncio
from collections import deque
from datetime import date

from fidpos.link.messages import ChangesTold, ChangeTold
from fidpos.till.register.watch import Happened

REMEMBERED_MAX = 500
WAITING_MAX = 8
"""Of one register; who asks more at once is answered at once."""


class ChangeLog:
    """Belongs to one event loop.

    Args:
        first: number before the first change; each start of the till takes a higher one, so that who asks
            `after` a number of the start before is told that there is a gap.
    """

    def __init__(self, first: int) -> None:
        self._first = self._last = first
        self._kept: deque[tuple[str, ChangeTold]] = deque(maxlen=REMEMBERED_MAX)
        self._arrived = asyncio.Event()
        self._waiting: dict[str, int] = {}
        self._is_over = False

    def add(self, happened: Happened) -> None:
        """One more; a ticket is told to its own register only."""
        self._last += 1
        ticket = happened.ticket
        day: date | None = ticket.day if ticket is not None else None
        told = ChangeTold(
            serial=self._last,
            kind=happened.kind,
            business_day=day,
            ticket=ticket.number if ticket is not None else None,
        )
        self._kept.append((ticket.register if ticket is not None else "", told))
        self._wake()

    def stop(self) -> None:
        """Whoever waits is answered."""
        self._is_over = True
        self._wake()

    async def after(self, serial: int, register: str, wait_s: float) -> ChangesTold:
        """What happened since; waits so long for something that concerns this register."""
        if self._waiting.get(register, 0) >= WAITING_MAX:
            return self._since(serial, register)
        self._waiting[register] = self._waiting.get(register, 0) + 1
        try:
            async with asyncio.timeout(wait_s):
                while not self._is_over:
                    found = self._since(serial, register)
                    if found.changes or found.is_gap:
                        return found
                    await self._arrived.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting[register] -= 1
        return self._since(serial, register)

    def _since(self, serial: int, register: str) -> ChangesTold:
        oldest = self._kept[0][1].serial - 1 if self._kept else self._last
        if not oldest <= serial <= self._last:
            return ChangesTold(last=self._last, is_gap=True)
        return ChangesTold(
            last=self._last,
            is_gap=False,
            changes=tuple(
                told for whose, told in self._kept if told.serial > serial and whose in {"", register}
            ),
        )

    def _wake(self) -> None:
        self._arrived.set()
        self._arrived = asyncio.Event()
