"""Tills that wait, woken from any thread."""

import asyncio
import threading
from uuid import UUID

from fidpos.server.api.hub import Hub

OURS, THEIRS = UUID(int=1), UUID(int=2)


def test_a_change_wakes_those_of_its_merchant_and_no_others() -> None:
    async def story() -> tuple[bool, bool]:
        hub = Hub()
        hub.live_in(asyncio.get_running_loop())
        with hub.watching(OURS, hub.told) as ours, hub.watching(THEIRS, hub.told) as theirs:
            threading.Thread(target=hub.tell, args=[OURS]).start()
            await asyncio.wait_for(ours.wait(), 60)
            return ours.is_set(), theirs.is_set()

    assert asyncio.run(story()) == (True, False)


def test_what_may_have_been_missed_wakes_everybody() -> None:
    async def story() -> None:
        hub = Hub()
        hub.live_in(asyncio.get_running_loop())
        with hub.watching(OURS, hub.told) as ours, hub.watching(THEIRS, hub.told) as theirs:
            hub.tell(None)
            await asyncio.wait_for(asyncio.gather(ours.wait(), theirs.wait()), 60)

    asyncio.run(story())


def test_a_change_while_somebody_looked_is_not_missed() -> None:
    async def story() -> tuple[bool, bool]:
        hub = Hub()
        hub.live_in(asyncio.get_running_loop())
        before = hub.told
        hub.tell(OURS)
        await asyncio.sleep(0)
        with hub.watching(OURS, before) as ours, hub.watching(THEIRS, before) as theirs:
            return ours.is_set(), theirs.is_set()

    assert asyncio.run(story()) == (True, False)


def test_once_it_stops_nobody_waits_any_more() -> None:
    async def story() -> bool:
        hub = Hub()
        hub.live_in(asyncio.get_running_loop())
        with hub.watching(OURS, hub.told) as before:
            hub.stop()
            await asyncio.wait_for(before.wait(), 60)
        with hub.watching(OURS, hub.told) as after:
            return after.is_set()

    assert asyncio.run(story())


def test_whoever_has_gone_leaves_nothing_behind() -> None:
    async def story() -> int:
        hub = Hub()
        with hub.watching(OURS, hub.told), hub.watching(OURS, hub.told):
            assert hub.waiting == 2
        return hub.waiting

    assert asyncio.run(story()) == 0


def test_telling_before_and_after_it_serves_harms_nobody() -> None:
    hub = Hub()
    hub.tell(OURS)

    async def begin() -> None:
        hub.live_in(asyncio.get_running_loop())

    asyncio.run(begin())
    hub.tell(OURS)
    hub.stop()
