"""Threads for what blocks: bounded, and told when there are too many."""

import asyncio
import threading
from functools import partial

import pytest

from fidpos.server.api.answers import Refused
from fidpos.server.api.workers import Workers
from fidpos.wire.sync.refusal import RefusalCode


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
