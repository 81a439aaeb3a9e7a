"""Threads for what blocks: bounded, and told when there are too many."""

import asyncio
import threading
from functools import partial
from typing import Self

import pytest

from fidpos.server.api.answers import Refused
from fidpos.server.api.workers import AT_COUNTERS_MAX, Workers
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
        assert refused.value.refusal.retry_after_s == 5

    asyncio.run(story())


class Full:
    """One thread and a queue of four, which is full for as long as the block runs."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.go = threading.Event()
        self.workers = Workers(1, queue_max=4, now_s=self.clock.monotonic_s)
        self.calls: list[asyncio.Task[bool]] = []

    async def __aenter__(self) -> Self:
        await self.begin(*[""] * 5)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.go.set()
        await asyncio.gather(*self.calls)
        self.workers.close()

    async def begin(self, *senders: str) -> None:
        """Calls that are let in, and wait."""
        self.calls += [
            asyncio.ensure_future(self.workers.run(self.go.wait, sender=sender)) for sender in senders
        ]
        await asyncio.sleep(0)

    async def refused_s(self, sender: str) -> int:
        """In how many seconds the sender is to come back."""
        with pytest.raises(Refused) as refused:
            await self.workers.run(self.go.wait, sender=sender)
        assert refused.value.refusal.retry_after_s is not None
        return refused.value.refusal.retry_after_s


def test_who_comes_back_at_the_time_they_were_given_is_let_in() -> None:
    async def story() -> None:
        async with Full() as full:
            full.clock.advance(await full.refused_s("a"))
            await full.begin("a")

            assert full.workers.busy == 6

    asyncio.run(story())


def test_who_comes_back_too_early_keeps_their_time() -> None:
    async def story() -> None:
        async with Full() as full:
            first = await full.refused_s("a")
            full.clock.advance(2)

            assert await full.refused_s("a") == first - 2

    asyncio.run(story())


def test_whoever_was_just_served_does_not_go_before_those_who_were_given_a_time() -> None:
    async def story() -> None:
        async with Full() as full:
            given = await full.refused_s("a")

            assert await full.refused_s("b") >= given
            full.clock.advance(given)
            await full.begin("a")
            assert await full.refused_s("c") > 0

    asyncio.run(story())


def test_who_does_not_come_back_holds_up_nobody_for_long() -> None:
    async def story() -> None:
        async with Full() as full:
            await full.refused_s("a")
            full.go.set()
            await asyncio.gather(*full.calls)
            full.clock.advance(1_000)
            full.go.clear()
            await full.begin("", "", "", "b")

            assert full.workers.busy == 4

    asyncio.run(story())


def test_what_somebody_at_a_counter_waits_for_does_not_stand_in_the_queue() -> None:
    async def story() -> int:
        async with Full() as full:
            return await full.workers.run_for_counter(lambda: 7)

    assert asyncio.run(story()) == 7


def test_when_too_many_wait_at_counters_they_are_told_so() -> None:
    async def story() -> None:
        go = threading.Event()
        workers = Workers(1)
        calls = [asyncio.ensure_future(workers.run_for_counter(go.wait)) for _ in range(AT_COUNTERS_MAX)]
        await asyncio.sleep(0)
        with pytest.raises(Refused):
            await workers.run_for_counter(go.wait)
        go.set()
        await asyncio.gather(*calls)
        assert await workers.run_for_counter(lambda: 7) == 7
        workers.close()

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
