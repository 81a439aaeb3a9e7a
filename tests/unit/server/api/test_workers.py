"""Threads for what blocks: bounded, and told when there are too many."""

import asyncio
import threading
from functools import partial

import pytest

from fidpos.server.api.answers import Refused
from fidpos.server.api.workers import Workers
from fidpos.wire.sync.refusal import RefusalCode
from tests.helpers.fake_clock import FakeClock


def test_whoever_comes_when_the_queue_is_full_is_asked_to_come_back() -> None:
    async def story() -> None:
        go = threading.Event()
        workers = Workers(1, queue_max=1)
        calls = [asyncio.ensure_future(workers.run(go.wait)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Refused) as refused:
            await workers.run(go.wait)
        go.set()
        await asyncio.gather(*calls)
        workers.close()

        assert refused.value.refusal.code is RefusalCode.BUSY
        assert refused.value.refusal.retry_after_s
        assert workers.busy == 0

    asyncio.run(story())


def test_the_queue_is_as_long_as_can_be_served_in_time() -> None:
    async def story() -> None:
        clock, go = FakeClock(), threading.Event()
        workers = Workers(1, queue_s_max=10.0, now_s=clock.monotonic_s)
        await workers.run(lambda: clock.advance(120))
        calls = [asyncio.ensure_future(workers.run(go.wait)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Refused) as refused:
            await workers.run(go.wait)
        go.set()
        await asyncio.gather(*calls)
        workers.close()

        assert refused.value.refusal.code is RefusalCode.BUSY
        assert refused.value.refusal.retry_after_s == 12

    asyncio.run(story())


def test_in_a_full_queue_those_who_were_just_served_leave_room_for_others() -> None:
    async def story() -> None:
        go = threading.Event()
        workers = Workers(1, queue_max=4)
        await workers.run(lambda: None, sender="a")
        calls = [asyncio.ensure_future(workers.run(go.wait)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Refused):
            await workers.run(go.wait, sender="a")
        calls += [asyncio.ensure_future(workers.run(go.wait, sender=other)) for other in "bc"]
        await asyncio.sleep(0)
        with pytest.raises(Refused):
            await workers.run(go.wait, sender="d")
        go.set()
        await asyncio.gather(*calls)
        workers.close()

        assert len(calls) == 5

    asyncio.run(story())


def test_in_an_empty_queue_everybody_is_served_again_at_once() -> None:
    async def story() -> list[int]:
        workers = Workers(1, queue_max=4)
        answers = [await workers.run(partial(abs, n), sender="a") for n in range(20)]
        workers.close()
        return answers

    assert asyncio.run(story()) == list(range(20))


def test_those_who_are_here_already_queue_up_and_are_all_served() -> None:
    async def story() -> list[int]:
        workers = Workers(2, queue_max=0)
        answers = await asyncio.gather(*(workers.run_in_turn(partial(abs, n)) for n in range(50)))
        workers.close()
        return answers

    assert asyncio.run(story()) == list(range(50))


def test_a_call_that_fails_leaves_its_place() -> None:
    async def story() -> int:
        workers = Workers(1, queue_max=0)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await workers.run(lambda: 1 // 0)
        workers.close()
        return workers.busy

    assert asyncio.run(story()) == 0
